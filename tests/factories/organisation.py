"""Forces, offices, posts, localities and venues for tests; each joins the open unit, or opens one."""

from datetime import date
from itertools import count
from typing import Any

from engagement.kernel.actor import Role
from engagement.kernel.database import db
from engagement.organisation.models import Force, Locality, LocalityService, Office, Post, Venue
from engagement.organisation.rules import OfficeKind
from tests.factories.saving import saved, together

_numbers = count(1)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[71.5, 34.0], [71.6, 34.0], [71.6, 34.1], [71.5, 34.1], [71.5, 34.0]]],
}


def force(**given: Any) -> Force:
    """A force in Asia/Karachi that speaks English and Urdu."""
    n = next(_numbers)
    values = {
        "slug": f"force-{n}",
        "names": {"en": f"Force {n}", "ur": f"فورس {n}"},
        "zone": "Asia/Karachi",
        "locales": ["en", "ur"],
        "emergency_number": "15",
        "oversight_address": "Public Safety Commission, Peshawar",
    }
    return saved(Force(**{**values, **given}))


@together
def office(
    *,
    force: Force | None = None,
    parent: Office | None = None,
    kind: OfficeKind = OfficeKind.STATION,
    **given: Any,
) -> Office:
    """An office under `parent`, with its path; a station unless said."""
    n = next(_numbers)
    owner = force or (parent.force if parent else globals()["force"]())
    row = saved(
        Office(
            **{
                "force_id": owner.id,
                "parent_id": parent.id if parent else None,
                "kind": kind,
                "slug": f"office-{n}",
                "names": {"en": f"Office {n}", "ur": f"دفتر {n}"},
                **given,
            }
        )
    )
    row.path = f"{parent.path if parent else '/'}{row.id}/"
    return saved(row)


def post(*, office: Office, role: Role = Role.OFFICER, **given: Any) -> Post:
    """A post at an office."""
    n = next(_numbers)
    values = {
        "force_id": office.force_id,
        "office_id": office.id,
        "role": role,
        "slug": f"post-{n}",
        "names": {"en": f"{role.value.title()} {office.names['en']}", "ur": f"عہدہ {n}"},
    }
    return saved(Post(**{**values, **given}))


@together
def locality(*, force: Force | None = None, office: Office | None = None, **given: Any) -> Locality:
    """A locality, served by `office` since 2020 when one is named."""
    n = next(_numbers)
    owner_id = force.id if force else (office.force_id if office else globals()["force"]().id)
    row = saved(
        Locality(
            **{
                "force_id": owner_id,
                "slug": f"locality-{n}",
                "names": {"en": f"Locality {n}", "ur": f"علاقہ {n}"},
                "outline": SQUARE,
                "longitude": 71.55,
                "latitude": 34.05,
                "valid_from": date(2020, 1, 1),
                **given,
            }
        )
    )
    if office is not None:
        saved(LocalityService(locality_id=row.id, office_id=office.id, valid_from=date(2020, 1, 1)))
    return row


def venue(*, locality: Locality, **given: Any) -> Venue:
    """A step-free hall in a locality."""
    n = next(_numbers)
    values = {
        "force_id": locality.force_id,
        "locality_id": locality.id,
        "names": {"en": f"Hall {n}", "ur": f"ہال {n}"},
        "features": ["step_free"],
        "longitude": 71.55,
        "latitude": 34.05,
    }
    return saved(Venue(**{**values, **given}))


@together
def station(*, district: Office | None = None, **given: Any) -> Office:
    """A station under a district office of a force."""
    above = district or office(kind=OfficeKind.DISTRICT)
    return office(parent=above, force=above.force or db.session.get(Force, above.force_id), **given)
