"""Delivering the outbox: claim, compose in the reader's language, hand over, mark; retry, give up, or say uncertain.

`due → claimed → handed → sent | failed | uncertain | dropped`. `handed` is committed just before the body leaves, so
that a crash afterwards leaves a message in doubt, never lost and never silently doubled. A mail in doubt goes out
once more under the same Message-ID; still in doubt, it stays uncertain until a person decides. A text in doubt is
uncertain at once: only its delivery report or a person says more.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, Update, and_, bindparam, event, or_, select, update

from engagement.channels import delivery_reports, gsm
from engagement.channels.console import Console
from engagement.channels.models import OutboxMessage, State
from engagement.channels.notice import Notice, composer, language_of, sender_of
from engagement.channels.simulator import Simulator, shown
from engagement.channels.sms import Kannel
from engagement.channels.transport import Handing, Keeping, Later, Never, Transport, Unanswered
from engagement.kernel import clock, database, locale, logs
from engagement.kernel.database import db

LEASE = timedelta(minutes=2)
SLACK = timedelta(minutes=1)  # by which the clocks of two machines may differ
BACKOFF = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 720, 1440))
DOUBT = "no answer came after the message was handed over"
BATCH = 500
SMS = "sms"
Row: Any = OutboxMessage.__table__
OURS = and_(Row.c.id == bindparam("of"), Row.c.token == bindparam("mine"))
# The two writes of each message: made once, at the row itself, past what the ORM keeps in step.
HAND = (
    update(Row)
    .where(OURS, Row.c.state == State.CLAIMED)
    .values(state=State.HANDED)
    .values({name: bindparam(name) for name in ("lease", "handed_at", "channel", "sender", "offers")})
)
END = (
    update(Row)
    .where(OURS)
    .values(lease=None, token=None, attempts=Row.c.attempts - bindparam("untried"))
    .values({name: bindparam(name) for name in ("state", "reason", "not_before", "sent_at")})
)
MAIL = {"channel": "email", "sender": "", "offers": ""}
AT_ONCE = 20  # messages that one worker claims together
log = structlog.get_logger()


Wait = timedelta | datetime | None  # until an instant: it was not yet to be sent, and no try is counted


class Lost(Exception):
    """Another worker took the message over while this one was busy."""


class Ways:
    """The ways out that the settings name: mail, and texts for whoever left a phone number."""

    def __init__(self, *, mail: Transport, texts: Transport) -> None:
        self.mail = mail
        self.texts = texts

    def keep(self) -> AbstractContextManager[None]:
        """Let mails sent inside go over one connection."""
        return self.mail.keep() if isinstance(self.mail, Keeping) else nullcontext()

    def send(self, notice: Notice, *, message_id: str, handing: Handing) -> None:
        """Send by the way that the address asks for."""
        way = self.texts if notice.by_sms else self.mail
        way.send(notice, message_id=message_id, handing=handing)


def transport() -> Transport:
    """Return the ways out that the settings name."""
    settings = current_app.extensions["settings"]
    console = Console()
    screen = Simulator() if shown() else console
    mail: Transport = console
    if settings.smtp_url:
        from engagement.channels.email import Smtp  # noqa: PLC0415 - web workers send nothing, and it is a megabyte

        mail = Smtp(settings.smtp_url, sender=settings.mail_from)
    return Ways(
        mail=mail,
        texts=Kannel(settings.sms_url, receipt=delivery_reports.address_for) if settings.sms_url else screen,
    )


def deliver(message_id: int, out: Transport | None = None) -> State | None:
    """Deliver one message if it is due and nobody else has it; return its new state, None when it was not ours."""
    token = uuid4().hex
    message = _claim(message_id, token, clock.now())
    if message is None:
        return None
    state, reason, wait = _try(message, token, out or transport(), [])
    return _finish(message, token, state, reason, wait)


def deliver_due(message_id: int, out: Transport | None = None) -> int:
    """Deliver one message and, over the same connection, others that are due; return how many were ours.

    A few are claimed at a time: those that this worker does not come to are given back, or lapse with their lease.
    """
    out = out or transport()
    done = 0
    with out.keep() if isinstance(out, Keeping) else nullcontext():
        while done < BATCH:
            claimed = _deliver_some(message_id, out) if _any_due(clock.now()) else 0
            done += claimed
            if claimed < AT_ONCE:
                break
    return done


def _deliver_some(first: int, out: Transport) -> int:
    """Claim a few messages and try each; what became of one is committed together with the handing over of the next.

    Were it lost in between, the one before would be in doubt, as it is for a moment anyway, and no other.
    """
    token, ended = uuid4().hex, list[Ended]()
    claimed = _claim_some(first, token, clock.now())
    try:
        with _remembering():
            for message in claimed:
                with suppress(Lost):
                    ended.append(Ended(message, *_try(message, token, out, ended)))
    finally:
        db.session.rollback()
        _end_all(ended, token)
        _give_back(token)
        db.session.expire_all()
    return len(claimed)


@contextmanager
def _remembering() -> Iterator[None]:
    """Hold each row that is read: a meeting, its office and place are read once for the few who hear of it together."""
    held: list[object] = []
    session = db.session()

    def hold(_session: object, row: object) -> None:
        held.append(row)

    event.listen(session, "loaded_as_persistent", hold)
    try:
        yield
    finally:
        event.remove(session, "loaded_as_persistent", hold)


class Ended(NamedTuple):
    """What became of a message that was tried."""

    message: OutboxMessage
    state: State
    reason: str
    wait: Wait


def _end_all(ended: list[Ended], token: str) -> None:
    """Write what became of messages, in one unit."""
    if ended:
        with database.unit():
            for each in ended:
                database.run(END, **_end(each, token))
        _log(ended)


def _any_due(now: datetime) -> bool:
    """Whether anything waits: most of the queue's calls come after another has delivered theirs."""
    due = select(OutboxMessage.id).where(_free(now), OutboxMessage.not_before <= now).limit(1)
    return db.session.scalar(due) is not None


