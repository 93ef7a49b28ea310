"""Reads of texts that came in: by the gateway's id, parts, those that wait, the offer that a digit answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, case, func, literal, or_, select
from sqlalchemy.orm import joinedload

from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as Sent
from engagement.concerns.models import Concern
from engagement.concerns.permissions import DESK_ROLES
from engagement.concerns.rules import OPEN_LANES
from engagement.dialogue.models import Message
from engagement.dialogue.rules import Speaker
from engagement.events.models import Event, Rsvp
from engagement.events.queries.meetings import WHOLE
from engagement.events.rules import RsvpState
from engagement.intake.models import TextIn, TextNumber
from engagement.intake.rules import OFFER_STANDS, PARTS_WAIT, TextState
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db, one_of
from engagement.organisation.models import Force, Office
from engagement.organisation.queries import offices_under
from engagement.people.models import Contact

AT_ONCE = 50
ARRIVED = (
    Sent.HANDED,
    Sent.SENT,
    Sent.UNCERTAIN,
)  # or may have arrived: the gateway's answer can come after a reader's


def number_of(number: str) -> TextNumber | None:
    """Return what is known of a number of ours, with its force and office."""
    query = select(TextNumber).where(TextNumber.number == number)
    return db.session.scalar(query.options(joinedload(TextNumber.force), joinedload(TextNumber.office)))


def number_for(office: Office) -> str:
    """Return the number by which an office is texted: its own, else the nearest above it, else its force's first.

    Join codes are known at every number of a force. Empty where it has none; one statement.
    """
    query = select(TextNumber.number).join(Office, Office.id == TextNumber.office_id)
    own = literal(office.path).startswith(Office.path)
    nearest = (func.length(case((own, Office.path), else_="")).desc(), TextNumber.id)
    return (
        db.session.scalar(query.where(TextNumber.force_id == office.force_id).order_by(*nearest).limit(1))
        or ""
    )


def first_force() -> Force | None:
    """Return the oldest force: where a number that nobody set leads."""
    return db.session.scalar(select(Force).order_by(Force.id).limit(1))


def highest_office(force: Force) -> Office | None:
    """Return the office at the head of a force."""
    query = select(Office).where(Office.force_id == force.id)
    return db.session.scalar(query.order_by(func.length(Office.path), Office.id).limit(1))


def text_of_gateway(gateway_id: str) -> TextIn | None:
    """Return the text of the gateway's id, or None."""
    return db.session.scalar(select(TextIn).where(TextIn.gateway_id == gateway_id))


def text_by_id(key: int) -> TextIn | None:
    """Return a text by its row, or None."""
    return db.session.get(TextIn, key)


def text(reference: str) -> TextIn | None:
    """Return a text by its public name, with its office."""
    return db.session.scalar(select(TextIn).where(TextIn.ref == reference).options(joinedload(TextIn.office)))


def texts_between(sender: bytes, since: datetime, now: datetime, most: int) -> int:
    """Count the texts of one sender since an instant, up to `most`; what a wrong clock put ahead does not count."""
    some = (
        select(TextIn.id).where(TextIn.sender == sender, TextIn.received_at.between(since, now)).limit(most)
    )
    return db.session.scalar(select(func.count()).select_from(some.subquery())) or 0


def read_between(sender: bytes, since: datetime, now: datetime, most: int) -> int:
    """Count the texts of one sender since an instant that no person had to let through, up to `most`."""
    some = select(TextIn.id).where(
        TextIn.sender == sender,
        TextIn.received_at.between(since, now),
        TextIn.state.in_((TextState.PART, TextState.JOINED, TextState.WAITING, TextState.DONE)),
    )
    return db.session.scalar(select(func.count()).select_from(some.limit(most).subquery())) or 0


def free_again(sender: bytes, since: datetime, now: datetime, most: int) -> datetime:
    """Return when the text came that has to grow old before a sender is under the limit again."""
    query = select(TextIn.received_at).where(TextIn.sender == sender, TextIn.received_at.between(since, now))
    return db.session.scalar(query.order_by(TextIn.received_at.desc()).offset(most - 1).limit(1)) or now


def senders_alike(words: bytes, since: datetime) -> int:
    """Count how many senders wrote the same words since an instant."""
    query = select(func.count(TextIn.sender.distinct()))
    return db.session.scalar(query.where(TextIn.words == words, TextIn.received_at > since)) or 0


