"""The profile of a place, looked at or printed before a meeting there: by whose office serves it, small numbers unsaid."""

from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from engagement.concerns import taxonomy
from engagement.concerns.rules import Category
from engagement.concerns.taxonomy import Kind
from engagement.events.rules import STATE_WORDS
from engagement.home import permissions, rules
from engagement.home.queries import profile as queries
from engagement.home.views.routes import blueprint
from engagement.kernel import headers, paper
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.locale import OWN_NAMES, speaking
from engagement.kernel.pages import page
from engagement.kernel.suppression import LEAST, hidden_beside, parts_told, told
from engagement.organisation import present
from engagement.organisation import queries as organisation
from engagement.organisation.models import Locality
from engagement.problems.rules import STAGE_WORDS

FIRST = (Category.HOMICIDE, Category.BURGLARY, Category.ACCIDENT, Category.KIDNAPPING)  # asked for by name


@dataclass(frozen=True, slots=True)
class Row:
    """One category of the profile: how often it was raised, as far as it may be told."""

    name: str
    count: int | None  # None: from one to nine, or hidden beside one that is
    beside: bool  # hidden for the sake of another row alone
    repeats: bool
    taken_here: bool  # else it is taken in a sealed room or by a roster, and nothing of it is counted


@blueprint.get("/localities/<slug>/profile")
@requires(permissions.PROFILE, find=organisation.locality)
def profile(place: Locality) -> ResponseReturnValue:
    """Show what is raised in a place again and again, what was promised there, what is late, the last meetings."""
    offered = [(code, OWN_NAMES[code]) for code in paper.languages_of(place.force.locales)]
    headers.private()
    return page(offered=offered, spans=rules.SPANS, **_shown(place))


@blueprint.get("/localities/<slug>/profile.pdf")
@requires(permissions.PROFILE, find=organisation.locality)
def profile_sheet(place: Locality) -> Response:
    """Print the same on a sheet for the officers, who take it to the meeting."""
    headers.private()
    code = paper.language_asked(place.force.locales)
    with speaking(code):
        shown = _shown(place)
        tries = [render_template("home/paper/profile.html", fit=fit, **shown) for fit in ("", "tight")]
    return paper.answer(f"profile-{place.slug}-{code}", *tries)


def _shown(place: Locality) -> dict[str, Any]:
    present.enter(place.force)
    today = organisation.today(place.force)
    months = rules.span_asked(request.args.get("months", ""))
    since = rules.first_of(months, today)
    found = queries.profile_of(place, actor(), since=since, today=today)
    rows = _rows(place.force_id, found)
    return {
        "place": place,
        "office": organisation.serving(place, today),
        "today": today,
        "since": since,
        "months": months,
        "found": found,
        "rows": rows,
        "most": max([row.count or 0 for row in rows] + [2 * LEAST]),
        "total": told(sum(found.raised.values())),
        "overdue": told(found.overdue),
        "promises": found.promises,
        "late": [each for each in found.promises if each.overdue],
        "least": LEAST,
        "told": told,
        "called": taxonomy.called,
        "stage_words": STAGE_WORDS,
        "state_words": STATE_WORDS,
    }


def _rows(force_id: int, found: queries.Profile) -> list[Row]:
    """Return the four that every profile names, then what was raised, most often first."""
    kinds = taxonomy.kinds_of(force_id)
    here = set(queries.ordinary(force_id))
    raised = {key: found.raised.get(key, 0) for key in kinds if key in here}
    parts, beside = parts_told(raised), hidden_beside(raised)

    def row(kind: Kind) -> Row:
        taken = kind.key in here
        repeats = taken and rules.repeats(found.lately.get(kind.key, 0))
        return Row(kind.name, parts.get(kind.key, 0), kind.key in beside, repeats, taken)

    # Beneath ten the order would tell what the numbers do not.
    rest = [kinds[key] for key, count in parts.items() if key not in FIRST and count != 0]
    rest.sort(key=lambda kind: -(parts[kind.key] or 0))
    return [row(kinds[key]) for key in FIRST if key in kinds] + [row(kind) for kind in rest]
