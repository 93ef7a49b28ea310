"""Texts: taken in once and sealed, read in order, answered once; a number is a claim and never an identity."""

import random
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from engagement.channels.gsm import measure
from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as Sent
from engagement.concerns import taxonomy
from engagement.concerns.actions import chain
from engagement.concerns.actions.changes import tell_raiser
from engagement.concerns.models import Concern
from engagement.concerns.rules import Category, Door, Lane, Sensitivity, State
from engagement.events.models import Event, Rsvp
from engagement.events.models.joining import JoinCode
from engagement.events.rules import Kind, RsvpState
from engagement.intake.actions import answers
from engagement.intake.models import TextIn
from engagement.intake.rules import MOST_FROM_ONE, TextState
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, fresh, unit
from engagement.organisation.models import Office
from engagement.people.models import Contact
from tests.factories import concerns, events, organisation, people, problems
from tests.factories.texts import AMINA, NOW, Handset, handset, numbered, two_tiers

OTHER = "03339876543"


def a_meeting(office: Office, code: str = "412", **more: Any) -> Event:
    found = events.event(office=office, **more)
    with unit() as session:
        session.add(JoinCode(force_id=found.force_id, code=code, event_id=found.id))
    return found


def only_concern() -> Concern:
    return db.session.scalars(select(Concern)).one()


def a_told_concern(texting: Handset, office: Office) -> Concern:
    """A concern raised by text, owned, worked and told: Amina was asked whether it is fixed."""
    texting.text("Street light out at the bus stand")
    post = organisation.post(office=office)
    row = concerns.owned(only_concern(), post, people.actor_at(post), NOW)
    problem = problems.problem(concern=row, owner=post, locality_id=organisation.locality(office=office).id)
    with unit():
        chain.tell(actor=COMMAND, now=NOW, concern=fresh(row), problem_id=problem.id)
        tell_raiser(row, "problems.told", NOW, problem_id=problem.id)
    texting.work()
    return row


def test_two_joins_are_one_answer_and_both_are_answered(texting: Handset, office: Office) -> None:  # C.6
    a_meeting(office)
    (first,) = texting.text("JOIN 412")
    (second,) = texting.text("join412")
    assert first.startswith("Meeting 412: your place is kept.")
    assert second == first
    assert db.session.scalar(select(func.count(Rsvp.id))) == 1


def test_a_digit_answers_the_last_text_that_offered_digits(texting: Handset, office: Office) -> None:
    a_meeting(office)
    texting.text("JOIN 412")
    (said,) = texting.text("2")
    assert "cannot come" in said
    assert db.session.scalars(select(Rsvp)).one().state == RsvpState.WITHDRAWN
    (said,) = texting.text("۱")
    assert "your place is kept" in said
    states = db.session.scalars(select(Rsvp.state).order_by(Rsvp.id)).all()
    assert states[-1] == RsvpState.CONFIRMED


def test_a_digit_from_another_number_or_to_another_number_answers_nothing(
    texting: Handset, office: Office
) -> None:
    numbered("8485", office)
    a_meeting(office)
    texting.text("JOIN 412")
    assert texting.text("2", sender=OTHER)[0].startswith("Sorry, not understood")
    assert texting.text("2", to="8485")[0].startswith("Sorry, not understood")
    assert db.session.scalars(select(Rsvp)).one().state == RsvpState.CONFIRMED


@pytest.mark.parametrize("state", [Sent.FAILED, Sent.DUE, Sent.DROPPED])
def test_a_digit_does_not_answer_what_never_arrived(texting: Handset, office: Office, state: Sent) -> None:
    a_meeting(office)
    texting.text("JOIN 412")
    texting.text("HELP")
    with unit() as session:
        last = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
        last.state, last.not_before = state, NOW + timedelta(days=1)
    assert "cannot come" in texting.text("2")[0], "the place, not the menu"


def test_free_text_becomes_a_concern_with_a_reference_in_one_text(
    texting: Handset, office: Office
) -> None:  # 001.6
    (said,) = texting.text("light kharab hai bus stand ke paas")
    row = only_concern()
    assert row.ref in said
    assert len(row.ref) == 6
    assert measure(said).parts == 1
    assert (row.door, row.lane, row.category, row.office_id) == (
        Door.SMS,
        Lane.CONCERN,
        Category.STREET_LIGHT,
        office.id,
    )
    assert row.due_on is not None  # its clock has started


