"""Files of a concern: taken in, drawn anew, refused, deleted. Sealing and drawing happen before a unit opens."""

from datetime import datetime

from engagement.concerns import files
from engagement.concerns.actions.changes import left, post_of, still_answers
from engagement.concerns.attachments import MOST_FILES, MOST_TRIES, Attachment, FileState
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.dialogue.rules import Speaker
from engagement.kernel import sealing
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.jobs import enqueue
from engagement.kernel.redrawing import Sort
from engagement.kernel.refusals import N_, Refusal

REDRAW = "concerns.redraw"


def attach(
    *,
    actor: Actor,
    now: datetime,
    concern: Concern,
    sort: Sort,
    envelope: bytes,
    speaker: Speaker,
    operation_id: str,
) -> Attachment:
    """Take in a file in its envelope; the worker draws it anew. The same operation again returns the first.

    Refuses what was deleted, and a seventh file.
    """
    there = files.file_of_operation(operation_id)
    if there is not None:
        return there
    if concern.state == State.MISPLACED:
        raise Refusal(N_("This does not belong here. Its words were deleted."))
    if speaker is Speaker.POST:
        still_answers(actor, concern)
    if files.number_of(concern) >= MOST_FILES:
        raise Refusal(N_("Six files are the most. Say in words what else there is."), field="file")
    holding = post_of(actor, concern) if speaker is Speaker.POST else None
    row = Attachment(
        concern=concern,
        sort=sort,
        speaker=speaker,
        post_id=holding.post_id if holding else None,
        at=sealing.kept_time(concern.lane, now),
        sent=envelope,
        operation_id=operation_id,
    )
    db.session.add(row)
    left(concern, "concerns.attach", actor=actor, now=now, sort=sort, speaker=speaker)
    enqueue(REDRAW, row.id)
    return row


def redrawn(*, actor: Actor, now: datetime, row: Attachment, envelope: bytes, size: int) -> Attachment:
    """Keep a file as it was drawn anew and overwrite it as it was sent; twice is once."""
    if row.state == FileState.SENT:
        row.state, row.content, row.size = FileState.READY, envelope, size
        _forget(row)
        left(row.concern, "concerns.redraw", actor=actor, now=now, file=row.id)
    return row


def undrawn(*, actor: Actor, now: datetime, row: Attachment, reason: str) -> Attachment:
    """Say why a file could not be drawn, and overwrite it."""
    if row.state == FileState.SENT:
        row.state, row.reason, row.size = FileState.REFUSED, reason[:200], 0
        _forget(row)
        left(row.concern, "concerns.refuse_file", actor=actor, now=now, file=row.id)
    return row


def cut_off(*, actor: Actor, now: datetime, row: Attachment, reason: str) -> Attachment:
    """Count a drawing that was cut off: the file waits for the next sweep; after three it could not be drawn."""
    if row.state != FileState.SENT:
        return row
    if row.tries + 1 >= MOST_TRIES:
        return undrawn(actor=actor, now=now, row=row, reason=reason)
    row.size -= 1
    return row


def erase(concern: Concern) -> None:
    """Overwrite and delete the files of a concern, in the open unit."""
    for row in files.files_of(concern):
        _forget(row)
        if row.content is not None:
            row.content = bytes(len(row.content))
            db.session.flush()
        db.session.delete(row)
    db.session.flush()


def reseal(concern: Concern, lane: str) -> None:
    """Write the files of a concern anew under the key of another lane, in the open unit."""
    for row in files.files_of(concern):
        for name in ("sent", "content"):
            envelope = getattr(row, name)
            if envelope:
                raw = sealing.read_bytes(envelope)
                setattr(row, name, bytes(len(envelope)))
                db.session.flush()
                setattr(row, name, sealing.store_bytes(raw, force=concern.force.ref, lane=lane))
        row.at = sealing.kept_time(lane, row.at)
    db.session.flush()


def _forget(row: Attachment) -> None:
    """Overwrite what was sent before it is let go, so that the page of the database holds nothing of it."""
    if row.sent is not None:
        row.sent = bytes(len(row.sent))
        db.session.flush()
    row.sent = None