def concerns_since(force_id: int, since: datetime) -> int:
    """Count the concerns that texts made in a force since an instant."""
    query = select(func.count(TextIn.concern_id.distinct()))
    return db.session.scalar(query.where(TextIn.force_id == force_id, TextIn.received_at > since)) or 0


def answers_between(
    contact: Contact, since: datetime, now: datetime
) -> Sequence[tuple[datetime, Mapping[str, Any]]]:
    """Return when a contact was written to since an instant and what about; what a wrong clock put ahead is left out."""
    query = select(OutboxMessage.created_at, OutboxMessage.about).where(
        OutboxMessage.recipient_id == contact.id,
        OutboxMessage.recipient_kind.in_(("contact", "number")),
        OutboxMessage.created_at.between(since, now),
    )
    rows = db.session.execute(query.order_by(OutboxMessage.created_at, OutboxMessage.id))
    return [(at, about) for at, about in rows]


def parts_waiting(joins: str) -> Sequence[TextIn]:
    """Return the parts of one text that wait for others."""
    query = select(TextIn).where(TextIn.joins == joins, TextIn.state == TextState.PART)
    return db.session.scalars(query.order_by(TextIn.id)).all()


def parts_before(instant: datetime) -> Sequence[TextIn]:
    """Return parts that have waited since before an instant."""
    ahead = instant + 2 * PARTS_WAIT  # written down before the clock was put back
    query = select(TextIn).where(
        TextIn.state == TextState.PART, or_(TextIn.received_at < instant, TextIn.received_at > ahead)
    )
    return db.session.scalars(query.order_by(TextIn.id).limit(AT_ONCE)).all()


def parts_of(row: TextIn) -> Sequence[TextIn]:
    """Return the parts of a text in their order; of a whole one itself alone."""
    if row.joins is None:
        return [row]
    return db.session.scalars(
        select(TextIn).where(TextIn.joins == row.joins).order_by(TextIn.part, TextIn.id)
    ).all()


def waiting(after: int) -> Sequence[int]:
    """Return the ids of texts that wait to be read, the oldest first."""
    query = select(TextIn.id).where(TextIn.state == TextState.WAITING, TextIn.id > after)
    return db.session.scalars(query.order_by(TextIn.id).limit(AT_ONCE)).all()


def anything_waits(since: datetime) -> bool:
    """Whether a text that came since an instant waits to be read for the first time."""
    query = select(TextIn.id).where(
        TextIn.state == TextState.WAITING, TextIn.received_at > since, TextIn.tries == 0
    )
    return db.session.scalar(query.order_by(TextIn.id.desc()).limit(1)) is not None


def is_first(row: TextIn) -> bool:
    """Whether no earlier text of the same sender waits: what one person texts is read in order."""
    earlier = select(TextIn.id).where(
        TextIn.sender == row.sender, TextIn.state == TextState.WAITING, TextIn.id < row.id
    )
    return db.session.scalar(earlier.limit(1)) is None


def concern_of_same(row: TextIn, since: datetime) -> Concern | None:
    """Return the concern that the same sender raised with the same words since an instant."""
    query = (
        select(Concern)
        .join(TextIn, TextIn.concern_id == Concern.id)
        .where(TextIn.sender == row.sender, TextIn.words == row.words, TextIn.received_at > since)
        .where(TextIn.id != row.id)
    )
    return db.session.scalars(query.order_by(Concern.id).limit(1)).first()


def offer_to(contact: Contact, number: str, now: datetime) -> OutboxMessage | None:
    """Return the last text that offered digits to a contact from a number of ours, while its offer stands."""
    query = select(OutboxMessage).where(
        OutboxMessage.recipient_id == contact.id,
        OutboxMessage.recipient_kind.in_(("contact", "number")),
        OutboxMessage.sender == number,
        OutboxMessage.offers != "",
        OutboxMessage.state.in_(ARRIVED),
        OutboxMessage.handed_at > now - OFFER_STANDS,
    )
    # What was handed over before the clock was put back comes after what was handed over since.
    ahead = case((OutboxMessage.handed_at > now + PARTS_WAIT, 1), else_=0)
    last = (ahead, OutboxMessage.handed_at.desc(), OutboxMessage.id.desc())
    return db.session.scalar(query.order_by(*last).limit(1))


