"""Slips of paper: blank ones for a meeting without a phone, and one for a code that was given just now."""

from flask import render_template, request
from werkzeug.wrappers import Response

from engagement.concerns import permissions, queries, taxonomy
from engagement.concerns.models import Concern
from engagement.concerns.views.routes import blueprint, private
from engagement.events import queries as events
from engagement.events.models import Event
from engagement.kernel import codes, links, paper, sealing
from engagement.kernel.access import requires
from engagement.kernel.limits import limit
from engagement.kernel.locale import speaking
from engagement.kernel.refusals import N_, Refusal

SLIPS_A_PAGE = 3
MOST_KINDS = 12  # what fits on a slip, with "Something else"


def _meeting(ref: str) -> Event | None:
    return events.event(ref)


@blueprint.route("/events/<ref>/concerns/slips.pdf")
@requires(permissions.CAPTURE, find=_meeting)
def slips(event: Event) -> Response:
    """Print blank slips: the station's half, and the half to tear off. No code stands on them: none was given yet."""
    kinds = taxonomy.open_kinds(event.force_id)
    return _printed(
        "slips",
        event.force.locales,
        event=event,
        categories=[*kinds[:-1][:MOST_KINDS], kinds[-1]],
        count=SLIPS_A_PAGE,
        name_of_file=f"slips-{event.ref}",
    )


@blueprint.route("/concerns/<ref>/slip.pdf", methods=["POST"])
@limit("30 per minute")
@requires(permissions.SLIP, find=queries.concern)
def slip(concern: Concern) -> Response:
    """Print the slip of the code that the page before showed. The code is sent back by that page: it is kept nowhere.

    Refuses a code that was not given for this very concern.
    """
    code = codes.digits_of(request.form.get("code", "")[:60])
    if concern.receipt is None or sealing.receipt_digest(code) != concern.receipt:
        raise Refusal(N_("This code was not given for this concern. Nothing was printed."))
    return _printed(
        "slip",
        concern.force.locales,
        concern=concern,
        code=codes.grouped(code),
        name_of_file=f"slip-{concern.ref}",
    )


def _printed(sheet: str, locales: list[str], *, name_of_file: str, **shown: object) -> Response:
    """Print slips in the language that is asked for; the square leads to the page where a code is typed."""
    language = paper.language_asked(locales)
    address = links.absolute("concerns.follow")
    with speaking(language):
        html = render_template(f"concerns/paper/{sheet}.html", address=address, **shown)
    return private(paper.answer(f"{name_of_file}-{language}", html))
