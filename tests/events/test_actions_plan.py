"""Planning: draft, edit, publish, call off; who is told, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.events.actions import plan as planning
from engagement.events.models import Event, Rsvp
from engagement.events.programme import Point
from engagement.events.rules import Kind, Need, Plan, RsvpState, State
from engagement.kernel import signals
from engagement.kernel.database import db, unit
from engagement.kernel.freshness import DataVersion
from engagement.kernel.refusals import Refusal, Stale
from engagement.people.actions.contacts import contact_for
from tests.factories import organisation, people
from tests.factories.events import SOON, event
from tests.factories.saving import saved

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
STARTS = datetime(2026, 11, 24, 16)  # noqa: DTZ001 - wall times
ENDS = STARTS.replace(hour=18)


@pytest.fixture
def officer(post):
    return people.actor_at(post)


def _plan(**given):
    return Plan(**{"title": "Monthly meeting", "starts": STARTS, "ends": ENDS, **given})


def _whole(host, post, **given):
    where = {"host_post_id": post.id, "locality_id": organisation.locality(office=host).id, "place": "Hall"}
    return _plan(**where | given)


def _do(action, **arguments):
    with unit():
        return action(now=NOW, **arguments)


def _rsvp(one, state=RsvpState.CONFIRMED, address="someone@example.org", n=0):
    with unit():
        contact = contact_for(force=one.force, address=address, locale="en", now=NOW) if address else None
    return saved(
        Rsvp(
            event_id=one.id, contact_id=contact.id if contact else None, code=f"C{n}{address or ''}"[:8], party=1,
            need=Need.NOTHING, locale="en", state=state, created_at=NOW, operation_id=f"op-{one.id}-{n}-{address}",
        )
    )  # fmt: skip


def _told(kind):
    return db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    ).all()


def _number(topic):
    return db.session.scalar(select(DataVersion.number).where(DataVersion.topic == topic)) or 0


def test_a_draft_keeps_wall_time_and_zone_beside_the_instant(host, officer):
    one = _do(
        planning.plan,
        actor=officer,
        office=host,
        plan=_plan(agenda=(Point("Last time", 20), Point("Owners"))),
    )
    assert (one.state, one.wall_start, one.zone) == (State.DRAFT, "2026-11-24T16:00", "Asia/Karachi")
    assert one.starts_at == SOON
    from engagement.events import queries

    assert [(item.words, item.minutes) for item in queries.agenda(one)] == [
        ("Last time", 20),
        ("Owners", None),
    ]
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "events.plan"))
    assert (entry.subject_id, entry.post_id) == (one.id, officer.acting.post_id)


def test_the_same_form_sent_twice_makes_one_draft(host, officer):
    first = _do(planning.plan, actor=officer, office=host, plan=_plan(), operation_id="same")
    second = _do(planning.plan, actor=officer, office=host, plan=_plan(title="Other"), operation_id="same")
    assert second.id == first.id
    assert db.session.scalar(select(func.count(Event.id))) == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ends": STARTS}, "ends"),
        ({"ends": ENDS.replace(year=2027)}, "last_day"),
        ({"host_post_id": "other"}, "host_post"),
        ({"locality_id": "other"}, "locality"),
        ({"venue_id": "other"}, "venue"),
        ({"languages": ("tlh",)}, "languages"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_beside_its_field(host, officer, given, field):
    other = organisation.station()
    far = organisation.locality(office=other)
    ids = {
        "host_post_id": organisation.post(office=other).id,
        "locality_id": far.id,
        "venue_id": organisation.venue(locality=far).id,
    }
    given = {name: ids[name] if value == "other" else value for name, value in given.items()}
    with pytest.raises(Refusal) as refusal:
        _do(planning.plan, actor=officer, office=host, plan=_plan(**given))
    assert refusal.value.field == field
    assert db.session.scalar(select(func.count(Event.id))) == 0


def test_a_time_that_the_clocks_skip_is_refused(app):
    host = organisation.station(
        district=organisation.office(force=organisation.force(zone="Europe/Belgrade"))
    )
    officer = people.actor_at(organisation.post(office=host))
    skipped = datetime(2027, 3, 28, 2, 30)  # noqa: DTZ001
    with pytest.raises(Refusal) as refusal:
        _do(
            planning.plan,
            actor=officer,
            office=host,
            plan=_plan(starts=skipped, ends=skipped.replace(hour=5)),
        )
    assert refusal.value.field == "starts"


def test_publishing_makes_a_draft_public_and_says_so(host, post, officer):
    one = _do(planning.plan, actor=officer, office=host, plan=_whole(host, post))
    heard = []
    with signals.event_published.connected_to(lambda sender, **_rest: heard.append(sender)):
        _do(planning.publish, actor=officer, event=one)
        _do(planning.publish, actor=officer, event=one)
    assert (one.state, one.published_at) == (State.PUBLISHED, NOW)
    assert heard == [one]
    assert [
        _number(t)
        for t in (f"event:{one.ref}", "events", f"station:{host.id}", f"locality:{one.locality_id}")
    ] == [1] * 4


@pytest.mark.parametrize(
    ("without", "field"),
    [("host_post_id", "host_post"), ("locality_id", "locality"), ("title", "title"), ("past", "starts")],
)
def test_publishing_refuses_what_people_could_not_come_to(host, post, officer, without, field):
    whole = _whole(host, post)
    whole = replace(
        whole,
        **{
            "title": {"title": " "},
            "past": {"starts": STARTS.replace(day=2), "ends": ENDS.replace(day=2)},
        }.get(without, {without: None}),
    )
    one = _do(planning.plan, actor=officer, office=host, plan=whole)
    with pytest.raises(Refusal) as refusal:
        _do(planning.publish, actor=officer, event=one)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "told",
    [{"place": "Behind the mosque"}, {"online_address": "https://meet.example.org/x"}, {"kind": Kind.VISIT}],
)
def test_people_must_know_where_to_go_and_a_visit_goes_round_the_locality(host, post, officer, told):
    bare = _whole(host, post, place="")
    one = _do(planning.plan, actor=officer, office=host, plan=bare)
    with pytest.raises(Refusal) as refusal:
        _do(planning.publish, actor=officer, event=one)
    assert refusal.value.field == "venue"
    _do(planning.edit, actor=officer, event=one, plan=replace(bare, **told), version=one.version)
    assert _do(planning.publish, actor=officer, event=one).state == State.PUBLISHED
    with pytest.raises(Refusal) as refusal:
        _do(planning.edit, actor=officer, event=one, plan=bare, version=one.version)
    assert refusal.value.field == "venue"


def test_what_was_public_without_a_place_may_still_be_changed_otherwise(host, officer, post):
    one = event(office=host, host_post_id=post.id)
    _do(
        planning.edit,
        actor=officer,
        event=one,
        plan=replace(planning.as_plan(one), capacity=9),
        version=one.version,
    )
    assert one.capacity == 9


def test_moving_time_or_place_raises_the_sequence_and_tells_each_rsvp_once(host, post, officer):
    one = _do(
        planning.publish,
        actor=officer,
        event=_do(planning.plan, actor=officer, office=host, plan=_whole(host, post)),
    )
    _rsvp(one, n=1), _rsvp(one, RsvpState.WAITING, "waiting@example.org", n=2)
    _rsvp(one, RsvpState.WITHDRAWN, "gone@example.org", n=3), _rsvp(one, address=None, n=4)
    later = replace(
        _whole(host, post),
        locality_id=one.locality_id,
        starts=STARTS.replace(hour=17),
        ends=ENDS.replace(hour=19),
    )
    _do(planning.edit, actor=officer, event=one, plan=later, version=one.version)
    assert (one.sequence, one.moved_from) == (1, "2026-11-24T16:00")
    # Who waited got a place by the same press and learns the new time with it: one message each.
    assert (len(_told("events.changed")), len(_told("events.rsvp_promoted"))) == (1, 1)
    _do(planning.edit, actor=officer, event=one, plan=replace(later, place="The school"), version=one.version)
    assert (one.sequence, len(_told("events.changed"))) == (2, 3)


def test_changing_words_tells_nobody(host, post, officer):
    one = _do(
        planning.publish,
        actor=officer,
        event=_do(planning.plan, actor=officer, office=host, plan=_whole(host, post)),
    )
    _rsvp(one)
    other = replace(
        _whole(host, post),
        locality_id=one.locality_id,
        title="Monthly meeting, badhber",
        words="Bring a chair",
        capacity=90,
    )
    _do(planning.edit, actor=officer, event=one, plan=other, version=one.version)
    assert (one.sequence, one.moved_from, _told("events.changed")) == (0, None, [])
    assert one.title == "Monthly meeting, badhber"


def test_moving_a_draft_tells_nobody(host, officer):
    one = _do(planning.plan, actor=officer, office=host, plan=_plan())
    _do(
        planning.edit,
        actor=officer,
        event=one,
        plan=_plan(starts=STARTS.replace(hour=15)),
        version=one.version,
    )
    assert (one.sequence, one.moved_from) == (0, None)


def test_a_published_meeting_cannot_be_moved_into_the_past_or_lose_its_host(host, post, officer):
    one = _do(
        planning.publish,
        actor=officer,
        event=_do(planning.plan, actor=officer, office=host, plan=_whole(host, post)),
    )
    here = replace(_whole(host, post), locality_id=one.locality_id)
    for wrong, field in (
        ({"starts": STARTS.replace(day=2), "ends": ENDS.replace(day=2)}, "starts"),
        ({"host_post_id": None}, "host_post"),
    ):
        with pytest.raises(Refusal) as refusal:
            _do(planning.edit, actor=officer, event=one, plan=replace(here, **wrong), version=None)
        assert refusal.value.field == field


def test_fewer_places_than_are_promised_are_refused_with_the_number(host, officer):
    one = event(office=host, capacity=60, seats_taken=29)
    plan = _plan(locality_id=one.locality_id, host_post_id=organisation.post(office=host).id, capacity=28)
    with pytest.raises(Refusal) as refusal:
        _do(planning.edit, actor=officer, event=one, plan=plan, version=None)
    assert (refusal.value.field, refusal.value.values) == ("capacity", {"n": 29})


def test_the_second_of_two_editors_is_told(host, officer):
    one = _do(planning.plan, actor=officer, office=host, plan=_plan())
    seen = one.version
    _do(planning.edit, actor=officer, event=one, plan=_plan(title="First"), version=seen)
    with pytest.raises(Stale):
        _do(planning.edit, actor=officer, event=one, plan=_plan(title="Second"), version=seen)
    db.session.refresh(one)
    assert one.title == "First"


def test_calling_off_tells_each_rsvp_exactly_once(host, officer):  # C.1
    one = event(office=host)
    for n in range(3):
        _rsvp(one, address=f"r{n}@example.org", n=n)
    for _twice in range(2):
        _do(planning.cancel, actor=officer, event=one, reason="The hall is flooded.", language="en")
    assert (one.state, one.cancel_reason, one.sequence) == (State.CANCELLED, "The hall is flooded.", 1)
    assert sorted(message.about["rsvp_id"] for message in _told("events.cancelled")) == sorted(
        db.session.scalars(select(Rsvp.id))
    )


@pytest.mark.parametrize("state", [State.HELD, State.CLOSED])
def test_what_is_over_can_no_longer_be_called_off_or_changed(host, officer, state):
    one = event(office=host, state=state)
    with pytest.raises(Refusal):
        _do(planning.cancel, actor=officer, event=one, reason="Too late", language="en")
    with pytest.raises(Refusal):
        _do(planning.edit, actor=officer, event=one, plan=_plan(), version=None)
    with pytest.raises(Refusal):
        _do(planning.publish, actor=officer, event=one)


def test_calling_off_needs_a_reason_and_a_public_meeting(host, officer):
    for one in (event(office=host), event(office=host, state=State.DRAFT)):
        with pytest.raises(Refusal):
            _do(planning.cancel, actor=officer, event=one, reason=" ", language="en")


def test_a_draft_is_deleted_whole_and_a_public_meeting_is_not(host, officer):
    one = _do(planning.plan, actor=officer, office=host, plan=_plan(agenda=(Point("Last time"),)))
    _do(planning.discard, actor=officer, event=one)
    assert db.session.scalar(select(func.count(Event.id))) == 0
    with pytest.raises(Refusal):
        _do(planning.discard, actor=officer, event=event(office=host))


def test_a_meeting_may_begin_on_one_day_and_end_on_a_later_one(host, officer):
    one = _do(
        planning.plan,
        actor=officer,
        office=host,
        plan=_plan(kind=Kind.CONFERENCE, ends=ENDS + timedelta(days=2)),
    )
    assert one.wall_end == "2026-11-26T18:00"


def test_more_places_promote_those_who_wait(host, officer):
    one = event(office=host, capacity=1, seats_taken=1)
    waiting = _rsvp(one, RsvpState.WAITING, "waiting@example.org", n=1)
    post = organisation.post(office=host)
    plan = _plan(locality_id=one.locality_id, host_post_id=post.id, capacity=2)
    _do(planning.edit, actor=officer, event=one, plan=plan, version=None)
    db.session.refresh(waiting)
    assert (waiting.state, one.seats_taken) == (RsvpState.CONFIRMED, 2)
