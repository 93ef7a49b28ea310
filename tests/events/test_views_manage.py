"""Planning pages: who may, what is typed stays, one's own list."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from engagement.events.models import AgendaItem, Event
from engagement.events.rules import State
from engagement.kernel import codes
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from tests.factories import organisation, people
from tests.factories.events import SOON, event

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def _typed(host, post, **given):
    where = organisation.locality(office=host)
    return {
        "title": "Monthly meeting", "kind": "meeting", "place": "Hall", "audience": "everyone", "day": "2026-11-24",
        "starts": "16:00", "ends": "18:00", "host_post": post.ref, "locality": where.ref, "venue": "",
        "language": "en", "languages": ["ps", "ur"], "agenda": "20 | Last time, answered",
        "operation_id": "form-one", "version": "1", **given,
    }  # fmt: skip


def test_an_officer_plans_and_publishes_a_meeting(officer, host, post):
    assert officer.get("/events/new").status_code == 200
    made = officer.send("/events/new", **_typed(host, post))
    assert made.status_code == 303
    managed = officer.get(made.location)
    assert "Draft" in managed.get_data(as_text=True)
    one = db.session.scalar(select(Event))
    assert officer.send(f"/events/{one.ref}/publish").status_code == 303
    assert one.title in officer.get("/events").get_data(as_text=True)
    db.session.refresh(one)
    assert (one.state, one.languages) == (State.PUBLISHED, ["ps", "ur"])


def test_a_doubled_form_is_one_meeting(officer, host, post):
    typed = _typed(host, post)
    first, second = officer.send("/events/new", **typed), officer.send("/events/new", **typed)
    assert first.location == second.location
    assert db.session.scalar(select(func.count(Event.id))) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Please fill this in."),
        ({"title": "x" * 10_000}, "Too long: at most 200 characters."),
        ({"title": "a\x00b"}, "This holds characters that cannot be read."),
        ({"ends": "15:00"}, "The end must be later than the start."),
        ({"day": "1900-01-01"}, "Choose a date between 2000 and 2099."),
        ({"day": "9999-01-01"}, "Choose a date between 2000 and 2099."),
        ({"day": "soon"}, "Write the date as year-month-day"),
        ({"starts": "25:99"}, "Write the time as hours and minutes"),
        ({"capacity": "0"}, "Write a whole number from 1 to 100000."),
        ({"agenda": "soon | Last time"}, "minutes are a number from 1 to 600"),
        ({"online_address": "javascript:alert(1)"}, "Write the whole address"),
        ({"host_post": "XXXXXXXX"}, "Not a valid choice"),
        ({"kind": "party"}, "Not a valid choice"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(officer, host, post, wrong, sentence):
    answer = officer.send("/events/new", **_typed(host, post, words="Kept as typed", **wrong))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text
    assert "Kept as typed" in text
    assert db.session.scalar(select(func.count(Event.id))) == 0


def test_a_draft_that_is_not_whole_is_not_published_and_says_why(officer, host, post):
    officer.send("/events/new", **_typed(host, post, host_post="", locality=""))
    one = db.session.scalar(select(Event))
    answer = officer.send(f"/events/{one.ref}/publish")
    assert answer.status_code == 422
    assert "Choose the post that hosts this meeting." in answer.get_data(as_text=True)


def test_the_second_editor_keeps_their_text_and_sees_the_other(officer, host, post):
    officer.send("/events/new", **_typed(host, post))
    one = db.session.scalar(select(Event))
    page = officer.get(f"/events/{one.ref}/edit").get_data(as_text=True)
    assert "20 | Last time, answered" in page
    other = organisation.post(office=host, names={"en": "SHO of the other shift"})
    first = {"title": "Saved first", "host_post": other.ref, "starts": "15:00", "invite_only": "y"}
    officer.send(f"/events/{one.ref}/edit", **_typed(host, post, locality=one.locality.ref, **first))
    again = officer.send(f"/events/{one.ref}/edit", **_typed(host, post, locality=one.locality.ref, **first))
    assert "What stands there now is what you wrote." in again.get_data(as_text=True)
    answer = officer.send(
        f"/events/{one.ref}/edit", **_typed(host, post, title="Typed second", locality=one.locality.ref)
    )
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    stands = re.search(r"<b>Saved by somebody else</b>(.*?)</dl>", text, re.DOTALL)[1]
    shown = re.findall(r"<dt>(.*?)</dt><dd class=\"written\"><bdi>(.*?)</bdi>", stands)
    assert shown == [
        ("Title", "Saved first"), ("Begins at", "15:00"), ("Host", "SHO of the other shift"), ("By invitation only", "Yes"),
    ]  # fmt: skip
    assert "Saving again puts your text in place of theirs." in text
    assert "Typed second" in text


def test_calling_off_asks_why_and_shows_it(officer, host):
    one = event(office=host)
    assert officer.send(f"/events/{one.ref}/cancel", reason="").status_code == 422
    assert officer.send(f"/events/{one.ref}/cancel", reason="The hall is flooded.").status_code == 303
    assert "The hall is flooded." in officer.get(f"/events/{one.ref}").get_data(as_text=True)


def test_a_draft_is_deleted_from_its_page(officer, host):
    one = event(office=host, state=State.DRAFT)
    assert officer.send(f"/events/{one.ref}/discard").status_code == 303
    assert officer.get(f"/events/{one.ref}/manage").status_code == 404


def test_a_supervisor_first_chooses_the_office(client):
    district = organisation.office()
    here, other = organisation.station(district=district), organisation.station(district=district)
    client.sign_in(people.person(holding=organisation.post(office=district, role=Role.SUPERVISOR)))
    page = client.get("/events/new").get_data(as_text=True)
    assert here.names["en"] in page
    assert other.names["en"] in page
    assert client.get(f"/events/new?office={here.ref}").status_code == 200
    assert client.get(f"/events/new?office={organisation.station().ref}").status_code == 404


ROUTES = [
    ("get", "/manage"),
    ("get", "/edit"),
    ("post", "/edit"),
    ("post", "/publish"),
    ("post", "/cancel"),
    ("post", "/discard"),
]


@pytest.mark.parametrize(("method", "tail"), ROUTES)
def test_planning_is_closed_to_others(client, host, method, tail):
    published, draft = event(office=host), event(office=host, state=State.DRAFT)
    signed_out = getattr(client, method)(f"/events/{published.ref}{tail}")
    assert signed_out.status_code == 302
    stranger = organisation.post(office=organisation.station())
    client.sign_in(people.person(holding=stranger))
    ask = client.get if method == "get" else client.send
    assert ask(f"/events/{published.ref}{tail}").status_code == 403
    assert ask(f"/events/{draft.ref}{tail}").status_code == 404


def test_ours_lists_the_meetings_of_ones_own_offices_by_state(officer, host):
    event(office=host, title="Ours drafted", state=State.DRAFT)
    event(office=host, title="Ours public")
    event(title="Theirs")
    every = officer.get("/events/ours").get_data(as_text=True)
    assert "Ours drafted" in every
    assert "Ours public" in every
    assert "Theirs" not in every
    drafts = officer.get("/events/ours?state=draft").get_data(as_text=True)
    assert "Ours public" not in drafts


def test_ours_goes_from_the_latest_day_back_whenever_it_was_planned(officer, host):
    days = [n * 7 % 31 for n in range(31)]  # not in the order of planning; two leaves
    for n in days:
        event(office=host, title=f"Day {n} ahead", starts_at=SOON + timedelta(days=n))
    first = officer.get("/events/ours").get_data(as_text=True)
    assert re.findall(r"Day (\d+) ahead", first) == [str(n) for n in range(30, 0, -1)]
    further = re.search(r'href="([^"]+after=[^"]+)"', first)[1].replace("&amp;", "&")
    assert re.findall(r"Day (\d+) ahead", officer.get(further).get_data(as_text=True)) == ["0"]


@pytest.mark.parametrize(
    "cursor", [7, ["yesterday", 1], [5, 1], ["2026-11-24", 1], ["2026-11-24T00:00+00:00"], []]
)
def test_ours_begins_anew_at_a_cursor_of_another_list(officer, host, cursor):
    event(office=host, title="Open hour")
    answer = officer.get("/events/ours", query_string={"after": codes.sign("cursor", cursor)})
    assert answer.status_code == 200
    assert "Open hour" in answer.get_data(as_text=True)


def test_ours_runs_the_same_number_of_statements_at_1_and_at_30_rows(officer, host, statements):
    event(office=host)
    officer.get("/events/ours")
    with statements() as one:
        officer.get("/events/ours")
    for _n in range(29):
        event(office=host)
    with statements() as many:
        officer.get("/events/ours")
    assert len(one) == len(many)


def test_a_drafts_page_lists_at_once_what_it_still_needs(officer, host, post):
    bare = event(office=host, state=State.DRAFT, starts_at=datetime(2020, 1, 1, 9, tzinfo=UTC))
    page = officer.get(f"/events/{bare.ref}/manage").get_data(as_text=True)
    assert "Still needed before it can be made public:" in page
    assert "Choose the post that hosts this meeting." in page
    assert "This time is past. Choose a later one." in page
    whole = event(office=host, state=State.DRAFT, host_post_id=post.id)
    assert "Still needed" not in officer.get(f"/events/{whole.ref}/manage").get_data(as_text=True)


def test_of_a_public_meeting_the_sentence_about_its_place_stands_beside_the_field(officer, host, post):
    one = event(office=host, host_post_id=post.id, place="Hall")
    answer = officer.send(
        f"/events/{one.ref}/edit", **_typed(host, post, locality=one.locality.ref, place="")
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'id="venue-wrong"' in page
    assert "People need to know where to go." in page


def test_a_planner_chooses_when_people_are_reminded(officer, host):
    one = event(office=host)
    client = officer
    link = f"/events/{one.ref}"
    assert "Monday 23 November" in client.get(f"{link}/manage").get_data(as_text=True)
    half = client.send(f"{link}/reminder", day="2026-11-22", hour="")
    assert half.status_code == 422
    assert "Write a day and an hour, or neither." in half.get_data(as_text=True)
    assert client.send(f"{link}/reminder", day="2026-11-22", hour="09:30").status_code == 303
    shown = client.get(f"{link}/manage").get_data(as_text=True)
    assert "Sunday 22 November" in shown
    assert 'value="09:30"' in shown
    assert client.send(f"{link}/reminder", day="", hour="").status_code == 303
    assert "Monday 23 November" in client.get(f"{link}/manage").get_data(as_text=True)


def test_another_meeting_like_it_is_a_draft_four_weeks_later_and_pressed_twice_is_one(officer, host, post):
    one = event(
        office=host, title="Badhber monthly", words="Anyone may come.", capacity=60, host_post_id=post.id,
        sequence=3, seats_taken=12,
    )  # fmt: skip
    db.session.add(AgendaItem(event_id=one.id, position=1, words="Last time, answered", minutes=20))
    db.session.commit()
    first, second = (
        officer.send(f"/events/{one.ref}/duplicate", operation_id="form-two") for _each in range(2)
    )
    assert first.location == second.location
    made = db.session.scalars(select(Event).where(Event.id != one.id)).one()
    assert first.location.endswith(f"/events/{made.ref}/edit")
    assert (made.state, made.wall_start, made.wall_end) == (
        State.DRAFT,
        "2026-12-22T16:00",
        "2026-12-22T18:00",
    )
    assert (made.title, made.words, made.capacity, made.locality_id) == (
        one.title,
        one.words,
        60,
        one.locality_id,
    )
    assert (made.sequence, made.seats_taken, made.ref == one.ref) == (0, 0, False)
    form = officer.get(first.location).get_data(as_text=True)
    assert "20 | Last time, answered" in form
    assert 'value="2026-12-22"' in form


def test_another_like_a_meeting_of_long_ago_lies_ahead_on_the_same_weekday(officer, host):
    one = event(office=host, starts_at=datetime(2026, 3, 3, 11, tzinfo=UTC), state=State.HELD)
    officer.send(f"/events/{one.ref}/duplicate", operation_id="form-three")
    made = db.session.scalars(select(Event).where(Event.id != one.id)).one()
    before, after = datetime.fromisoformat(one.wall_start), datetime.fromisoformat(made.wall_start)
    assert after.isoformat()[:16] == "2026-12-08T16:00"
    assert (after - before).days % 28 == 0
