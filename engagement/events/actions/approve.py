"""The host of a women's session looks at each answer: who is approved is told the place, who is declined a neutral no.

She approves an address only once its holder confirmed it; a voucher opens an answer without her (T7).
"""

from datetime import datetime

from engagement.audit import actions as audit
from engagement.events.actions import attend, inform, vouchers, waitlist
from engagement.events.actions.rsvp_parts import RELEASE
from engagement.events.models import Event, Rsvp
from engagement.events.permissions import PLANNERS
from engagement.events.rules import Kind, RsvpState, State
from engagement.kernel.actor import Actor
from engagement.kernel.database import db, run
from engagement.kernel.refusals import N_, Refusal

APPROVED, WAITING, DECLINED = "events.rsvp_approved", "events.rsvp_waiting", "events.rsvp_declined"


def confirm(*, actor: Actor, now: datetime, event: Event, rsvp: Rsvp) -> Rsvp:
    """Say that the address of an answer is one's own: a press behind the mailed link. Refuses a session that is over."""
    _check_open(event, now)
    if (attend.HANDED, rsvp.id) in actor.bears:
        raise Refusal(N_("Please open the link in our mail and press there."))
    attend.verify(rsvp, now, actor)
    db.session.flush()
    audit.record(actor=actor, now=now, verb="events.confirm_address", subject=rsvp, event=event.id)
    return rsvp


def approve(*, actor: Actor, now: datetime, event: Event, rsvp: Rsvp) -> Rsvp:
    """Give an answer a place, or one in the line, and its holder the page that tells where. Twice is once.

    Refuses an address that is not confirmed, an answer that was withdrawn, and a session that began or is over.
    """
    _check_ours(event, rsvp)
    _check_open(event, now)
    if rsvp.state == RsvpState.WITHDRAWN:
        raise Refusal(N_("This answer was withdrawn."))
    known = rsvp.contact is not None and rsvp.contact.verified_at is not None
    # Who has a place from before anybody looked at answers keeps it; the private link tells what it may.
    if rsvp.approved_at is None and rsvp.state == RsvpState.WAITING and not known:
        raise Refusal(N_("This address is not confirmed yet. Nobody can be told the place."))
    _open(actor, now, event, rsvp, tell=known)
    return rsvp


def present(*, actor: Actor, now: datetime, event: Event, rsvp: Rsvp, voucher: bytes) -> Rsvp:
    """Open an answer with a voucher, on its private page: nobody else has to look at it. Refuses as `vouchers.take`."""
    _check_ours(event, rsvp)
    _check_open(event, now)
    if rsvp.state == RsvpState.WITHDRAWN:
        raise Refusal(N_("This answer was withdrawn."))
    attend.verify(rsvp, now, actor)
    if rsvp.approved_at is None:
        found = vouchers.find(event_id=event.id, mark=voucher, now=now)
        vouchers.use(found, rsvp.id, now)
        _open(actor, now, event, rsvp, tell=False)
    return rsvp


def decline(*, actor: Actor, now: datetime, event: Event, rsvp: Rsvp) -> Rsvp:
    """Say no to an answer, also to one that was approved: the place is told no longer. Its holder gets neutral words.

    Refuses a session that began or is over; an answer that was withdrawn stays so.
    """
    _check_ours(event, rsvp)
    _check_open(event, now)
    if rsvp.state == RsvpState.WITHDRAWN:
        return rsvp
    had = rsvp.state == RsvpState.CONFIRMED
    if had:
        run(RELEASE, event=event.id, party=rsvp.party)
    rsvp.state, rsvp.withdrawn_at = RsvpState.WITHDRAWN, now
    rsvp.declined_at, rsvp.approved_at = now, None
    _record(actor, now, "events.decline", event, rsvp)
    if rsvp.contact is not None and rsvp.contact.verified_at is not None:
        inform.post(DECLINED, rsvp.contact.id, event, now, rsvp=rsvp.id, had=had)
    waitlist.promote(event=event, actor=actor, now=now)
    return rsvp


def _open(actor: Actor, now: datetime, event: Event, rsvp: Rsvp, *, tell: bool) -> None:
    if rsvp.approved_at is not None:
        return
    rsvp.approved_at = now
    _record(actor, now, "events.approve", event, rsvp)
    moved = waitlist.promote(event=event, actor=actor, now=now, tell=False)
    for each in moved:
        if each is not rsvp and each.contact_id is not None:
            inform.post(waitlist.PROMOTED, each.contact_id, event, now, rsvp=each.id)
    if tell and rsvp.contact_id is not None:
        kind = APPROVED if rsvp.state == RsvpState.CONFIRMED else WAITING
        inform.post(kind, rsvp.contact_id, event, now, rsvp=rsvp.id)


def _check_ours(event: Event, rsvp: Rsvp) -> None:
    if event.kind != Kind.WOMEN or rsvp.event_id != event.id:
        raise Refusal(N_("There is no such answer to this meeting."))


def takes_answers(event: Event, now: datetime) -> bool:
    """Whether the host may still approve and decline."""
    return event.state == State.PUBLISHED and event.starts_at > now


def _check_open(event: Event, now: datetime) -> None:
    if event.state == State.CANCELLED:
        raise Refusal(N_("This meeting was called off."))
    if not takes_answers(event, now):
        raise Refusal(N_("This meeting takes no more answers."))


def _record(actor: Actor, now: datetime, verb: str, event: Event, rsvp: Rsvp) -> None:
    db.session.flush()
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=rsvp, post=post, event=event.id)