def test_an_urdu_text_is_answered_in_urdu_in_one_part(texting: Handset, office: Office) -> None:
    (said,) = texting.text("بس اڈے پر بتی خراب ہے")
    assert only_concern().ref in said
    assert said.startswith("پیغام")
    assert measure(said).parts == 1


def test_a_text_to_a_districts_number_is_the_districts_item(
    texting: Handset, office: Office
) -> None:  # 001.5
    mardan = organisation.office(force=office.force)
    organisation.post(office=mardan)
    numbered("8486", mardan)
    texting.text("Water pipe broken near the mosque", to="8486")
    assert only_concern().office_id == mardan.id


def test_the_same_words_to_the_province_and_a_district_are_one_concern_with_two_contacts(
    texting: Handset, office: Office
) -> None:  # 001.7
    head, station = two_tiers(office)
    numbered("1000", head)
    numbered("2000", station)
    (first,) = texting.text("The culvert is broken", to="1000")
    (second,) = texting.text("The culvert is broken!", to="2000")
    row = only_concern()
    assert row.ref in first
    assert row.ref in second
    assert row.office_id == station.id, "the nearer of the two"
    assert db.session.scalar(select(func.count(TextIn.id)).where(TextIn.concern_id == row.id)) == 2


def test_words_about_police_go_to_the_office_above_the_number(texting: Handset, office: Office) -> None:
    head, station = two_tiers(office)
    numbered("2000", station)
    texting.text("thana wale rishwat mangte hain", to="2000")
    assert only_concern().office_id == head.id


def test_what_a_force_guards_goes_to_the_office_above_as_something_else(
    texting: Handset, office: Office
) -> None:
    head, station = two_tiers(office)
    numbered("2000", station)
    guarded = taxonomy.CategoryRow(
        force_id=office.force_id, key="drugs", names={}, sensitivity=Sensitivity.SENSITIVE, agency={}
    )
    with unit() as session:
        session.add(guarded)
    texting.text("charas is sold behind the school", to="2000")
    row = only_concern()
    assert (row.office_id, row.category) == (head.id, Category.OTHER)


def test_status_tells_who_holds_it_and_by_when_and_only_to_who_raised_it(
    texting: Handset, office: Office
) -> None:
    texting.text("Street light out at the bus stand")
    row = only_concern()
    (said,) = texting.text(f"STATUS {row.ref}")
    assert said == f"Reference {row.ref}: with {office.names['en']}. Answer by 4 Dec."
    assert texting.text(row.ref) == [said], "a reference alone asks the same"
    assert texting.text(f"Reference {row.ref.lower()}") == [said]
    (last,) = texting.text("haal")
    assert last.startswith(f"حوالہ {row.ref}:"), "of what was raised last, in the language of the question"
    (spoofed,) = texting.text(f"STATUS {row.ref}", sender=OTHER)
    (unknown,) = texting.text("STATUS QQQQQQ", sender=OTHER)
    assert spoofed == unknown, "whether it is there is not told"
    assert row.ref not in spoofed


def test_nothing_of_a_sealed_lane_is_sent_by_sms(texting: Handset, office: Office) -> None:
    texting.text("Street light out at the bus stand")
    row = only_concern()
    with unit():
        fresh(row).search_text, row.lane = "", Lane.TIP
        tell_raiser(row, "concerns.owned", NOW)
    before = len(texting.phones.arrived)
    texting.work()
    assert texting.phones.arrived[before:] == []
    (sealed,) = texting.text(f"STATUS {row.ref}")
    (unknown,) = texting.text("STATUS QQQQQQ")
    assert sealed == unknown


def test_one_is_a_provisional_confirmation_and_two_reopens(texting: Handset, office: Office) -> None:
    row = a_told_concern(texting, office)
    assert "Is it fixed? 1 yes, 2 no" in texting.phones.arrived[-1].words
    (said,) = texting.text("1")
    assert "thank you" in said
    assert (fresh_of(row).state, fresh_of(row).provisional) == (State.CONFIRMED, True)
    (said,) = texting.text("No", sender="+92 300 1234567")
    assert "is open again. We will answer by" in said
    assert (fresh_of(row).state, fresh_of(row).provisional, fresh_of(row).reopened) == (State.OWNED, False, 1)


