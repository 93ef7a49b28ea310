"""Coming to a meeting: answer, change, withdraw.

Seats are one number on the meeting's row, changed by a conditional UPDATE; the RSVP follows under unique keys, so that
a doubled form ends as an IntegrityError that rolls back both. The hot statements are built once.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, select
from sqlalchemy.orm import contains_eager
from sqlalchemy.orm.util import identity_key

from engagement.audit import actions as audit
from engagement.events.actions import groups, vouchers
from engagement.events.actions.rsvp_parts import (
    AGAIN_TOLD,
    DECLINED,
    KEEP,
    KNOWN,
    LET_GO,
    LOCK,
    RELEASE,
    SAME_FORM,
    SEAT,
    new_code,
    rsvps,
    say,
)  # fmt: skip
from engagement.events.actions.waitlist import promote
from engagement.events.invitations import check_growth
from engagement.events.models import Event, Rsvp, Voucher
from engagement.events.rules import MOST_PARTY, Kind, Need, RsvpState, State
from engagement.kernel import freshness, glances
from engagement.kernel.actor import Actor
from engagement.kernel.database import db, run
from engagement.kernel.refusals import N_, Refusal
from engagement.people.actions import contacts
from engagement.people.models import Contact

WITHDRAWN = "events.rsvp_withdrawn"
HANDED = "handed"  # borne by who has a link that did not come by mail
UNREACHED = N_(
    "Say where we can write to you, or type the code of a voucher. Else nobody can tell you the place."
)
AGAIN = timedelta(days=1)  # a second answer from one contact is told at most so often


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A party's yes. Ids rather than the meeting's row: the row is not read again before its seats are changed."""

    event_id: int
    reference: str  # of the meeting; names the topic of its kept page
    force: contacts.Keyed
    office_id: int
    party: int
    need: Need = Need.NOTHING
    name: bytes | None = None  # sealed
    door_name: bool = False  # a phone at the door may hold it
    address: str = ""
    locale: str = "en"
    operation_id: str = ""
    women: bool = False  # of a women's session: the host looks at the answer before it has a place
    group: bool = False
    voucher: bytes | None = None  # digest of a code that opens it at once
    by_number: bool = False  # it came from the phone whose number the address is
    invited: bool = False  # the host invited them by name: nobody looks at the answer again

    @classmethod
    def to(cls, event: Event, *, party: int = 1, **more: Any) -> "Answer":
        """Return the answer of a party to a meeting whose row was read."""
        return cls(
            event_id=event.id, reference=event.ref, force=event.force, office_id=event.office_id,
            party=party, women=event.kind == Kind.WOMEN, **more,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an answer; `told` when the details went to a contact and are not for the screen."""

    rsvp_id: int
    told: bool


def answer(*, actor: Actor, now: datetime, given: Answer) -> Kept:
    """Keep places for a party, or a place in the line; the same form or contact again gets the first answer.

    Refuses a meeting that is not open, and a party larger than the whole room; of a women's session an answer that
    nobody could be told the place of, and a voucher that does not open it.
    """
    check_party(given.party, most=groups.bound(is_group=given.group))
    if given.group:
        groups.check_asked(named=given.name is not None, reached=bool(given.address))
    if given.women and not given.address and given.voucher is None and not given.invited:
        raise Refusal(UNREACHED, field="contact")
    voucher = _voucher(given, now)  # first: a refusal must not tell whether this address answered before
    if isinstance(voucher, Kept):
        return voucher
    contact = _contact(given, now)
    before = _before(given, contact, now)
    if isinstance(before, Kept):
        return before
    if given.group:
        groups.check_room(given.event_id, given.party)
    opened = voucher is not None or given.invited
    state = _seat(given, now, opened=opened)
    rsvp_id = _insert(
        given, contact, state, before, now, approved_at=now if opened else None, is_group=given.group
    )
    if voucher is not None:
        vouchers.use(voucher, rsvp_id, now)
    audit.record_of(
        rsvps.name, rsvp_id, actor=actor, now=now, verb="events.answer",
        event=given.event_id, party=given.party, state=state,
    )  # fmt: skip
    freshness.bump(f"event:{given.reference}")
    if contact is not None and contacts.first_message(contact, now):
        kind = _kind(state, asks=given.women and not opened)
        say(given.force.id, given.office_id, contact.id, rsvp_id, kind, now)
    return Kept(rsvp_id, told=contact is not None)


def _before(given: Answer, contact: Contact | None, now: datetime) -> Kept | str:
    """Return what this form or this contact was answered before, else the operation id of the new answer."""
    if contact is None:
        return _sent(given) or given.operation_id
    for known in _known(given, contact):
        _could_seat(given, now)  # a refusal must not tell whether this address answered before
        if known.contact_id == contact.id:
            if known.state != RsvpState.WITHDRAWN or known.declined_at is not None:
                return _again(known, given, contact, now)
            # Withdrawn before: the old row lets go of the contact, so that the new one waits its turn.
            run(LET_GO, rsvp=known.id)
        elif known.contact_id is None:
            return Kept(known.id, told=False)
        else:
            return ""  # the same form with another address: another answer
    return given.operation_id


def _voucher(given: Answer, now: datetime) -> Voucher | Kept | None:
    """Return the voucher that comes with an answer; the first answer where the same form was pressed twice."""
    mark = given.voucher
    if mark is None:
        return None
    before = vouchers.used_by(event_id=given.event_id, mark=mark, operation_id=given.operation_id)
    if before is not None:
        return Kept(before.id, told=before.contact_id is not None)
    return vouchers.find(event_id=given.event_id, mark=mark, now=now)


def check_party(party: int, *, most: int = MOST_PARTY) -> None:
    """Refuse parties that are none, and coachloads; a group may be larger."""
    if not 1 <= party <= most:
        raise Refusal(N_("Write a whole number from 1 to %(most)s."), field="party", most=most)


def change(*, actor: Actor, now: datetime, event: Event, rsvp: Rsvp, party: int, need: Need) -> Rsvp:
    """Change how many come and what they need; a smaller party frees places at once.

    Refuses when the meeting is not open, when the answer was withdrawn, and more people than places are free.
    """
    check_party(party, most=groups.bound(is_group=rsvp.is_group))
    check_open(event.state, event.starts_at, now)
    if rsvp.state == RsvpState.WITHDRAWN:
        raise Refusal(N_("This answer was withdrawn. Please answer again on the page of the meeting."))
    more = party - rsvp.party
    check_growth(event, rsvp, more)
    if rsvp.is_group and more > 0:
        groups.check_room(event.id, more)
    if rsvp.state == RsvpState.CONFIRMED and more > 0:
        _grow(event, more, now)
    elif rsvp.state == RsvpState.CONFIRMED and more < 0:
        run(RELEASE, event=event.id, party=-more)
    elif event.capacity is not None and party > event.capacity:
        _too_large(event.capacity)
    rsvp.party, rsvp.need = party, need
    verify(rsvp, now, actor)
    db.session.flush()
    audit.record(actor=actor, now=now, verb="events.change_answer", subject=rsvp, event=event.id, party=party)
    promote(event=event, actor=actor, now=now)
    return rsvp


def withdraw(*, actor: Actor, now: datetime, event: Event, rsvp: Rsvp) -> Rsvp:
    """Give the places back to those who wait, and take the meeting out of the calendar of who had one. Twice is once.

    Refuses once the meeting began.
    """
    check_open(event.state, event.starts_at, now)
    if rsvp.state == RsvpState.WITHDRAWN:
        return rsvp
    had = rsvp.state == RsvpState.CONFIRMED
    if had:
        run(RELEASE, event=event.id, party=rsvp.party)
    rsvp.state, rsvp.withdrawn_at = RsvpState.WITHDRAWN, now
    if event.invite_only:
        run(DECLINED, rsvp=rsvp.id, moment=now)
    verify(rsvp, now, actor)
    if had and rsvp.contact_id is not None:  # the meeting stands in their calendar
        say(event.force_id, event.office_id, rsvp.contact_id, rsvp.id, WITHDRAWN, now)
    db.session.flush()
    audit.record(actor=actor, now=now, verb="events.withdraw", subject=rsvp, event=event.id, party=rsvp.party)
    promote(event=event, actor=actor, now=now)
    return rsvp


def _contact(given: Answer, now: datetime) -> Contact | None:
    if not given.address:
        return None
    find = contacts.contact_of_number if given.by_number else contacts.contact_for
    return find(force=given.force, address=given.address, locale=given.locale, now=now)


def _sent(given: Answer) -> Kept | None:
    """Return what this form without a contact was answered before; of two that cross the unique key refuses one."""
    found = glances.first(SAME_FORM, operation=given.operation_id) if given.operation_id else None
    if found is None:
        return None
    rsvp_id, event_id, contact_id = found
    if event_id != given.event_id:
        _another_meeting()
    return Kept(rsvp_id, told=contact_id is not None)


def _known(given: Answer, contact: Contact) -> list[Row[Any]]:
    """Return what this contact or this form answered before; the contact's own first."""
    operation = given.operation_id or None
    found = run(KNOWN, operation=operation, event=given.event_id, contact=contact.id).all()
    if any(row.event_id != given.event_id for row in found):
        _another_meeting()
    return sorted(found, key=lambda row: row.contact_id != contact.id)


def _another_meeting() -> None:
    raise Refusal(N_("This form was sent before, for another meeting. Please open the page again."))


def _again(known: Row[Any], given: Answer, contact: Contact, now: datetime) -> Kept:
    """Repeat the first answer; who asked twice is told to the contact alone."""
    recently = known.again_at is not None and known.again_at > now - AGAIN
    same_form = bool(given.operation_id) and known.operation_id == given.operation_id
    if contact.verified_at is not None and contact.stopped_at is None and not recently and not same_form:
        run(AGAIN_TOLD, rsvp=known.id, moment=now)
        say(given.force.id, given.office_id, contact.id, known.id, "events.rsvp_again", now)
    return Kept(known.id, told=True)


def _seat(given: Answer, now: datetime, *, opened: bool) -> RsvpState:
    """Take the places, or none; refuses when the meeting is not open or could never seat this party."""
    values = {"event": given.event_id, "moment": now, "party": given.party, "opened": opened}
    taken = run(SEAT, **values).first()
    if taken is None:
        _could_seat(given, now)
        taken = run(SEAT, **values).first()  # a place came free before we held the row
    if taken is None:
        return RsvpState.WAITING
    read_before = db.session.identity_map.get(identity_key(Event, given.event_id))
    if read_before is not None:
        db.session.expire(read_before, ["seats_taken"])
    if taken.capacity is not None and taken.seats_taken >= taken.capacity:
        freshness.bump("events")  # lists say that it is full now
    return RsvpState.CONFIRMED


def _could_seat(given: Answer, now: datetime) -> None:
    """Refuse when the meeting is not open or could never seat this party; holds the meeting's row."""
    seen = run(LOCK, event=given.event_id).one()
    check_open(seen.state, seen.starts_at, now)
    if seen.capacity is not None and given.party > seen.capacity:
        _too_large(seen.capacity)


def _insert(
    given: Answer, contact: Contact | None, state: RsvpState, operation: str, now: datetime, **more: Any
) -> int:
    kept = run(
        KEEP,
        event_id=given.event_id,
        contact_id=contact.id if contact else None,
        code=new_code(),
        name=given.name,
        door_name=given.door_name,
        party=given.party,
        need=given.need,
        locale=given.locale,
        state=state,
        created_at=now,
        operation_id=operation or secrets.token_hex(12),
        **more,
    )
    return int(cast("Any", kept.inserted_primary_key)[0])


def _grow(event: Event, more: int, now: datetime) -> None:
    if run(SEAT, event=event.id, moment=now, party=more, opened=True).first() is None:
        raise Refusal(N_("So many more places are not free. Your first answer stands."), field="party")


def check_open(state: str, starts_at: datetime, now: datetime) -> None:
    """Refuse an answer to a meeting that is not open: a draft, one called off, one that has begun."""
    if state == State.CANCELLED:
        raise Refusal(N_("This meeting was called off."))
    if state != State.PUBLISHED or starts_at <= now:
        raise Refusal(N_("This meeting has begun or is over. You can still come to the next one."))


def _too_large(capacity: int) -> None:
    raise Refusal(N_("There are %(n)s places in all. Choose fewer."), field="party", n=capacity)


def _kind(state: str, *, asks: bool = False) -> str:
    if asks:
        return "events.rsvp_asked"
    return "events.rsvp_kept" if state == RsvpState.CONFIRMED else "events.rsvp_waiting"


def verify(rsvp: Rsvp, now: datetime, actor: Actor) -> None:
    """A button behind the link of an answer was pressed: that proves its address, unless the link was handed over."""
    contact = db.session.get(Contact, rsvp.contact_id) if rsvp.contact_id else None
    if contact is not None and (HANDED, rsvp.id) not in actor.bears:
        proven(contact, now, pressed=rsvp.id)


def proven(contact: Contact, now: datetime, *, pressed: int = 0) -> None:
    """A button behind a mailed link was pressed: the address is theirs, and what waited for that is told now."""
    if contact.verified_at is not None:
        return
    contacts.verify(contact, now)
    if contact.stopped_at is not None or contact.first_message_at is None:
        return
    untold = (
        select(Rsvp)
        .join(Rsvp.event)
        .where(
            Rsvp.contact_id == contact.id,
            Rsvp.id != pressed,
            Rsvp.created_at > contact.first_message_at,
            Rsvp.state != RsvpState.WITHDRAWN,
            Event.state == State.PUBLISHED,
            Event.starts_at > now,
        )
        .options(contains_eager(Rsvp.event))
    )
    for other in db.session.scalars(untold).all():
        event = other.event
        kind = _kind(other.state, asks=event.kind == Kind.WOMEN and other.approved_at is None)
        say(event.force_id, event.office_id, contact.id, other.id, kind, now)
