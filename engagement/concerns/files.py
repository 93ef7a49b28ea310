"""Reads of files of concerns: those of one, one by its name, those that wait for the worker; their bytes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engagement.concerns import queries
from engagement.concerns.attachments import Attachment, FileState
from engagement.concerns.models import Concern
from engagement.kernel import sealing
from engagement.kernel.codes import reference_of
from engagement.kernel.database import db


def files_of(concern: Concern) -> Sequence[Attachment]:
    """Return the files of a concern without their bytes, the first sent first; one statement."""
    query = select(Attachment).where(Attachment.concern_id == concern.id).options(joinedload(Attachment.post))
    return db.session.scalars(query.order_by(Attachment.id)).all()


def number_of(concern: Concern) -> int:
    """Return how many files a concern has that were not refused."""
    query = select(func.count()).where(
        Attachment.concern_id == concern.id, Attachment.state != FileState.REFUSED
    )
    return db.session.scalar(query) or 0


def file_of_operation(operation_id: str) -> Attachment | None:
    """Return the file that a client operation sent, or None."""
    return db.session.scalar(select(Attachment).where(Attachment.operation_id == operation_id))


def file_in(ref: str, file: str) -> Attachment | None:
    """Return the file of that public name if it belongs to the concern of that reference."""
    concern = queries.concern(ref)
    return among(concern, file) if concern else None


def among(concern: Concern, file: str) -> Attachment | None:
    """Return the file of that public name among those of a concern, or None."""
    query = select(Attachment).where(
        Attachment.ref == reference_of(file), Attachment.concern_id == concern.id
    )
    return db.session.scalar(query)


def file_by_id(file_id: int) -> Attachment | None:
    """Return a file by its key."""
    return db.session.get(Attachment, file_id)


def waiting(before: datetime, most: int = 50) -> Sequence[int]:
    """Return the keys of files sent before an instant that no worker has drawn, the oldest first."""
    query = select(Attachment.id).where(Attachment.state == FileState.SENT, Attachment.at < before)
    return db.session.scalars(query.order_by(Attachment.id).limit(most)).all()


def bytes_of(envelope: bytes | None) -> bytes | None:
    """Return what lies in an envelope; None when nothing does or its key is not here."""
    try:
        return sealing.read_bytes(envelope) if envelope else None
    except sealing.Unreadable:
        return None
