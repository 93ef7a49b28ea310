"""Meetings for tests."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from engagement.events.models import Delegate, Event, Series
from engagement.events.rules import Audience, Kind, State
from engagement.kernel import sealing
from engagement.kernel.clock import to_local
from engagement.kernel.database import db, unit
from engagement.kernel.freshness import bump
from engagement.organisation.models import Locality, Office
from engagement.people.actions.contacts import LANE
from tests.factories import organisation
from tests.factories.saving import saved, together

_numbers = count(1)
SOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # 16:00 in Karachi


@together
def event(
    *,
    office: Office | None = None,
    locality: Locality | None = None,
    starts_at: datetime = SOON,
    hours: float = 2,
    state: State = State.PUBLISHED,
    **given: Any,
) -> Event:
    """A published meeting of a station in one of its localities, on 24 November 2026 at 16:00 in Karachi."""
    n = next(_numbers)
    host = office or organisation.station()
    where = locality or organisation.locality(office=host)
    ends_at = given.pop("ends_at", starts_at + timedelta(hours=hours))
    zone = given.pop("zone", "Asia/Karachi")
    values = {
        "force_id": host.force_id,
        "office_id": host.id,
        "locality_id": where.id,
        "state": state,
        "kind": Kind.MEETING,
        "audience": Audience.EVERYONE,
        "languages": ["ps", "ur"],
        "title": f"Meeting {n}",
        "words": "Anyone may come.",
        "place": "Hall" if state is State.DRAFT else "",
        "language": "en",
        "starts_at": starts_at,
        "ends_at": ends_at,
        "wall_start": to_local(starts_at, zone).strftime("%Y-%m-%dT%H:%M"),
        "wall_end": to_local(ends_at, zone).strftime("%Y-%m-%dT%H:%M"),
        "zone": zone,
        "changed_at": datetime(2026, 11, 1, tzinfo=UTC),
        "published_at": None if state is State.DRAFT else datetime(2026, 11, 1, tzinfo=UTC),
    }
    return told(saved(Event(**{**values, **given})))


@together
def series(*, office: Office, meetings: int = 3, locality: Locality | None = None, **given: Any) -> Series:
    """Weekly published meetings of a station, planned together, and one draft at their end."""
    row = saved(
        Series(
            force_id=office.force_id,
            office_id=office.id,
            title="Open hour",
            language="en",
            every="weekly",
            weekday=1,
            created_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
    )
    first = given.pop("starts_at", SOON)
    given.setdefault("place", "Hall")
    for number in range(1, meetings + 2):
        event(
            office=office,
            locality=locality,
            starts_at=first + timedelta(weeks=number - 1),
            series_id=row.id,
            series_number=number,
            state=State.PUBLISHED if number <= meetings else State.DRAFT,
            **given,
        )
    return row


def delegate(*, event: Event, name: str = "A. Delegate", **given: Any) -> Delegate:
    """Somebody invited by name, without an address."""
    values = {
        "event_id": event.id,
        "name": sealing.store(name, force=event.force.ref, lane=LANE),
        "home": "Gilgit-Baltistan Police",
        "invited_at": datetime(2026, 11, 1, tzinfo=UTC),
    }
    return saved(Delegate(**{**values, **given}))


def told(row: Event) -> Event:
    """Bump what the kept pages of a meeting depend on, as its action would."""
    if db.session().info.get("unit"):
        bump(f"event:{row.ref}", "events")
    else:
        with unit():
            bump(f"event:{row.ref}", "events")
    return row
