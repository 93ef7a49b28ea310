"""The web door: what is not taken here first, then four questions, then a slip."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.channels import sms
from engagement.concerns import emergency, queries, receipts, routing, taxonomy
from engagement.concerns.actions import raising
from engagement.concerns.forms import RaiseForm, offer
from engagement.concerns.forms.answering import Answer
from engagement.concerns.models import Concern
from engagement.concerns.promises import SHORT_CAN, SHORT_CANNOT
from engagement.concerns.rules import OPEN_LANES
from engagement.concerns.views import attaching, bearer, guarding, hiding, near, talk
from engagement.concerns.views.routes import blueprint, private
from engagement.dialogue.rules import Speaker, language_of
from engagement.events import queries as events
from engagement.events.models import Event
from engagement.events.permissions import READ as READ_EVENT
from engagement.kernel import clock, codes
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.actor import actor
from engagement.kernel.limits import limit
from engagement.kernel.locale import current, in_language
from engagement.kernel.pages import page
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation import queries as organisation
from engagement.organisation.models import Force, Locality


@blueprint.route("/concerns/new", methods=["GET", "POST"])
@limit("60 per minute")
@requires(PUBLIC)
def new() -> ResponseReturnValue:
    """Raise a concern or ask a question; the answer to the POST is the slip itself, shown once."""
    forces = list(organisation.all_forces())
    places = list(queries.localities(clock.now().date()))
    event = _event(request.values.get("event", ""))
    first = _first_place(event, places)
    force = _shown(event, places, first)
    organisation.enter(force)
    form: RaiseForm = RaiseForm.sent(data={"event": event.ref if event else "", **_first_lane(), **first})
    kinds = taxonomy.open_kinds(force.id)
    offer(form, kinds)
    form.reach(by_text=sms.reachable() and bool(force.short_codes))
    form.fill(_grouped(sorted(forces, key=lambda each: each.id != force.id), places))
    likely: list[dict[str, Any]] = []
    if form.accepted():
        whose = _whose(form, force, places)
        if lane := guarding.stops(form):
            return guarding.asked(form, whose, several=len(forces) > 1, lane=lane)
        likely = near.alike_near(form, places)
        slip = None if likely else _raise(form, force, places, event)
        if slip is not None:
            return slip
    lanes = routing.sealed_lanes_of(force, clock.now())
    html = page(
        form=form,
        near=likely,
        force=force,
        guarded=taxonomy.guarded_ways(force.id, lanes),
        others=[each for each in forces if each.id != force.id],
        event=event,
        settled=guarding.settled(),
        signs={kind.key: kind.sign for kind in kinds},
        can=SHORT_CAN,
        cannot=SHORT_CANNOT,
        dangers=emergency,
        sealed=lanes,
        several=len(forces) > 1,
        closed="" if queries.desk_office(force) else _(raising.NOT_OPEN),
    )
    return private((html, form.status))


def _shown(event: Event | None, places: list[Locality], first: dict[str, str]) -> Force:
    """Return the force whose numbers stand on the page: the meeting's, the place's that was asked for, else this site's."""
    if event is not None:
        return event.force
    place = next((each for each in places if each.ref == first.get("where")), None)
    return place.force if place else organisation.current_force()


def _whose(form: RaiseForm, shown: Force, places: list[Locality]) -> Force:
    """Return the force that takes it: the place's that was chosen, else the one on the page."""
    return next((place.force for place in places if place.ref == form.where.data), shown)


def _raise(
    form: RaiseForm, shown: Force, places: list[Locality], event: Event | None
) -> ResponseReturnValue | None:
    """Take it in and return the slip; None when it was refused."""
    locality = next((place for place in places if place.ref == form.where.data), None)
    force = _whose(form, shown, places)
    if force.id is None:  # none was founded yet
        form.refuse(Refusal(raising.NOT_OPEN))
        return None
    kind = taxonomy.kind_of(force.id, form.category.data)
    if not kind.open:  # another force's own, chosen with a place of this one
        form.refuse(Refusal(N_("Choose one of these."), field="category"))
        return None
    attaching.count(form)
    words, caught = bearer.without_codes(form.words.data or "")
    wants_code = form.answer.data == Answer.CODE
    code, digest = receipts.new() if wants_code else (None, None)
    done = form.carries_out(
        raising.raise_concern,
        actor=bearer.nobody(),
        force=force,
        locality=locality,
        event=event if event and event.force_id == force.id else None,
        lane=form.lane.data,
        category=form.category.data,
        words=words,
        language=language_of(words, current()),
        locale=current(),
        address=form.contact.data or "",
        receipt=digest,
        operation_id=form.operation_id.data,
    )
    if not done:
        return None
    concern, who = form.result, bearer.nobody()
    came = attaching.attach(form, concern, who, Speaker.RAISER, form.operation_id.data)
    return received(
        concern,
        code,
        digest,
        agency=kind.done_by,
        danger=emergency.found(words),
        caught=caught,
        file=bool(form.raw) and came,
        lost=not came,
    )


def received(concern: Concern, code: str | None, digest: str | None, **said: object) -> ResponseReturnValue:
    """Return the slip. A form sent twice made one concern, whose code was shown the first time only.

    `said`: danger, the words tell of it; caught, a code was taken out of them; file, one came with it; lost, one did not; agency, who does the work.
    """
    repeated = concern.receipt != digest
    shown = None if repeated or code is None else codes.grouped(code)
    # A press on a language would fetch another page, and the code is gone: the slip offers none.
    html = render_template(
        "concerns/received.html",
        concern=concern,
        code=shown,
        repeated=repeated,
        owed=talk.owed_of(concern),
        held_by=talk.held_by(concern),
        languages=[],
        bearer=hiding.token_for(concern) if isinstance(concern, Concern) and not repeated else "",
        **said,
    )
    return private(html)


def _event(ref: str) -> Event | None:
    found = events.event(ref) if 0 < len(ref) <= codes.REFERENCE_LENGTH and "\0" not in ref else None
    return found if found is not None and READ_EVENT.allows(actor(), found) else None


def _first_lane() -> dict[str, str]:
    """Return the lane that a link asks for: one that is read at the desk."""
    asked = request.args.get("lane", "")
    return {"lane": asked} if asked in {lane.value for lane in OPEN_LANES} else {}


def _first_place(event: Event | None, places: list[Locality]) -> dict[str, str]:
    known = {place.id: place.ref for place in places}
    ref = known.get(event.locality_id or 0) if event else None
    asked = request.args.get("locality", "")
    ref = ref or next((place.ref for place in places if asked in {place.ref, place.slug}), None)
    return {"where": ref} if ref else {}


def _grouped(forces: list[Force], places: list[Locality]) -> dict[str, list[Locality]]:
    return {
        in_language(force.names): sorted(
            (place for place in places if place.force_id == force.id), key=lambda p: in_language(p.names)
        )
        for force in forces
    }
