"""Reads that mix rooms: each actor's outbox, and who may review what."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from engagement.channels import outbox
from engagement.channels.models import OutboxMessage
from engagement.events.models import Promise
from engagement.home import permissions, queries
from engagement.home.permissions import Sent
from engagement.kernel.actor import VISITOR, Actor, Role
from engagement.kernel.database import db, unit
from engagement.kernel.wording import Wording
from engagement.organisation.models import Office
from tests.factories import concerns, events, people, problems
from tests.factories import organisation as org
from tests.factories.saving import saved

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def test_the_rule_and_the_list_agree_on_who_sees_what(app: object) -> None:
    station, elsewhere = org.station(), org.station()
    other = org.station(district=station.parent)
    offices = (station, station.parent, elsewhere, other)
    with unit():
        for office in offices:
            outbox.post(
                "events.changed",
                recipient_kind="contact",
                recipient_id=1,
                now=NOW,
                force_id=office.force_id,
                office_id=office.id,
            )
        for force_id in (station.force_id, elsewhere.force_id, None):
            outbox.post("people.reset", recipient_kind="person", recipient_id=1, now=NOW, force_id=force_id)
    actors: list[Actor] = [VISITOR]
    for role in Role:
        actors += [people.actor_at(org.post(office=office, role=role)) for office in offices]
    every = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    for who in actors:
        by_rule = {
            m.id
            for m in every
            if permissions.READ.allows(who, Sent(m, db.session.get(Office, m.office_id or 0)))
        }
        by_list = {m.id for m in db.session.scalars(queries.outbox_visible_to(who))}
        assert by_rule == by_list, who


def test_only_heads_review_and_never_their_own_words(app: object) -> None:
    station = org.station()
    writer = people.person(holding=org.post(office=station, role=Role.COMMANDER))
    row = concerns.concern(locality=org.locality(office=station))
    with unit():
        row = db.session.merge(row)
        row.word("A dark street", "en", writer.id)
    assert row.wording == Wording.WRITTEN

    def offered(role: Role, office: Office) -> list[str]:
        return [one.ref for one in queries.to_review(people.actor_at(org.post(office=office, role=role)))]

    assert offered(Role.COMMANDER, station) == [row.ref]
    assert offered(Role.SUPERVISOR, station.parent) == [row.ref]
    for role in (Role.OFFICER, Role.PRO, Role.ADMINISTRATOR, Role.OVERSIGHT):
        assert offered(role, station) == []
    assert offered(Role.COMMANDER, org.station()) == []
    itself = people.actor_at(org.post(office=station, role=Role.COMMANDER), person=writer)
    assert queries.to_review(itself) == []


def test_many_wordings_of_one_kind_do_not_hide_another(app: object) -> None:
    station = org.station()
    post = org.post(office=station, role=Role.COMMANDER)
    writer = people.person(holding=org.post(office=station))
    where = org.locality(office=station)
    worded: dict[str, Any] = {"wording": Wording.WRITTEN, "worded_by_id": writer.id}
    for number in range(12):
        row = concerns.concern(locality=where)
        row.public_words, row.wording, row.worded_by_id = f"Lamp {number}", Wording.WRITTEN, writer.id
        saved(row)
    problems.problem(concern=concerns.concern(locality=where), owner=post, public_title="Dark road", **worded)
    meeting = events.event(office=station)
    about = {"force_id": meeting.force_id, "event_id": meeting.id, "post_id": post.id, "due_on": NOW.date()}
    made = {"words": "Patrols", "public_words": "Patrols", "language": "en", "created_at": NOW}
    saved(Promise(**about, **made, **worded))
    found = [one.kind for one in queries.to_review(people.actor_at(post))]
    assert found[:3] == ["concern", "problem", "promise"]
    assert len(found) == 8


def test_a_holder_of_two_stations_sees_the_work_of_both(app: object) -> None:
    here, there = org.station(), org.station()
    posts = [org.post(office=office) for office in (here, there)]
    rows = [concerns.concern(locality=org.locality(office=office)) for office in (here, there)]
    both = queries.concerns_first(people.actor_at(*posts), NOW, NOW.date())
    assert {one.ref for one in both} == {row.ref for row in rows}
    one = queries.concerns_first(people.actor_at(posts[0]), NOW, NOW.date())
    assert [each.ref for each in one] == [rows[0].ref]
