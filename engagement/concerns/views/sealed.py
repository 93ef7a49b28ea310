"""The doors of the sealed lanes: a threat to life, a tip, a complaint about police. The answer to each is its slip."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import emergency, queries, receipts, routing
from engagement.concerns.actions import sealed
from engagement.concerns.forms import ComplaintForm, RaiseForm, SealedForm, ThreatForm
from engagement.concerns.forms.answering import Answer
from engagement.concerns.forms.womens import ReachForm
from engagement.concerns.lanes import BRING_WORDS, READ_BY_WORDS, About
from engagement.concerns.promises import SHORT_CAN, SHORT_CANNOT
from engagement.concerns.routing import Accused
from engagement.concerns.rules import LANE_WORDS, Lane
from engagement.concerns.views import attaching, bearer, guarding
from engagement.concerns.views.report import received
from engagement.concerns.views.routes import blueprint, private
from engagement.dialogue.rules import Speaker, language_of
from engagement.kernel import clock, headers, logs
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.limits import limit
from engagement.kernel.locale import current
from engagement.kernel.refusals import Refusal
from engagement.organisation import queries as organisation
from engagement.organisation.models import Force, Office
from engagement.organisation.rules import OfficeKind

DOORS = ("concerns.threat", "concerns.tip", "concerns.complaint")
headers.private_always(*DOORS)
# The open door is called the same: which of the four somebody used stands nowhere.
logs.unnamed(*DOORS, "concerns.new")


@blueprint.route("/concerns/new/threat", methods=["GET", "POST"])
@limit("60 per minute")
@requires(PUBLIC)
def threat() -> ResponseReturnValue:
    """A threat to life: the emergency number first, then words that few may read."""
    return _placed(Lane.THREAT, ThreatForm.sent())


@blueprint.route("/concerns/new/tip", methods=["GET", "POST"])
@limit("60 per minute")
@requires(PUBLIC)
def tip() -> ResponseReturnValue:
    """A tip about a crime: no name, on no map, in no search."""
    return _placed(Lane.TIP, SealedForm.sent())


@blueprint.route("/concerns/new/complaint", methods=["GET", "POST"])
@limit("60 per minute")
@requires(PUBLIC)
def complaint() -> ResponseReturnValue:
    """A complaint about police: it goes past the office that it names."""
    force = force_asked()
    if guarding.carried() and not guarding.staffed(
        force, Lane.COMPLAINT
    ):  # it closed meanwhile: no words are lost
        several = len(organisation.all_forces()) > 1
        return guarding.asked(RaiseForm.sent(), force, several=several, lane=Lane.COMPLAINT)
    offices = offices_of(force)
    form: ComplaintForm = guarding.accused() if guarding.carried() else ComplaintForm.sent()
    form.fill(offices)
    if not guarding.carried() and form.accepted():
        about = _accused(form, force, next(row for row in offices if row.ref == form.office.data))
        slip = take_in(form, force, sealed.take_in, lane=Lane.COMPLAINT, locality=None, accused=about)
        if slip is not None:
            return slip
    return shown(
        Lane.COMPLAINT, form, force, carried=guarding.carried(), talks=guarding.staffed(force, Lane.WOMEN)
    )


def _placed(lane: Lane, form: Any) -> ResponseReturnValue:
    force = force_asked()
    places = [row for row in queries.localities(clock.now().date()) if row.force_id == force.id]
    form.fill(places)
    if form.accepted():
        place = next((row for row in places if row.ref == form.where.data), None)
        slip = take_in(form, force, sealed.take_in, lane=lane, locality=place, accused=())
        if slip is not None:
            return slip
    return shown(lane, form, force)


def offices_of(force: Force) -> list[Office]:
    """Return the offices that a matter may be about."""
    return [row for row in organisation.tree_of(force.id or 0) if row.kind != OfficeKind.UNMATCHED]


def force_asked() -> Force:
    """Return the force that is asked for, else this site's."""
    forces = organisation.all_forces()
    asked = next((each for each in forces if each.slug == request.args.get("force")), None)
    force = asked or organisation.current_force()
    organisation.enter(force)
    return force


def _accused(form: ComplaintForm, force: Force, office: Office) -> list[Accused]:
    """Return whom the form names: the head of the office or the office alone, and the office above where it is part."""
    today = clock.to_local(clock.now(), force.zone).date()
    day = min(form.on_day.data, today) if form.on_day.data else None
    heads = queries.heads_of(office) if form.who.data == About.HEAD else []
    named = [Accused(office, post, day) for post in heads] or [Accused(office, None, day)]
    if form.above.data and office.parent is not None:
        named.append(Accused(office.parent, None, day))
    return named


def take_in(form: Any, force: Force, action: Any, **values: Any) -> ResponseReturnValue | None:
    """Take it in by an action and return the slip; None when it was refused."""
    code, digest = receipts.new() if form.answer.data == Answer.CODE else (None, None)
    attaching.count(form)
    words, caught = bearer.without_codes(form.words.data)
    reach = form.reach.data if isinstance(form, ThreatForm) else ""
    if force.id is None:
        form.refuse(Refusal(sealed.NOBODY))
        return None
    done = form.carries_out(
        action,
        force=force,
        said=sealed.Said(words, reach or "", language_of(words, current())),
        locale=current(),
        receipt=digest,
        operation_id=form.operation_id.data,
        **values,
    )
    if not done:
        return None
    concern, who = form.result, bearer.nobody()
    came = attaching.attach(form, concern, who, Speaker.RAISER, form.operation_id.data)
    danger = emergency.found(words)
    file = bool(form.raw) and came
    said = {"danger": danger, "caught": caught, "file": file, "lost": not came}
    said["unkept"] = isinstance(form, ReachForm) and form.unkept()
    return received(concern, code, digest, read_by=READ_BY_WORDS[Lane(concern.lane)], **said)


def shown(
    lane: Lane, form: Any, force: Force, template: str = "concerns/sealed.html", **more: Any
) -> ResponseReturnValue:
    """Show the door of a lane; closed where nobody in the force reads it."""
    html = render_template(
        template,
        form=form,
        force=force,
        lane=lane,
        title=_(LANE_WORDS[lane]),
        bring=_(BRING_WORDS[lane]),
        read_by=_(READ_BY_WORDS[lane]),
        can=SHORT_CAN,
        dangers=emergency,
        cannot=SHORT_CANNOT,
        closed="" if lane in routing.sealed_lanes_of(force, clock.now()) else _(sealed.NOBODY),
        **more,
    )
    return private((html, form.status))
