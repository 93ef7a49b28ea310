"""Drawing closed concerns at random and asking their raisers again: by somebody other than who closed them."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete

from engagement.audit import actions as audit
from engagement.concerns import calls
from engagement.concerns.actions import following
from engagement.concerns.actions.changes import left
from engagement.concerns.calls import CallBack, Outcome
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.kernel import clock, codes
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Force, Office

SEED_LENGTH = 16


def draw_month(*, force: Force, day: date, now: datetime) -> list[CallBack]:
    """Draw the month before `day` for each office of a force that closed something then; a month is drawn once."""
    end = day.replace(day=1)
    begin = (end - timedelta(days=1)).replace(day=1)
    month = begin.strftime("%Y-%m")
    bounds = (clock.start_of(on, force.zone) for on in (begin, end))
    by_office: dict[int, list[Concern]] = {}
    for concern in calls.closed_in(force, *bounds):
        by_office.setdefault(concern.office_id, []).append(concern)
    made = []
    for office_id in sorted(set(by_office) - calls.drawn_offices(force, month)):
        made += _draw(by_office[office_id], month, now)
    return made


def _draw(closed: list[Concern], month: str, now: datetime) -> list[CallBack]:
    office: Office = closed[0].office
    seed = codes.keyed("concerns.call_backs", f"{office.ref} {month}", SEED_LENGTH)
    reachable = {concern.ref: concern for concern in closed if _may_be_asked(concern)}
    rows = [
        CallBack(
            force_id=office.force_id,
            office_id=office.id,
            concern_id=reachable[ref].id,
            month=month,
            out_of=len(closed),
            reachable=len(reachable),
            seed=seed,
            drawn_at=now,
            closed_by_id=calls.closer_of(reachable[ref]),
        )
        for ref in calls.draw(reachable, seed)
    ]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def _may_be_asked(concern: Concern) -> bool:
    """Whether there is a way to reach the raiser, who did not say "Write no more"."""
    return concern.contact is not None and concern.contact.stopped_at is None


def look(*, actor: Actor, now: datetime, call: CallBack) -> CallBack:
    """Record that somebody was shown how to reach a raiser."""
    audit.record(actor=actor, now=now, verb="concerns.look_up_raiser", subject=call.concern, call_id=call.id)
    return call


def record(*, actor: Actor, now: datetime, call: CallBack, outcome: Outcome) -> CallBack:
    """Record what a raiser said. "Not fixed" opens it again; "fixed" makes a yes by text whole, and closes nothing else.

    Refuses who closed it, and a second word once somebody was reached.
    """
    if actor.person_id is None or actor.person_id == call.closed_by_id:
        raise Refusal(N_("Somebody other than who closed it must call."))
    if call.outcome not in {"", Outcome.NOT_REACHED}:
        raise Refusal(N_("This raiser was asked already."))
    concern = call.concern
    call.outcome, call.called_at, call.called_by_id = outcome, now, actor.person_id
    if outcome is Outcome.CONFIRMED and concern.state == State.CONFIRMED:
        concern.provisional = False
    left(concern, "concerns.ask_again", actor=actor, now=now, outcome=outcome, call_id=call.id)
    if outcome is Outcome.NOT_FIXED and concern.state in calls.CLOSED:
        if concern.state == State.CONFIRMED:  # the raiser's own word, taken back by the raiser
            concern.state, concern.confirmed_at, concern.provisional = State.TOLD, None, False
        following.reopen(actor=actor, now=now, concern=concern)
    return call


def forget(concern: Concern) -> None:
    """A draw names no matter that was sealed since."""
    db.session.execute(delete(CallBack).where(CallBack.concern_id == concern.id))
