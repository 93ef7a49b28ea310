"""The media cell: every district beneath, only what is public, a press sheet, and no door for a station."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from engagement.events.models import Minutes, Promise
from engagement.events.rules import Kind, State
from engagement.home.queries import media as reads
from engagement.kernel.actor import Role
from engagement.kernel.wording import Wording
from tests.factories import events, organisation, people
from tests.factories.saving import saved
from tests.pages import PageClient
from tests.printed import A4, needs_type, sheet_of

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
TODAY = date(2026, 11, 22)


class Province:
    """A force with two districts and a station in each; the media cell at its head."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.force = organisation.force()
        self.head = organisation.office(force=self.force, kind=organisation.OfficeKind.FORCE)
        self.districts = [
            organisation.office(parent=self.head, force=self.force, kind=organisation.OfficeKind.DISTRICT)
            for _each in range(2)
        ]
        self.stations = [organisation.office(parent=each, force=self.force) for each in self.districts]
        self.cell = self.screen(organisation.post(office=self.head, role=Role.PRO))

    def screen(self, post: Any) -> PageClient:
        client: PageClient = self.app.test_client()
        client.sign_in(people.person(holding=post))
        return client

    @property
    def address(self) -> str:
        return f"/media/{self.head.ref}"

    def text(self, address: str = "") -> str:
        page = self.cell.get(address or self.address)
        assert page.status_code == 200
        return " ".join(page.get_data(as_text=True).split())


@pytest.fixture
def province(app: Any, time_machine: Any) -> Province:
    time_machine.move_to(NOW, tick=False)
    return Province(app)


def test_the_media_cell_lists_all_districts_and_a_station_is_refused(province: Province):  # 000.1
    text = province.text()
    for each in province.districts:
        assert each.names["en"] in text
    assert province.cell.get("/media").headers["Location"] == province.address
    for role, office in ((Role.OFFICER, 0), (Role.COMMANDER, 0), (Role.PRO, 1)):
        client = province.screen(organisation.post(office=province.stations[office], role=role))
        assert client.get(province.address).status_code == 403
    station = province.screen(organisation.post(office=province.stations[0]))
    assert station.get("/media").status_code == 403
    stranger = province.screen(organisation.post(office=organisation.station(), role=Role.PRO))
    assert stranger.get(province.address).status_code == 404  # another force's


def test_each_district_is_counted_with_what_lies_beneath_it(province: Province):
    first, second = province.stations
    events.event(office=first)
    events.event(office=first, invite_only=True)
    events.event(office=first, state=State.DRAFT)
    held = events.event(office=second, state=State.CLOSED, starts_at=datetime(2026, 11, 3, 6, tzinfo=UTC))
    _promise(held, due_on=date(2026, 11, 10))
    found = reads.districts(province.head, NOW, TODAY)
    assert [(row.coming, row.held, row.late) for row in found] == [(1, 0, 0), (0, 1, 1)]


def _promise(event: Any, **given: Any) -> Promise:
    post = organisation.post(office=event.office)
    values = {
        "force_id": event.force_id,
        "event_id": event.id,
        "post_id": post.id,
        "words": "PRIVATE",
        "created_at": NOW,
    }
    return saved(Promise(**{**values, **given}))


def _words(event: Any, words: str, wording: Wording) -> None:
    saved(
        Minutes(
            event_id=event.id,
            words="PRIVATE",
            written_at=NOW,
            public_words=words,
            wording=wording,
            reviewed_at=NOW,
        )
    )


def test_only_reviewed_words_and_public_meetings_stand_there(province: Province):
    station = province.stations[0]
    then = datetime(2026, 11, 3, 6, tzinfo=UTC)
    shown, waits, closed = (
        events.event(office=station, state=State.CLOSED, starts_at=then, invite_only=only)
        for only in (False, False, True)
    )
    _words(shown, "The lamp is mended.", Wording.REVIEWED)
    _words(waits, "NOT YET", Wording.WRITTEN)
    _words(closed, "AMONG US", Wording.REVIEWED)
    _promise(shown, due_on=date(2026, 11, 10), public_words="NOT REVIEWED", wording=Wording.WRITTEN)
    events.event(office=station, title="Open hour")
    events.event(office=station, kind=Kind.WOMEN, title="Our session", place="THE SECRET HALL")
    table = province.text(f"{province.address}/meetings.csv")
    for text in (province.text(), table):
        for words in ("PRIVATE", "NOT YET", "AMONG US", "NOT REVIEWED", "THE SECRET HALL"):
            assert words not in text
        assert "Open hour" in text
    assert "The lamp is mended." in province.text()
    assert "12 days late" in province.text()


def test_it_asks_as_much_with_many_districts_as_with_two(province: Province, statements: Any):
    assert len(reads.districts(province.head, NOW, TODAY)) == 2
    with statements() as few:
        reads.districts(province.head, NOW, TODAY)
    for _each in range(9):
        organisation.office(parent=province.head, force=province.force, kind=organisation.OfficeKind.DISTRICT)
    assert province.head.path  # read anew after what was saved
    with statements() as many:
        rows = reads.districts(province.head, NOW, TODAY)
    assert (len(many), len(rows)) == (len(few), 11)


def test_a_district_s_own_media_cell_sees_its_stations(province: Province):
    pro = province.screen(organisation.post(office=province.districts[0], role=Role.PRO))
    page = pro.get(f"/media/{province.districts[0].ref}").get_data(as_text=True)
    assert province.stations[0].names["en"] in page
    assert pro.get(province.address).status_code == 403


@needs_type
@pytest.mark.sqlite_only
def test_the_press_sheet_holds_what_is_public(province: Province):
    events.event(office=province.stations[0], title="Open hour")
    sheet = sheet_of(province.cell.get(f"{province.address}/press.pdf?in=en"))
    assert sheet.sizes == {A4}
    assert "Open hour" in sheet.text
    assert "Officers stand here by their post." in sheet.text
