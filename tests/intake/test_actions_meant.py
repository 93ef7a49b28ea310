"""Words about what we know already: an answer in a sentence, one's own reference, again, a question, a place given back."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from engagement.concerns.actions import desk
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane, State
from engagement.dialogue.queries import messages_of, words_of
from engagement.dialogue.rules import Speaker
from engagement.events.models import Rsvp
from engagement.events.models.joining import JoinCode
from engagement.events.rules import RsvpState
from engagement.kernel.database import db, fresh, unit
from engagement.organisation.models import Office
from tests.factories import concerns, events, organisation, people
from tests.factories.texts import NOW, Handset
from tests.intake.test_actions_asked import OTHER, how_many, state_of, told

LIGHT = "Street light out at the bus stand"


def said_in(row: Concern) -> list[str]:
    """What the raiser said in the talk of a concern after raising it."""
    db.session.expire_all()
    rows = [each for each in messages_of(row.thread) if each.speaker == Speaker.RAISER]
    return [words_of(each) or "" for each in rows]


def test_a_yes_or_a_no_in_a_sentence_answers_the_question_that_stands_open(
    texting: Handset, office: Office
) -> None:
    row = told(texting, office, LIGHT)
    texting.text("HELP")  # the menu is no other question about it
    assert row.ref in texting.text("no it is not fixed")[0]
    assert (state_of(row), how_many()) == (State.OWNED, 1)
    texting.text("still broken, and a robbery at the school")
    assert how_many() == 2, "a matter beside it is words"


def test_not_fixed_in_words_is_no_answer_to_another_offer_and_a_bare_no_is(
    texting: Handset, office: Office
) -> None:
    row = told(texting, office, LIGHT)
    texting.text("HELP")
    assert texting.text("nahi")[0].endswith("15"), "the menu's second"
    assert state_of(row) == State.TOLD
    texting.text("theek nahi hua")
    assert state_of(row) == State.OWNED


def test_without_a_question_the_same_sentence_is_a_concern(texting: Handset, office: Office) -> None:
    texting.text("it is fixed")
    assert how_many() == 1


def test_words_beside_ones_own_reference_stand_in_its_talk(texting: Handset, office: Office) -> None:
    texting.text(LIGHT)
    row = db.session.scalars(select(Concern)).one()
    with unit():
        fresh(row).ref = "KBG5DM"
    words = "KBG5DM Thank you, please come at 10 at night"
    assert texting.text(words) == ["Your words are with reference KBG5DM now."]
    texting.text(words)
    urdu, parted = "حوالہ KBG5DM رات دس بجے آئیں", "kbg 5dm gali number teen mein"
    texting.text(urdu)
    texting.text(parted)
    assert "KBG5DM" in texting.text("kbg 5dm")[0]
    assert how_many() == 1
    assert said_in(row) == [words, urdu, parted]


def test_own_reference_broken_again_opens_what_was_said_to_be_done(texting: Handset, office: Office) -> None:
    row = told(texting, office, LIGHT)
    thanks = texting.text("yes it is fixed")
    assert thanks == [
        f"Reference {row.ref}: thank you. We may call you to check. Broken again? Text 2 {row.ref}"
    ]
    assert "is open again" in texting.text(f"{row.ref} the lamp is broken again")[0]
    assert (state_of(row), row.reopened, how_many()) == (State.OWNED, 1, 1)
    assert said_in(row) == [f"{row.ref} the lamp is broken again"]


@pytest.mark.parametrize("rest", ["is broken again", "ka kya hua"])
def test_words_beside_anothers_reference_are_answered_as_beside_nobodys(
    texting: Handset, office: Office, rest: str
) -> None:
    row = told(texting, office, LIGHT)
    with unit():
        fresh(row).ref = "7QWXTM"
    known, unknown = (texting.text(f"{each} {rest}", sender=OTHER) for each in ("7QWXTM", "K7P2QX"))
    news = [re.sub(r"\b[0-9A-Z]{6}\b", "REF", text) for text in (*known, *unknown)]
    assert news[: len(known)] == news[len(known) :]
    assert (state_of(row), how_many(), said_in(row)) == (State.TOLD, 3, [])


def test_words_never_reach_a_sealed_matter(texting: Handset, office: Office) -> None:
    texting.text(LIGHT)
    row = db.session.scalars(select(Concern)).one()
    with unit():
        found = fresh(row)
        found.search_text, found.lane = "", Lane.COMPLAINT
    texting.text(f"{row.ref} please look into it")
    assert (how_many(), said_in(row)) == (2, [])


def test_words_about_police_beside_a_reference_go_to_the_office_above(
    texting: Handset, office: Office
) -> None:
    texting.text(LIGHT)
    row = db.session.scalars(select(Concern)).one()
    texting.text(f"{row.ref} SHO rishwat leta hai")
    assert (how_many(), said_in(row)) == (2, [])


def test_the_text_of_an_answer_says_how_to_answer_it(texting: Handset, office: Office) -> None:
    texting.text(LIGHT)
    row = db.session.scalars(select(Concern)).one()
    post = organisation.post(office=office)
    row = concerns.owned(row, post, people.actor_at(post), NOW)
    with unit():
        desk.reply(
            actor=people.actor_at(post), now=NOW, concern=fresh(row), words="When can we come?", language="en",
            settles=False, operation_id="answer",
        )  # fmt: skip
    texting.work()
    assert (
        texting.phones.arrived[-1].words
        == f"Reply to {row.ref}: When can we come? To answer: {row.ref} and your words."
    )


def answered(texting: Handset, office: Office, words: str) -> Concern:
    """What was raised last, owned, and answered by its office with words."""
    row = db.session.scalars(select(Concern)).one()
    post = organisation.post(office=office)
    row = concerns.owned(row, post, people.actor_at(post), NOW)
    with unit():
        desk.reply(
            actor=people.actor_at(post), now=NOW, concern=fresh(row), words=words, language="en", settles=False,
            operation_id="answer",
        )  # fmt: skip
    texting.work()
    return row


def test_what_is_written_after_an_answer_of_the_office_stands_in_its_talk(
    texting: Handset, office: Office
) -> None:
    texting.text(LIGHT)
    row = answered(texting, office, "Which lane is it?")
    words = "Bilal masjid wali gali number teen"
    (put,) = texting.text(words)
    assert row.ref in put
    assert put.endswith("2 لکھیں۔"), "and how it is raised, where it is something else"
    texting.text("haan")
    assert said_in(row) == [words, "haan"]
    assert how_many() == 1
    texting.text("pani nahi aa raha")
    assert how_many() == 2, "another matter is a concern"


def test_a_two_to_that_raises_it_by_itself(texting: Handset, office: Office) -> None:
    texting.text(LIGHT)
    answered(texting, office, "Which lane is it?")
    texting.text("dogs bite children at the school")
    assert how_many() == 1
    assert "We have your message" in texting.text("2")[0]
    texting.text("2")
    assert how_many() == 2


def test_words_about_police_after_an_answer_go_to_the_office_above(texting: Handset, office: Office) -> None:
    texting.text(LIGHT)
    row = answered(texting, office, "Which lane is it?")
    texting.text("SHO rishwat leta hai")
    assert (how_many(), said_in(row)) == (2, [])


def test_where_it_is_told_after_is_with_what_was_raised(
    texting: Handset, office: Office, frozen: time_machine.Traveller
) -> None:
    texting.text(LIGHT)
    row = db.session.scalars(select(Concern)).one()
    texting.text("ye masjid ke sath wali gali hai")
    texting.text("ab theek ho gaya shukriya")
    assert how_many() == 1
    assert len(said_in(row)) == 2
    frozen.shift(timedelta(hours=2))
    texting.text("wo raat ko aate hain")
    assert how_many() == 2, "later nobody knows of what it speaks"


def test_a_no_with_its_reason_opens_it_again_and_the_reason_is_kept(texting: Handset, office: Office) -> None:
    row = told(texting, office, LIGHT)
    why = "nahi do din baad phir bujh gaya"
    assert row.ref in texting.text(why)[0]
    assert (state_of(row), how_many(), said_in(row)) == (State.OWNED, 1, [why])
    after = "ab theek ho gaya hai"
    texting.text(after)
    assert said_in(row) == [why, after]


def test_that_somebody_cannot_come_is_no_answer_to_whether_it_is_fixed(
    texting: Handset, office: Office
) -> None:
    row = told(texting, office, LIGHT)
    texting.text("nahi aa sakti main")
    assert state_of(row) == State.TOLD


def test_a_yes_that_is_asked_closes_nothing(texting: Handset, office: Office) -> None:
    row = told(texting, office, LIGHT)
    asked = f"Reference {row.ref}: police say this is done. Is it fixed? 1 yes, 2 no"
    assert texting.text("is it fixed?") == [asked]
    assert state_of(row) == State.TOLD
    texting.text("HELP")
    assert texting.text("3") == [asked], "where it stands is what it waits for"
    texting.text("1")
    assert state_of(row) == State.CONFIRMED


def test_a_slip_in_ones_own_reference_is_forgiven_and_in_anothers_not(
    texting: Handset, office: Office
) -> None:
    texting.text(LIGHT)
    row = db.session.scalars(select(Concern)).one()
    with unit():
        fresh(row).ref = "G8PP5W"
    for words in (
        "haal g8pp5",
        "haal g8ppsw",
        "GBPP5W",
        "G8PP5W haal",
        "STATUS of G8PP5W",
        "G8PP5W ka kya hua",
    ):
        assert "G8PP5W:" in texting.text(words)[0], words
    assert (how_many(), said_in(row)) == (1, [])
    assert "from this phone" in texting.text("STATUS G8PP5", sender=OTHER)[0]


def test_the_menus_third_tells_of_what_was_raised(texting: Handset, office: Office) -> None:
    texting.text(LIGHT)
    row = db.session.scalars(select(Concern)).one()
    texting.text("HELP")
    assert f"Reference {row.ref}:" in texting.text("3")[0]


def test_whoever_wants_no_more_messages_is_sent_none(texting: Handset, office: Office) -> None:
    assert texting.text("mjhe msg mat bhejo")[0]
    assert texting.text("HELP") == []
    assert how_many() == 0


def test_coming_and_not_coming_in_words_answer_the_meeting_that_was_told(
    texting: Handset, office: Office
) -> None:
    event = events.event(office=office)
    with unit() as session:
        session.add(JoinCode(force_id=event.force_id, code="412", event_id=event.id))
    texting.text("agli meeting kab hai")
    texting.text("main aaungi")
    row = db.session.scalars(select(Rsvp)).one()
    assert row.state == RsvpState.CONFIRMED
    texting.text("cancel 412")
    assert db.session.scalars(select(Rsvp)).one().state == RsvpState.WITHDRAWN
    assert "مدد" in texting.text("cannot come")[0], "no place is kept any more"
    texting.text("main 412 me aaungi")
    assert len(db.session.scalars(select(Rsvp)).all()) == 2
    assert how_many() == 0


@pytest.mark.parametrize("words", ["again", "dobara kharab hai", "پھر خراب ہے"])
def test_again_alone_is_asked_back_about_the_one_that_was_told(
    texting: Handset, office: Office, words: str
) -> None:
    row = told(texting, office, LIGHT)
    texting.text("1")
    (asked,) = texting.text(words)
    assert row.ref in asked
    assert asked.endswith(("1 yes, 2 no", "1 ہاں، 2 نہیں"))
    assert how_many() == 1
    texting.text("1")
    assert (state_of(row), row.reopened) == (State.OWNED, 1)


def test_a_no_to_that_files_what_was_written_once(texting: Handset, office: Office) -> None:
    row = told(texting, office, LIGHT)
    texting.text("1")
    texting.text("it is broken again")
    assert "We have your message" in texting.text("2")[0]
    assert (state_of(row), how_many()) == (State.CONFIRMED, 2)
    texting.text("2")
    assert how_many() == 2


def test_of_two_that_were_told_or_of_one_long_ago_again_is_filed(
    texting: Handset, office: Office, frozen: object
) -> None:
    row = told(texting, office, LIGHT)
    with unit():
        fresh(row).told_at = NOW - timedelta(days=31)
    texting.text("again")
    assert how_many() == 2


def test_whoever_gets_no_answers_has_again_filed(texting: Handset, office: Office) -> None:
    told(texting, office, LIGHT)
    texting.text("STOP")
    texting.text("again")
    assert how_many() == 2


def test_a_question_where_it_stands_is_answered_and_is_no_concern(texting: Handset, office: Office) -> None:
    texting.text(LIGHT)
    row = db.session.scalars(select(Concern)).one()
    for words in ("where is my complaint", f"{row.ref} koi jawab nahi aaya", "ENGLISH", "no reply yet"):
        assert texting.text(words)
    assert row.ref in texting.phones.arrived[-1].words
    assert how_many() == 1


def test_such_a_question_of_a_phone_that_raised_nothing_is_kept_as_words(
    texting: Handset, office: Office
) -> None:
    texting.text("where is my complaint")
    assert how_many() == 1


def test_a_question_when_the_meeting_is_tells_the_next(texting: Handset, office: Office) -> None:
    assert texting.text("wen is the meeting") == ["No meeting is announced yet. Emergency: 15"]
    assert how_many() == 0


def test_cannot_come_gives_the_place_back_that_is_kept(texting: Handset, office: Office) -> None:
    event = events.event(office=office)
    with unit() as session:
        session.add(JoinCode(force_id=event.force_id, code="412", event_id=event.id))
    texting.text("JOIN 412")
    texting.text("i cannot come")
    assert db.session.scalars(select(Rsvp)).one().state == RsvpState.WITHDRAWN
    assert how_many() == 0


def test_the_name_of_a_language_switches_to_it(texting: Handset, office: Office) -> None:
    assert texting.text("URDU") == ["اب سے پیغام اردو میں آئیں گے۔"]
    assert "ایمرجنسی" in texting.text("HELP")[0]
    assert texting.text("english") == ["We text you in English from now on."]
    assert "Emergency" in texting.text("HELP")[0]


def test_where_urdu_is_usual_a_first_text_in_english_is_answered_in_english(
    texting: Handset, office: Office
) -> None:
    usual = texting.app.config["DEFAULT_LOCALE"]
    texting.app.config["DEFAULT_LOCALE"] = "ur"
    try:
        assert "Emergency" in texting.text("HELP")[0]
        assert "ایمرجنسی" in texting.text("madad", sender=OTHER)[0]
        assert "ایمرجنسی" in texting.text("???", sender="03331112223")[0]
    finally:
        texting.app.config["DEFAULT_LOCALE"] = usual
