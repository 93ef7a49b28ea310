"""Tagging a meeting with its projects and with the partners that host it as well."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete

from engagement.audit import actions as audit
from engagement.events.models import Event, EventPartner, EventProject
from engagement.events.permissions import PLANNERS
from engagement.events.queries import partners as queries
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Partner, Project
from engagement.organisation.queries import projects_at


def tag(
    *, actor: Actor, now: datetime, event: Event, projects: Sequence[Project], partners: Sequence[Partner]
) -> Event:
    """Say which projects a meeting belongs to and who hosts it as well; what was said before is replaced.

    Refuses a project that does not run on that day or does not work there, unless it stood there before.
    """
    day = date.fromisoformat(event.wall_start[:10])
    fitting = {row.id for row in projects_at(event.force_id, event.locality, day)}
    kept = {row.id for row in queries.projects_of(event)}
    for row in projects:
        if row.id not in fitting | kept:
            raise Refusal(N_("This project does not work there on that day."), field="projects")
    if any(row.force_id != event.force_id for row in partners):
        raise Refusal(N_("Choose partners of this force."), field="partners")
    for link in (EventProject, EventPartner):
        db.session.execute(delete(link).where(link.event_id == event.id))
    db.session.add_all(EventProject(event_id=event.id, project_id=row.id) for row in projects)
    db.session.add_all(EventPartner(event_id=event.id, partner_id=row.id) for row in partners)
    db.session.flush()
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(
        actor=actor, now=now, verb="events.tag", subject=event, post=post,
        projects=sorted(row.id for row in projects), partners=sorted(row.id for row in partners),
    )  # fmt: skip
    if event.public:
        bump(f"event:{event.ref}")
    return event
