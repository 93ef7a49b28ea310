"""The call-back sample: closed concerns drawn at random each month, asked again by somebody who did not close them.

A draw is a rule that anybody can repeat: the closed concerns of an office in a month whose raiser can be reached and still
wants mail, in the order of SHA-256 over seed and reference; the first five. The seed cannot be known beforehand and stands beside the draw.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Integer, Select, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from engagement.audit.models import AuditEntry
from engagement.concerns.models import Concern
from engagement.concerns.queries import ONCE
from engagement.concerns.rules import OPEN_LANES, State
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import Base, Referenced, db, one_of
from engagement.kernel.refusals import N_
from engagement.organisation.models import Force, Office
from engagement.organisation.queries import offices_under

DRAWN = 5
CLOSED = (State.TOLD, State.CONFIRMED)


class Outcome(StrEnum):
    """What the raiser said when called."""

    CONFIRMED = "confirmed"
    NOT_FIXED = "not_fixed"
    NOT_REACHED = "not_reached"


OUTCOME_WORDS = {
    Outcome.CONFIRMED: N_("The raiser says it is fixed"),
    Outcome.NOT_FIXED: N_("The raiser says it is not fixed: open it again"),
    Outcome.NOT_REACHED: N_("Not reached"),
}


class CallBack(Base, Referenced):
    """One drawn concern, and what came of asking."""

    __tablename__ = "call_backs"
    __table_args__ = (UniqueConstraint("concern_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)  # that closed it
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id", ondelete="CASCADE"))
    month: Mapped[str] = mapped_column(String(7))  # in which it was closed: 2026-10
    out_of: Mapped[int] = mapped_column(Integer)  # closed in that month by that office
    reachable: Mapped[int] = mapped_column(Integer)  # of these, with a way to reach the raiser
    seed: Mapped[str] = mapped_column(String(32))
    drawn_at: Mapped[datetime]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    outcome: Mapped[str] = mapped_column(String(12), default="", server_default="")
    called_at: Mapped[datetime | None]
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))

    office: Mapped[Office] = relationship()
    concern: Mapped[Concern] = relationship()


@dataclass(frozen=True, slots=True)
class Share:
    """What the calls of one office and month came to."""

    office: Office
    month: str
    out_of: int
    reachable: int
    seed: str
    drawn: int
    confirmed: int
    not_fixed: int
    not_reached: int

    @property
    def reached(self) -> int:
        """Whom somebody spoke to."""
        return self.confirmed + self.not_fixed

    @property
    def percent(self) -> int | None:
        """The part of those reached who say that it is fixed; None while nobody was."""
        return round(100 * self.confirmed / self.reached) if self.reached else None


def draw(refs: Iterable[str], seed: str, most: int = DRAWN) -> list[str]:
    """Return the references that a seed draws; the order in which they are given does not matter."""
    return sorted(refs, key=lambda ref: hashlib.sha256(f"{seed}{ref}".encode()).hexdigest())[:most]


def closed_in(force: Force, begin: datetime, end: datetime) -> Sequence[Concern]:
    """Return the open-lane concerns of a force that were closed between two instants; one statement."""
    query = select(Concern).where(
        Concern.force_id == force.id,
        one_of(Concern.lane, OPEN_LANES),
        one_of(Concern.state, CLOSED),
        Concern.told_at >= begin,
        Concern.told_at < end,
        ONCE,
    )
    whole = query.options(joinedload(Concern.office), joinedload(Concern.contact))
    return db.session.scalars(whole.order_by(Concern.id)).all()


def drawn_offices(force: Force, month: str) -> set[int]:
    """Return the offices for which a month was drawn already."""
    query = select(CallBack.office_id).where(CallBack.force_id == force.id, CallBack.month == month)
    return set(db.session.scalars(query.distinct()))


def closer_of(concern: Concern) -> int | None:
    """Return the person by whose act a concern was closed last, or None for a job; a reply alone closes nothing."""
    settling = (AuditEntry.verb == "concerns.reply") & AuditEntry.facts["settles"].as_boolean()
    query = select(AuditEntry.person_id).where(
        AuditEntry.subject_kind == "concerns",
        AuditEntry.subject_id == concern.id,
        (AuditEntry.verb == "concerns.tell") | settling,
    )
    return db.session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))


def call(ref: str) -> CallBack | None:
    """Return one drawn concern by the public name of its call; one statement."""
    whole = (joinedload(CallBack.office), joinedload(CallBack.concern).joinedload(Concern.contact))
    return db.session.scalar(select(CallBack).where(CallBack.ref == ref).options(*whole))


def calls_visible_to(who: Actor) -> Select[CallBack]:
    """Return the calls of the offices beneath a supervisor: the pair of `permissions.READ_CALL`."""
    return select(CallBack).where(CallBack.office_id.in_(offices_under(who, Role.SUPERVISOR)))


def owed(who: Actor, most: int = 50) -> Sequence[CallBack]:
    """Return the calls in sight that nobody reached anybody by, of concerns that others closed; the oldest first."""
    query = calls_visible_to(who).where(
        CallBack.outcome.in_(["", Outcome.NOT_REACHED]),
        CallBack.closed_by_id.is_distinct_from(who.person_id),
    )
    whole = query.options(joinedload(CallBack.office), joinedload(CallBack.concern))
    return db.session.scalars(whole.order_by(CallBack.month, CallBack.id).limit(most)).unique().all()


def shares(who: Actor, since: date) -> list[Share]:
    """Return what the calls in sight came to by month and office, the newest month first; two statements."""
    seen = calls_visible_to(who).where(CallBack.month >= since.strftime("%Y-%m"))
    counted = seen.with_only_columns(
        CallBack.office_id,
        CallBack.month,
        func.max(CallBack.out_of),
        func.max(CallBack.reachable),
        func.max(CallBack.seed),
        func.count(),
        *(func.count().filter(CallBack.outcome == outcome.value) for outcome in Outcome),
    ).group_by(CallBack.office_id, CallBack.month)
    rows = db.session.execute(counted).all()
    query = select(Office).where(Office.id.in_({row[0] for row in rows}))
    offices = {office.id: office for office in db.session.scalars(query)}
    found = [Share(offices[row[0]], *row[1:]) for row in rows]
    return sorted(found, key=lambda share: (share.month, share.office.path), reverse=True)
