"""Delivering the outbox: claim, compose in the reader's language, hand over, mark; retry, give up, or say uncertain.

`due → claimed → handed → sent | failed | uncertain | dropped`. `handed` is committed just before the body leaves, so
that a crash afterwards leaves a message in doubt, never lost and never silently doubled. A mail in doubt goes out
once more under the same Message-ID; still in doubt, it stays uncertain until a person decides.
"""

from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from flask import current_app
from sqlalchemy import and_, or_, select, update

from engagement.channels.console import Console
from engagement.channels.email import Smtp
from engagement.channels.models import OutboxMessage, State
from engagement.channels.notice import Notice, composer, language_of
from engagement.channels.transport import Later, Never, Transport, Unanswered
from engagement.kernel import clock, database, locale
from engagement.kernel.database import db

LEASE = timedelta(minutes=2)
BACKOFF = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 240, 720, 1440))
DOUBT = "no answer came after the message was handed over"
BATCH = 500
log = structlog.get_logger()


class Lost(Exception):
    """Another worker took the message over while this one was busy."""


def transport() -> Transport:
    """Return the way out that the settings name."""
    settings = current_app.extensions["settings"]
    if settings.smtp_url:
        return Smtp(settings.smtp_url, sender=settings.mail_from)
    return Console()


def deliver(message_id: int, out: Transport | None = None) -> State | None:
    """Deliver one message if it is due and nobody else has it; return its new state, None when it was not ours."""
    token = uuid4().hex
    message = _claim(message_id, token, clock.now())
    if message is None:
        return None
    state, reason, wait = _try(message, token, out or transport())
    return _finish(message, token, state, reason, wait)


def _claim(message_id: int, token: str, now: datetime) -> OutboxMessage | None:
    free = or_(
        OutboxMessage.state == State.DUE,
        and_(OutboxMessage.state == State.CLAIMED, OutboxMessage.lease < now),
    )
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


def _try(message: OutboxMessage, token: str, out: Transport) -> tuple[State, str, timedelta | None]:
    try:
        notice = compose(message)
        if notice is None:
            return State.DROPPED, "", None
        out.send(notice, message_id=message.message_id, handing=lambda: _handing(message.id, token))
    except Later as problem:
        return _again(message, str(problem))
    except Never as problem:
        return State.FAILED, str(problem), None
    except Unanswered:
        return _doubt(message)
    except Lost:
        raise
    except Exception as problem:
        db.session.rollback()
        log.exception("message not made", kind=message.kind, message=message.id, exc_info=problem)
        return _again(message, type(problem).__name__)
    return State.SENT, "", None


def compose(message: OutboxMessage) -> Notice | None:
    """Return what a message says to its reader now, in the reader's language; None when nobody should get it."""
    code = language_of(message)
    if code is None:
        return None
    with locale.speaking(code):
        return composer(message.kind)(message)


def _handing(message_id: int, token: str) -> None:
    with database.unit() as session:
        ours = session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.id == message_id,
                OutboxMessage.token == token,
                OutboxMessage.state == State.CLAIMED,
            )
            .values(state=State.HANDED, lease=clock.now() + LEASE)
            .execution_options(synchronize_session=False)
        )
        if ours.rowcount != 1:  # type: ignore[attr-defined]
            raise Lost


def _again(message: OutboxMessage, reason: str) -> tuple[State, str, timedelta | None]:
    if message.attempts > len(BACKOFF):
        return State.FAILED, reason, None
    return State.DUE, reason, BACKOFF[message.attempts - 1]


def _doubt(message: OutboxMessage) -> tuple[State, str, timedelta | None]:
    """A first doubt sends once more under the same Message-ID; a second one waits for a person."""
    if message.reason == DOUBT:
        return State.UNCERTAIN, DOUBT, None
    return State.DUE, DOUBT, BACKOFF[0]


def _finish(
    message: OutboxMessage, token: str, state: State, reason: str, wait: timedelta | None
) -> State | None:
    now = clock.now()
    with database.unit() as session:
        done = session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message.id, OutboxMessage.token == token)
            .values(
                state=state,
                reason=reason[:200],
                lease=None,
                token=None,
                not_before=now + wait if wait else message.not_before,
                sent_at=now if state == State.SENT else None,
            )
            .execution_options(synchronize_session=False)
        )
    log.info("message", kind=message.kind, message=message.id, state=state.value, attempts=message.attempts)
    return state if done.rowcount == 1 else None  # type: ignore[attr-defined]


def sweep(now: datetime) -> list[int]:
    """Settle what a crash left in doubt, and return the ids of messages that wait for a worker.

    A message handed over whose worker is gone is in doubt: its first time it is sent once more (same Message-ID),
    its second time it stays uncertain.
    """
    lapsed = and_(OutboxMessage.state == State.HANDED, OutboxMessage.lease < now)
    with database.unit() as session:
        session.execute(
            update(OutboxMessage)
            .where(lapsed, OutboxMessage.reason == DOUBT)
            .values(state=State.UNCERTAIN, lease=None, token=None)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(OutboxMessage)
            .where(lapsed)
            .values(state=State.DUE, reason=DOUBT, lease=None, token=None)
            .execution_options(synchronize_session=False)
        )
    waiting = or_(
        OutboxMessage.state == State.DUE,
        and_(OutboxMessage.state == State.CLAIMED, OutboxMessage.lease < now),
    )
    ids = select(OutboxMessage.id).where(waiting, OutboxMessage.not_before <= now).order_by(OutboxMessage.id)
    return list(db.session.scalars(ids.limit(BATCH)))
