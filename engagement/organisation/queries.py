"""Reads of the organisation: forces, offices and who serves where, localities, posts, venues."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from engagement.kernel import clock, codes
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db
from engagement.organisation import present, rules
from engagement.organisation.models import (
    Area,
    Force,
    Locality,
    LocalityService,
    Office,
    Partner,
    Post,
    Project,
    ProjectPlace,
    Venue,
)
from engagement.organisation.permissions import KEEPERS
from engagement.organisation.rules import OfficeKind

current_force = present.current_force
enter = present.enter
forces = present.forces
MOST_CHOICES = 300  # of a list to choose from


def all_forces() -> Sequence[Force]:
    """Return every force as the database holds it now, the oldest first."""
    return db.session.scalars(select(Force).order_by(Force.id)).all()


def force_by_slug(slug: str) -> Force | None:
    """Return a force by its address."""
    return db.session.scalar(select(Force).where(Force.slug == slug))


def today(force: Force) -> date:
    """Return the present day on the wall clock of a force."""
    return clock.to_local(clock.now(), force.zone).date()


# Offices


def station(slug: str) -> Office | None:
    """Return an office by its address; the oldest where two forces chose the same."""
    query = select(Office).options(joinedload(Office.force), joinedload(Office.parent))
    return db.session.scalar(query.where(Office.slug == slug).order_by(Office.id).limit(1))


def office(ref: str) -> Office | None:
    """Return an office by its public name."""
    query = select(Office).options(joinedload(Office.force), joinedload(Office.parent))
    return db.session.scalar(query.where(Office.ref == ref))


def head_office(force: Force) -> Office | None:
    """Return the root of a force's tree."""
    query = select(Office).where(Office.force_id == force.id, Office.parent_id.is_(None))
    return db.session.scalar(query.order_by(Office.id).limit(1))


def offices_under(actor: Actor, *roles: Role) -> Select[Any]:
    """Return the subquery of ids of the offices over which one of `roles` (none given: any) is held."""
    beneath = [Office.path.startswith(path, autoescape=True) for path in actor.paths(*roles)]
    return select(Office.id).where(or_(false(), *beneath))


def offices_visible_to(actor: Actor) -> Select[Any]:
    """Return the offices in the workspaces of this actor's forces."""
    return select(Office).where(Office.force_id.in_(actor.force_ids))


def children(parent: Office) -> Sequence[Office]:
    """Return the offices right under another."""
    return db.session.scalars(select(Office).where(Office.parent_id == parent.id).order_by(Office.id)).all()


def tree_of(force_id: int) -> list[Office]:
    """Return the offices of a force from the root down, each right under its parent; one statement."""
    every = db.session.scalars(select(Office).where(Office.force_id == force_id).order_by(Office.id)).all()
    beneath: dict[int | None, list[Office]] = {}
    for one in every:
        beneath.setdefault(one.parent_id, []).append(one)

    def walk(parent: int | None) -> list[Office]:
        return [row for child in beneath.get(parent, ()) for row in (child, *walk(child.id))]

    return walk(None)


def stations_public(force: Force) -> list[tuple[Office | None, list[Office]]]:
    """Return the stations of a force, each group under its district (or what stands above it); one statement."""
    every = tree_of(force.id)
    by_id = {office.id: office for office in every}
    groups: dict[int | None, list[Office]] = {}
    for office in every:
        if office.kind == OfficeKind.STATION:
            above = by_id.get(office.parent_id or 0)
            while above is not None and above.kind == OfficeKind.CIRCLE:
                above = by_id.get(above.parent_id or 0)
            groups.setdefault(above.id if above else None, []).append(office)
    return [(by_id.get(id_ or 0), stations) for id_, stations in groups.items()]


# Localities and who serves them


def locality(slug: str) -> Locality | None:
    """Return a locality by its address; the oldest where two forces chose the same."""
    query = select(Locality).options(joinedload(Locality.force), joinedload(Locality.area))
    return db.session.scalar(query.where(Locality.slug == slug).order_by(Locality.id).limit(1))


def locality_by_ref(ref: str) -> Locality | None:
    """Return a locality by its public name."""
    query = select(Locality).options(joinedload(Locality.force), joinedload(Locality.area))
    return db.session.scalar(query.where(Locality.ref == ref))


def valid(on: date) -> ColumnElement[bool]:
    """Say of a locality that it is one on a day."""
    return and_(
        or_(Locality.valid_from.is_(None), Locality.valid_from <= on),
        or_(Locality.valid_to.is_(None), Locality.valid_to >= on),
    )


