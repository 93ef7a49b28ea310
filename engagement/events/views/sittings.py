"""A meeting of a council: which members came, whether the quorum was reached, what is taken up and carried over."""

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import permissions
from engagement.events.actions import sittings as keeping
from engagement.events.councils import ITEM_WORDS, SEAT_WORDS, ItemState
from engagement.events.forms.councils import CameForm, ItemForm, SettleItemForm
from engagement.events.models import CouncilItem
from engagement.events.queries import councils as reads
from engagement.events.queries.councils import Sitting
from engagement.events.queries.record import posts_that_may_promise
from engagement.events.rules import State
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.form_base import Form
from engagement.kernel.pages import page


@blueprint.route("/events/<reference>/council", methods=["GET", "POST"])
@requires(permissions.RUN_COUNCIL, find=reads.sitting)
def sitting(found: Sitting) -> ResponseReturnValue:
    """Show who of a council came to its meeting and what lies before it; write both down."""
    event, meeting = found.event, found.meeting
    do, _space, which = request.form.get("do", "").partition(" ")
    posts = posts_that_may_promise(event)
    items = reads.items_at(meeting.council, event)
    came = CameForm(request.form if do == "came" else None, data={"version": meeting.version})
    item = ItemForm(request.form if do == "item" else None).offer(posts)
    settling = {row.ref: _settling(row, sent=do == "settle" and which == row.ref) for row in items}
    form: Form = {"came": came, "item": item, "settle": settling.get(which)}.get(do) or Form()
    where = _done(found, do, came, item, _one(items, which), settling.get(which), form)
    if where:
        flash(_("Saved."))
        return redirect(where, 303)
    headers.private()
    day = date.fromisoformat(event.wall_start[:10])
    ticked = set(request.form.getlist("member")) if do == "came" else None
    here = reads.present(event.id)
    return page(
        form=form, came=came, item=item, items=items, settling=settling, council=meeting.council,
        meeting=meeting, seat_words=SEAT_WORDS, item_words=ITEM_WORDS, raised=reads.days_of(items),
        members=[
            (one, one.row.id in here if ticked is None else one.row.ref in ticked)
            for one in reads.members(meeting.council)
            if one.sits(day)
        ],
        seats=reads.seats(meeting.council, day),
        open=event.state in {State.PUBLISHED, State.HELD} and event.starts_at <= clock.now(),
        may_unlink=meeting.counted_at is None and not any(row.raised_event_id == event.id for row in items),
        today=day,
        **heading(event),
    ), form.status  # fmt: skip


def _one(items: Sequence[CouncilItem], ref: str) -> CouncilItem | None:
    return next((row for row in items if row.ref == ref), None)


def _settling(row: CouncilItem, *, sent: bool) -> SettleItemForm:
    given = {"state": ItemState.SETTLED, "version": row.version}
    return SettleItemForm(request.form if sent else None, data=given, prefix=f"settle-{row.ref}").offer()


def _done(
    found: Sitting,
    do: str,
    came: CameForm,
    item: ItemForm,
    row: CouncilItem | None,
    settling: SettleItemForm | None,
    other: Form,
) -> str:
    """Carry out what was pressed; return where to go on, or nothing."""
    said = {"actor": actor(), "event": found.event, "meeting": found.meeting}
    here = url_for("events.sitting", reference=found.event.ref)
    done = False
    if do == "came" and came.accepted():
        members = request.form.getlist("member")
        done = came.carries_out(keeping.count, came=members, version=came.version.data, **said)
    elif do == "item" and item.accepted():
        done = item.carries_out(
            keeping.take_up, words=item.words.data, language=item.language.data, post_id=item.post_id,
            due_on=item.due_on.data, operation_id=item.operation_id.data, **said,
        )  # fmt: skip
    elif do == "settle" and row is not None and settling is not None and settling.accepted():
        done = settling.carries_out(
            keeping.settle, item=row, state=ItemState(settling.state.data), outcome=settling.outcome.data,
            language=settling.language.data, version=settling.version.data, **said,
        )  # fmt: skip
    elif do == "unlink" and other.carries_out(keeping.unlink, **said):
        return url_for("events.manage", reference=found.event.ref)
    return here if done else ""
