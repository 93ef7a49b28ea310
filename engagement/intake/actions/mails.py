"""Mails that came in: kept sealed, once, before anything is decided; then into their talk or left, answered once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.concerns.actions import attaching, following
from engagement.concerns.actions.changes import tell_raiser
from engagement.concerns.models import Concern
from engagement.concerns.rules import OPEN_LANES, Lane
from engagement.dialogue.rules import Speaker
from engagement.intake.models import MAILS, MailIn
from engagement.intake.queries import mails as queries
from engagement.intake.rules import ANSWER_AGAIN, MAILS_KEPT, MOST_MAILS_AN_HOUR, Left, MailState
from engagement.kernel import sealing
from engagement.kernel.actor import JOB, Actor
from engagement.kernel.database import db
from engagement.kernel.redrawing import Sort
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Force
from engagement.people.actions import contacts

ANSWER = "concerns.mailed"
BATCH = 500
ONCE = frozenset({Left.SENDER, Left.MANY, Left.EMPTY, Left.UNREAD})  # of which a raiser is told once a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a mail brings into a talk: files lie in their envelopes; `left_out` could not be taken."""

    words: str
    language: str
    files: Sequence[tuple[Sort, bytes]] = ()
    left_out: int = 0
    cut: bool = False  # longer than a message may be
    danger: bool = False


def take_in(*, now: datetime, force: Force, mark: bytes, sealed: bytes) -> MailIn:
    """Keep a mail as it came; the same one again changes nothing and returns the first."""
    there = queries.mail_of(mark)
    if there is not None:
        return there
    row = MailIn(
        mark=mark, force_id=force.id, force=force, sealed=sealed, received_at=now, state=MailState.WAITING
    )
    db.session.add(row)
    db.session.flush()
    return row


def mark_of(force: Force, message_id: str) -> bytes:
    """Return the keyed mark by which a mail is known again."""
    return sealing.fingerprint(message_id, force=force.ref, purpose=MAILS)


def speak(*, actor: Actor, now: datetime, row: MailIn, concern: Concern, said: Said) -> MailIn:
    """Put what a mail says into its talk, as its raiser's, and answer once. One that was decided changes nothing.

    It came to an address that only the contact was told, and says that it is from there: the contact takes mail.
    Files past the sixth are left out, and that is said.
    """
    if row.state != MailState.WAITING:
        return row
    if concern.lane not in OPEN_LANES:  # sealed since it was read: its files lie in no envelope of that lane
        return turn_away(now=now, row=row, concern=concern)
    row.concern_id = concern.id
    if queries.decided_since(concern, now - timedelta(hours=1)) >= MOST_MAILS_AN_HOUR:
        return leave(actor=actor, now=now, row=row, why=Left.MANY, concern=concern)
    if not said.words.strip() and not said.files:
        return leave(actor=actor, now=now, row=row, why=Left.EMPTY, concern=concern, left_out=said.left_out)
    if said.words.strip():
        following.add_words(
            actor=actor,
            now=now,
            concern=concern,
            words=said.words,
            language=said.language,
            operation_id=f"mail-{row.ref}",
        )
    left_out = said.left_out
    for number, (sort, envelope) in enumerate(said.files):
        try:
            attaching.attach(
                actor=actor,
                now=now,
                concern=concern,
                sort=sort,
                envelope=envelope,
                speaker=Speaker.RAISER,
                operation_id=f"mail-{row.ref}-{number}",
            )
        except Refusal:
            left_out += 1
    if concern.contact is not None:
        contacts.verify(concern.contact, now)
    _decide(row, MailState.TAKEN, None, actor, now, files=len(said.files) + said.left_out - left_out)
    tell_raiser(concern, ANSWER, now, what="taken", left_out=left_out, cut=said.cut, danger=said.danger)
    return row


