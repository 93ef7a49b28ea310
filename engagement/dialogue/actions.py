"""Opening a thread, saying something in it, erasing what was said."""

from datetime import datetime

from sqlalchemy import delete, update

from engagement.audit import actions as audit
from engagement.dialogue import queries
from engagement.dialogue.models import Message, Thread
from engagement.dialogue.rules import MOST_WORDS, Speaker
from engagement.kernel import codes, sealing
from engagement.kernel.actor import Actor, Holding
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Force

NOTHING = b"\x00"  # an envelope without words


def open_thread(*, force_id: int, lane: str, now: datetime) -> Thread:
    """Open a thread in a lane; whom it is about, the room above knows and records."""
    thread = Thread(force_id=force_id, lane=lane, opened_at=sealing.kept_time(lane, now))
    db.session.add(thread)
    db.session.flush()
    return thread


def say(
    *,
    thread: Thread,
    force: Force,
    speaker: Speaker,
    words: str,
    language: str,
    post: Holding | None,
    actor: Actor,
    now: datetime,
    operation_id: str,
) -> Message:
    """Add words to a thread, in an envelope of its lane; the same operation again returns the first message.

    Refuses words that are empty or longer than 4,000 characters.
    """
    said = queries.message_of_operation(operation_id)
    if said is not None:
        if said.thread_id == thread.id:
            return said
        operation_id = codes.reference()  # the same id in another thread is another operation
    if not words.strip():
        raise Refusal(N_("Please fill this in."), field="words")
    if len(words) > MOST_WORDS:
        raise Refusal(N_("Too long: at most %(n)s characters."), field="words", n=MOST_WORDS)
    at = sealing.kept_time(thread.lane, now)  # of both who speak, so that their order stays
    message = Message(
        thread_id=thread.id,
        at=at,
        speaker=speaker,
        post_id=post.post_id if post else None,
        words=sealing.store(words, force=force.ref, lane=thread.lane),
        language=language,
        operation_id=operation_id,
    )
    db.session.add(message)
    db.session.flush()
    audit.record(
        actor=actor,
        now=at if speaker is Speaker.RAISER else now,
        verb="dialogue.say",
        subject=message,
        post=post,
        thread_id=thread.id,
        speaker=speaker,
    )
    return message


def erase(*, thread: Thread, actor: Actor, now: datetime, post: Holding | None = None) -> int:
    """Overwrite and delete all that was said in a thread; returns how much it was. The trail keeps the number."""
    here = Message.thread_id == thread.id
    db.session.flush()
    db.session.execute(
        update(Message).where(here).values(words=NOTHING).execution_options(synchronize_session=False)
    )
    gone = len(
        db.session.execute(
            delete(Message).where(here).returning(Message.id).execution_options(synchronize_session=False)
        ).all()
    )
    db.session.expire(thread)
    audit.record(actor=actor, now=now, verb="dialogue.erase", subject=thread, post=post, messages=gone)
    return gone


def reseal(*, thread: Thread, force: Force, lane: str) -> None:
    """Move a thread into another lane: each message is overwritten and written anew under the key of that lane."""
    for message in queries.messages_of(thread):
        words = sealing.read(message.words)
        message.words = bytes(len(message.words))
        db.session.flush()
        message.words = sealing.store(words, force=force.ref, lane=lane)
        message.at = sealing.kept_time(lane, message.at)
    thread.lane = lane
    db.session.flush()