def test_a_spoofed_number_that_knows_the_reference_learns_the_stage_and_closes_nothing_for_good(
    texting: Handset, office: Office
) -> None:  # T8: whoever pretends to be the raiser
    row = a_told_concern(texting, office)
    words = [each.words for each in texting.phones.arrived]
    assert not any("bus stand" in each for each in words), "no text holds what was raised"
    texting.text("1")
    assert fresh_of(row).provisional
    contact = db.session.scalars(select(Contact)).one()
    assert all(each.headers["X-Kannel-To"] == "+923001234567" for each in texting.phones.arrived), contact.id


def test_stop_gives_one_confirmation_then_silence_and_start_begins_again(  # 001.15
    texting: Handset, office: Office
) -> None:
    a_meeting(office)
    assert texting.text("STOP") == [
        "No more texts from us. To start again: START. In danger call 15. What you text is still read; we do not answer."
    ]
    assert texting.text("STOP") == []
    assert texting.text("JOIN 412") == []
    assert texting.text("The drain is blocked") == []
    assert only_concern().contact_id is not None, "silence loses nothing"
    assert len(texting.text("START")) == 1
    assert len(texting.text("HELP")) == 1


def test_a_menu_of_numbers_leads_to_the_next_meeting_and_to_a_place(texting: Handset, office: Office) -> None:
    a_meeting(office)
    assert "1 next meeting, 2 raise a concern" in texting.text("HELP")[0]
    assert texting.text("1")[0].startswith("Next meeting: Tue 24 Nov")
    assert texting.text("1")[0].startswith("Meeting 412: your place is kept.")
    assert "1 next meeting" in texting.text("9")[0]
    assert "in one text" in texting.text("2")[0] or "cannot come" in texting.text("2")[0]


def test_a_meeting_that_is_full_by_invitation_over_or_unknown(texting: Handset, office: Office) -> None:
    a_meeting(office, "500", capacity=1)
    a_meeting(office, "501", invite_only=True)
    a_meeting(office, "502", starts_at=NOW - timedelta(days=1))
    texting.text("JOIN 500", sender=OTHER)
    assert "number 1 on the waiting list" in texting.text("JOIN 500")[0]
    assert texting.text("JOIN 501") == texting.text("JOIN 999")
    assert texting.text("JOIN 502")[0].startswith("This meeting takes no more answers.")


def test_danger_is_answered_with_the_emergency_number_at_once(texting: Handset, office: Office) -> None:
    said = texting.text("firing in the bazaar, please hurry")
    assert said[0] == "Danger now? Call 15 at once. Nobody may read this text in time."
    assert only_concern().ref in said[1]


def test_a_replayed_text_changes_nothing(texting: Handset, office: Office) -> None:
    texting.text("Street light out", given="one")
    assert texting.text("Street light out", given="one") == []
    assert texting.text("Something else", given="one") == []
    assert db.session.scalar(select(func.count(TextIn.id))) == 1
    assert db.session.scalar(select(func.count(Concern.id))) == 1


@pytest.mark.parametrize("token", ["", "wrong", "the gateway's own toke", "é"])
def test_a_wrong_token_is_refused_and_nothing_is_kept(texting: Handset, token: str) -> None:
    assert texting.post("JOIN 412", token=token).status_code == 403
    assert db.session.scalar(select(func.count(TextIn.id))) == 0


def test_without_a_token_set_the_door_is_shut(app: Flask, texting: Handset) -> None:
    from dataclasses import replace

    app.extensions["settings"] = replace(app.extensions["settings"], gateway_token="")
    assert texting.post("JOIN 412", token="").status_code == 403


def test_a_bearer_token_opens_as_well(texting: Handset) -> None:
    assert texting.post("HELP", Authorization="Bearer the gateway's own token").status_code == 202


def test_before_a_force_is_set_up_the_gateway_is_asked_to_keep_it(app: Flask, frozen: Any) -> None:
    with handset(app) as found:
        assert found.post("JOIN 412").status_code == 503


