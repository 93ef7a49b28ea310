"""Sheets of a meeting: what stands on them, in which direction, on how many leaves of A4, and who may print them."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engagement.events.councils import ItemState
from engagement.events.models import AgendaItem, CouncilItem, Decision, Event, Minutes, Promise, TallyEntry
from engagement.events.models.joining import JoinCode
from engagement.events.rules import Kind, State
from engagement.kernel import clock
from engagement.kernel.actor import Role
from engagement.kernel.wording import Wording
from engagement.organisation.models import Post
from tests.factories import answers, councils, events, organisation, people
from tests.factories.saving import saved
from tests.factories.texts import numbered
from tests.pages import PageClient
from tests.printed import A4, Sheet, needs_type, sheet_of

pytestmark = [needs_type, pytest.mark.sqlite_only]  # what is drawn is the same on both
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
STAFF = ("sign-in", "tally", "agenda", "register")
LATIN, NASKH, NASTALIQ = "Chowk-Latin", "Chowk-Naskh-Bold", "Chowk-Nastaliq-Bold"


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


def _called(*names: str) -> dict[str, str]:
    return dict(zip(("en", "ur", "ps"), names, strict=True))


class Town:
    """A station with a meeting in a hall, its SHO at a screen, and a visitor."""

    def __init__(self, app: Any) -> None:
        force = organisation.force(locales=["en", "ur", "ps"], names=_called("Force", "پولیس", "پولیس"))
        district = organisation.office(force=force, kind="district")
        station = _called("Badhber station", "تھانہ بڈھ بیر", "بډهېر تاڼه")
        self.office = organisation.office(parent=district, force=force, phone="0300-1234567", names=station)
        self.place = organisation.locality(office=self.office, names=_called("Badhber", "بڈھ بیر", "بډهېر"))
        self.hall = organisation.venue(
            locality=self.place,
            names=_called("Union hall", "یونین ہال", "یونین تالار"),
            directions="Behind the mosque",
        )
        sho = _called("SHO", "ایس ایچ او", "ایس ایچ او")
        self.post: Post = organisation.post(office=self.office, role=Role.COMMANDER, names=sho)
        self.sho: PageClient = app.test_client()
        self.visitor: PageClient = app.test_client()
        self.sho.sign_in(people.person(holding=self.post))

    def meeting(self, **given: Any) -> Event:
        values = {
            "office": self.office,
            "locality": self.place,
            "venue_id": self.hall.id,
            "host_post_id": self.post.id,
        }
        return events.event(**{**values, **given})

    def sheet(self, event: Event, what: str, code: str = "en") -> Sheet:
        who = self.visitor if what == "poster" else self.sho
        return sheet_of(who.get(f"/events/{event.ref}/{what}.pdf?in={code}"))


@pytest.fixture
def town(app: Any) -> Town:
    return Town(app)


def test_a_poster_says_what_the_public_page_says(town: Town):  # 001.12
    event = town.meeting(title="Open meeting", words="Bring your questions.")
    sheet = town.sheet(event, "poster")
    assert (len(sheet.leaves), sheet.sizes) == (1, {A4})
    for words in (
        "Open meeting", "Bring your questions.", "Tuesday", "24", "November 2026", "16:00–18:00",
        town.hall.names["en"], town.place.names["en"], "Behind the mosque", "Step-free", "Pashto, Urdu",
        town.office.names["en"], "0300-1234567", "In danger? Call 15", f"localhost/events/{event.ref}",
        f"{event.ref[:4]} {event.ref[4:]}",
    ):  # fmt: skip
        assert words in sheet.text, words


@pytest.mark.parametrize("what", ["poster", *STAFF])
@pytest.mark.parametrize("code", ["en", "ur", "ps"])
def test_each_sheet_in_each_language_on_a4_with_fonts_of_its_own(town: Town, what: str, code: str):
    event = town.meeting(
        title={"en": "Open meeting", "ur": "کھلی کچہری", "ps": "کهلي کچهرۍ"}[code], language=code
    )
    answers.rsvp(event=event)
    sheet = town.sheet(event, what, code)
    assert sheet.sizes == {A4}
    assert len(sheet.leaves) == (2 if what == "sign-in" else 1)
    assert all(font.startswith("Chowk-") for font in sheet.fonts), sheet.fonts
    assert (NASTALIQ in sheet.fonts) == (code == "ur")
    assert (NASKH in sheet.fonts) == (code != "en")
    assert sheet.addresses == []


@pytest.mark.parametrize(("code", "right"), [("en", False), ("ur", True), ("ps", True)])
def test_a_sheet_begins_on_the_side_of_its_script_and_numbers_keep_their_order(
    town: Town, code: str, right: bool
):
    event = town.meeting(title="Open meeting")
    poster = town.sheet(event, "poster", code)
    assert (
        poster.placed("24") > poster.placed("16:00–18:00")
    ) is right  # the leaf of the calendar stands first
    assert "16:00–18:00" in poster.text
    assert "0300-1234567" in poster.text
    lines = town.sheet(event, "sign-in", code)
    assert (lines.placed("44") > A4[0] / 2) is right
    assert "1 / 2" in lines.text
    agenda = saved(AgendaItem(event_id=event.id, position=1, words="Lamps", language="en", minutes=20))
    assert (town.sheet(event, "agenda", code).placed(agenda.words) > A4[0] / 2) is right


@pytest.mark.parametrize("code", ["ur", "ps"])
def test_no_english_word_of_ours_is_left_on_a_sheet_in_another_language(town: Town, code: str):
    event = town.meeting(title="د", words="", language="ps")
    for what in ("poster", *STAFF):
        words = re.findall("[A-Za-z]{2,}", town.sheet(event, what, code).text.replace(event.ref, ""))
        code_halves = re.findall("[A-Z]{2,}", f"{event.ref[:4]} {event.ref[4:]}")
        theirs = {"localhost", "events", "Behind", "the", "mosque", *code_halves}
        assert set(words) - theirs == set(), what


def test_the_poster_of_a_womens_session_tells_no_more_than_the_locality(town: Town):  # T7
    event = town.meeting(kind=Kind.WOMEN, place="Secret hall", online_address="https://secret.example")
    data = town.sheet(event, "poster")
    assert town.place.names["en"] in data.text
    assert "The exact place is not told here." in data.text
    for secret in (town.hall.names["en"], "Behind the mosque", "Secret", "secret", "Step-free"):
        assert secret not in data.text


def test_a_meeting_called_off_hangs_as_called_off(town: Town):
    sheet = town.sheet(town.meeting(state=State.CANCELLED, words="Do come."), "poster")
    assert "This meeting is called off." in sheet.text
    assert "Do come." not in sheet.text
    assert "Just walk in" not in sheet.text


def test_a_moved_meeting_says_from_when(town: Town):
    sheet = town.sheet(town.meeting(moved_from="2026-11-24T14:00"), "poster")
    assert "Moved from 14:00" in sheet.text


def _named_by_text(town: Town, **given: Any) -> Event:
    event = town.meeting(**given)
    saved(JoinCode(force_id=event.force_id, code="412", event_id=event.id))
    return event


@pytest.mark.parametrize(("code", "first"), [("en", "JOIN 412"), ("ur", "8487"), ("ps", "8487")])
def test_a_poster_says_how_to_come_by_text_in_the_words_of_its_sheet(town: Town, code: str, first: str):
    numbered("8484", town.office.parent)
    numbered("8487", town.office)
    sheet = town.sheet(_named_by_text(town, words="Bring your questions. " * 20), "poster", code)
    assert len(sheet.leaves) == 1
    assert "JOIN 412" in sheet.text
    assert "8484" not in sheet.text
    left = min(("JOIN 412", "8487"), key=sheet.placed)
    assert left == first


@pytest.mark.parametrize(("code", "above"), [("en", 113), ("ur", 134), ("ps", 134)])
@pytest.mark.parametrize("numbers", [(), ("8487",)])
def test_the_words_of_a_poster_end_above_its_foot(
    town: Town, code: str, above: int, numbers: tuple[str, ...]
):
    for each in numbers:
        numbered(each, town.office)
    event = _named_by_text(
        town, title="Open meeting on the bazaar road", words="Bring your questions. " * 15, capacity=50
    )
    sheet = town.sheet(event, "poster", code)
    assert sheet.lowest("questions") < sheet.lowest("localhost/events") - above


def test_a_poster_without_a_number_or_a_code_says_nothing_of_texts(town: Town):
    event = _named_by_text(town)
    assert "JOIN" not in town.sheet(event, "poster").text
    numbered("8487", town.office)
    assert "Text JOIN 412 to 8487" in town.sheet(event, "poster").text
    assert "JOIN" not in town.sheet(town.meeting(), "poster").text


@pytest.mark.parametrize("given", [{"kind": Kind.WOMEN}, {"invite_only": True}, {"state": State.CANCELLED}])
def test_a_poster_of_a_meeting_that_not_everybody_may_answer_says_nothing_of_texts(
    town: Town, given: dict[str, Any]
):
    numbered("8487", town.office)
    event = _named_by_text(town, **given)
    answer = town.visitor.get(f"/events/{event.ref}/poster.pdf?in=en")
    assert answer.status_code == 404 or "JOIN" not in sheet_of(answer).text


def test_long_words_are_fitted_onto_one_leaf(town: Town):
    numbered("8487", town.office)
    event = _named_by_text(town, title="Road " * 40, words="Bring your questions. " * 60, language="en")
    sheet = town.sheet(event, "poster", "ur")
    assert len(sheet.leaves) == 1
    assert f"localhost/events/{event.ref}" in sheet.text


def test_words_of_people_are_words_and_fetch_nothing(town: Town):
    event = town.meeting(title="<img src=//a.example>", words="<style>p{background:url(//a.example)}</style>")
    assert event.words in town.sheet(event, "poster").text
    for what in ("poster", "register"):
        assert event.title in town.sheet(event, what).text


def test_a_sign_in_sheet_has_lines_for_whoever_comes_and_no_name(town: Town):
    event = town.meeting(capacity=100_000)
    answers.rsvp(event=event)
    sheet = town.sheet(event, "sign-in")
    assert "110" in sheet.text
    assert "111" not in sheet.text
    assert "Every box may stay empty." in sheet.text


def test_a_tally_sheet_asks_for_side_sex_age_and_disability(town: Town):  # C.3
    text = town.sheet(town.meeting(), "tally").text
    for words in ("Residents", "Police", "Partners", "Women", "Men", "Other", "Not said", "Under 18", "18 to 59",
                  "60 and over", "Age not said", "Disability"):  # fmt: skip
        assert words in text, words


def _closed(town: Town) -> Event:
    event = town.meeting(
        state=State.CLOSED, starts_at=NOW - timedelta(days=9), closed_at=NOW - timedelta(days=8)
    )
    saved(Minutes(event_id=event.id, words="Forty people spoke.", written_at=NOW, public_words="Many spoke.",
                  public_language="en", wording=Wording.REVIEWED))  # fmt: skip
    saved(Decision(event_id=event.id, position=1, words="Lamps first."))
    saved(Promise(force_id=event.force_id, event_id=event.id, post_id=town.post.id, words="Two lamps for the lane",
                  due_on=date(2026, 11, 20), created_at=NOW, public_words="Two lamps", public_language="en",
                  wording=Wording.REVIEWED))  # fmt: skip
    for number, sex in enumerate(("woman", "woman", "man", "unknown")):
        saved(TallyEntry(event_id=event.id, at=NOW, side="resident", sex=sex, age_band="adult", disability="unknown",
                         operation_id=f"tap-{number}"))  # fmt: skip
    return event


def test_an_agenda_begins_with_what_became_of_last_time(town: Town):
    _closed(town)
    event = town.meeting()
    saved(AgendaItem(event_id=event.id, position=1, words="The canal road", language="en", minutes=20))
    text = town.sheet(event, "agenda").text
    told = [
        text.index(words)
        for words in ("Last time", "Many spoke.", "Two lamps", "2 days late", "The canal road", "20 minutes")
    ]
    assert told == sorted(told)
    for private in ("Forty people spoke.", "for the lane"):
        assert private not in text


def test_a_register_page_holds_the_record_and_a_place_to_sign(town: Town):
    event = _closed(town)
    text = town.sheet(event, "register").text
    for words in ("Forty people spoke.", "Lamps first.", "Two lamps for the lane", "20 November 2026", event.ref,
                  "Women 2", "Men 1", "Not said 1", "Name and signature", "Day and stamp", town.post.names["en"]):  # fmt: skip
        assert words in text, words


def test_a_register_page_of_a_meeting_to_come_is_blank(town: Town):
    text = town.sheet(town.meeting(), "register").text
    assert "Women 0" not in text
    assert "Name and signature" in text


def test_a_draft_has_no_poster_and_its_papers_say_so(town: Town):
    event = town.meeting(state=State.DRAFT)
    assert town.visitor.get(f"/events/{event.ref}/poster.pdf").status_code == 404
    assert town.sho.get(f"/events/{event.ref}/poster.pdf").status_code == 403
    html = town.sho.get(f"/events/{event.ref}/paper").get_data(as_text=True)
    assert "The poster can be printed once the meeting is public." in html
    assert "poster.pdf" not in html


@pytest.mark.parametrize("what", [*(f"{each}.pdf" for each in STAFF), "paper"])
def test_what_is_for_the_staff_is_shut_to_others(town: Town, app: Any, what: str):
    event = town.meeting()
    assert town.visitor.get(f"/events/{event.ref}/{what}").status_code == 302
    stranger = app.test_client()
    stranger.sign_in(people.person(holding=organisation.post(office=organisation.station())))
    assert stranger.get(f"/events/{event.ref}/{what}").status_code == 403
    assert stranger.get(f"/events/22222222/{what}").status_code == 404
    if what != "paper":
        assert town.sho.get(f"/events/{event.ref}/{what}").headers["Cache-Control"] == "no-store"


def test_the_papers_are_offered_in_the_languages_of_the_force(town: Town):
    event = town.meeting()
    html = town.sho.get(f"/events/{event.ref}/paper").get_data(as_text=True)
    for what in ("poster", *STAFF):
        for code in ("en", "ur", "ps"):
            assert f"/events/{event.ref}/{what}.pdf?in={code}" in html
    assert f"/events/{event.ref}/paper" in town.sho.get(f"/events/{event.ref}/manage").get_data(as_text=True)
    assert f"/events/{event.ref}/poster.pdf" in town.visitor.get(f"/events/{event.ref}").get_data(
        as_text=True
    )


@pytest.mark.parametrize("code", ["sq", "xx", "en'", "<b>"])
def test_a_language_that_the_force_does_not_print_is_a_sentence(town: Town, code: str):
    answer = town.visitor.get(f"/events/{town.meeting().ref}/poster.pdf", query_string={"in": code})
    assert answer.status_code == 400
    assert "This sheet is printed in: English, اردو, پښتو." in answer.get_data(as_text=True)


def test_a_poster_is_printed_once_until_its_meeting_changes(town: Town):
    event = town.meeting(title="Before")
    first = town.sheet(event, "poster")
    assert town.sheet(event, "poster").data == first.data
    event.title = "After"
    events.told(saved(event))
    assert "After" in town.sheet(event, "poster").text


def test_one_address_cannot_keep_the_press_busy(town: Town):
    event = town.meeting()
    seen = [
        town.visitor.get(f"/events/{event.ref}/poster.pdf?in=xx{number}").status_code for number in range(32)
    ]
    assert (seen[0], seen[-1]) == (400, 429)
    assert town.visitor.head(f"/events/{event.ref}/poster.pdf").status_code == 429


def test_the_name_of_the_file_says_what_it_is(town: Town):
    event = town.meeting()
    answer = town.sho.get(f"/events/{event.ref}/sign-in.pdf?in=ur")
    assert answer.headers["Content-Disposition"] == f'inline; filename="sign-in-{event.ref}-ur.pdf"'
    assert clock.now() == NOW


def test_what_a_council_carries_over_stands_on_its_agenda(town: Town):
    before = town.meeting(state=State.CLOSED, starts_at=NOW - timedelta(days=30))
    meeting = town.meeting()
    council = councils.council(office=town.office, name="Council of Badhber")
    for each in (before, meeting):
        councils.linked(council, each)
    values = {
        "council_id": council.id,
        "raised_event_id": before.id,
        "post_id": town.post.id,
        "created_at": NOW,
        "language": "en",
    }
    for words, state, due in (
        ("A bin at the bus stand", ItemState.OPEN, date(2026, 11, 20)),
        ("The gate of the school", ItemState.SETTLED, date(2026, 11, 20)),
    ):
        saved(
            CouncilItem(
                **values,
                words=words,
                state=state,
                due_on=due,
                settled_event_id=before.id if state == ItemState.SETTLED else None,
            )
        )
    text = town.sheet(meeting, "agenda").text
    for words in (
        "Carried over by the council",
        "Council of Badhber",
        "A bin at the bus stand",
        "2 days late",
    ):
        assert words in text
    assert "The gate of the school" not in text
    assert "Carried over by the council" not in town.sheet(town.meeting(), "agenda").text
