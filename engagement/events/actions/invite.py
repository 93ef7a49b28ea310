"""Inviting: delegates of a meeting that is not for everybody, their links, their answers."""

from datetime import datetime

from sqlalchemy import func, select

from engagement.audit import actions as audit
from engagement.events.actions import attend
from engagement.events.actions.inform import post
from engagement.events.invitations import MOST_DELEGATES, Invited
from engagement.events.models import Delegate, Event, Rsvp
from engagement.events.permissions import PLANNERS
from engagement.events.rules import Need, RsvpState, State
from engagement.kernel import sealing
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.people.actions import contacts
from engagement.people.models import Contact

INVITED = "events.invited"


def invite(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    name: str,
    home: str,
    address: str,
    locale: str,
    operation_id: str | None = None,
) -> Delegate:
    """Invite one person by name; with an address the link goes by mail once the meeting is published.

    The same form sent twice invites once. Refuses a meeting for everybody, one that is over or called off, an address
    that was invited already, and more than 500 delegates.
    """
    if operation_id:
        known = db.session.scalar(select(Delegate).where(Delegate.operation_id == operation_id))
        if known is not None:
            return known
    _check_open(event, now)
    if not name.strip():
        raise Refusal(N_("Please fill this in."), field="name")
    if (db.session.scalar(select(func.count()).where(Delegate.event_id == event.id)) or 0) >= MOST_DELEGATES:
        raise Refusal(N_("At most %(n)s people are invited to one meeting."), n=MOST_DELEGATES)
    contact = _contact(event, address, locale, now)
    delegate = Delegate(
        event_id=event.id,
        name=sealing.store(name.strip(), force=event.force.ref, lane=contacts.LANE),
        home=home.strip(),
        locale=locale,
        contact_id=contact.id if contact else None,
        state=Invited.INVITED,
        number=1,
        invited_at=now,
        operation_id=operation_id or None,
    )
    db.session.add(delegate)
    _record(actor, now, "events.invite", event, delegate)
    if event.state == State.PUBLISHED and contact is not None:
        _tell(event, delegate, contact, now)
    return delegate


def tell_all(*, event: Event, now: datetime) -> None:
    """Send their links to those who were invited before the meeting was published."""
    if not event.invite_only:
        return
    query = select(Delegate).where(Delegate.event_id == event.id, Delegate.state == Invited.INVITED)
    for delegate in db.session.scalars(query.order_by(Delegate.id)):
        if delegate.contact is not None:
            _tell(event, delegate, delegate.contact, now)


def take_back(*, actor: Actor, now: datetime, event: Event, delegate: Delegate) -> Delegate:
    """Take an invitation back: its link opens nothing from now on, a place that was taken comes free. Twice is once."""
    _check_of(event, delegate)
    if delegate.state == Invited.TAKEN_BACK:
        return delegate
    _check_open(event, now)
    _withdraw(actor, now, event, delegate)
    delegate.state, delegate.number = Invited.TAKEN_BACK, delegate.number + 1
    _record(actor, now, "events.uninvite", event, delegate)
    return delegate


def answer(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    delegate: Delegate,
    coming: bool,
    need: Need = Need.NOTHING,
    mailed: bool = False,
) -> Delegate:
    """Answer an invitation, or answer it anew; by the `mailed` link that proves the address as well.

    Refuses once the meeting began or when it was called off.
    """
    _check_of(event, delegate)
    if delegate.state == Invited.TAKEN_BACK:
        raise Refusal(N_("This invitation was taken back."))
    attend.check_open(event.state, event.starts_at, now)
    if mailed and delegate.contact is not None:
        attend.proven(delegate.contact, now)
    if coming:
        _come(actor, now, event, delegate, need)
    else:
        _withdraw(actor, now, event, delegate)
    delegate.state = Invited.COMING if coming else Invited.DECLINED
    delegate.answered_at = now
    _record(actor, now, "events.answer_invitation", event, delegate, coming=coming)
    return delegate


def _come(actor: Actor, now: datetime, event: Event, delegate: Delegate, need: Need) -> None:
    rsvp = db.session.get(Rsvp, delegate.rsvp_id) if delegate.rsvp_id else None
    if rsvp is not None and rsvp.state != RsvpState.WITHDRAWN:
        return
    contact = delegate.contact
    given = attend.Answer.to(
        event,
        need=need,
        name=delegate.name,
        address=contacts.address_of(contact) if contact else "",
        locale=delegate.locale,
        invited=True,
    )
    delegate.rsvp_id = attend.answer(actor=actor, now=now, given=given).rsvp_id


def _withdraw(actor: Actor, now: datetime, event: Event, delegate: Delegate) -> None:
    rsvp = db.session.get(Rsvp, delegate.rsvp_id) if delegate.rsvp_id else None
    if rsvp is not None and rsvp.state != RsvpState.WITHDRAWN and event.starts_at > now:
        attend.withdraw(actor=actor, now=now, event=event, rsvp=rsvp)


def _contact(event: Event, address: str, locale: str, now: datetime) -> Contact | None:
    if not address.strip():
        return None
    contact = contacts.contact_for(force=event.force, address=address, locale=locale, now=now)
    known = select(Delegate.id).where(Delegate.event_id == event.id, Delegate.contact_id == contact.id)
    if db.session.scalar(known) is not None:
        raise Refusal(N_("This address was invited already."), field="contact")
    return contact


def _tell(event: Event, delegate: Delegate, contact: Contact, now: datetime) -> None:
    if contacts.first_message(contact, now):
        post(INVITED, contact.id, event, now, delegate=delegate.id, number=delegate.number)


def _check_of(event: Event, delegate: Delegate) -> None:
    if delegate.event_id != event.id:
        raise Refusal(N_("There is no such invitation to this meeting."))


def _check_open(event: Event, now: datetime) -> None:
    if not event.invite_only:
        raise Refusal(N_("This meeting is for everybody. Nobody needs an invitation."))
    if event.state == State.CANCELLED:
        raise Refusal(N_("This meeting was called off."))
    if event.state not in {State.DRAFT, State.PUBLISHED} or event.ends_at <= now:
        raise Refusal(N_("This meeting is over. It can no longer be changed."))


def _record(actor: Actor, now: datetime, verb: str, event: Event, row: Delegate, **facts: object) -> None:
    db.session.flush()
    holding = actor.as_post(event.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=row, post=holding, event=event.id, **facts)
