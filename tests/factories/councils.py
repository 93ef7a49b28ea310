"""Councils for tests, opened and filled through the real actions."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from engagement.events.actions import councils as keeping
from engagement.events.actions import sittings
from engagement.events.councils import Charter, CouncilKind, Person, QuorumBy, Seat
from engagement.events.models import Council, CouncilMeeting, CouncilMember, Event
from engagement.events.rules import Sex
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import fresh, unit
from engagement.organisation.models import Locality, Office

_numbers = count(1)
NOW = datetime(2026, 1, 5, tzinfo=UTC)


def council(*, office: Office, name: str = "Council of Badhber", **given: Any) -> Council:
    """A public liaison council whose quorum is half of its members."""
    values = {"kind": CouncilKind.LIAISON, "language": "en", "quorum_by": QuorumBy.SHARE, "quorum": 50}
    with unit():
        return keeping.found(
            actor=COMMAND, now=NOW, office=fresh(office), charter=Charter(name=name, **{**values, **given})
        )


def member(*, council: Council, locality: Locality, **given: Any) -> CouncilMember:
    """A member since January 2026, of a sex that nobody said."""
    values = {
        "name": f"Member {next(_numbers)}",
        "seat": Seat.MEMBER,
        "sex": Sex.UNKNOWN,
        "since_on": date(2026, 1, 5),
    }
    person = Person(locality_id=locality.id, **{**values, **given})
    with unit():
        return keeping.add(actor=COMMAND, now=NOW, council=fresh(council), person=person)


def linked(council: Council, event: Event) -> CouncilMeeting:
    """The meeting as one of the council."""
    with unit():
        return sittings.link(actor=COMMAND, now=NOW, council=fresh(council), event=fresh(event))
