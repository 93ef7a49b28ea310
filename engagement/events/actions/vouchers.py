"""Vouchers for a women's session: made by the host for a partner organisation, each used once, good on paper.

The codes are shown once, to the host; the database keeps keyed digests (T7).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from engagement.audit import actions as audit
from engagement.events.models import Event, Rsvp, Voucher, VoucherBatch
from engagement.events.permissions import PLANNERS
from engagement.events.rules import Kind, State
from engagement.kernel import clock, codes, sealing
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal

MOST = 100
PURPOSE = "voucher"


@dataclass(frozen=True, slots=True)
class Made:
    """A batch and its codes; none when the same form made them before: they are shown once."""

    batch: VoucherBatch
    codes: tuple[str, ...]


def make(
    *, actor: Actor, now: datetime, event: Event, partner: str, number: int, until: date, operation_id: str
) -> Made:
    """Make vouchers for a partner and return their codes, which nobody can be shown again.

    Refuses another meeting than a coming women's session, more than a hundred, and a last day past or after it.
    """
    known = db.session.scalar(select(VoucherBatch).where(VoucherBatch.operation_id == operation_id))
    if known is not None:
        return Made(known, ())
    if event.kind != Kind.WOMEN or event.state != State.PUBLISHED or event.starts_at <= now:
        raise Refusal(N_("Vouchers are for a women's session that is public and still to come."))
    if not 1 <= number <= MOST:
        raise Refusal(N_("Write a whole number from 1 to %(most)s."), field="number", most=MOST)
    if not clock.to_local(now, event.zone).date() <= until <= date.fromisoformat(event.wall_start[:10]):
        raise Refusal(N_("Choose a day from today to the day of the session."), field="until")
    batch = VoucherBatch(
        event_id=event.id, partner=partner, number=number, until=until, made_at=now, operation_id=operation_id
    )
    db.session.add(batch)
    db.session.flush()
    made = tuple(codes.reference() for _each in range(number))
    db.session.add_all(Voucher(batch_id=batch.id, digest=digest(code, event.force.ref)) for code in made)
    db.session.flush()
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(
        actor=actor,
        now=now,
        verb="events.make_vouchers",
        subject=batch,
        post=post,
        event=event.id,
        number=number,
    )
    return Made(batch, made)


def end(*, actor: Actor, now: datetime, event: Event, batch: VoucherBatch) -> VoucherBatch:
    """End the vouchers of a partner that were not used yet; whoever used one keeps what it opened."""
    if batch.ended_at is None:
        batch.ended_at = now
        db.session.flush()
        post = actor.as_post(event.office.path, *PLANNERS)
        audit.record(
            actor=actor, now=now, verb="events.end_vouchers", subject=batch, post=post, event=event.id
        )
    return batch


def digest(code: str, force: str) -> bytes:
    """Return the keyed digest under which the code of a voucher is looked up, however it was typed."""
    return sealing.fingerprint(codes.reference_of(code), force=force, purpose=PURPOSE)


def find(*, event_id: int, mark: bytes, now: datetime) -> Voucher:
    """Return the unused voucher of a session with that digest; `use` it for an answer in the same unit.

    Refuses with one and the same sentence what is unknown, of another session, used, ended or past its day.
    """
    whole = contains_eager(Voucher.batch).joinedload(VoucherBatch.event, innerjoin=True)
    query = select(Voucher).join(Voucher.batch).options(whole)
    query = query.where(Voucher.digest == mark, VoucherBatch.event_id == event_id)
    found = db.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None or found.used_at or found.batch.ended_at:
        raise _shut()
    if found.batch.until < clock.to_local(now, found.batch.event.zone).date():
        raise _shut()
    return found


def use(voucher: Voucher, rsvp_id: int, now: datetime) -> None:
    """Spend a voucher on an answer; of two at the same moment the second is refused."""
    spent = update(Voucher).where(Voucher.id == voucher.id, Voucher.used_at.is_(None))
    done = db.session.execute(spent.values(used_at=now, rsvp_id=rsvp_id).returning(Voucher.id)).first()
    if done is None:
        raise _shut()


def _shut() -> Refusal:
    return Refusal(
        N_("This voucher does not open this session. Ask who gave it to you, or leave an address."),
        field="voucher",
    )


def used_by(*, event_id: int, mark: bytes, operation_id: str) -> Rsvp | None:
    """Return the answer on which the same form spent a voucher: pressed twice it is spent once."""
    query = (
        select(Rsvp)
        .join(Voucher, Voucher.rsvp_id == Rsvp.id)
        .where(
            Voucher.digest == mark,
            Rsvp.event_id == event_id,
            Rsvp.operation_id == operation_id,
        )
    )
    return db.session.scalars(query).first()
