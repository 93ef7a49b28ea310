"""The women's desk: a matter brought to it, how its raiser may be reached, the neutral mail, who guards a child."""

from collections.abc import Collection
from datetime import datetime

from engagement.concerns import queries, routing
from engagement.concerns.actions import replies, sealed
from engagement.concerns.actions.changes import left, tell_quietly
from engagement.concerns.models import AccusedPost, BarredPerson, Concern
from engagement.concerns.reaching import number_of
from engagement.concerns.routing import Accused
from engagement.concerns.rules import AT_WORK, Lane, State
from engagement.concerns.safe import Safe
from engagement.kernel import clock, sealing
from engagement.kernel.actor import JOB, Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Force, Locality, Office
from engagement.people.actions import contacts


def bring(
    *,
    now: datetime,
    force: Force,
    said: sealed.Said,
    locale: str,
    locality: Locality | None,
    accused: Collection[Accused],
    under_18: bool,
    safe: Safe,
    address: str,
    receipt: str | None,
    operation_id: str,
) -> Concern:
    """Take in a matter of the women's desk with how its raiser may be reached; the same operation again changes nothing.

    Refuses what `sealed.take_in` refuses, a place with no roster there or above it, and what is no e-mail address.
    """
    there = queries.concern_of_operation(operation_id)
    if there is not None:
        return there
    concern = sealed.take_in(
        now=now,
        force=force,
        lane=Lane.WOMEN,
        said=said,
        locale=locale,
        locality=locality,
        accused=accused,
        receipt=receipt,
        operation_id=operation_id,
    )
    concern.under_18 = under_18
    if under_18:
        concern.child_office = routing.guard_now(concern, now)
    _keep(concern, safe, address, now)
    db.session.flush()
    tell_quietly(concern, now)
    return concern


def reach(*, actor: Actor, now: datetime, concern: Concern, safe: Safe, address: str) -> Concern:
    """Change how a raiser may be reached, by the raiser alone. A mail goes out only to an address that is new here."""
    if concern.lane != Lane.WOMEN:
        raise Refusal(N_("This is not a sealed matter."))
    before = concern.contact_id
    _keep(concern, safe, address, now)
    left(concern, "concerns.reach", actor=actor, now=now)
    if concern.contact_id != before:
        tell_quietly(concern, now)
    return concern


def _keep(concern: Concern, safe: Safe, address: str, now: datetime) -> None:
    concern.safe = sealing.store(safe.written(), force=concern.force.ref, lane=Lane.WOMEN)
    if address:  # none: the one before stays
        clean = contacts.clean_address(address, field="email")  # mail alone: a text is never sent of it
        concern.contact = contacts.contact_for(
            force=concern.force, address=clean, locale=concern.locale, now=now
        )


def allow_mail(*, actor: Actor, now: datetime, concern: Concern, number: str) -> Concern:
    """Let further mail go out: who types the number of the first mail holds its address. Refuses another number."""
    if concern.contact is None:
        raise Refusal(N_("There is no e-mail address here any more."))
    if clean_number(number) != number_of(concern):
        raise Refusal(N_("This is not the number in our mail."), field="number")
    contacts.verify(concern.contact, now)
    left(concern, "concerns.allow_mail", actor=actor, now=now)
    return concern


def clean_number(number: str) -> str:
    """Return the digits of what somebody typed."""
    return "".join(str(int(each)) for each in number if each.isdecimal())


def drop_mail(*, actor: Actor, now: datetime, concern: Concern) -> Concern:
    """The raiser wants no more mail of this matter: its address is forgotten here."""
    concern.contact = None
    left(concern, "concerns.stop_mail", actor=actor, now=now)
    return concern


def shut_out(*, actor: Actor, now: datetime, concern: Concern, office: Office) -> Concern:
    """Shut out one office more, by the raiser alone: all who serve there or under it lose sight at once.

    It goes up where nobody is left. Refuses where nobody above is left either, and what was deleted. Which office it
    is stands with the matter and not in the trail, where others would read it.
    """
    if concern.lane != Lane.WOMEN or concern.state == State.MISPLACED:
        raise Refusal(N_("This is not a sealed matter."))
    if any(each.office_id == office.id for each in concern.accused):
        return concern
    was_read = routing.reader_now(concern, now) is not None
    today = clock.to_local(now, concern.force.zone).date()
    concern.accused.append(AccusedPost(office=office, post=None, on_day=today))
    fresh = routing.served([Accused(office, None, None)], now) - {each.person_id for each in concern.barred}
    at = sealing.kept_time(concern.lane, now)
    concern.barred += [BarredPerson(person_id=key, why="served", at=at) for key in sorted(fresh)]
    db.session.flush()
    if was_read and routing.reader_now(concern, now) is None:
        raise sealed.all_shut(concern.force)
    replies.forget_drafts_of(concern, fresh)
    if concern.owner_post_id is not None and not routing.owner_reads(concern, now):
        concern.owner_post_id = concern.owner_post = None
        concern.state = State.RAISED if concern.state in AT_WORK else concern.state
    left(concern, "concerns.shut_out", actor=actor, now=now)
    sealed.find_reader(now=now, concern=concern)
    find_guard(now=now, concern=concern)
    return concern


def find_guard(*, now: datetime, concern: Concern) -> None:
    """Let a matter about somebody under 18 be read by who protects children as things stand: one left, another came."""
    found = routing.guard_now(concern, now)
    if concern.under_18 and (found.id if found else None) != concern.child_office_id:
        concern.child_office = found
        left(concern, "concerns.guard", actor=JOB, now=now, guard_office_id=found.id if found else None)