def leave(
    *,
    actor: Actor,
    now: datetime,
    row: MailIn,
    why: Left,
    concern: Concern | None = None,
    left_out: int = 0,
) -> MailIn:
    """Leave a mail. Its raiser is told, at the address that they left, where that helps and no program is answered."""
    if row.state != MailState.WAITING:
        return row
    if concern is not None and concern.lane not in OPEN_LANES:
        concern = None  # nobody reads here that a mail came about a sealed matter
    told = concern is not None and queries.told_of(concern, why, now - ANSWER_AGAIN)
    row.concern_id = concern.id if concern is not None else None
    _decide(row, MailState.LEFT, why, actor, now)
    if concern is not None and why in ONCE and not told:
        tell_raiser(concern, ANSWER, now, what=why.value, left_out=left_out)
    return row


def turn_away(*, now: datetime, row: MailIn, concern: Concern) -> MailIn:
    """Leave a mail of its raiser's about a matter that was sealed since, as one that is for none."""
    if row.state != MailState.WAITING:
        return row
    leave(actor=JOB, now=now, row=row, why=Left.ADDRESS)
    _send_to_page(concern, now)
    return row


def _send_to_page(concern: Concern, now: datetime) -> None:
    """Let a raiser know, once a day, that nothing of a sealed matter is taken by mail. No office's outbox shows it.

    That the mail came from the address is claimed, so it is no consent to more mail.
    """
    contact = concern.contact
    if concern.lane == Lane.WOMEN or contact is None or contact.stopped_at is not None:
        return
    if contact.channel != contacts.EMAIL or queries.sent_to_page_since(concern, ANSWER, now - ANSWER_AGAIN):
        return
    outbox.post(
        ANSWER,
        recipient_kind="contact",
        recipient_id=contact.id,
        now=now,
        concern_id=concern.id,
        what="page",
    )


def begin(*, row: MailIn) -> MailIn:
    """Count that a mail is read now, before it is: a reader that is ended halfway was a try as well."""
    row.tries += 1
    return row


def begin_again(*, row: MailIn) -> MailIn:
    """Count a try less: it did not fail through the mail."""
    row.tries = max(row.tries - 1, 0)
    return row


def belong(*, row: MailIn, concern: Concern) -> MailIn:
    """Keep for which talk a mail is, before its body is read: who is told if that fails."""
    row.concern_id = concern.id
    return row


def fail(*, actor: Actor, now: datetime, row: MailIn, most: int, concern: Concern | None) -> MailIn:
    """Give up a mail that was tried `most` times: it is kept sealed until it is old, and its raiser is told once a day."""
    if row.state != MailState.WAITING or row.tries < most:
        return row
    sealed = concern is not None and concern.lane not in OPEN_LANES
    told = concern is not None and queries.told_of(concern, Left.UNREAD, now - ANSWER_AGAIN)
    if sealed:
        row.concern_id = None
    row.state, row.why, row.decided_at = MailState.FAILED, Left.UNREAD, now
    db.session.flush()
    audit.record(actor=actor, now=now, verb="intake.mail_failed", subject=row)
    if concern is not None and sealed:
        _send_to_page(concern, now)
    elif concern is not None and concern.contact is not None and not told:
        contacts.verify(concern.contact, now)  # as where it is taken
        tell_raiser(concern, ANSWER, now, what=Left.UNREAD.value)
    return row


def _decide(
    row: MailIn, state: MailState, why: Left | None, actor: Actor, now: datetime, **facts: int
) -> None:
    """Say what became of a mail, and let the mail itself go, overwritten first."""
    row.state, row.why, row.decided_at = state, why, now
    row.sealed = bytes(len(row.sealed or b""))
    db.session.flush()
    row.sealed = None
    db.session.flush()
    about: dict[str, Any] = {**facts, **({"concern_id": row.concern_id} if row.concern_id else {})}
    audit.record(
        actor=actor,
        now=now,
        verb=f"intake.mail_{state.value}",
        subject=row,
        why=str(why or ""),
        **about,
    )


def purge(*, now: datetime) -> int:
    """Delete one batch of what is known of mails that are older than it is kept, and return how many."""
    old = db.session.scalars(
        select(MailIn.id).where(MailIn.received_at < now - MAILS_KEPT).limit(BATCH)
    ).all()
    db.session.execute(delete(MailIn).where(MailIn.id.in_(old)))
    return len(old)
