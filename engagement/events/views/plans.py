"""The plan of a year: planned and held in each locality of an office, with the sum."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from engagement.events import permissions, queries
from engagement.events.queries import plans
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.codes import DIGITS
from engagement.kernel.pages import page

EARLIEST, LATEST = 2000, 2099


@blueprint.get("/events/plan")
@requires(permissions.START)
def plan() -> ResponseReturnValue:
    """Show what was planned and held in each locality of an office and of those beneath it."""
    offices = queries.hosts(actor())
    asked = request.args.get("office", "")
    office = next((each for each in offices if each.ref == asked or not asked), None) or abort(404)
    today = clock.to_local(clock.now(), office.force.zone).date()
    year = _year(request.args.get("year", ""), today.year)
    rows = plans.plan(office, year, today)
    headers.private()
    return page(
        offices=offices,
        office=office,
        year=year,
        rows=rows,
        planned=sum(row.planned for row in rows),
        held=sum(row.held for row in rows),
        owed=sum(row.owed for row in rows),
    )


def _year(text: str, otherwise: int) -> int:
    digits = text.translate(DIGITS)
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) == 4 else otherwise
    return number if EARLIEST <= number <= LATEST else otherwise
