"""A women's session as its host works it: who asks to come, and vouchers for partner organisations."""

from datetime import date
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import permissions, queries
from engagement.events.actions import approve as looking
from engagement.events.actions import vouchers as vouching
from engagement.events.forms.womens import BatchForm, EndForm, LookForm
from engagement.events.models import Event, Rsvp
from engagement.events.queries import attend as answers
from engagement.events.queries import womens
from engagement.events.rules import Kind
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, codes, headers, links, paper
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.limits import limit
from engagement.kernel.locale import OWN_NAMES, speaking
from engagement.kernel.pages import page, turn
from engagement.kernel.refusals import N_, Refusal

LOOKS = {"approve": looking.approve, "decline": looking.decline}


@blueprint.route("/events/<reference>/answers", methods=["GET", "POST"])
@requires(permissions.HOST, find=queries.event)
def asking(event: Event) -> ResponseReturnValue:
    """Show who asks to come to a women's session; each button approves or declines one answer."""
    _only_womens(event)
    form: LookForm = LookForm.sent()
    if form.accepted():
        rsvp = _answer(event, form.rsvp.data)
        look = LOOKS.get(request.form.get("do", ""))
        if rsvp is None or look is None or form.carries_out(look, event=event, rsvp=rsvp, actor=actor()):
            return redirect(url_for("events.asking", reference=event.ref), 303)
    headers.private()
    leaf = turn(womens.looked_at_first(event), Rsvp.id, newest_first=False)
    rows = [(rsvp, answers.name_of(rsvp), rsvp.approved_at is not None) for rsvp in leaf.rows]
    return page(
        form=form,
        rows=rows,
        further=leaf.further,
        unconfirmed=womens.unconfirmed(event),
        open=looking.takes_answers(event, clock.now()),
        **heading(event),
    ), form.status


def _answer(event: Event, reference: str) -> Rsvp | None:
    rsvp = answers.rsvp_of(reference.replace("\0", ""))
    return rsvp if rsvp is not None and rsvp.event_id == event.id else None


def _only_womens(event: Event) -> None:
    if event.kind != Kind.WOMEN:
        abort(404)


@blueprint.route("/events/<reference>/vouchers", methods=["GET", "POST"])
@limit("30 per minute")
@requires(permissions.HOST, find=queries.event)
def vouchers(event: Event) -> ResponseReturnValue:
    """Show the vouchers of a women's session, and make more: their codes stand on the answer of that press alone."""
    _only_womens(event)
    ending = request.form.get("do") == "end"
    form: BatchForm = BatchForm(
        None if ending else request.form, data={"until": date.fromisoformat(event.wall_start[:10])}
    )
    made: tuple[str, ...] = ()
    status = 200
    if ending:
        end: EndForm = EndForm.sent()
        batch = womens.batch(event, request.form.get("batch", "")[:12].replace("\0", ""))
        if batch is None or end.carries_out(vouching.end, event=event, batch=batch, actor=actor()):
            return redirect(url_for("events.vouchers", reference=event.ref), 303)
        status = end.status
    elif form.accepted() and _makes(form, event):
        made = form.result.codes
        if not made:
            flash(_("These vouchers were made before. Their codes are shown once."))
            return redirect(url_for("events.vouchers", reference=event.ref), 303)
    headers.private()
    offered = [(code, OWN_NAMES[code]) for code in paper.languages_of(event.force.locales)]
    return page(
        form=form,
        made=[codes.grouped(code) for code in made],
        batch=form.result.batch if made else None,
        batches=womens.batches(event),
        offered=offered,
        today=clock.to_local(clock.now(), event.zone).date(),
        **heading(event),
    ), max(form.status, status)


def _makes(form: BatchForm, event: Event) -> bool:
    return form.carries_out(
        vouching.make,
        actor=actor(),
        event=event,
        partner=form.partner.data,
        number=form.number.data,
        until=form.until.data,
        operation_id=form.operation_id.data,
    )


@blueprint.route("/events/<reference>/vouchers.pdf", methods=["POST"])
@limit("30 per minute")
@requires(permissions.HOST, find=queries.event)
def voucher_slips(event: Event) -> Response:
    """Print vouchers as slips. Their codes are sent back by the page that showed them: they are kept nowhere.

    Refuses codes that open nothing here.
    """
    given = request.form.getlist("code")[: vouching.MOST]
    found = womens.batch_of(event, [vouching.digest(code[:40], event.force.ref) for code in given])
    if found is None:
        raise Refusal(N_("These codes are no vouchers of this session. Nothing was printed."))
    headers.private()
    code = paper.language_asked(event.force.locales)
    with speaking(code):
        sheet = render_template("events/paper/vouchers.html", **_slips(event, found, given))
    return paper.answer(f"vouchers-{event.ref}-{code}", sheet)


def _slips(event: Event, batch: object, given: list[str]) -> dict[str, Any]:
    shown = [codes.grouped(codes.reference_of(code)) for code in given]
    address = links.absolute("events.rsvp", reference=event.ref)
    return {"batch": batch, "codes": shown, "address": address, **heading(event)}
