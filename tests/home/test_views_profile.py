"""The profile of a place before a meeting: what repeats, what is late, small numbers unsaid, nothing sealed, for its station alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engagement.concerns.models import Concern
from engagement.concerns.rules import Category, Lane
from engagement.events.models import Promise
from engagement.events.rules import State
from engagement.home.queries import profile as reads
from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from tests.factories import concerns, events, organisation, people, problems
from tests.factories.saving import saved
from tests.pages import PageClient
from tests.printed import A4, needs_type, sheet_of

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
TODAY = date(2026, 11, 22)


class Town:
    """A station with a locality, its officer, and an officer of the next station."""

    def __init__(self, app: Any) -> None:
        self.district = organisation.office(kind=organisation.OfficeKind.DISTRICT)
        self.station = organisation.station(district=self.district)
        self.post = organisation.post(office=self.station)
        self.place = organisation.locality(office=self.station)
        self.officer: PageClient = app.test_client()
        self.who = people.person(holding=self.post)
        self.officer.sign_in(self.who)

    def raised(self, count: int, category: str = Category.BURGLARY, **given: Any) -> list[Concern]:
        values = {"now": NOW - timedelta(days=20), "category": category, **given}
        return [concerns.concern(locality=self.place, office=self.station, **values) for _ in range(count)]

    def text(self, address: str = "") -> str:
        page = self.officer.get(address or f"/localities/{self.place.slug}/profile")
        assert page.status_code == 200
        return " ".join(page.get_data(as_text=True).split())


@pytest.fixture
def town(app: Any, time_machine: Any) -> Town:
    time_machine.move_to(NOW, tick=False)
    return Town(app)


def _profile(town: Town, **given: Any) -> reads.Profile:
    who = people.actor_at(town.post, person=town.who)
    return reads.profile_of(town.place, who, **{"since": date(2026, 6, 1), "today": TODAY, **given})


def test_a_profile_lists_repeat_problems_and_tells_no_small_number(town: Town):  # 003.10
    town.raised(4)
    town.raised(12, Category.TRAFFIC)
    text = town.text()
    for words in ("Homicide", "Burglary", "Accident", "Kidnapping", "Traffic"):
        assert words in text
    burglary = text[text.index("Burglary") : text.index("Accident")]
    assert "fewer than" in burglary
    assert "<b>Yes</b>" in burglary  # raised three times in 180 days
    assert ">4<" not in burglary


def test_a_number_that_is_hidden_beside_a_small_one_is_not_said_to_be_small(town: Town):
    town.raised(4)
    town.raised(12, Category.TRAFFIC)
    traffic = town.text().partition("Traffic")[2].partition("</tr>")[0]
    assert "not told" in traffic
    assert "fewer than" not in traffic
    assert "unsaid" not in traffic


def test_what_is_sealed_or_read_by_a_roster_is_not_counted(town: Town):
    town.raised(3)
    with unit():
        hidden = town.raised(3, Category.TRAFFIC)
        for row, lane in zip(hidden, (Lane.TIP, Lane.COMPLAINT, Lane.THREAT), strict=True):
            row.lane, row.search_text = lane, ""
        for row in town.raised(2):
            row.category = Category.HOMICIDE
    found = _profile(town)
    assert (found.raised, found.lately) == ({"burglary": 3}, {"burglary": 3})


def test_only_what_the_reader_may_see_is_in_it(town: Town):
    next_door = organisation.station(district=town.district)
    town.raised(2)
    with unit():
        for row in db.session.query(Concern):
            row.office_id = next_door.id
    assert _profile(town).raised == {}


def test_the_time_is_of_whole_months(town: Town):
    town.raised(1, now=datetime(2026, 5, 31, 12, tzinfo=UTC))
    town.raised(1, now=datetime(2026, 5, 31, 20, tzinfo=UTC))  # in Karachi it is June
    assert _profile(town).raised == {"burglary": 1}


def test_it_says_what_was_promised_what_is_late_and_the_last_meetings(town: Town):
    meeting = events.event(office=town.station, locality=town.place, state=State.CLOSED, title="Open hour")
    saved(
        Promise(
            force_id=town.place.force_id, event_id=meeting.id, post_id=town.post.id, words="Mend the lamp",
            due_on=TODAY - timedelta(days=9), created_at=NOW,
        )
    )  # fmt: skip
    (row,) = town.raised(1)
    problem = problems.problem(concern=row, owner=town.post, title="Dark bus stand")
    problems.task(problem=problem, post=town.post, words="Write to the council", due_on=TODAY - timedelta(3))
    text = town.text()
    for words in (
        "Mend the lamp",
        "9 days late",
        "Dark bus stand",
        "Write to the council",
        "3 days late",
        "Open hour",
    ):
        assert words in text


def test_another_station_and_a_visitor_do_not_read_it(town: Town, app: Any):
    address = f"/localities/{town.place.slug}/profile"
    stranger: PageClient = app.test_client()
    stranger.sign_in(
        people.person(holding=organisation.post(office=organisation.station(district=town.district)))
    )
    assert stranger.get(address).status_code == 403
    assert app.test_client().get(address).status_code == 302
    assert "Profile of" not in app.test_client().get(f"/localities/{town.place.slug}").get_data(as_text=True)
    assert "Profile of" in town.text(f"/localities/{town.place.slug}")


def test_the_manage_page_of_a_meeting_leads_to_the_profile_of_its_place(town: Town):
    meeting = events.event(office=town.station, locality=town.place)
    assert f"/localities/{town.place.slug}/profile" in town.text(f"/events/{meeting.ref}/manage")


def test_it_asks_as_much_with_many_rows_as_with_few(town: Town, statements: Any):
    town.raised(1)
    _profile(town)  # the force is read once
    with statements() as few:
        _profile(town)
    town.raised(12, Category.NOISE)
    with statements() as many:
        _profile(town)
    assert len(many) == len(few)


@needs_type
@pytest.mark.sqlite_only
def test_it_is_printed_for_the_table(town: Town):  # 003.10
    town.raised(4)
    supervisor = people.person(holding=organisation.post(office=town.district, role=Role.SUPERVISOR))
    town.officer.sign_in(supervisor)
    sheet = sheet_of(town.officer.get(f"/localities/{town.place.slug}/profile.pdf?in=en&months=3"))
    assert sheet.sizes == {A4}
    for words in ("Burglary", "Homicide", "fewer than 10", "Not to be handed out"):
        assert words in sheet.text