def rsvp_of(event: Event, contact: Contact) -> Rsvp | None:
    """Return the answer of a contact to a meeting that stands."""
    query = select(Rsvp).where(
        Rsvp.event_id == event.id, Rsvp.contact_id == contact.id, Rsvp.state != RsvpState.WITHDRAWN
    )
    return db.session.scalar(query)


def rsvp(key: int) -> Rsvp | None:
    """Return an answer with its meeting."""
    query = select(Rsvp).where(Rsvp.id == key).options(joinedload(Rsvp.event).options(*WHOLE))
    return db.session.scalars(query).unique().one_or_none()


def last_concern_of(contact: Contact) -> Concern | None:
    """Return what a contact raised last."""
    query = select(Concern).where(Concern.contact_id == contact.id)
    return db.session.scalar(query.order_by(Concern.id.desc()).limit(1))


def news_for(contact: Contact, since: datetime) -> Concern | None:
    """Return what a contact raised in an open lane and the office answered or told about since an instant, or None."""
    answered = select(Message.id).where(
        Message.thread_id == Concern.thread_id, Message.speaker == Speaker.POST, Message.at > since
    )
    query = select(Concern).where(
        Concern.contact_id == contact.id,
        one_of(Concern.lane, OPEN_LANES),
        or_(answered.exists(), Concern.told_at > since),
    )
    return db.session.scalar(query.order_by(Concern.id.desc()).limit(1))


def held_visible_to(who: Actor) -> Select[TextIn]:
    """Return the texts that wait for a person in the offices of `who`: the pair of `permissions.TEXTS`."""
    query = select(TextIn).where(TextIn.state == TextState.HELD)
    return query.where(TextIn.office_id.in_(offices_under(who, *DESK_ROLES)))


def held_count(who: Actor) -> tuple[int, int]:
    """Count the texts that wait for a person in the offices of `who`, and those of danger among them; one statement."""
    waiting, danger = db.session.connection().execute(_held_count(who)).one()
    return waiting, int(danger)


@lru_cache(maxsize=512)
def _held_count(who: Actor) -> Select[Any]:
    """Build the statement once for each set of posts: building it costs more than running it."""
    danger = func.coalesce(func.sum(case((TextIn.danger, 1), else_=0)), 0)
    return held_visible_to(who).with_only_columns(func.count(), danger)


def held(who: Actor, most: int, skip: int = 0) -> list[tuple[TextIn, int]]:
    """Return held texts in sight, the same words of one sender once with how often they came; two statements.

    What speaks of danger stands first, then what came least often.
    """
    inner = held_visible_to(who).subquery()
    counted = (
        select(func.min(inner.c.id), func.count())
        .group_by(inner.c.sender, inner.c.words)
        .order_by(func.max(case((inner.c.danger, 1), else_=0)).desc(), func.count(), func.min(inner.c.id))
        .offset(skip)
        .limit(most)
    )
    times = {int(first): int(often) for first, often in db.session.execute(counted)}
    rows = db.session.scalars(select(TextIn).where(TextIn.id.in_(times)).options(joinedload(TextIn.office)))
    found = {row.id: row for row in rows}
    return [(found[key], often) for key, often in times.items() if key in found]


def held_like(row: TextIn) -> Sequence[TextIn]:
    """Return the held texts with the same words from the same sender, itself among them."""
    query = select(TextIn).where(
        TextIn.state == TextState.HELD, TextIn.sender == row.sender, TextIn.words == row.words
    )
    return db.session.scalars(query).all()


def numbers_visible_to(who: Actor) -> Select[TextNumber]:
    """Return the numbers that lead to an office which `who` administers: the pair of `permissions.NUMBERS`."""
    query = select(TextNumber).where(TextNumber.office_id.in_(offices_under(who, Role.ADMINISTRATOR)))
    return query.options(joinedload(TextNumber.office), joinedload(TextNumber.force)).order_by(TextNumber.id)


def numbers(who: Actor) -> Sequence[TextNumber]:
    """Return the numbers that `who` may set, the oldest first; one statement."""
    return db.session.scalars(numbers_visible_to(who)).all()


def offices_for_numbers(who: Actor) -> Sequence[Office]:
    """Return the offices to which `who` may lead a number, those above first; one statement."""
    under = select(Office).where(Office.id.in_(offices_under(who, Role.ADMINISTRATOR)))
    return db.session.scalars(under.order_by(func.length(Office.path), Office.id)).all()