@pytest.mark.parametrize(
    "words", ["Hello there neighbour, the road is broken", "سڑک ٹوٹی ہوئی ہے اور گڑھے ہیں"]
)
def test_parts_out_of_order_are_one_text(texting: Handset, office: Office, words: str) -> None:
    third = len(words) // 3
    parts = [words[:third], words[third : 2 * third], words[2 * third :]]
    for number_ in (3, 1, 3, 2):
        texting.text(parts[number_ - 1], X_Kannel_UDH=f"%05%00%03%2A%03%{number_:02X}")
    row = only_concern()
    assert _words_of(row) == words


def test_two_long_texts_that_begin_alike_are_two_concerns(texting: Handset, office: Office) -> None:
    for turn, end in enumerate(("the drain is blocked", "the wall fell down", "the drain is blocked")):
        for part, words in ((1, "Greetings, in our street "), (2, end)):
            texting.text(words, X_Kannel_UDH=f"%05%00%03%{turn:02X}%02%{part:02X}")
    assert db.session.scalar(select(func.count(Concern.id))) == 2


def test_a_flood_from_one_sender_neither_loses_nor_buries_a_real_one(
    texting: Handset, office: Office
) -> None:  # T10
    real = random.Random(4).randrange(200)
    for turn in range(200):
        assert texting.post(f"Buy my phones, offer {turn}").status_code == 202
        if turn == real:
            assert texting.post("The culvert is broken", sender=OTHER).status_code == 202
    texting.work()
    states = dict(db.session.execute(select(TextIn.state, func.count()).group_by(TextIn.state)).all())  # type: ignore[arg-type]
    assert states == {TextState.DONE: MOST_FROM_ONE + 1, TextState.HELD: 200 - MOST_FROM_ONE}
    heard = [each for each in texting.phones.arrived if each.headers["X-Kannel-To"] == "+923339876543"]
    assert len(heard) == 1


def test_a_text_that_could_not_be_read_keeps_the_next_from_no_worker(
    texting: Handset, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:  # T10
    def act(**given: Any) -> TextIn:
        if given["words"] == "Strange":
            raise ValueError
        return real(**given)

    real = answers.act
    monkeypatch.setattr(answers, "act", act)
    assert texting.text("Strange", sender=OTHER) == []
    assert len(texting.text("The culvert is broken")) == 1, "the worker was woken again"


def test_the_same_words_from_many_phones_wait_for_a_person(
    texting: Handset, office: Office
) -> None:  # T10: brigading
    for turn in range(20):
        texting.post("Sack the officer in charge now", sender=f"0300{turn:07d}")
    texting.work()
    held = db.session.scalar(select(func.count(TextIn.id)).where(TextIn.state == TextState.HELD))
    made = db.session.scalar(select(func.count(Concern.id)))
    assert held is not None
    assert made is not None
    assert held + made == 20
    assert held >= 9


def test_a_sender_that_is_no_phone_is_kept_for_a_person(texting: Handset, office: Office) -> None:
    assert texting.text("You have won a prize", sender="JAZZ") == []
    assert db.session.scalars(select(TextIn.state)).one() == TextState.HELD


def test_strange_bytes_are_taken_in(texting: Handset, office: Office) -> None:
    for words in ("\x00\x01\x02", "a" * 5000, "\u202egnp.exe", "😀" * 10):
        assert texting.post(words).status_code == 202
    texting.work()
    assert db.session.scalar(select(func.count(TextIn.id)).where(TextIn.state == TextState.WAITING)) == 0


def test_signs_that_turn_the_order_of_letters_are_not_kept_in_a_concern(
    texting: Handset, office: Office
) -> None:
    texting.text("the \u202elamp\u202c near the \u2067wall\u2069 is out")
    assert _words_of(only_concern()) == "the lamp near the wall is out"


def test_a_womens_session_is_asked_for_and_its_place_is_not_told(texting: Handset, office: Office) -> None:
    a_meeting(office, kind=Kind.WOMEN)
    (said,) = texting.text("JOIN 412")
    assert said == "Meeting 412: we have your answer. Reply 1 to confirm it."
    assert AMINA[1:] not in said


def fresh_of(row: Concern) -> Concern:
    db.session.refresh(row)
    return row


def _words_of(row: Concern) -> str | None:
    from engagement.concerns import queries

    return queries.words_of(row)
