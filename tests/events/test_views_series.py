"""Pages of series: planned from one form, made public with one press, changed and called off in part."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import func, select

from engagement.events.models import Event, Series
from engagement.events.rules import State
from engagement.kernel.database import db, unit
from tests.factories import events, organisation

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def _typed(host, post, **given):
    return {
        "title": "Monthly meeting", "kind": "meeting", "place": "Hall", "audience": "everyone", "day": "2026-11-24", "starts": "16:00",
        "ends": "18:00", "host_post": post.ref, "locality": organisation.locality(office=host).ref, "language": "en",
        "operation_id": "form-one", "words": "Kept as typed", "every": "monthly", "times": "12", **given,
    }  # fmt: skip


def _as_it_is(one, **given):
    return {
        "title": one.title, "kind": one.kind, "audience": one.audience, "day": one.wall_start[:10],
        "starts": one.wall_start[11:], "ends": one.wall_end[11:], "host_post": one.host_post.ref if one.host_post else "",
        "locality": one.locality.ref, "language": one.language, "version": str(one.version), **given,
    }  # fmt: skip


def test_a_series_is_planned_published_and_numbered(officer, host, post):  # C.1 003.3
    made = officer.send("/events/new", **_typed(host, post))
    assert made.status_code == 303
    page = officer.get(made.location).get_data(as_text=True)
    assert "Every month · Fourth · Tuesday" in page
    assert "Meeting 12 of 12" in page
    one = db.session.scalar(select(Series))
    assert officer.send(f"/series/{one.ref}/publish").status_code == 303
    states = db.session.scalars(select(Event.state).distinct()).all()
    assert states == [State.PUBLISHED]
    third = db.session.scalar(select(Event.ref).where(Event.series_number == 3))
    assert "Meeting 3 of 12" in officer.get(f"/events/{third}").get_data(as_text=True)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"times": ""}, "A series needs an end"),
        ({"times": "5000"}, "A series has at most 104 meetings."),
        ({"times": "", "until": "2099-12-31"}, "A series has at most 104 meetings."),
        ({"weekday": "4"}, "By this rule the first meeting is on 27 November 2026."),
        ({"until": "2027-12-31"}, "not both"),
        ({"without": "2026-12-25"}, "25 December 2026 is no date of this series."),
        ({"without": "christmas"}, "Write one date a line"),
        ({"every": "daily"}, "Not a valid choice"),
        ({"ends": "15:00"}, "The end must be later than the start."),
    ],
)
def test_a_rule_that_cannot_be_gets_a_sentence_and_keeps_what_was_typed(officer, host, post, wrong, sentence):
    answer = officer.send("/events/new", **_typed(host, post, **wrong))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text
    assert "Kept as typed" in text
    assert "<details open>" in text
    assert db.session.scalar(select(func.count(Event.id))) == 0


def test_publishing_what_is_not_whole_says_on_which_day_and_publishes_none(officer, host, post):
    officer.send("/events/new", **_typed(host, post, locality=""))
    one = db.session.scalar(select(Series))
    answer = officer.send(f"/series/{one.ref}/publish")
    assert answer.status_code == 422
    assert "On 24 November 2026: Choose the locality" in answer.get_data(as_text=True)
    assert db.session.scalars(select(Event.state).distinct()).all() == [State.DRAFT]


def test_this_and_those_that_follow_are_changed_from_one_form(officer, host):
    one = events.series(office=host, host_post_id=organisation.post(office=host).id)
    second = db.session.scalar(select(Event).where(Event.series_id == one.id, Event.series_number == 2))
    page = officer.get(f"/events/{second.ref}/edit").get_data(as_text=True)
    assert "This one and those that follow" in page
    typed = _as_it_is(second, place="School", scope="following")
    assert officer.send(f"/events/{second.ref}/edit", **typed).status_code == 303
    places = db.session.scalars(select(Event.place).order_by(Event.series_number)).all()
    assert places == ["Hall", "School", "School", "School"]


def test_calling_off_the_rest_is_chosen_on_the_page_of_a_meeting(officer, host):
    one = events.series(office=host)
    second = db.session.scalar(select(Event).where(Event.series_id == one.id, Event.series_number == 2))
    assert "What is called off?" in officer.get(f"/events/{second.ref}/manage").get_data(as_text=True)
    assert officer.send(f"/events/{second.ref}/cancel", reason="", scope="following").status_code == 422
    answer = officer.send(f"/events/{second.ref}/cancel", reason="The hall is closed.", scope="following")
    assert answer.status_code == 303
    states = db.session.scalars(select(Event.state).order_by(Event.series_number)).all()
    assert states == [State.PUBLISHED, State.CANCELLED, State.CANCELLED]


def test_a_date_that_nobody_saw_is_skipped_from_its_page(officer, host):
    one = events.series(office=host)
    draft = db.session.scalar(select(Event).where(Event.series_id == one.id, Event.state == State.DRAFT))
    assert "This date of the series is skipped." in officer.get(f"/events/{draft.ref}/manage").get_data(
        as_text=True
    )
    assert officer.send(f"/events/{draft.ref}/discard").location.endswith(f"/series/{one.ref}")
    assert "Meeting 3 of 3" in officer.get(f"/series/{one.ref}").get_data(as_text=True)


def test_the_kept_page_of_a_meeting_follows_the_length_of_its_series(client, officer, host, post):
    one = events.series(office=host)
    first = db.session.scalar(select(Event.ref).where(Event.series_number == 1))
    draft = db.session.scalar(select(Event.ref).where(Event.series_id == one.id, Event.state == State.DRAFT))
    stranger = client.application.test_client()
    # A draft is counted to those who plan, not to the public.
    assert "Meeting 1 of 4" in officer.get(f"/events/{first}/manage").get_data(as_text=True)
    assert "Meeting 1 of 3" in stranger.get(f"/events/{first}").get_data(as_text=True)
    with unit():
        db.session.scalars(select(Event).where(Event.ref == draft)).one().host_post_id = post.id
    assert officer.send(f"/events/{draft}/publish").status_code == 303
    assert "Meeting 1 of 4" in stranger.get(f"/events/{first}").get_data(as_text=True)


def test_a_series_page_asks_as_often_for_thirty_meetings_as_for_two(officer, host, statements):
    few, many = events.series(office=host, meetings=1), events.series(office=host, meetings=29)
    officer.get(f"/series/{few.ref}"), officer.get(f"/series/{many.ref}")
    with statements() as short:
        officer.get(f"/series/{few.ref}")
    with statements() as long:
        officer.get(f"/series/{many.ref}")
    assert len(short) == len(long)


def test_another_station_does_not_know_of_a_series(officer):
    one = events.series(office=organisation.station())
    assert officer.get(f"/series/{one.ref}").status_code == 404
    assert officer.send(f"/series/{one.ref}/publish").status_code == 404


def _modules(officer, one, text="Partnerships\n2 | Problem solving"):
    return officer.send(f"/series/{one.ref}/modules", modules=text, language="en")


def test_modules_are_written_on_the_page_of_the_series_and_everybody_sees_how_far_it_is(
    officer, host
):  # 003.2
    one = events.series(office=host)
    assert _modules(officer, one).status_code == 303
    page = officer.get(f"/series/{one.ref}").get_data(as_text=True)
    assert "0 of 2 modules" in page
    assert "1 | Partnerships" in page
    second = db.session.scalar(select(Event.ref).where(Event.series_number == 2))
    public = officer.application.test_client().get(f"/events/{second}").get_data(as_text=True)
    assert "0 of 2 modules" in public
    assert public.count("Problem solving") == 2  # on the agenda, and among the modules


def test_modules_that_cannot_be_get_a_sentence_and_stay_typed(officer, host):
    one = events.series(office=host)
    answer = _modules(officer, one, "9 | Far away")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "begin with the number of a meeting, from 1 to 4" in text
    assert "Far away</textarea>" in text


def test_a_module_that_was_carried_over_says_from_where(client, officer, host):  # 003.2
    one = events.series(office=host)
    _modules(officer, one)
    first, second = db.session.scalars(select(Event).order_by(Event.series_number)).all()[:2]
    stranger = officer.application.test_client()
    assert "carried over" not in stranger.get(f"/events/{second.ref}").get_data(as_text=True)
    with time_machine.travel(first.ends_at, tick=False):
        from engagement.events import jobs

        jobs.carry_modules()
        assert "carried over from meeting 1" in stranger.get(f"/events/{second.ref}").get_data(as_text=True)


def test_the_page_of_a_meeting_lists_the_other_dates_that_are_public(client, host):  # 003.3
    events.series(office=host, meetings=14)
    refs = dict(db.session.execute(select(Event.series_number, Event.ref)).all())
    page = client.get(f"/events/{refs[1]}").get_data(as_text=True)
    for number in (2, 13):
        assert f'href="/events/{refs[number]}"' in page
    assert f"/events/{refs[15]}" not in page  # a draft
    assert "and 1 more" in page


def test_who_comes_to_the_second_workshop_again_is_a_share(officer, host):  # 003.3
    from engagement.kernel.database import unit
    from engagement.people.actions.contacts import contact_for
    from tests.factories import answers

    one = events.series(office=host, starts_at=datetime(2026, 10, 6, 11, tzinfo=UTC))
    first, second = db.session.scalars(select(Event).order_by(Event.series_number)).all()[:2]
    for event, names in ((first, "abcd"), (second, "bcx")):
        for name in names:
            with unit():
                contact = contact_for(force=event.force, address=f"{name}@example.org", locale="en", now=NOW)
                contact_id = contact.id
            answers.rsvp(event=event, contact_id=contact_id, arrived=1, arrived_at=event.starts_at)
    page = officer.get(f"/series/{one.ref}").get_data(as_text=True)
    assert "2 of 3 parties with an address came to an earlier one: 67 %" in page


def test_the_rest_is_planned_anew_from_the_page_of_a_meeting(officer, host, post):
    one = events.series(office=host, host_post_id=post.id)
    second = db.session.scalar(select(Event).where(Event.series_id == one.id, Event.series_number == 2))
    assert "plan it anew by another rule" in officer.get(f"/events/{second.ref}/manage").get_data(
        as_text=True
    )
    address = f"/events/{second.ref}/replan"
    with unit():
        second.seats_taken = 3
    page = officer.get(address).get_data(as_text=True)
    assert "3 meetings are called off. 3 people have a place there." in page
    typed = _as_it_is(second, day="2026-12-05", every="monthly", times="2", reason="", operation_id="anew")
    assert officer.send(address, **typed).status_code == 422
    assert officer.send(address, **{**typed, "reason": "The hall moved.", "every": ""}).status_code == 422
    assert officer.send(address, **{**typed, "reason": "The hall moved."}).status_code == 303
    states = db.session.scalars(select(Event.state).order_by(Event.series_number)).all()
    assert states == [State.PUBLISHED, State.CANCELLED, State.CANCELLED, State.PUBLISHED, State.PUBLISHED]
    single = events.event(office=host)
    assert officer.get(f"/events/{single.ref}/replan").status_code == 404
