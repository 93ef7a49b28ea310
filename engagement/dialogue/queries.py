"""Reads of threads: what was said, in order."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engagement.audit.models import AuditEntry
from engagement.dialogue.models import Message, Thread
from engagement.dialogue.rules import Speaker
from engagement.kernel import sealing
from engagement.kernel.database import db


def messages_of(thread: Thread) -> Sequence[Message]:
    """Return what was said in a thread, the oldest first, with the posts that spoke; one statement."""
    query = select(Message).where(Message.thread_id == thread.id).options(joinedload(Message.post))
    return db.session.scalars(query.order_by(Message.id)).all()


def entries_of(messages: Iterable[Message]) -> dict[int, int]:
    """Return the key of the trail's entry of each message, by which what happened in one hour is ordered; one statement."""
    said = (AuditEntry.verb == "dialogue.say") & (AuditEntry.subject_kind == Message.__tablename__)
    keys = [each.id for each in messages]
    query = select(AuditEntry.subject_id, AuditEntry.id).where(said, AuditEntry.subject_id.in_(keys))
    return {int(message): entry for message, entry in db.session.execute(query)}


def last_by(speaker: Speaker, thread: Thread) -> Message | None:
    """Return what `speaker` said last in a thread, or None."""
    query = select(Message).where(Message.thread_id == thread.id, Message.speaker == speaker)
    return db.session.scalar(query.order_by(Message.id.desc()).limit(1))


def ended_by(speaker: Speaker, thread_ids: Iterable[int], *, besides: Iterable[str] = ()) -> set[int]:
    """Return the keys of those threads in which `speaker` said the last word, not by an operation of `besides`; one statement."""
    last = (
        select(func.max(Message.id))
        .where(Message.thread_id.in_(list(thread_ids)))
        .group_by(Message.thread_id)
    )
    query = select(Message.thread_id).where(
        Message.id.in_(last), Message.speaker == speaker, Message.operation_id.not_in(list(besides))
    )
    return set(db.session.scalars(query))


def message_of_operation(operation_id: str) -> Message | None:
    """Return the message that a client operation made, or None."""
    return db.session.scalar(select(Message).where(Message.operation_id == operation_id))


def said_in(thread: Thread, operation_id: str) -> Message | None:
    """Return what a client operation already said in this very thread, or None."""
    found = message_of_operation(operation_id)
    return found if found is not None and found.thread_id == thread.id else None


def words_of(message: Message) -> str | None:
    """Return the words of a message; None when their key is not here."""
    try:
        return sealing.read(message.words)
    except sealing.Unreadable:
        return None
