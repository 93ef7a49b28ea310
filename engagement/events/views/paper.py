"""Sheets of paper of a meeting: what hangs on a wall, lies at the door, and is signed into the register."""

from datetime import datetime
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import permissions, queries, telling
from engagement.events.councils import ItemState
from engagement.events.models import Event
from engagement.events.queries import attend as answers
from engagement.events.queries import councils, room
from engagement.events.queries import record as records
from engagement.events.rules import (
    AGE_WORDS,
    AUDIENCE_WORDS,
    DISABILITY_WORDS,
    KIND_WORDS,
    SEX_WORDS,
    SIDE_WORDS,
    STATE_WORDS,
    State,
)
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, headers, links, paper
from engagement.kernel.access import requires
from engagement.kernel.codes import reference_of
from engagement.kernel.freshness import kept
from engagement.kernel.limits import limit
from engagement.kernel.locale import OWN_NAMES, speaking
from engagement.kernel.pages import page

LINES_A_PAGE = 22  # of the sign-in sheet
FEWEST_PAGES, MOST_PAGES = 2, 5
WORDS = {
    "sex_words": SEX_WORDS,
    "age_words": AGE_WORDS,
    "side_words": SIDE_WORDS,
    "disability_words": DISABILITY_WORDS,
}


@blueprint.route("/events/<reference>/paper")
@requires(permissions.RUN, find=queries.event)
def papers(event: Event) -> ResponseReturnValue:
    """Offer the sheets of a meeting, each in the languages of its force."""
    offered = [(code, OWN_NAMES[code]) for code in paper.languages_of(event.force.locales)]
    return page(offered=offered, written_in=telling.language_words([event.language]), **heading(event))


@blueprint.route("/events/<reference>/poster.pdf")
@kept(lambda reference: (f"event:{reference_of(reference)}", "organisation"), query=("in",))
@limit("30 per minute", methods=("GET",))
@requires(permissions.POSTER, find=queries.event)
def poster(event: Event) -> Response:
    """Print the poster: what the public page says, the way there for a phone, and nothing that is not public."""
    venue = event.venue if event.place_told else None
    return _printed(
        event,
        "poster",
        fits=("", "tight", "tight tightest"),
        address=links.absolute("events.show", reference=event.ref),
        venue=venue,
        access=lambda: telling.access_of(event),
        spoken=lambda: telling.language_words(event.languages),
        kind_words=KIND_WORDS[event.kind],
        audience_words=AUDIENCE_WORDS[event.audience],
        moved=lambda code: telling.moved(event.moved_from, event.wall_start, code),
    )


@blueprint.route("/events/<reference>/sign-in.pdf")
@requires(permissions.RUN, find=queries.event)
def sign_in_sheet(event: Event) -> Response:
    """Print the sheet on which people write themselves in; no name stands on it beforehand."""
    expected = max(event.seats_taken, event.capacity or 0)
    pages = min(MOST_PAGES, max(FEWEST_PAGES, -(-expected // LINES_A_PAGE)))
    return _own(event, "sign_in", lines=pages * LINES_A_PAGE, **WORDS)


@blueprint.route("/events/<reference>/tally.pdf")
@requires(permissions.RUN, find=queries.event)
def tally_sheet(event: Event) -> Response:
    """Print the sheet on which people are counted by side, sex, age band and disability."""
    return _own(event, "tally", **WORDS)


@blueprint.route("/events/<reference>/agenda.pdf")
@requires(permissions.RUN, find=queries.event)
def agenda_sheet(event: Event) -> Response:
    """Print the agenda: what became of last time, as the public page tells it, what its council carries over, the points."""
    council = councils.council_of(event)
    return _own(
        event,
        "agenda",
        fits=("", "tight"),
        agenda=queries.agenda(event),
        council=council,
        items=[row for row in councils.items_at(council, event) if row.state == ItemState.OPEN]
        if council
        else (),
    )


@blueprint.route("/events/<reference>/register.pdf")
@requires(permissions.RUN, find=queries.event)
def register_page(event: Event) -> Response:
    """Print the page of the station's register, for the host's post to sign: the record as it stands, blanks for the rest."""
    return _own(
        event,
        "register",
        fits=("", "tight"),
        minutes=records.minutes(event),
        decisions=records.decisions(event),
        promises=records.promises(event),
        attendance=answers.attendance(event),
        paper_count=room.paper_count(event),
        offices=room.offices_present(event),
        agenda=queries.agenda(event),
        held=event.state in {State.HELD, State.CLOSED},
        state_words=STATE_WORDS[event.state],
        kind_words=KIND_WORDS[event.kind],
        **WORDS,
    )


def _own(event: Event, sheet: str, **shown: Any) -> Response:
    """Print a sheet for the staff alone."""
    headers.private()
    return _printed(event, sheet, **shown)


def _printed(event: Event, sheet: str, *, fits: tuple[str, ...] = ("",), **shown: Any) -> Response:
    """Print one sheet in the language that is asked for; of more than one `fits`, the first that takes one leaf."""
    code = paper.language_asked(event.force.locales)
    with speaking(code):
        tries = [
            render_template(
                f"events/paper/{sheet}.html",
                fit=fit,
                ends=datetime.fromisoformat(event.wall_end),
                printed_on=clock.to_local(clock.now(), event.zone).date(),
                **shown,
                **heading(event),
            )
            for fit in fits
        ]
    return paper.answer(f"{sheet.replace('_', '-')}-{event.ref}-{code}", *tries)


@blueprint.app_template_global("paper_title")
def paper_title(event: Event) -> str:
    """Return how a printed sheet is called: the meeting and its day."""
    return str(_("%(title)s, %(when)s", title=event.title, when=telling.when_said(event)))