def in_service(on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Say of a service link that it holds on a day."""
    return and_(
        LocalityService.valid_from <= on,
        or_(LocalityService.valid_to.is_(None), LocalityService.valid_to >= on),
    )


def localities_public(force: Force, on: date | None = None) -> Select[Any]:
    """Return the localities of a force that are ones on a day (none: today)."""
    return select(Locality).where(Locality.force_id == force.id, valid(on or today(force)))


def localities_visible_to(actor: Actor) -> Select[Any]:
    """Return the localities in the workspaces of this actor's forces."""
    return select(Locality).where(Locality.force_id.in_(actor.force_ids))


def service(locality: Locality, on: date) -> LocalityService | None:
    """Return the link by which an office serves a locality on a day: the newest where two overlap."""
    query = select(LocalityService).options(joinedload(LocalityService.office))
    return db.session.scalar(
        query.where(LocalityService.locality_id == locality.id, in_service(on))
        .order_by(LocalityService.valid_from.desc(), LocalityService.id.desc())
        .limit(1)
    )


def serving(locality: Locality, on: date) -> Office | None:
    """Return the office that serves a locality on a day."""
    link = service(locality, on)
    return link.office if link else None


def services_of(locality: Locality) -> Sequence[LocalityService]:
    """Return every link of a locality, the newest first."""
    query = select(LocalityService).options(joinedload(LocalityService.office))
    return db.session.scalars(
        query.where(LocalityService.locality_id == locality.id).order_by(
            LocalityService.valid_from.desc(), LocalityService.id.desc()
        )
    ).all()


def stations_of(force: Force, on: date) -> dict[int, Office]:
    """Return which office serves each locality of a force on a day, by the locality's key; one statement."""
    query = (
        select(LocalityService.locality_id, Office)
        .join(Office, Office.id == LocalityService.office_id)
        .where(Office.force_id == force.id, in_service(on))
        .order_by(LocalityService.valid_from, LocalityService.id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def localities_served(office: Office, on: date) -> Sequence[Locality]:
    """Return the localities that an office serves on a day."""
    query = select(Locality).join(LocalityService).where(LocalityService.office_id == office.id)
    return db.session.scalars(query.where(in_service(on), valid(on)).order_by(Locality.id)).unique().all()


def served_under(actor: Actor, *roles: Role) -> Select[Any]:
    """Return the subquery of ids of the localities that offices under this actor serve still."""
    return select(LocalityService.locality_id).where(
        LocalityService.office_id.in_(offices_under(actor, *roles)), LocalityService.valid_to.is_(None)
    )


def places_named(force: Force, wanted: str, on: date) -> list[Locality]:
    """Return the localities whose name or alias in any language begins a word with what was typed."""
    rows = db.session.scalars(localities_public(force, on).order_by(Locality.id)).all()
    return [row for row in rows if rules.is_named(wanted, (*row.names.values(), *row.aliases))]


def free_slug(model: type[Office] | type[Locality], wanted: str) -> str:
    """Return `wanted`, or with the first number after it that no force's address has yet."""
    taken = set(
        db.session.scalars(
            select(model.slug).where(
                or_(model.slug == wanted, model.slug.startswith(f"{wanted}-", autoescape=True))
            )
        )
    )
    number = 1
    slug = wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def area_by_name(force: Force, kind: str, slug: str) -> Area | None:
    """Return an administrative area of a force."""
    return db.session.scalar(
        select(Area).where(Area.force_id == force.id, Area.kind == kind, Area.slug == slug)
    )


# Posts and venues


def post(ref: str) -> Post | None:
    """Return a post by its public name."""
    return db.session.scalar(select(Post).options(joinedload(Post.office)).where(Post.ref == ref))


def posts_of(office: Office) -> Sequence[Post]:
    """Return the posts of an office, the oldest first."""
    return db.session.scalars(select(Post).where(Post.office_id == office.id).order_by(Post.id)).all()


def posts_under(force_id: int, paths: Iterable[str], roles: Iterable[Role]) -> Sequence[Post]:
    """Return the posts of some roles at the offices of a force that lie under any of `paths`, in the order of the tree."""
    under = or_(*(Office.path.startswith(path, autoescape=True) for path in sorted(set(paths))))
    query = select(Post).join(Post.office).options(contains_eager(Post.office)).where(under)
    chosen = query.where(Post.force_id == force_id, Post.role.in_([role.value for role in roles]))
    return db.session.scalars(chosen.order_by(Office.path, Post.id).limit(MOST_CHOICES)).all()


def administrators(force_id: int) -> int:
    """Return how many administrators' posts a force has."""
    query = select(func.count()).select_from(Post)
    found = db.session.scalar(query.where(Post.force_id == force_id, Post.role == Role.ADMINISTRATOR))
    return int(found or 0)


def posts_visible_to(actor: Actor) -> Select[Any]:
    """Return the posts in the workspaces of this actor's forces."""
    return select(Post).where(Post.force_id.in_(actor.force_ids))


def venue(ref: str) -> Venue | None:
    """Return a venue by its public name."""
    return db.session.scalar(select(Venue).options(joinedload(Venue.locality)).where(Venue.ref == ref))


def venues_in(locality: Locality) -> Sequence[Venue]:
    """Return the venues of a locality."""
    return db.session.scalars(select(Venue).where(Venue.locality_id == locality.id).order_by(Venue.id)).all()


def venues_visible_to(actor: Actor) -> Select[Any]:
    """Return the venues in the workspaces of this actor's forces."""
    return select(Venue).where(Venue.force_id.in_(actor.force_ids))


def localities_kept_by(actor: Actor) -> Select[Any]:
    """Return the localities whose venues this actor may add: an administrator's force, an officer's places."""
    forces = {h.force_id for h in actor.holdings if h.role is Role.ADMINISTRATOR}
    return select(Locality).where(
        or_(Locality.force_id.in_(forces), Locality.id.in_(served_under(actor, *KEEPERS)))
    )


# Partners and projects

PROJECT_LINK = "project"


def partners(force_id: int) -> Sequence[Partner]:
    """Return the partner organisations of a force, the oldest first."""
    return db.session.scalars(
        select(Partner).where(Partner.force_id == force_id).order_by(Partner.id).limit(MOST_CHOICES)
    ).all()


def projects(force_id: int, funder: str = "") -> Sequence[Project]:
    """Return the projects of a force, of one funder where it is named; the newest first."""
    query = select(Project).options(joinedload(Project.partner)).where(Project.force_id == force_id)
    if funder:
        query = query.where(Project.funder == funder)
    return db.session.scalars(query.order_by(Project.starts_on.desc(), Project.id).limit(MOST_CHOICES)).all()


def project(ref: str) -> Project | None:
    """Return a project by its public name."""
    query = select(Project).options(joinedload(Project.force), joinedload(Project.partner))
    return db.session.scalar(query.where(Project.ref == ref))


def project_token(project: Project) -> str:
    """Return the token of the page on which a partner reads a project's numbers."""
    return codes.sign(PROJECT_LINK, [project.ref, project.number])


def project_by_token(token: str) -> Project | None:
    """Return the project whose numbers a link opens; none for an older link."""
    found = codes.unsign(PROJECT_LINK, token)
    if not isinstance(found, list) or len(found) != 2:
        return None
    row = project(str(found[0]))
    return row if row is not None and row.number == found[1] else None


def areas_of(force_id: int) -> Sequence[Area]:
    """Return the administrative areas of a force."""
    query = select(Area).where(Area.force_id == force_id).order_by(Area.kind, Area.slug)
    return db.session.scalars(query.limit(MOST_CHOICES)).all()


def places_of(project_ids: Iterable[int]) -> dict[int, list[ProjectPlace]]:
    """Return where each of some projects works; one statement."""
    found: dict[int, list[ProjectPlace]] = {}
    query = select(ProjectPlace).where(ProjectPlace.project_id.in_(list(project_ids)))
    for row in db.session.scalars(query.order_by(ProjectPlace.id)):
        found.setdefault(row.project_id, []).append(row)
    return found


def localities_called(ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return the names of some localities by their keys; one statement."""
    rows = db.session.execute(select(Locality.id, Locality.names).where(Locality.id.in_(list(ids))))
    return {row[0]: row[1] for row in rows}


def projects_at(force_id: int, locality: Locality | None, on: date) -> list[Project]:
    """Return the projects that run on a day and work in a locality, or in an area above it; two statements or three."""
    running = [
        row
        for row in projects(force_id)
        if row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)
    ]
    places = places_of(row.id for row in running)
    parents = {area.id: area.parent_id for area in areas_of(force_id)} if places else {}
    above: set[int] = set()
    step = locality.area_id if locality else None
    while step is not None and step not in above:
        above.add(step)
        step = parents.get(step)
    here = locality.id if locality else None
    return [
        row
        for row in running
        if row.id not in places
        or any(each.area_id in above or (here and each.locality_id == here) for each in places[row.id])
    ]
