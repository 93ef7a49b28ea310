"""Pages of a programme: nested points, people named, days; what staff write down and strangers read."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from engagement.events import queries
from engagement.events.models import Appearance, Event
from engagement.kernel.database import db
from tests.factories import organisation

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
AGENDA = (
    "9:00 | 60 | Partnerships\n10:30 | 120 | Coffee with a Cop\n- 30 | Questions from the room\n#2\nClosing"
)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def _typed(host, **given):
    return {
        "title": "First workshop", "kind": "workshop", "place": "Hall", "audience": "everyone", "day": "2026-11-24", "starts": "09:00",
        "ends": "17:00", "more_days": "2026-11-25 09:00-13:00", "host_post": organisation.post(office=host).ref,
        "locality": organisation.locality(office=host).ref, "language": "en", "operation_id": "form-one", "words": "",
        "agenda": AGENDA, **given,
    }  # fmt: skip


def _made(officer, host, **given) -> Event:
    assert officer.send("/events/new", **_typed(host, **given)).status_code == 303
    one = db.session.scalar(select(Event))
    assert officer.send(f"/events/{one.ref}/publish").status_code == 303
    return one


def test_a_workshop_of_two_days_shows_its_days_and_the_points_inside_points(officer, host):  # 002.1, 003.4
    one = _made(officer, host)
    page = officer.get(f"/events/{one.ref}").get_data(as_text=True)
    assert "2 days" in page
    assert "Day 2" in page
    assert '<ul class="inner"><li>' in page
    assert page.index("Coffee with a Cop") < page.index("Questions from the room") < page.index("Day 2")
    assert page.index("Day 2") < page.index("Closing")
    edit = officer.get(f"/events/{one.ref}/edit").get_data(as_text=True)
    assert "2026-11-25 09:00-13:00" in edit
    assert "- 30 | Questions from the room" in edit


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"more_days": "Wednesday"}, "Write one day a line with its hours"),
        ({"more_days": "2026-11-25 13:00-09:00"}, "Each day ends later than it begins."),
        ({"last_day": "2026-11-25"}, "not both"),
        ({"agenda": "18:00 | Too late"}, "The meeting is not on at that time."),
        ({"agenda": "One\n#3\nTwo"}, "The meeting has fewer days."),
        ({"agenda": "- Inside"}, "no point above it"),
    ],
)
def test_days_and_points_that_cannot_be_get_a_sentence(officer, host, wrong, sentence):
    answer = officer.send("/events/new", **_typed(host, **wrong))
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert db.session.scalar(select(Event)) is None


def test_a_guest_is_named_at_a_point_and_everybody_reads_it(officer, host):  # 002.6, 002.7
    one = _made(officer, host)
    closing = queries.agenda(one)[-1]
    said = {
        "do": "name",
        "part": "chief_guest",
        "office": "RPO Hazara",
        "person": "A. Khan",
        "language": "en",
    }
    address = f"/events/{one.ref}/programme"
    assert officer.send(address, **said, point=str(closing.id), operation_id="guest-1").status_code == 303
    assert (
        officer.send(address, **{**said, "office": ""}, point="", operation_id="guest-2").status_code == 422
    )
    stranger = officer.application.test_client()
    text = re.sub(r"<[^>]+>", "", stranger.get(f"/events/{one.ref}").get_data(as_text=True))
    assert "Chief guest: A. Khan, RPO Hazara" in text
    row = db.session.scalar(select(Appearance))
    assert officer.send(address, do=f"unname {row.id}").status_code == 303
    assert "RPO Hazara" not in stranger.get(f"/events/{one.ref}").get_data(as_text=True)


def test_a_point_is_counted_on_its_page_and_its_number_stays_inside(officer, host):  # 003.4
    one = _made(officer, host)
    coffee = queries.agenda(one)[1]
    address, at = f"/events/{one.ref}/programme", f"p{coffee.id}-"
    assert "Count</summary>" not in officer.get(address).get_data(as_text=True)
    with time_machine.travel(one.starts_at + timedelta(hours=2), tick=False):
        wrong = officer.send(address, do=f"count {coffee.id}", **{f"{at}came": "3", f"{at}women": "9"})
        assert wrong.status_code == 422
        assert "more women and men than people" in wrong.get_data(as_text=True)
        sent = {f"{at}came": "34", f"{at}women": "9", f"{at}covered": "y"}
        assert officer.send(address, do=f"count {coffee.id}", **sent).status_code == 303
        assert "34 people came." in officer.get(address).get_data(as_text=True)
        assert "34 people" not in officer.application.test_client().get(f"/events/{one.ref}").get_data(
            as_text=True
        )


def test_each_day_is_counted_and_all_of_them_are_at_least(officer, host):  # 002.1
    one = _made(officer, host)
    for day, taps in ((0, 12), (1, 3)):
        with time_machine.travel(one.starts_at + timedelta(days=day, hours=1), tick=False):
            for n in range(taps):
                door = f"/events/{one.ref}/door"
                sent = {
                    "do": "tap",
                    "sex": "woman",
                    "side": "resident",
                    "age_band": "unknown",
                    "disability": "unknown",
                }
                assert officer.send(door, **sent, operation_id=f"tap-{day}-{n}").status_code == 303
            assert f'<p class="total"><b>{taps}</b>' in officer.get(f"/events/{one.ref}/door").get_data(
                as_text=True
            )
    with time_machine.travel(one.ends_at, tick=False):
        pages = [f"/events/{one.ref}/{page}" for page in ("programme", "manage")]
        own, manage = (re.sub(r"<[^>]+>", "", officer.get(page).get_data(as_text=True)) for page in pages)
        stranger = officer.application.test_client()
        public = stranger.get(f"/events/{one.ref}").get_data(as_text=True)
    assert "At least 12 people came in all" in own
    assert "Day 1: 12" in manage
    assert "Day 2: 3" in manage
    assert "At least 12 people came." in public


def test_another_station_does_not_know_of_a_programme_page(officer):
    from tests.factories import events

    one = events.event(office=organisation.station())
    assert officer.get(f"/events/{one.ref}/programme").status_code == 403
    assert officer.application.test_client().get(f"/events/{one.ref}/programme").status_code == 302
