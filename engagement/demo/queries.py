"""Reads of the phones on the screen: the phone, what it sent and got, what is under way, which numbers it can text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from engagement.channels import gsm, simulator
from engagement.channels.models import OutboxMessage, ShownText
from engagement.channels.models import State as Sent
from engagement.concerns.models import Concern
from engagement.demo import rules
from engagement.demo.rules import Phone
from engagement.events.queries import joining
from engagement.intake.actions import texts
from engagement.intake.models import TEXTS, TextIn, TextNumber
from engagement.intake.rules import TextState
from engagement.kernel import sealing
from engagement.kernel.database import db
from engagement.organisation.models import Force, Office
from engagement.people import queries as people
from engagement.people.actions.contacts import LANE

UNDER_WAY = (Sent.DUE, Sent.CLAIMED, Sent.HANDED)
RECENT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One text on the screen of a phone."""

    at: datetime
    ours: bool  # it came from the police
    number: str  # of the police
    words: str
    length: gsm.Length
    state: str = ""
    concern: Concern | None = None


def phone(name: str) -> Phone | None:
    """Return a phone by its name; None where no phones are shown."""
    return rules.phone_of(name) if simulator.shown() else None


def any_phone() -> Phone | None:
    """Return the first phone; None where no phones are shown."""
    return phone(rules.PHONES[0].name)


def numbers() -> Sequence[TextNumber]:
    """Return the numbers that can be texted, with the office to which each leads."""
    query = select(TextNumber).options(joinedload(TextNumber.force), joinedload(TextNumber.office))
    return db.session.scalars(query.order_by(TextNumber.force_id, TextNumber.id)).all()


def number_for(phone: Phone, offered: Sequence[TextNumber]) -> TextNumber | None:
    """Return the number that a phone texts first: of its own country, and of the office nearest to people."""
    there = {"PK": "+92", "XK": "+383"}
    own = [each for each in offered if phone.number.startswith(there.get(each.force.country, "?"))]
    return max(own or offered, key=lambda each: len(each.office.path), default=None)


def next_code(office: Office, now: datetime) -> str:
    """Return the join code of the next meeting that an office holds; empty when there is none."""
    event = joining.next_meeting(office, now)
    return joining.code_of(event) if event else ""


def lines(phone: Phone) -> list[Line]:
    """Return what a phone sent and got, the oldest first."""
    found = [_got(row) for row in simulator.received(phone.number)[-rules.LISTED :]]
    out = sent(phone)
    concerns = _concerns([row.concern_id for row in out if row.concern_id])
    found += [_sent(row, concerns.get(row.concern_id or 0)) for row in out]
    return sorted(found, key=lambda each: (each.at, each.ours))


def sent(phone: Phone) -> Sequence[TextIn]:
    """Return the texts that a phone sent, the newest first; one in parts once they are together, as one."""
    query = select(TextIn).where(TextIn.sender.in_(_marks(phone)), TextIn.state != TextState.JOINED)
    return db.session.scalars(query.order_by(TextIn.id.desc()).limit(rules.LISTED)).all()


def under_way(phone: Phone, now: datetime) -> bool:
    """Whether a text of this phone was not read yet, or an answer to it has not gone out yet."""
    waits = select(TextIn.id).where(
        TextIn.sender.in_(_marks(phone)), TextIn.state == TextState.WAITING, TextIn.received_at > now - RECENT
    )
    if db.session.scalar(waits.limit(1)) is not None:
        return True
    known = [
        contact.id
        for force in _forces()
        if (contact := people.contact_by_fingerprint(force.id, _contact_mark(phone, force)))
    ]
    due = select(OutboxMessage.id).where(
        OutboxMessage.recipient_id.in_(known),
        OutboxMessage.recipient_kind.in_(("contact", "number")),
        OutboxMessage.state.in_(UNDER_WAY),
        OutboxMessage.not_before <= now,
        or_(OutboxMessage.state != Sent.DUE, OutboxMessage.created_at > now - RECENT),
    )
    return bool(known) and db.session.scalar(due.limit(1)) is not None


def _got(row: ShownText) -> Line:
    words = simulator.words_of(row)
    return Line(at=row.arrived_at, ours=True, number=row.sender, words=words, length=gsm.measure(words))


def _concerns(keys: list[int]) -> dict[int, Concern]:
    query = select(Concern).where(Concern.id.in_(keys)).options(joinedload(Concern.office))
    return {row.id: row for row in db.session.scalars(query)} if keys else {}


def _sent(row: TextIn, concern: Concern | None) -> Line:
    try:
        words = texts.read(row)[1]
    except sealing.Unreadable:
        words = ""
    return Line(
        at=row.received_at,
        ours=False,
        number=row.number,
        words=words,
        length=gsm.measure(words),
        state=row.state,
        concern=concern,
    )


def _marks(phone: Phone) -> list[bytes]:
    return [sealing.fingerprint(phone.number, force=force.ref, purpose=TEXTS) for force in _forces()]


def _contact_mark(phone: Phone, force: Force) -> bytes:
    return sealing.fingerprint(phone.number, force=force.ref, purpose=LANE)


def _forces() -> Sequence[Force]:
    return db.session.scalars(select(Force).order_by(Force.id)).all()
