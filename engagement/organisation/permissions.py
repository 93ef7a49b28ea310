"""Who may see and change offices, posts, localities and venues."""

from typing import Any

from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor, Role
from engagement.organisation.models import Locality, Office, Post, Venue

KEEPERS = (Role.OFFICER, Role.COMMANDER, Role.SUPERVISOR, Role.PRO)  # of venues of the places they serve


def _in_force(who: Actor, subject: Any) -> bool:
    return subject.force_id in who.force_ids


def administers(who: Actor, force_id: int) -> bool:
    """Whether an administrator's post is held in a force."""
    return any(h.role is Role.ADMINISTRATOR and h.force_id == force_id for h in who.holdings)


def _organises(who: Actor, subject: Office | Post) -> bool:
    office = subject.office if isinstance(subject, Post) else subject
    return who.over(office.path, Role.ADMINISTRATOR)


def _keeps(who: Actor, venue: Venue) -> bool:
    return administers(who, venue.force_id) or serves(who, venue.locality)


def serves(who: Actor, locality: Locality) -> bool:
    """Whether a post is held over an office that serves a locality still."""
    return any(link.valid_to is None and who.over(link.office.path, *KEEPERS) for link in locality.services)


READ = Permission("organisation.read", lambda _who, _subject: True, anyone=True)
SEE = Permission("organisation.see", _in_force)  # in the workspace of one's own force
LEAD = Permission(
    "organisation.lead", lambda who, head: who.over(head.path, Role.ADMINISTRATOR), sight=SEE
)  # the force itself: by who administers its head office
ORGANISE = Permission("organisation.organise", lambda who, _none: bool(who.paths(Role.ADMINISTRATOR)))
CHANGE = Permission("organisation.change", _organises, sight=SEE)  # an office or a post
CHART = Permission(
    "organisation.chart", lambda who, locality: administers(who, locality.force_id), sight=SEE
)  # a locality: its names, outline and who serves it
FURNISH = Permission(
    "organisation.furnish", lambda who, _none: bool(who.paths(Role.ADMINISTRATOR, *KEEPERS))
)  # the list of venues, and a new one
KEEP = Permission("organisation.keep", _keeps, sight=SEE)  # one venue
CHANGE_PROJECT = Permission(
    "organisation.change_project", lambda who, project: administers(who, project.force_id), sight=SEE
)
READ_PROJECTS = Permission("organisation.projects", lambda who, _none: who.staff)
