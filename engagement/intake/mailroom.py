"""Mails taken in and read: each stored sealed before anything is decided, each decided in a unit of its own."""

from contextlib import suppress
from dataclasses import replace
from hashlib import sha256

import structlog
from flask import current_app
from sqlalchemy.exc import OperationalError

from engagement.concerns import emergency, mailing, receipts
from engagement.concerns.models import Concern
from engagement.concerns.rules import OPEN_LANES
from engagement.dialogue.rules import MOST_WORDS, language_of
from engagement.intake import letters
from engagement.intake.actions import mails
from engagement.intake.actions.mails import Said
from engagement.intake.letters import Letter
from engagement.intake.models import MAILS, MailIn
from engagement.intake.queries import mails as queries
from engagement.intake.rules import MOST_TRIES, Left, MailState
from engagement.kernel import clock, database, redrawing, sealing
from engagement.kernel.actor import JOB, Actor, Kind
from engagement.kernel.database import db
from engagement.kernel.logs import places
from engagement.kernel.redrawing import MOST_BYTES, Sort
from engagement.kernel.refusals import Busy, Refusal
from engagement.organisation.models import Force
from engagement.organisation.queries import current_force
from engagement.people.actions import contacts

MOST_FILES = 12  # looked at in one mail
DOOR = "mail"
log = structlog.get_logger()


def receive(raw: bytes, *, to: str = "", sender: str | None = None) -> MailIn:
    """Store a mail sealed, once, before anything of it but its id is read; return its row, stored now or before."""
    force = current_force()
    to = to.encode(errors="replace").decode()
    named = letters.message_id(raw) or sha256(raw).hexdigest()
    envelope = f"{to}\n{'-' if sender is None else '<' + sender + '>'}\n".encode() + raw
    sealed = sealing.store_bytes(envelope, force=force.ref, lane=MAILS)
    mark = mails.mark_of(force, f"{named}\0{to.lower()}")
    with database.unit():
        return mails.take_in(now=clock.now(), force=database.fresh(force), mark=mark, sealed=sealed)


def read_waiting() -> int:
    """Decide upon every mail that waits, the oldest first, and return how many were decided."""
    done, last = 0, 0
    while ids := queries.waiting(last):
        done += sum(read(key) for key in ids)
        last = ids[-1]
    return done


def read(key: int) -> bool:
    """Decide upon one mail; whether it was. One that cannot be read keeps no other back."""
    row = db.session.get(MailIn, key)
    if row is None or not _begun(row):
        return False
    try:
        _decide(row)
    except (Busy, OperationalError):
        db.session.rollback()
        with suppress(Busy, OperationalError), database.unit():
            mails.begin_again(row=database.fresh(row))
        return False  # the next sweep tries again
    except Exception as problem:  # noqa: BLE001 - one strange mail keeps no other back
        # The problem's words may be the mail's: they are not logged.
        db.session.rollback()
        fault = type(problem).__qualname__
        log.error("mail not read", mail=row.ref, fault=fault, at=places(problem.__traceback__))  # noqa: TRY400
        with suppress(Busy, OperationalError), database.unit():
            _fail(database.fresh(row))
        return False
    return True


def _begun(row: MailIn) -> bool:
    """Whether to read a mail now; one whose readers were ended halfway too often is given up."""
    try:
        with database.unit():
            database.fresh(row)
            if row.state != MailState.WAITING or row.tries >= MOST_TRIES:
                _fail(row)
                return False
            mails.begin(row=row)
    except (Busy, OperationalError):
        db.session.rollback()
        return False
    return True


def _fail(row: MailIn) -> None:
    concern = db.session.get(Concern, row.concern_id) if row.concern_id else None
    mails.fail(
        actor=JOB,
        now=clock.now(),
        row=row,
        most=MOST_TRIES,
        concern=database.fresh(concern) if concern else None,
    )


def _decide(row: MailIn) -> None:
    """Find the talk from the head of a mail; only what comes from its raiser is read further."""
    told_to, told_from, raw = sealing.read_bytes(row.sealed or b"").split(b"\n", 2)
    to = told_to.decode(errors="replace")
    sender = None if told_from == b"-" else told_from.decode(errors="replace").strip("<>")
    letter = letters.head(raw, to=to, sender=sender)
    concern = next(filter(None, map(mailing.answered, letter.to)), None)
    why = _why_not(letter, concern)
    if why is None and concern is not None and concern.lane not in OPEN_LANES:
        with database.unit():
            mails.turn_away(now=clock.now(), row=database.fresh(row), concern=database.fresh(concern))
        return
    if why is not None or concern is None:
        # Nobody is told of a mail that a program wrote, or that came to an address which is none.
        about = concern if why == Left.SENDER else None
        with database.unit():
            mails.leave(
                actor=JOB,
                now=clock.now(),
                row=database.fresh(row),
                why=why or Left.ADDRESS,
                concern=database.fresh(about) if about else None,
            )
        return
    actor = Actor(Kind.BEARER, locale=concern.locale, door=DOOR, bears=frozenset({("concern", concern.id)}))
    with database.unit():
        mails.belong(row=database.fresh(row), concern=concern)
    said = _said(letters.read(raw, to=to, sender=sender), concern)
    with database.unit():
        mails.speak(
            actor=actor, now=clock.now(), row=database.fresh(row), concern=database.fresh(concern), said=said
        )


def _why_not(letter: Letter, concern: Concern | None) -> Left | None:
    settings = current_app.extensions["settings"]
    ours = {settings.mail_from.lower(), settings.mail_reply.lower()}
    if letter.automatic or letter.sender in ours or not letter.sender:
        return Left.MACHINE
    if concern is None or concern.contact is None:
        return Left.ADDRESS
    known = contacts.address_of(concern.contact).lower()
    return None if letter.sender == known else Left.SENDER


def _said(letter: Letter, concern: Concern) -> Said:
    """Return what enters the talk: codes taken out, no longer than a message may be, files sealed as they are."""
    words = receipts.without_any(letter.words)
    cut = len(words) > MOST_WORDS or words.endswith(letters.MORE)
    if len(words) > MOST_WORDS:
        words = words[: MOST_WORDS - len(letters.MORE)] + letters.MORE
    said = Said(
        words=words,
        language=language_of(words, concern.locale),
        cut=cut,
        danger=emergency.found(words),
        left_out=max(len(letter.files) - MOST_FILES, 0),
    )
    files: list[tuple[Sort, bytes]] = []
    for raw in letter.files[:MOST_FILES]:
        if len(raw) > MOST_BYTES:
            said = replace(said, left_out=said.left_out + 1)
            continue
        try:
            files.append((redrawing.judge(raw), _envelope(raw, concern)))
        except Refusal:
            said = replace(said, left_out=said.left_out + 1)
    return replace(said, files=tuple(files))


def _envelope(raw: bytes, concern: Concern) -> bytes:
    force: Force = concern.force
    return sealing.store_bytes(raw, force=force.ref, lane=concern.lane)
