"""Groups: a school, a mosque committee. One answer by head-count and one contact, within the places a host gives groups.

No names of members. What waits counts as taken: a group that has its place in the line keeps it.
"""

from sqlalchemy import bindparam, func, select

from engagement.events.actions.rsvp_parts import events, rsvps
from engagement.events.models import Event
from engagement.events.rules import MOST_GROUP, MOST_PARTY, RsvpState
from engagement.kernel.database import db, run
from engagement.kernel.refusals import N_, Refusal

GIVEN = (
    select(events.c.group_seats).where(events.c.id == bindparam("event")).with_for_update()
)  # holds the meeting's row
TAKEN = select(func.coalesce(func.sum(rsvps.c.party), 0)).where(
    rsvps.c.event_id == bindparam("event"), rsvps.c.is_group, rsvps.c.state != RsvpState.WITHDRAWN
)


def taken(event_id: int) -> int:
    """Return how many places groups have or wait for."""
    return int(db.session.execute(TAKEN, {"event": event_id}).scalar_one())


def check_room(event_id: int, more: int) -> None:
    """Refuse a group where none is asked for, and more heads than the places that groups have left: whole or not at all."""
    given = run(GIVEN, event=event_id).scalar_one()
    if given is None:
        raise Refusal(
            N_("This meeting takes no groups. Answer as a party of up to %(most)s."),
            field="party",
            most=MOST_PARTY,
        )
    left = max(given - taken(event_id), 0)
    if more > left:
        raise Refusal(
            N_("Groups may take %(given)s places here and %(left)s are left. A group comes as a whole."),
            field="party",
            given=given,
            left=left,
        )


def check_asked(*, named: bool, reached: bool) -> None:
    """Refuse a group without a name or without an address."""
    if not named:
        raise Refusal(N_("Please fill this in."), field="name")
    if not reached:
        raise Refusal(N_("Leave the address of one person who answers for the group."), field="contact")


def check_seats(event: Event, given: int | None, capacity: int | None) -> None:
    """Refuse fewer places for groups than they have, and more than there are in all."""
    if given is not None and capacity is not None and given > capacity:
        raise Refusal(
            N_("There are %(n)s places in all. Choose fewer for groups."), field="group_seats", n=capacity
        )
    if given == event.group_seats or event.id is None:
        return
    promised = taken(event.id)
    if promised > (given or 0):
        raise Refusal(
            N_("Groups have %(n)s places already. Choose %(n)s or more."), field="group_seats", n=promised
        )


def bound(*, is_group: bool) -> int:
    """Return the most heads of one answer."""
    return MOST_GROUP if is_group else MOST_PARTY
