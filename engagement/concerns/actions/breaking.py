"""Breaking the glass: a sealed matter opened in an emergency, with a reason, by two people, for a time, in the trail."""

from datetime import datetime

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.concerns import openings, routing, sight
from engagement.concerns.lanes import OPEN_FOR
from engagement.concerns.models import Concern, Opening
from engagement.concerns.permissions import AGREE, ASK_OPENING
from engagement.kernel import sealing
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.rules import mail_in
from engagement.people.models import Person

ASKED, OPENED = "concerns.opening_asked", "concerns.opening_agreed"
LEAST_REASON, MOST_REASON = 20, 1000


def ask(*, actor: Actor, now: datetime, concern: Concern | None, reason: str) -> None:
    """Ask that a matter is opened to oneself; asked twice it is one.

    What is missing, what one is barred from and what one reads anyway answer alike, so that nobody learns what there
    is; the trail keeps that it was tried. Refuses an empty or an endless reason.
    """
    if not LEAST_REASON <= len(reason.strip()) <= MOST_REASON:
        raise Refusal(N_("Say in a sentence or two why it cannot wait."), field="reason")
    if actor.person_id is None:
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))
    if concern is None or not ASK_OPENING.allows(actor, concern):
        person = db.session.get_one(Person, actor.person_id)
        audit.record(actor=actor, now=now, verb="concerns.ask_opening_in_vain", subject=person)
        return
    if openings.open_ask(concern, actor.person_id, now) is not None:
        return
    holding = sight.breaking(actor, concern)
    row = Opening(
        concern=concern,
        asked_by_id=actor.person_id,
        post_id=holding.post_id,
        reason=sealing.store(reason.strip(), force=concern.force.ref, lane=concern.lane),
        asked_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _record(actor, now, "concerns.ask_opening", row)
    for person_id in routing.seconds_of(concern, now):
        if person_id != actor.person_id:
            _tell(ASKED, row, now, person_id)


def settle(*, actor: Actor, now: datetime, opening: Opening, yes: bool) -> Opening:
    """Agree, as the second person, that a matter is opened for a day, or refuse it; oversight is told at once.

    Refuses who asked, whoever the matter is about, and what was settled before.
    """
    if not AGREE.allows(actor, opening):
        raise Refusal(N_("A second person who is in this lane, or oversight, agrees to it."))
    opening.settled_at, opening.settled_by_id = now, actor.person_id
    if yes:
        opening.until = now + OPEN_FOR
    db.session.flush()
    _record(actor, now, "concerns.agree_opening" if yes else "concerns.refuse_opening", opening)
    if yes:
        force = opening.concern.force
        if mail_in(force.oversight_address):
            _tell(OPENED, opening, now, force.id, kind="force")
        told = {*routing.overseers_of(opening.concern, now), *routing.readers_at(opening.concern, now)}
        for person_id in sorted({*told, opening.asked_by_id}):
            _tell(OPENED, opening, now, person_id)
    return opening


def read(*, actor: Actor, now: datetime, concern: Concern) -> Opening | None:
    """Count a reading by way of an emergency, the first apart; None where one was let in and needs none."""
    if sight.regular(actor, concern) is not None:
        return None
    row = next((each for each in concern.openings if _reads(actor, each, now)), None)
    if row is None:
        return None
    if row.opened_at is None:
        row.opened_at = now
        _record(actor, now, "concerns.open_in_emergency", row)
    row.reads += 1
    return row


def end(*, actor: Actor, now: datetime, concern: Concern) -> Concern:
    """End every emergency in which a matter stands open, before its time. Refuses where none does."""
    rows = [row for row in concern.openings if sight.lasts(row, now)]
    if not rows:
        raise Refusal(N_("It is not open any more."))
    for row in rows:
        _end(actor, now, row)
    return concern


def lapse(*, actor: Actor, now: datetime, opening: Opening) -> None:
    """Write down that the time of an opening is over; twice is once."""
    if opening.until is not None and opening.until <= now and opening.ended_at is None:
        _end(actor, now, opening)


def _end(actor: Actor, now: datetime, row: Opening) -> None:
    row.ended_at = now
    db.session.flush()
    _record(actor, now, "concerns.end_opening", row)


def _reads(actor: Actor, row: Opening, now: datetime) -> bool:
    return row.asked_by_id == actor.person_id and actor.holds(row.post_id) and sight.lasts(row, now)


def _record(actor: Actor, now: datetime, verb: str, row: Opening) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=row.concern,
        opening=row.id,
        asked_by=row.asked_by_id,
        reads=row.reads,
    )


def _tell(notice: str, row: Opening, now: datetime, recipient: int, *, kind: str = "person") -> None:
    """The message belongs to no office and to no force's outbox: it would say there that a matter exists."""
    outbox.post(notice, recipient_kind=kind, recipient_id=recipient, now=now, opening_id=row.id)
