"""A year of meetings as a file."""

from flask import Response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import calendar, exporting, permissions, queries
from engagement.events.actions import export as exports
from engagement.events.forms.export import ExportForm
from engagement.events.queries import years
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.locale import in_language
from engagement.kernel.pages import page
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Office

TYPES = {
    "csv": "text/csv",
    "ics": "text/calendar",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.route("/events/export", methods=["GET", "POST"])
@requires(permissions.START)
def export() -> ResponseReturnValue:
    """Ask for office, year and sort of file, and give the file. It is built after the trail was written."""
    headers.private()
    offices = queries.hosts(actor())
    form = ExportForm.sent(data={"year": clock.now().year}).offer(offices)
    office = next((each for each in offices if each.ref == form.office.data), None)
    if (
        form.accepted()
        and office is not None
        and _fits(form, office)
        and form.carries_out(
            exports.export, actor=actor(), office=office, year=form.year.data, sort=form.sort.data
        )
    ):
        return _file(office, form.year.data or 0, form.sort.data)
    return page(form=form), form.status


def _fits(form: ExportForm, office: Office) -> bool:
    """Whether all of the year goes into the file, or who asks knows that it does not."""
    if form.cut.data or not years.more_than_fit(actor(), office, form.year.data or 0):
        return True
    form.refuse(
        Refusal(
            N_("This year holds more than %(n)s meetings. The file would hold the first %(n)s."),
            field="cut",
            n=years.BORNE,
        )
    )
    return False


def _file(office: Office, year: int, sort: str) -> Response:
    taken = years.year(actor(), office, year)
    name = _("Meetings of %(office)s in %(year)s", office=in_language(office.names), year=year)
    if sort == "ics":
        body = calendar.feed((one.entry for one in taken), name=name)
    else:
        body = exporting.as_csv(taken) if sort == "csv" else exporting.as_xlsx(taken, name)
    answer = Response(body, mimetype=TYPES[sort])
    answer.headers["Content-Disposition"] = f'attachment; filename="meetings-{office.ref}-{year}.{sort}"'
    return answer
