"""Phones on the screen: in a demonstration without a gateway, texts come to them, as a network would bring them."""

from collections.abc import Sequence
from typing import cast

from flask import current_app
from sqlalchemy import delete, select, update

from engagement.channels.console import Console
from engagement.channels.models import OutboxMessage, ShownText
from engagement.channels.notice import Notice
from engagement.channels.transport import Handing
from engagement.kernel import clock, database, sealing
from engagement.kernel.database import db
from engagement.settings import Settings

KEYS, LANE = "demonstration", "shown_texts"
MOST = 60  # texts that one phone keeps
sealing.declare_sealed(LANE)


def shown() -> bool:
    """Whether phones are shown on the screen: this is a demonstration, and no gateway writes to real ones."""
    settings = cast("Settings", current_app.extensions["settings"])
    return settings.demo and not settings.sms_url


class Simulator:
    """Keeps each text once for the phone that it goes to, says at once that it arrived, and prints it as the console does."""

    def send(self, notice: Notice, *, message_id: str, handing: Handing) -> None:
        """Bring one text to its phone; it never fails."""
        handing()
        with database.unit():
            _keep(notice, message_id)
        Console().send(notice, message_id=message_id, handing=lambda: None)


def _keep(notice: Notice, message_id: str) -> None:
    phone, now = _mark(notice.address), clock.now()
    if db.session.scalar(select(ShownText.id).where(ShownText.message_id == message_id)) is not None:
        return
    db.session.add(
        ShownText(
            message_id=message_id,
            phone=phone,
            sender=notice.sender,
            sealed=sealing.store(notice.short, force=KEYS, lane=LANE),
            arrived_at=now,
        )
    )
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.message_id == message_id)
        .values(arrived_at=now)
        .execution_options(synchronize_session=False)
    )
    old = select(ShownText.id).where(ShownText.phone == phone).order_by(ShownText.id.desc()).offset(MOST)
    keys = db.session.scalars(old).all()
    db.session.execute(delete(ShownText).where(ShownText.id.in_(keys)))


def received(number: str) -> Sequence[ShownText]:
    """Return what came to a phone, the oldest first."""
    query = select(ShownText).where(ShownText.phone == _mark(number)).order_by(ShownText.id.desc())
    return db.session.scalars(query.limit(MOST)).all()[::-1]


def words_of(text: ShownText) -> str:
    """Return what a text says; nothing where its key is not here."""
    try:
        return sealing.read(text.sealed)
    except sealing.Unreadable:
        return ""


def _mark(number: str) -> bytes:
    return sealing.fingerprint(number, force=KEYS, purpose=LANE)
