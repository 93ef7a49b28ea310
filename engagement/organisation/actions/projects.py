"""Partners and projects: written down, changed, and the link by which a partner reads a project's numbers renewed."""

from datetime import date, datetime

from sqlalchemy import delete

from engagement.audit import actions as audit
from engagement.kernel.actor import Actor
from engagement.kernel.database import LocaleMap, db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation import queries
from engagement.organisation.models import Area, Force, Locality, Partner, Project, ProjectPlace
from engagement.organisation.rules import check_new_name, named


def add_partner(*, actor: Actor, now: datetime, force: Force, names: LocaleMap) -> Partner:
    """Write a partner organisation down; refuses one without a name, and a name that is there."""
    given = named(names)
    check_new_name(given, (row.names for row in queries.partners(force.id)))
    row = Partner(force_id=force.id, names=given)
    db.session.add(row)
    db.session.flush()
    audit.record(actor=actor, now=now, verb="organisation.add_partner", subject=row)
    return row


def open_project(
    *,
    actor: Actor,
    now: datetime,
    force: Force,
    names: LocaleMap,
    funder: str,
    starts_on: date,
    ends_on: date | None,
    partner: Partner | None = None,
    areas: list[Area] | None = None,
    localities: list[Locality] | None = None,
) -> Project:
    """Write a project down with its places; refuses one without a name, a name that is there, and an end before its start."""
    given = named(names)
    check_new_name(given, (row.names for row in queries.projects(force.id)))
    row = Project(force_id=force.id, names=given, number=1)
    _write(row, funder, starts_on, ends_on, partner)
    db.session.add(row)
    db.session.flush()
    _place(row, areas or [], localities or [])
    audit.record(actor=actor, now=now, verb="organisation.open_project", subject=row)
    return row


def change_project(
    *,
    actor: Actor,
    now: datetime,
    project: Project,
    version: int | None,
    names: LocaleMap,
    funder: str,
    starts_on: date,
    ends_on: date | None,
    partner: Partner | None,
    areas: list[Area],
    localities: list[Locality],
) -> Project:
    """Change a project; what was tagged with it stays. Refuses what somebody else changed meanwhile."""
    project.edited(version)
    project.names = named(names)
    _write(project, funder, starts_on, ends_on, partner)
    _place(project, areas, localities)
    audit.record(actor=actor, now=now, verb="organisation.change_project", subject=project)
    bump("organisation")
    return project


def renew_link(*, actor: Actor, now: datetime, project: Project) -> Project:
    """Give the numbers of a project another address; the one before opens nothing."""
    project.number += 1
    db.session.flush()
    audit.record(actor=actor, now=now, verb="organisation.renew_project", subject=project)
    return project


def _write(row: Project, funder: str, starts_on: date, ends_on: date | None, partner: Partner | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(N_("It cannot end before it began."), field="ends_on")
    row.funder, row.starts_on, row.ends_on = " ".join(funder.split()), starts_on, ends_on
    row.partner_id = partner.id if partner else None


def _place(row: Project, areas: list[Area], localities: list[Locality]) -> None:
    db.session.execute(delete(ProjectPlace).where(ProjectPlace.project_id == row.id))
    db.session.add_all(ProjectPlace(project_id=row.id, area_id=area.id) for area in areas)
    db.session.add_all(ProjectPlace(project_id=row.id, locality_id=place.id) for place in localities)
    db.session.flush()
