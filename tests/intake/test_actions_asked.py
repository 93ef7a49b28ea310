"""What is answered to whoever stopped texts, texts often, or is asked about two concerns at once."""

import re

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from engagement.channels.gsm import MOST_PARTS, measure
from engagement.concerns.actions import chain, desk
from engagement.concerns.actions.changes import tell_raiser
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane, State
from engagement.concerns.texting import room_for_reply
from engagement.intake import notices
from engagement.intake.actions import texts
from engagement.intake.models import TextIn
from engagement.intake.rules import MOST_ANSWERS, TextState
from engagement.kernel import clock
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.locale import speaking
from engagement.kernel.wording import Wording
from engagement.organisation.models import Office
from engagement.problems.rules import Outcome
from tests.factories import concerns, organisation, people, problems
from tests.factories.sealed import Desk
from tests.factories.texts import NOW, Handset, numbered
from tests.pages import PageClient

OTHER = "03339876543"
DANGER = "Danger now? Call 15 at once. Nobody may read this text in time."


def how_many() -> int | None:
    return db.session.scalar(select(func.count(Concern.id)))


def told(
    texting: Handset, office: Office, words: str, shown: str = "", outcome: Outcome = Outcome.DONE
) -> Concern:
    """A concern raised by text, owned, worked and told: its raiser was asked whether it is fixed."""
    texting.text(words)
    row = db.session.scalars(select(Concern).order_by(Concern.id.desc())).first()
    assert row is not None
    post = organisation.post(office=office)
    row = concerns.owned(row, post, people.actor_at(post), NOW)
    problem = problems.problem(concern=row, owner=post, locality_id=organisation.locality(office=office).id)
    with unit():
        if shown:
            done = fresh(problem)
            done.public_words, done.wording, done.outcome = shown, Wording.REVIEWED, outcome
        chain.tell(actor=COMMAND, now=NOW, concern=fresh(row), problem_id=problem.id)
        tell_raiser(row, "problems.told", NOW, problem_id=problem.id)
    texting.work()
    return row


def state_of(row: Concern) -> State:
    db.session.refresh(row)
    return row.state


def test_a_text_of_danger_is_answered_also_after_stop(texting: Handset, office: Office) -> None:
    texting.text("STOP")
    assert texting.text("there is a man with a gun in the street help") == [DANGER]
    assert texting.text("The drain is blocked") == []


@pytest.mark.parametrize(
    "words", ["میرا بیٹا گم ہو گیا ہے", "mera beta gum ho gaya hai", "my son is lost in the bazaar"]
)
def test_of_a_lost_child_the_emergency_number_is_told_at_once(
    texting: Handset, office: Office, words: str
) -> None:
    assert "15" in texting.text(words)[0]
    assert db.session.scalars(select(Concern.danger)).one()


def test_at_the_limit_one_text_says_until_when_and_danger_is_answered(
    texting: Handset, office: Office
) -> None:
    for _turn in range(MOST_ANSWERS):
        assert len(texting.text("HELP")) == 1
    assert texting.text("HELP") == ["Too many texts. Try again after 15:01. Danger: 15"]
    assert texting.text("HELP") == []
    assert texting.text("they are shooting in the bazaar")[0] == DANGER


def test_a_digit_that_answers_what_was_asked_is_never_counted(texting: Handset, office: Office) -> None:
    texting.text("HELP")
    for _turn in range(MOST_ANSWERS):
        assert texting.text("2") == [
            "Write what is wrong and where, in one text. We answer with a reference. Emergency: 15"
        ]
    assert "1 next meeting" in texting.text("HELP")[0]


def test_of_two_that_are_asked_about_each_is_answered_by_its_reference(
    texting: Handset, office: Office
) -> None:
    first = told(texting, office, "Street light out at the bus stand")
    second = told(texting, office, "The drain is blocked at the school")
    assert "thank you" in texting.text(f"1 {first.ref}")[0]
    assert (state_of(first), state_of(second)) == (State.CONFIRMED, State.TOLD)
    assert first.ref in texting.text(f"{first.ref.lower()} nahi")[0]
    assert state_of(first) == State.OWNED
    texting.text(f"{second.ref} haan")
    assert state_of(second) == State.CONFIRMED
    texting.text("2 nahi")
    assert state_of(second) == State.OWNED, "a digit and its word"
    assert how_many() == 2