def _free(now: datetime) -> ColumnElement[bool]:
    """Say of a message that no worker has it."""
    lapsed = and_(OutboxMessage.state == State.CLAIMED, OutboxMessage.lease < now)
    return or_(OutboxMessage.state == State.DUE, lapsed)


def _claim_some(first: int, token: str, now: datetime) -> Sequence[OutboxMessage]:
    """Claim a message and the oldest others that are due."""
    due = select(OutboxMessage.id).where(_free(now), OutboxMessage.not_before <= now)
    due = due.order_by(OutboxMessage.id != first, OutboxMessage.id).limit(AT_ONCE)
    with database.unit() as session:
        # Read first: inside the UPDATE, PostgreSQL may run the LIMIT once for each row.
        ids = session.scalars(due.with_for_update(skip_locked=True)).all()
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(ids), _free(now))
            .values(state=State.CLAIMED, token=token, lease=now + LEASE, attempts=OutboxMessage.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        claimed = select(OutboxMessage).where(OutboxMessage.token == token).order_by(OutboxMessage.id)
        return session.scalars(claimed.execution_options(populate_existing=True)).all()


def _give_back(token: str) -> None:
    """Let go of what was claimed and not tried, such as when this worker is told to stop."""
    mine = and_(OutboxMessage.token == token, OutboxMessage.state == State.CLAIMED)
    db.session.rollback()
    if db.session.scalar(select(OutboxMessage.id).where(mine).limit(1)) is None:
        return
    back = {"state": State.DUE, "token": None, "lease": None, "attempts": OutboxMessage.attempts - 1}
    with database.unit() as session:
        session.execute(
            update(OutboxMessage).where(mine).values(back).execution_options(synchronize_session=False)
        )


def _claim(message_id: int, token: str, now: datetime) -> OutboxMessage | None:
    free = _free(now)
    with database.unit() as session:
        taken = session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.not_before <= now, free)
            .values(state=State.CLAIMED, token=token, lease=now + LEASE, attempts=OutboxMessage.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            return None
        return session.get(OutboxMessage, message_id, populate_existing=True)


def _try(message: OutboxMessage, token: str, out: Transport, ended: list["Ended"]) -> tuple[State, str, Wait]:
    notice = None
    try:
        notice = compose(message)
        if notice is None or (notice.by_sms and not notice.short):
            return State.DROPPED, "", None
        way = _way(notice)
        out.send(
            notice, message_id=message.message_id, handing=lambda: _handing(message.id, token, ended, way)
        )
    except Later as problem:
        return _again(message, str(problem), problem.until)
    except Never as problem:
        return State.FAILED, str(problem), None
    except Unanswered:
        by_sms = notice is not None and notice.by_sms
        return (State.UNCERTAIN, DOUBT, None) if by_sms else _doubt(message)
    except Lost:
        raise
    except Exception as problem:
        db.session.rollback()
        log.exception("message not made", kind=logs.named(message.kind), message=message.id, exc_info=problem)
        return _again(message, type(problem).__name__)
    return State.SENT, "", None


def compose(message: OutboxMessage) -> Notice | None:
    """Return what a message says to its reader now, in the reader's language; None when nobody should get it."""
    code = language_of(message)
    if code is None:
        return None
    with locale.speaking(code):
        notice = composer(message.kind)(message)
        if notice is None or not notice.by_sms:
            return notice
        short = gsm.plain(notice.text()) if notice.text else ""
        return replace(notice, short=short, sender=notice.sender or sender_of(message))


def _way(notice: Notice) -> dict[str, str]:
    """Return what is kept of how a message went: what a digit that comes back may answer."""
    if not notice.by_sms:
        return MAIL
    return {"channel": SMS, "sender": notice.sender, "offers": notice.offers}


def _handing(message_id: int, token: str, ended: list["Ended"], way: dict[str, str]) -> None:
    """Write that a message is about to leave, and what became of those before it."""
    before = list(ended)
    with database.unit():
        for each in before:
            database.run(END, **_end(each, token))
        now = clock.now()
        ours = database.run(HAND, of=message_id, mine=token, lease=now + LEASE, handed_at=now, **way)
    ended.clear()
    _log(before)
    if ours.rowcount != 1:
        raise Lost


def _again(message: OutboxMessage, reason: str, until: datetime | None = None) -> tuple[State, str, Wait]:
    if until is not None:
        return State.DUE, reason, until
    if message.attempts > len(BACKOFF):
        return State.FAILED, reason, None
    return State.DUE, reason, BACKOFF[message.attempts - 1]


def _doubt(message: OutboxMessage) -> tuple[State, str, timedelta | None]:
    """A first doubt sends once more under the same Message-ID; a second one waits for a person."""
    if message.reason == DOUBT:
        return State.UNCERTAIN, DOUBT, None
    return State.DUE, DOUBT, BACKOFF[0]


def _finish(message: OutboxMessage, token: str, state: State, reason: str, wait: Wait) -> State | None:
    ended = Ended(message, state, reason, wait)
    with database.unit():
        done = database.run(END, **_end(ended, token))
    _log([ended])
    return state if done.rowcount == 1 else None


def _end(ended: Ended, token: str) -> dict[str, Any]:
    now = clock.now()
    until = ended.wait if isinstance(ended.wait, datetime) else ended.message.not_before
    return {
        "of": ended.message.id,
        "mine": token,
        "state": ended.state,
        "reason": ended.reason[:200],
        "not_before": now + ended.wait if isinstance(ended.wait, timedelta) else until,
        "untried": int(isinstance(ended.wait, datetime)),
        "sent_at": now if ended.state == State.SENT else None,
    }


def _log(ended: Sequence[Ended]) -> None:
    for message, state, _reason, _wait in ended:
        log.info(
            "message",
            kind=logs.named(message.kind),
            message=message.id,
            state=state.value,
            attempts=message.attempts,
        )


def sweep(now: datetime) -> list[int]:
    """Settle what a crash left in doubt, and return the ids of messages that wait for a worker.

    A message handed over whose worker is gone is in doubt: its first time it is sent once more (same Message-ID),
    its second time, and a text at once, it stays uncertain.
    """
    lapsed = and_(OutboxMessage.state == State.HANDED, OutboxMessage.lease < now)
    with database.unit() as session:
        for late in _since_clock_was_put_back(now):
            session.execute(late.execution_options(synchronize_session=False))
        session.execute(
            update(OutboxMessage)
            .where(lapsed, or_(OutboxMessage.reason == DOUBT, OutboxMessage.channel == SMS))
            .values(state=State.UNCERTAIN, reason=DOUBT, lease=None, token=None)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(OutboxMessage)
            .where(lapsed)
            .values(state=State.DUE, reason=DOUBT, lease=None, token=None)
            .execution_options(synchronize_session=False)
        )
    waiting = _free(now)
    ids = select(OutboxMessage.id).where(waiting, OutboxMessage.not_before <= now).order_by(OutboxMessage.id)
    return list(db.session.scalars(ids.limit(BATCH)))


def _since_clock_was_put_back(now: datetime) -> tuple[Update, ...]:
    """Return what brings messages back whose time is ahead by a wrong clock alone: nothing waits until it is that late again.

    No lease is longer than one from now, no wait for a retry longer than the longest; what was to go at once goes.
    """
    leased = OutboxMessage.state.in_((State.CLAIMED, State.HANDED))
    at_once = and_(
        OutboxMessage.created_at > now + SLACK, OutboxMessage.not_before <= OutboxMessage.created_at
    )
    again = and_(OutboxMessage.attempts > 0, OutboxMessage.not_before > now + BACKOFF[-1] + SLACK)
    return (
        update(OutboxMessage)
        .where(leased, OutboxMessage.lease > now + LEASE + SLACK)
        .values(lease=now - SLACK),
        update(OutboxMessage)
        .where(OutboxMessage.state == State.DUE, at_once)
        .values(not_before=now, created_at=now),
        update(OutboxMessage).where(OutboxMessage.state == State.DUE, again).values(not_before=now),
    )
