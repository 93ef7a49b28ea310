"""The public list of meetings and one meeting's page."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from engagement.events.rules import Audience, Kind, State
from engagement.kernel.actor import Role
from engagement.kernel.database import unit
from engagement.organisation.actions.offices import change_post
from tests.factories import organisation, people
from tests.factories.events import SOON, event

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def _text(client, address, **kwargs):
    answer = client.get(address, **kwargs)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_list_shows_coming_meetings_first_to_last_and_no_draft(client):
    host = organisation.station()
    event(office=host, title="Second", starts_at=SOON + timedelta(days=1))
    event(office=host, title="First")
    event(office=host, title="Long gone", starts_at=NOW - timedelta(days=9), state=State.HELD)
    event(office=host, title="Secret plan", state=State.DRAFT)
    text = _text(client, "/events")
    assert text.index("First") < text.index("Second")
    assert "2 meetings" in text
    assert "Long gone" not in text
    assert "Secret plan" not in text


def test_a_meeting_page_shows_time_place_hosts_and_access(client):
    host = organisation.station()
    where = organisation.locality(office=host)
    hall = organisation.venue(locality=where)
    one = event(office=host, locality=where, venue_id=hall.id, host_post_id=organisation.post(office=host).id)
    text = _text(client, f"/events/{one.ref}")
    assert one.title in text
    assert "16:00–18:00" in text
    assert hall.names["en"] in text
    assert "Step-free" in text
    assert host.names["en"] in text


def test_a_draft_is_the_same_404_as_a_meeting_that_is_not_there(client):
    one = event(state=State.DRAFT)
    assert client.get(f"/events/{one.ref}").data == client.get("/events/ZZZZZZZZ").data
    assert client.get(f"/events/{one.ref}").status_code == 404


def test_a_womens_session_tells_the_locality_alone_everywhere(client):
    host = organisation.station()
    where = organisation.locality(office=host, names={"en": "Gulbahar"})
    hall = organisation.venue(locality=where, names={"en": "Hidden house"})
    one = event(
        office=host, locality=where, venue_id=hall.id, kind=Kind.WOMEN, audience=Audience.WOMEN,
        place="Behind the school", longitude=71.5, latitude=34.0,
    )  # fmt: skip
    for address in (
        "/events",
        f"/events/{one.ref}",
        f"/events/{one.ref}.ics",
        "/events.ics",
        "/events?place=Behind",
    ):
        text = _text(client, address)
        assert "Hidden house" not in text
        assert "Behind the school" not in text
        assert "GEO" not in text
    assert "Gulbahar" in _text(client, f"/events/{one.ref}.ics")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kind=coffee", "Coffee"), ("audience=youth", "Youth"), ("language=sq", "Albanian"),
        ("place=tehkal", "Tehkal"), ("since=2026-12-01", "December"), ("until=2026-11-23", "Tomorrow"),
        ("when=past", "Gone"), ("access=childcare", "Child care"), ("place=تهکال", "Tehkal"), ("place=بډھ", "Badhber"),
    ],
)  # fmt: skip
def test_each_filter_finds_its_meeting_and_shows_a_pill(client, asked, found):
    host = organisation.station()
    tehkal = organisation.locality(office=host, names={"en": "Tehkal", "ur": "تہکال"})
    event(office=host, title="M-Coffee", kind=Kind.COFFEE)
    event(office=host, title="M-Youth", audience=Audience.YOUTH)
    event(office=host, title="M-Albanian", languages=["sq"])
    event(office=host, title="M-Tehkal", locality=tehkal)
    hall = organisation.venue(locality=organisation.locality(office=host), features=["childcare"])
    event(office=host, title="M-Child care", venue_id=hall.id)
    badhber = organisation.locality(office=host, names={"en": "Badhber", "ur": "بڈھ بیر"})
    event(office=host, title="M-Badhber", locality=badhber)
    event(office=host, title="M-December", starts_at=SOON + timedelta(days=20))
    event(office=host, title="M-Tomorrow", starts_at=NOW + timedelta(days=1))
    event(office=host, title="M-Gone", starts_at=NOW - timedelta(days=1), state=State.HELD)
    text = _text(client, f"/events?{asked}")
    titles = [
        title
        for title in (
            "Coffee",
            "Youth",
            "Albanian",
            "Tehkal",
            "December",
            "Tomorrow",
            "Gone",
            "Child care",
            "Badhber",
        )
        if f"M-{title}<" in text
    ]
    assert titles == [found]
    assert 'class="wrong"' not in text
    assert 'class="chosen"' in text


def test_station_and_locality_filters_take_the_address_or_the_public_name(client):
    host, other = organisation.station(slug="badhber"), None
    other = organisation.office(parent=host.parent)
    where = organisation.locality(office=host, slug="badhber-village")
    event(office=host, locality=where, title="Here")
    event(office=other, title="There")
    for asked in (
        "station=badhber",
        f"station={host.ref}",
        "locality=badhber-village",
        f"locality={where.ref}",
    ):
        text = _text(client, f"/events?{asked}")
        assert "Here" in text
        assert "There" not in text


def test_a_list_without_meetings_says_who_owes_the_next_one(client):
    from engagement.kernel.actor import Role

    host = organisation.station(slug="badhber")
    organisation.post(office=host, role=Role.COMMANDER, names={"en": "SHO Badhber"})
    assert "SHO Badhber owes the next one." in _text(client, "/events?station=badhber")


@pytest.mark.parametrize(
    "asked",
    [
        "since=1900-01-01",
        "since=9999-99-99",
        "kind=%00",
        "place=" + "x" * 200,
        "station=" + "y" * 99,
        "after=nonsense",
        "language=%25",
    ],
)
def test_a_filter_that_cannot_be_read_is_left_out_and_said(client, asked):
    event(title="Still here")
    assert client.get(f"/events?{asked}").status_code == 200
    assert "Still here" in _text(client, "/events?after=nonsense")


def test_the_list_turns_its_leaves_by_cursor_and_keeps_count(client):
    host = organisation.station()
    for n in range(35):
        event(office=host, title=f"Number {n:02}", starts_at=SOON + timedelta(hours=n // 2))
    text = _text(client, "/events")
    assert "35 meetings" in text
    assert text.count('class="event"') == 30
    further = text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = _text(client, further)
    assert "35 meetings" in second
    assert second.count('class="event"') == 5
    assert "Number 34" in second


@pytest.mark.parametrize("address", ["/events", "/events?when=past", "/events?kind=meeting", "/events.ics"])
def test_lists_run_the_same_number_of_statements_at_1_and_at_30_rows(client, statements, address):
    host = organisation.station()
    gone = {"starts_at": NOW - timedelta(days=2), "state": State.HELD}
    event(office=host), event(office=host, **gone)
    with statements() as one:
        client.get(address)
    for _n in range(29):
        event(office=host), event(office=host, **gone)
    with statements() as many:
        client.get(address)
    assert len(one) == len(many)


def test_the_cold_list_of_200_asks_once_for_meetings(client, statements):
    host = organisation.station()
    for n in range(201):
        event(office=host, starts_at=SOON + timedelta(minutes=n))
    with statements() as ran:
        text = _text(client, "/events?size=200")
    assert text.count('class="event"') == 200
    assert len([sql for sql in ran if "FROM events" in sql]) == 1
    assert len(text) < 300_000


def test_what_became_of_a_meeting_stands_on_its_page(client):
    host = organisation.station()
    off = event(office=host, state=State.CANCELLED, cancel_reason="The hall is flooded.")
    moved = event(office=host, moved_from="2026-11-23T16:00")
    over = event(office=host, starts_at=NOW - timedelta(days=1), state=State.HELD)
    assert "called off" in _text(client, f"/events/{off.ref}")
    assert "The hall is flooded." in _text(client, f"/events/{off.ref}")
    assert "Moved from 23 Nov" in _text(client, f"/events/{moved.ref}")
    assert "This meeting is over." in _text(client, f"/events/{over.ref}")


def test_the_kept_page_of_a_meeting_changes_when_it_begins_and_ends(client):
    one = event()
    assert "has begun" not in _text(client, f"/events/{one.ref}")
    with time_machine.travel(SOON + timedelta(minutes=1)):
        assert "has begun" in _text(client, f"/events/{one.ref}")
    with time_machine.travel(SOON + timedelta(hours=3)):
        assert "is over" in _text(client, f"/events/{one.ref}")
        assert one.title not in _text(client, "/events")


def test_pages_of_meetings_hold_in_urdu(client):
    one = event(title="ماہانہ اجلاس", language="ur")
    text = _text(client, f"/events/{one.ref}?lang=ur")
    assert '<span lang="ur" dir="rtl">ماہانہ اجلاس</span>' in text
    assert 'dir="rtl"' in _text(client, "/events?lang=ur")


def test_staff_see_their_own_draft(client):
    host = organisation.station()
    one = event(office=host, state=State.DRAFT)
    client.sign_in(people.person(holding=organisation.post(office=host)))
    assert "This is a draft." in _text(client, f"/events/{one.ref}")


def test_of_a_womens_session_not_even_the_online_address_is_told(client):
    # field.md T7: who may learn it asks the host.
    told = {"online_address": "https://meet.example.org/room-7", "place": "Second lane"}
    women = event(kind=Kind.WOMEN, **told)
    for address in (
        f"/events/{women.ref}",
        f"/events/{women.ref}.ics",
        "/events",
        "/events.geojson",
        "/events.ics",
    ):
        shown = _text(client, address)
        assert not [word for word in told.values() if word in shown], address
    assert "room-7" in _text(client, f"/events/{event(**told).ref}")


def test_a_meeting_names_the_mailbox_of_its_post_and_old_pages_follow_a_change(client):  # 002.12
    host = organisation.station(phone="091 1234567")
    post = organisation.post(office=host, mailbox="pro.badhber@example.org")
    old = event(office=host, host_post_id=post.id, state=State.CLOSED)
    page = client.get(f"/events/{old.ref}").get_data(as_text=True)
    assert 'href="mailto:pro.badhber@example.org"' in page
    assert 'href="tel:0911234567"' in page
    head = organisation.office(kind="force")
    with unit():
        change_post(
            actor=people.actor_at(organisation.post(office=head, role=Role.ADMINISTRATOR)), now=NOW, post=post,
            version=post.version, role=post.role, names=post.names, mailbox="pro@example.org",
        )  # fmt: skip
    page = client.get(f"/events/{old.ref}").get_data(as_text=True)
    assert "pro.badhber@example.org" not in page
    assert 'href="mailto:pro@example.org"' in page


def test_a_mailbox_that_is_none_is_refused(client):
    head = organisation.office(kind="force")
    post = organisation.post(office=head, role=Role.ADMINISTRATOR)
    client.sign_in(people.person(holding=post))
    sent = {
        "name_en": "Administrator",
        "role": "administrator",
        "mailbox": "nobody",
        "version": str(post.version),
    }
    assert client.send(f"/organisation/posts/{post.ref}/edit", **sent).status_code == 422
    sent["mailbox"] = "admin@example.org"
    assert client.send(f"/organisation/posts/{post.ref}/edit", **sent).status_code == 303
