"""Keeping the register of a council: the council itself, who sits on it and until when."""

from datetime import datetime

from sqlalchemy import delete, func, select

from engagement.audit import actions as audit
from engagement.events.councils import (
    MOST_MEMBERS,
    Charter,
    Person,
    check_no_identity,
    check_quorum,
    check_time,
    phone_of,
)
from engagement.events.models import Council, CouncilMember
from engagement.events.permissions import PLANNERS
from engagement.events.queries.choices import localities_of
from engagement.kernel import sealing
from engagement.kernel.actor import Actor
from engagement.kernel.clock import to_local
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Office
from engagement.people.actions.contacts import LANE

NEEDED = N_("Please fill this in.")


def found(
    *, actor: Actor, now: datetime, office: Office, charter: Charter, operation_id: str | None = None
) -> Council:
    """Open the register of a council beside an office; the same form sent twice opens one.

    Refuses no name, a share of more than a hundred percent, and the number of an identity card.
    """
    if operation_id:
        known = db.session.scalar(select(Council).where(Council.operation_id == operation_id))
        if known is not None:
            return known
    council = Council(
        force_id=office.force_id,
        office_id=office.id,
        office=office,
        force=office.force,
        created_at=now,
        operation_id=operation_id or None,
    )
    _write(council, charter)
    db.session.add(council)
    _record(actor, now, "events.open_council", council, council)
    return council


def change(
    *, actor: Actor, now: datetime, council: Council, charter: Charter, version: int | None
) -> Council:
    """Change a council's name, sort or quorum, or say on which day it ended. `Stale` when somebody else saved first.

    Meetings that were counted keep the quorum of their day.
    """
    council.edited(version)
    _write(council, charter)
    _record(actor, now, "events.change_council", council, council)
    return council


def add(
    *, actor: Actor, now: datetime, council: Council, person: Person, operation_id: str | None = None
) -> CouncilMember:
    """Write a member into the register; the same form sent twice writes one.

    Refuses no name, a locality that the office does not serve, a phone number without agreement, the number of an
    identity card, and more than 600 members.
    """
    if operation_id:
        known = db.session.scalar(select(CouncilMember).where(CouncilMember.operation_id == operation_id))
        if known is not None:
            return known
    count = select(func.count()).where(CouncilMember.council_id == council.id)
    if (db.session.scalar(count) or 0) >= MOST_MEMBERS:
        raise Refusal(N_("A register has at most %(n)s members."), n=MOST_MEMBERS)
    row = CouncilMember(
        council_id=council.id, council=council, added_at=now, operation_id=operation_id or None
    )
    _write_member(row, person, now)
    db.session.add(row)
    _record(actor, now, "events.add_member", council, row)
    return row


def correct(
    *, actor: Actor, now: datetime, member: CouncilMember, person: Person, version: int | None
) -> CouncilMember:
    """Correct a member, or say on which day the seat ended; without agreement the phone number is forgotten."""
    member.edited(version)
    _write_member(member, person, now)
    _record(actor, now, "events.change_member", member.council, member)
    return member


def erase(*, actor: Actor, now: datetime, member: CouncilMember) -> None:
    """Delete a member with name and attendance; the numbers of past meetings stay."""
    _record(actor, now, "events.erase_member", member.council, member)
    db.session.execute(delete(CouncilMember).where(CouncilMember.id == member.id))
    db.session.expunge(member)


def _write(council: Council, charter: Charter) -> None:
    if not charter.name.strip():
        raise Refusal(NEEDED, field="name")
    check_no_identity((charter.name, "name"))
    council.quorum = check_quorum(charter.quorum_by, charter.quorum)
    council.kind, council.quorum_by = charter.kind, charter.quorum_by
    council.name, council.language, council.ended_on = (
        charter.name.strip(),
        charter.language,
        charter.ended_on,
    )


def _write_member(row: CouncilMember, person: Person, now: datetime) -> None:
    council = row.council
    if not person.name.strip():
        raise Refusal(NEEDED, field="name")
    check_no_identity((person.name, "name"), (person.phone, "phone"))
    check_time(person.since_on, person.until_on)
    today = to_local(now, council.force.zone).date()
    served = {place.id for place in localities_of(council.office, today)}
    if person.locality_id is None or person.locality_id not in served | {row.locality_id}:
        raise Refusal(N_("Choose a place that this office serves."), field="locality")
    phone = phone_of(person.phone, agreed=person.agreed)
    row.name = sealing.store(person.name.strip(), force=council.force.ref, lane=LANE)
    row.phone = sealing.store(phone, force=council.force.ref, lane=LANE) if phone else None
    row.locality_id = person.locality_id
    row.seat, row.sex = person.seat, person.sex
    row.since_on, row.until_on = person.since_on, person.until_on


def _record(actor: Actor, now: datetime, verb: str, council: Council, row: Council | CouncilMember) -> None:
    db.session.flush()
    holding = actor.as_post(council.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=row, post=holding, council=council.id)
    bump(f"council:{council.ref}", f"station:{council.office_id}")
