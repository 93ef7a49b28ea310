"""Projects: the list with what they amount to, one project's numbers for the staff, the same for its partner by a link."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.events.rules import AGE_WORDS, SEX_WORDS, AgeBand, Sex
from engagement.home.queries import projects as queries
from engagement.home.queries.projects import Numbers
from engagement.home.views.routes import blueprint
from engagement.kernel import headers
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.actor import actor
from engagement.kernel.links import absolute
from engagement.kernel.pages import page
from engagement.kernel.suppression import LEAST, hidden_beside, parts_told, told
from engagement.organisation import permissions, present
from engagement.organisation import queries as organisation
from engagement.organisation.models import Project


@blueprint.get("/projects")
@requires(permissions.READ_PROJECTS)
def projects() -> ResponseReturnValue:
    """Show the projects of one's force, of one funder where it is asked for, and what they amount to together."""
    force = present.current_force()
    every = organisation.projects(force.id)
    funder = request.args.get("funder", "")[:80]
    rows = [row for row in every if not funder or row.funder == funder]
    headers.private()
    return page(
        rows=rows,
        funder=funder,
        funders=sorted({row.funder for row in every if row.funder}),
        may_add=permissions.ORGANISE.allows(actor()),
        **_shown(queries.numbers(rows)),
    )


@blueprint.get("/projects/<ref>")
@requires(permissions.SEE, find=organisation.project)
def project(row: Project) -> ResponseReturnValue:
    """Show a project's numbers to the staff, with the link for its partner."""
    present.enter(row.force)
    headers.private()
    return _numbers_page(
        row,
        link=absolute("home.project_numbers", token=organisation.project_token(row)),
        may_change=permissions.CHANGE_PROJECT.allows(actor(), row),
    )


@blueprint.get("/projects/numbers/<token>")
@requires(PUBLIC, find=organisation.project_by_token)
def project_numbers(row: Project) -> ResponseReturnValue:
    """Show a project's numbers to its partner: small ones unsaid, no names, no places smaller than a locality."""
    present.enter(row.force)
    headers.private()
    return _numbers_page(row, link="", may_change=False)


def _numbers_page(row: Project, *, link: str, may_change: bool) -> str:
    return render_template(
        "home/project.html",
        project=row,
        places=_places(row),
        link=link,
        may_change=may_change,
        **_shown(queries.numbers([row])),
    )


def _places(row: Project) -> list[dict[str, str]]:
    """Return the names of where a project works."""
    places = organisation.places_of([row.id]).get(row.id, [])
    areas = {area.id: area.names for area in organisation.areas_of(row.force_id)}
    found = organisation.localities_called(each.locality_id for each in places if each.locality_id)
    return [
        areas[each.area_id] if each.area_id else found[each.locality_id or 0]
        for each in places
        if each.area_id in areas or each.locality_id in found
    ]


def _shown(numbers: Numbers) -> dict[str, Any]:
    """Return the numbers as they may be told."""
    reach = numbers.reach
    sex = {key.value: reach.by_sex[key] for key in Sex}
    age = {key.value: reach.by_age[key] for key in AgeBand}
    concerns = {"answered": numbers.answered, "open": numbers.raised - numbers.answered}
    return {
        "meetings": reach.meetings,
        "came": told(reach.came),
        "by_sex": [(SEX_WORDS[Sex(key)], *part) for key, part in _parts(sex).items()],
        "by_age": [(AGE_WORDS[AgeBand(key)], *part) for key, part in _parts(age).items()],
        "raised": told(numbers.raised),
        "answered": parts_told(concerns)["answered"],
        "answered_beside": "answered" in hidden_beside(concerns),
        "least": LEAST,
    }


def _parts(counts: dict[str, int]) -> dict[str, tuple[int | None, bool]]:
    """Return each part as it may be told, and whether it is hidden for the sake of another alone."""
    beside = hidden_beside(counts)
    return {key: (count, key in beside) for key, count in parts_told(counts).items()}
