"""The media cell: every district beneath a public relations post, what is public there, and what goes to the press."""

from typing import Any

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import exporting, telling
from engagement.events import queries as events
from engagement.events.queries import Asked, years
from engagement.home import permissions
from engagement.home.queries import media as queries
from engagement.home.views.routes import blueprint
from engagement.kernel import clock, headers, locale, paper
from engagement.kernel.access import requires
from engagement.kernel.actor import VISITOR, actor
from engagement.kernel.database import db
from engagement.kernel.pages import page
from engagement.organisation import present
from engagement.organisation import queries as organisation
from engagement.organisation.models import Office
from engagement.problems.rules import WORD_SENTENCES

COMING = 30


@blueprint.get("/media")
@requires(permissions.MEDIA_CELL)
def own_media() -> ResponseReturnValue:
    """Lead to the media cell of one's highest public relations post."""
    office = db.session.get(Office, queries.highest(actor()) or 0)
    return redirect(url_for(".media", ref=office.ref)) if office else abort(404)


@blueprint.get("/media/<ref>")
@requires(permissions.MEDIA, find=organisation.office)
def media(office: Office) -> ResponseReturnValue:
    """Show the districts beneath an office: meetings, reviewed words, what is late, what may be published."""
    shown = _shown(office)
    base = url_for("events.show", reference="-")[:-1]
    return page(
        districts=queries.districts(office, clock.now(), shown["today"]),
        lines=telling.lines(shown["coming"], base, locale.current()),
        offered=[(code, locale.OWN_NAMES[code]) for code in paper.languages_of(office.force.locales)],
        **shown,
    )


@blueprint.get("/media/<ref>/press.pdf")
@requires(permissions.MEDIA, find=organisation.office)
def press_sheet(office: Office) -> Response:
    """Print what may go to the press: nothing that everybody may not read already, posts and no names."""
    code = paper.language_asked(office.force.locales)
    with locale.speaking(code):
        shown = _shown(office)
        tries = [
            render_template(
                "home/paper/press.html", fit=fit, about=lambda row: telling.about(row, code), **shown
            )
            for fit in ("", "tight")
        ]
    return paper.answer(f"press-{office.slug}-{code}", *tries)


@blueprint.get("/media/<ref>/meetings.csv")
@requires(permissions.MEDIA, find=organisation.office)
def media_table(office: Office) -> Response:
    """Give the public meetings of this year beneath an office as a table, as a visitor may read them."""
    headers.private()
    year = organisation.today(office.force).year
    answer = Response(exporting.as_csv(years.year(VISITOR, office, year)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="meetings-{office.slug}-{year}.csv"'
    return answer


def _shown(office: Office) -> dict[str, Any]:
    present.enter(office.force)
    headers.private()
    today = organisation.today(office.force)
    return {
        "office": office,
        "today": today,
        "coming": events.listing(Asked(station=office.ref), now=clock.now(), size=COMING).rows,
        "summaries": queries.summaries(office),
        "answered": queries.answered(office),
        "late": queries.late(office, today),
        "sentence": lambda word: _(WORD_SENTENCES[word]),
    }