@pytest.mark.parametrize(("ref", "nobodys"), [("7QWXTM", "K7P2QX"), ("DVXWPH", "BCDFGH")])
def test_a_reference_of_somebody_else_opens_closes_and_tells_nothing(
    texting: Handset, office: Office, ref: str, nobodys: str
) -> None:
    row = told(texting, office, "Street light out at the bus stand")
    with unit():
        fresh(row).ref = ref
    known, unknown = (texting.text(f"1 {each}", sender=OTHER) for each in (ref, nobodys))
    news = [re.sub(r"\b[0-9A-Z]{6}\b", "REF", text) for text in (*known, *unknown)]
    assert news[: len(known)] == news[len(known) :]
    assert state_of(row) == State.TOLD
    assert how_many() == (1 if "7" in ref else 3), "six letters may be a word: they are kept as one"


def test_a_plain_word_of_six_letters_is_no_reference(texting: Handset, office: Office) -> None:
    texting.text("market")
    assert how_many() == 1


def test_the_menu_asks_for_the_reference(texting: Handset, office: Office) -> None:
    texting.text("HELP")
    assert texting.text("3") == ["Text the reference alone, such as K7P2QX. Emergency: 15"]


@pytest.mark.parametrize("words", ["mera shohar mujhe roz marta hai", "گلی کا لڑکا مجھے تنگ کرتا ہے"])
def test_what_the_womens_desk_alone_may_read_is_sealed_to_it_and_answered_neutrally(
    texting: Handset, office: Office, words: str
) -> None:
    desk = Desk()
    numbered("8490", desk.station)
    (said,) = texting.text(words, to="8490")
    assert said == "پیغام مل گیا۔ خطرہ ہو تو 15 پر فون کریں۔"
    row = db.session.scalars(select(Concern)).one()
    assert (row.lane, row.contact_id, row.search_text) == (Lane.WOMEN, None, "")
    assert row.office_id in {desk.district.id, desk.head.id}
    text = db.session.scalars(select(TextIn)).one()
    assert (text.concern_id, texts.read(text)[1]) == (None, ""), "nothing of it stays among the texts"
    assert row.ref not in texting.text("haal", to="8490")[0]


def test_without_a_womens_desk_nobody_reads_it(texting: Handset, office: Office) -> None:
    assert texting.text("my husband beats me every day") == [DANGER]
    assert how_many() == 0
    assert db.session.scalars(select(TextIn.state)).one() == TextState.GUARDED


def test_what_was_done_stands_first_in_the_text_that_asks(texting: Handset, office: Office) -> None:
    row = told(texting, office, "Street light out at the bus stand", "Two lamps were replaced.")
    said = texting.phones.arrived[-1].words
    assert said == f"Reference {row.ref}. Done: Two lamps were replaced. Is it fixed? 1 yes, 2 no"
    long = "The drain was opened again at its far end. " * 9
    told(texting, office, "The drain is blocked at the school", long)
    said = texting.phones.arrived[-1].words
    assert long.strip() in said, "three parts go whole"
    assert measure(said).parts == 3
    told(texting, office, "The tap is broken at the mosque", long * 3)
    said = texting.phones.arrived[-1].words
    assert re.search(r"far end\..*\.\.\. http\S+ Is it fixed\? 1 yes, 2 no$", said)
    assert measure(said).parts == 4


