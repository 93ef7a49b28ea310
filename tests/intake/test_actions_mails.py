"""Mails that answer a notice: into their talk as their raiser's, once; forged, foreign and automatic ones never."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, composer
from engagement.concerns import mailing
from engagement.concerns.actions import desk
from engagement.concerns.attachments import Attachment
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane
from engagement.dialogue import queries as said
from engagement.dialogue.rules import Speaker
from engagement.intake import mailroom
from engagement.intake.actions import mails as actions
from engagement.intake.jobs import sweep_mails
from engagement.intake.models import MailIn
from engagement.intake.rules import MOST_MAILS_AN_HOUR, Left, MailState
from engagement.kernel import clock
from engagement.kernel.database import db, unit
from engagement.people.actions import contacts
from tests.factories import concerns, organisation, people
from tests.factories.concerns import done
from tests.factories.sealed import Force3
from tests.intake.test_letters import mail
from tests.kernel.test_redrawing import photo, zipped

GUL = "gul@example.org"


def came(concern: Concern, raw: bytes | None = None, *, to: str | None = None, **heads: Any) -> MailIn:
    """A mail that arrives and is decided upon."""
    there = mailing.address_for(concern) if to is None else to
    row = mailroom.receive(mail(**{"To": there, **heads}) if raw is None else raw, to=there, sender=GUL)
    mailroom.read(row.id)
    db.session.expire_all()
    return row


def talk(concern: Concern) -> list[tuple[str, str | None]]:
    """What stands in the talk: who said what."""
    return [(row.speaker, said.words_of(row)) for row in said.messages_of(concern.thread)]


def answers() -> list[dict[str, Any]]:
    """What is answered to mails."""
    query = select(OutboxMessage).where(OutboxMessage.kind == actions.ANSWER).order_by(OutboxMessage.id)
    return [row.about for row in db.session.scalars(query)]


def notice_of(kind: str) -> Notice:
    """A notice as it would leave."""
    row = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    ).all()[-1]
    made = composer(kind)(row)
    assert made is not None
    return made


def test_a_mail_that_answers_a_notice_enters_the_talk_and_is_answered_once(here: Concern) -> None:  # C.4
    reply_to = notice_of("concerns.received").headers["Reply-To"]
    assert re.fullmatch(rf"reply\+{here.ref.lower()}-[a-z0-9]{{16}}@chowk\.example", reply_to)
    row = came(here, to=reply_to.upper())
    assert talk(here) == [(Speaker.RAISER, "It is still dark.")]
    assert (row.state, row.sealed, row.concern_id) == (MailState.TAKEN, None, here.id)
    assert [each["what"] for each in answers()] == ["taken"]
    assert "stands in the talk" in notice_of(actions.ANSWER).paragraphs[0]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.add_words")).one()
    assert (entry.door, entry.person_id) == ("mail", None)


def test_the_same_mail_delivered_again_is_there_once_and_answered_once(here: Concern) -> None:
    first = came(here)
    assert came(here).id == first.id
    mailroom.read(first.id)
    sweep_mails()
    assert (len(talk(here)), len(answers())) == (1, 1)
    came(here, Message_ID="<b@example.org>")
    assert len(talk(here)) == 2


def test_it_is_stored_sealed_before_it_is_read_and_what_was_cut_off_is_read_by_the_sweep(
    here: Concern,
) -> None:
    row = mailroom.receive(mail(words="marker-mail-words", To="x"), to=mailing.address_for(here), sender=GUL)
    kept = repr(db.session.execute(text("SELECT * FROM mails_in")).all())
    assert (row.state, "marker-mail-words" in kept, GUL in kept) == (MailState.WAITING, False, False)
    sweep_mails()
    assert talk(here) == [(Speaker.RAISER, "marker-mail-words")]
    assert "marker-mail-words" in str(talk(here))
    assert db.session.execute(text("SELECT sealed FROM mails_in")).scalar_one() is None


@pytest.mark.parametrize("change", ["letter", "ref", "name", "domain", "none"])
def test_a_forged_address_opens_nothing_and_nobody_is_told(here: Concern, change: str) -> None:
    good, other = mailing.address_for(here), concerns.concern(office=here.office, address="b@example.org")
    tag = good.partition("+")[2].partition("@")[0]
    forged = {
        "letter": good.replace(tag, tag[:-1] + ("a" if tag[-1] != "a" else "b")),
        "ref": good.replace(here.ref.lower(), other.ref.lower()),
        "name": good.replace("reply+", "answer+"),
        "domain": good.replace("chowk.example", "evil.example"),
        "none": "reply@chowk.example",
    }[change]
    row = came(here, to=forged)
    assert (row.state, row.why) == (MailState.LEFT, Left.ADDRESS)
    assert (talk(here), talk(other), answers()) == ([], [], [])


def test_who_a_mail_is_from_is_a_claim_another_sender_is_not_taken_and_the_raiser_hears_once_a_day(  # T8
    here: Concern,
) -> None:
    with unit():
        contacts.verify(here.contact, clock.now())
    for n in range(3):
        row = came(here, From="Accused <sho@example.org>", Message_ID=f"<{n}@x.example>")
        assert (row.state, row.why) == (MailState.LEFT, Left.SENDER)
    assert (talk(here), [each["what"] for each in answers()]) == ([], ["sender"])
    told = notice_of(actions.ANSWER)
    assert (told.address, "sho@" in str(told.paragraphs)) == (GUL, False)


@pytest.mark.parametrize(
    "heads",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"From": "chowk@localhost"},
        {"Return_Path": "<>"},
    ],
)
def test_programs_bounces_and_our_own_mails_are_answered_by_nothing(
    here: Concern, heads: dict[str, str]
) -> None:
    row = came(here, **heads)
    assert (row.state, row.why, talk(here), answers()) == (MailState.LEFT, Left.MACHINE, [], [])


def test_a_loop_that_no_header_names_ends_after_some_mails(here: Concern) -> None:
    for n in range(MOST_MAILS_AN_HOUR + 3):
        came(here, Message_ID=f"<{n}@loop.example>")
    assert len(talk(here)) == MOST_MAILS_AN_HOUR
    assert [each["what"] for each in answers()] == ["taken"] * MOST_MAILS_AN_HOUR + ["many"]


def test_photos_pass_the_redrawing_and_what_only_says_that_it_is_one_is_left_out_and_told(
    here: Concern,
) -> None:
    from email import message_from_bytes, policy

    made: Any = message_from_bytes(mail(To="x"), policy=policy.default)
    made.add_attachment(photo(), maintype="image", subtype="jpeg", filename="a.jpg")
    made.add_attachment(zipped(), maintype="image", subtype="jpeg", filename="b.jpg")
    came(here, made.as_bytes())
    rows = db.session.scalars(select(Attachment)).all()
    assert [(row.speaker, row.state, row.content) for row in rows] == [(Speaker.RAISER, "sent", None)]
    assert answers()[0]["left_out"] == 1
    assert any("Not every file" in each for each in notice_of(actions.ANSWER).paragraphs)


def test_only_quoted_history_is_no_message_and_its_writer_hears_that(here: Concern) -> None:
    with unit():
        contacts.verify(here.contact, clock.now())
    row = came(here, words="> There is a reply\n> Open it\n")
    assert (row.why, talk(here), answers()[0]["what"]) == (Left.EMPTY, [], "empty")


def test_a_long_mail_is_cut_and_said_so_a_code_in_it_is_taken_out_and_danger_names_the_number(
    here: Concern,
) -> None:
    came(here, words="4820 1937 5562 0914 golai " + "dark " * 2000)
    ((_who, words),) = talk(here)
    assert words is not None
    assert (len(words), "4820" in words, words.endswith("[…]")) == (4000, False, True)
    paragraphs = " ".join(notice_of(actions.ANSWER).paragraphs)
    assert "first 4,000" in paragraphs
    assert here.force.emergency_number in paragraphs


def seal(concern: Concern, lane: Lane = Lane.COMPLAINT) -> None:
    """Let an open matter become a sealed one."""
    with unit():
        concern.lane, concern.thread.lane, concern.search_text = lane, lane, ""


def test_no_sealed_matter_has_an_address_and_one_that_was_sealed_since_takes_no_mail(  # T12
    here: Concern, app: Flask
) -> None:
    there = mailing.address_for(here)
    seal(here)
    assert (mailing.address_for(here), mailing.headers_for(here)) == ("", {})
    row = came(here, to=there)
    assert (row.why, row.concern_id, talk(here)) == (Left.ADDRESS, None, [])
    for matter in (Force3(slug="k2").tip(), Force3(slug="k3").threat()):
        assert mailing.address_for(matter) == ""


def test_without_the_setting_nothing_is_offered_and_after_the_address_is_erased_nothing_opens(
    here: Concern, app: Flask
) -> None:
    there = mailing.address_for(here)
    app.extensions["settings"] = replace(app.extensions["settings"], mail_reply="")
    assert mailing.headers_for(here) == {}
    app.extensions["settings"] = replace(app.extensions["settings"], mail_reply="reply@chowk.example")
    with unit():
        here.contact = None
    assert came(here, to=there).why == Left.ADDRESS


def test_a_reply_of_the_station_carries_the_address_and_says_that_it_may_be_answered(here: Concern) -> None:
    with unit():
        contacts.verify(here.contact, clock.now())
    officer = people.actor_at(organisation.post(office=here.office))
    done(
        desk.reply,
        actor=officer,
        now=clock.now(),
        concern=here,
        words="We come.",
        language="en",
        operation_id="r",
    )
    made = notice_of("concerns.replied")
    assert made.headers["Reply-To"] == mailing.address_for(here)
    assert any("Or answer this mail" in each for each in made.paragraphs)


def test_one_strange_mail_keeps_no_other_back_and_what_is_old_goes(
    here: Concern, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = mailroom.receive(mail(Message_ID="<s@x.example>"), to=mailing.address_for(here))
    whole = mailroom.letters.read
    monkeypatch.setattr(
        mailroom.letters, "read", lambda raw, **more: 1 // 0 if b"<s@x" in raw else whole(raw, **more)
    )
    mailroom.receive(mail(Message_ID="<t@x.example>"), to=mailing.address_for(here))
    for _time in range(4):
        sweep_mails()
    db.session.expire_all()
    assert (db.session.get_one(MailIn, strange.id).state, len(talk(here))) == (MailState.FAILED, 1)
    with unit():
        assert actions.purge(now=clock.now() + timedelta(days=29)) == 0
        assert actions.purge(now=clock.now() + timedelta(days=31)) == 2


def test_mails_without_words_are_answered_once_a_day_and_count_for_how_many_are_taken(here: Concern) -> None:
    with unit():
        contacts.verify(here.contact, clock.now())
    for n in range(MOST_MAILS_AN_HOUR):
        assert came(here, words="> old\n", Message_ID=f"<{n}@x.example>").why == Left.EMPTY
    assert came(here, Message_ID="<more@x.example>").why == Left.MANY
    assert [each["what"] for each in answers()] == ["empty", "many"]
