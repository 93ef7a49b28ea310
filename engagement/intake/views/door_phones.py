"""Taking a meeting's door along: the page where a phone does it, the phones that did, and ending that."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from engagement.events import queries as events
from engagement.events import telling
from engagement.events.models import Event
from engagement.intake import door, envelopes, permissions, queries
from engagement.intake.actions import lease
from engagement.intake.forms import TakeForm
from engagement.intake.models import DoorLease
from engagement.intake.rules import MOST_AT_ONCE
from engagement.intake.views.routes import blueprint
from engagement.kernel import clock, headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.errors import wants_data
from engagement.kernel.form_base import Form
from engagement.kernel.pages import page


@blueprint.route("/door/<reference>", methods=["GET", "POST"])
@requires(permissions.TAKE, find=events.event)
def take(event: Event) -> ResponseReturnValue:
    """Show the page that takes the door along; its script sends the form and gets what the phone keeps."""
    headers.private()
    form: TakeForm = TakeForm.sent()
    if form.accepted() and form.carries_out(
        lease.take, actor=actor(), event=event, device=form.device.data or ""
    ):
        taken: lease.Taken = form.result
        return door.parcel(taken.lease, taken.token, clock.now())
    if wants_data() and request.method == "POST":
        return {"wrong": [sentence for _field, sentence in form.faults()]}, form.status
    shown = page(
        form=form,
        event=event,
        hours=telling.hours(event.wall_start, event.wall_end),
        phones=queries.leases_of(event),
        undecided=queries.undecided(event),
        now=clock.now(),
    )
    return shown, form.status


@blueprint.post("/door/phones/<reference>/revoke")
@requires(permissions.REVOKE, find=queries.lease)
def revoke(found: DoorLease) -> ResponseReturnValue:
    """End a lease: the phone was lost, or is needed no more."""
    form = Form()
    form.carries_out(lease.revoke, event=found.event, lease=found, actor=actor())
    return redirect(url_for("intake.take", reference=found.event.ref, _anchor="phones"), 303)


@blueprint.post("/door/phones/<reference>/hand-over")
@requires(permissions.REVOKE, find=queries.lease)
def hand_over(found: DoorLease) -> ResponseReturnValue:
    """Take in what a phone sealed whose passphrase is forgotten: somebody signed in hands it over, still sealed."""
    headers.private()
    sent = request.get_json(silent=True) or {}
    raws = door.raw_entries(sent.get("entries")) if isinstance(sent, dict) else None
    if raws is None or len(raws) > MOST_AT_ONCE:
        return {"wrong": "entries"}, 400
    received = door.receive(found, raws, envelopes.at_of(sent.get("now")))
    return {"answers": [door.answer_of(row) for row in received]}