@pytest.mark.parametrize(("times", "parts", "whole"), [(7, 3, True), (40, 4, False)])
def test_what_could_not_be_done_says_the_reviewed_reason(
    texting: Handset, office: Office, times: int, parts: int, *, whole: bool
) -> None:
    why = "The municipal office owns the lamps and has no money. " * times
    row = told(texting, office, "Street light out at the bus stand", why, Outcome.COULD_NOT)
    said = texting.phones.arrived[-1].words
    assert said.startswith(f"Reference {row.ref}: we could not, because: The municipal office owns the lamps")
    assert measure(said).parts == parts
    assert said.endswith("no money.") if whole else re.search(r"\.\.\. http\S+$", said)


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("Our technician comes on Tuesday with two new lamps. " * 10, True),
        ("Our technician comes on Tuesday with two new lamps. " * 20, False),
        ("ہمارا ملازم منگل کو دو نئے بلب لے کر آئے گا۔ " * 5, True),
        ("ہمارا ملازم منگل کو دو نئے بلب لے کر آئے گا۔ " * 20, False),
    ],
)
def test_an_answer_goes_by_text_in_up_to_four_parts_and_of_a_longer_one_its_beginning(
    texting: Handset, office: Office, words: str, *, whole: bool
) -> None:
    texting.text("Street light out at the bus stand")
    row = db.session.scalars(select(Concern)).one()
    post = organisation.post(office=office)
    row = concerns.owned(row, post, people.actor_at(post), NOW)
    concerns.done(
        desk.reply, actor=people.actor_at(post), now=NOW, concern=row, words=words, language="en", operation_id="r"
    )  # fmt: skip
    texting.work()
    said = texting.phones.arrived[-1].words
    assert said.startswith(f"Reply to {row.ref}: {words[:40]}")
    assert measure(said).parts <= MOST_PARTS
    assert words.strip() in said if whole else re.search(r"\.\.\. http\S+$", said)
    room = room_for_reply(row)
    assert room == (612 - len(f"Reply to {row.ref}: "), 268 - len(f"Reply to {row.ref}: "))


def test_the_desk_reads_beside_the_answer_how_long_one_goes_by_text(
    texting: Handset, office: Office, client: PageClient
) -> None:
    texting.text("Street light out at the bus stand")
    row = db.session.scalars(select(Concern)).one()
    client.sign_in(people.person(holding=organisation.post(office=office)))
    page = client.get(f"/concerns/{row.ref}/work").get_data(as_text=True)
    assert "They get this by text: up to 595 letters whole, up to 251 in other than English letters." in page


def answered(row: Concern, words: str) -> None:
    """Its office answers in the talk."""
    with unit():
        concern = fresh(row)
        post = concern.owner_post or organisation.post(office=concern.office)
        desk.reply(
            actor=people.actor_at(post), now=clock.now(), concern=concern, words=words, language="en",
            operation_id=f"answer-{len(words)}",
        )  # fmt: skip


def test_status_repeats_the_last_answer_of_the_office_or_its_beginning_and_a_link(
    texting: Handset, office: Office
) -> None:
    texting.text("Street light out at the bus stand")
    row = db.session.scalars(select(Concern)).one()
    answered(row, "The pole was hit by a truck.")
    answered(row, "New lamps come on Friday.")
    texting.work()
    (said,) = texting.text(f"STATUS {row.ref}")
    assert said.endswith("Answer by 4 Dec. Last answer: New lamps come on Friday.")
    assert texting.text(f"STATUS {row.ref}", sender=OTHER) == texting.text("STATUS QQQQQQ", sender=OTHER)
    answered(row, "We asked again. " * 60)
    texting.work()
    (said,) = texting.text(f"STATUS {row.ref}")
    assert "Last answer: We asked again." in said
    assert "http" in said
    assert measure(said).parts <= MOST_PARTS


def test_start_says_that_news_waits_which_status_tells(
    texting: Handset, office: Office, client: PageClient, frozen: time_machine.Traveller
) -> None:
    texting.text("Street light out at the bus stand")
    row = db.session.scalars(select(Concern)).one()
    texting.text("STOP")
    assert texting.text("START") == ["You will get texts from us again. No more texts: STOP"]
    texting.text("STOP")
    frozen.shift(60)
    client.sign_in(people.person(holding=organisation.post(office=office)))
    address = f"/concerns/{row.ref}/work"
    page = client.get(address).get_data(as_text=True)
    assert f"They asked for no texts. They read it once they text START, then STATUS {row.ref}." in page
    assert "They get this by text" not in page
    before = len(texting.phones.arrived)
    answered(row, "New lamps come on Friday.")
    texting.work()
    assert len(texting.phones.arrived) == before
    page = client.get(address).get_data(as_text=True)
    assert "Answered, not texted" in page
    assert "Contacted" not in page
    assert texting.text("START") == [
        f"You will get texts from us again. News waits: text STATUS {row.ref}. No more texts: STOP"
    ]
    assert "New lamps come on Friday." in texting.text(f"STATUS {row.ref}")[0]


@pytest.mark.parametrize("code", ["en", "ur", "ps"])
def test_that_news_waits_goes_in_one_part(app: Flask, code: str) -> None:
    row = Concern(ref="K7P2QX")
    with speaking(code):
        assert measure(notices._started(row)).parts == 1
