"""A meeting of a council: which members came, whether the quorum was reached, what is taken up and carried over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

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


@dataclass(slots=True)
class Sheet:
    """The forms of the page, which are sent together; `ticked` are the members as the page shows them."""

    came: CameForm
    item: ItemForm
    settling: dict[str, SettleItemForm]
    ticked: set[str]

    @property
    def parts(self) -> dict[str, Form]:
        """Its forms by what the button of each says."""
        return {
            "came": self.came,
            **{f"settle {ref}": form for ref, form in self.settling.items()},
            "item": self.item,
        }

    @property
    def refused(self) -> Form:
        """The form whose answer was wrong, or an empty one."""
        return next((form for form in self.parts.values() if form.status != 200), Form())

    @property
    def typed(self) -> list[str]:
        """The parts into which something was ticked or typed, in order."""
        begun = {"came": self.ticked != set((self.came.shown.data or "").split()), "item": self.item.typed}
        begun |= {f"settle {ref}": form.typed for ref, form in self.settling.items()}
        return [name for name in self.parts if begun[name]]


@blueprint.route("/events/<reference>/council", methods=["GET", "POST"])
@requires(permissions.RUN_COUNCIL, find=reads.sitting)
def sitting(found: Sitting) -> ResponseReturnValue:
    """Show who of a council came to its meeting and what lies before it; write both down, each with what else was typed."""
    event, do = found.event, request.form.get("do", "")
    if do == "unlink":
        form = Form()
        if form.carries_out(keeping.unlink, actor=actor(), event=event, meeting=found.meeting):
            flash(_("Saved."))
            return redirect(url_for("events.manage", reference=event.ref), 303)
        return _page(found, _sheet(found, None), form)
    sheet = _sheet(found, request.form if request.method == "POST" else None)
    if do in sheet.parts and _kept(found, sheet, do):
        part = "came" if do == "came" else "items"
        return redirect(url_for("events.sitting", reference=event.ref, _anchor=part), 303)
    return _page(found, sheet, sheet.refused)


def _sheet(found: Sitting, sent: Any) -> Sheet:
    meeting, here = found.meeting, reads.present(found.event.id)
    present = {one.row.ref for one in reads.members(meeting.council) if one.row.id in here}
    settling = {
        row.ref: SettleItemForm(
            sent, data={"state": ItemState.SETTLED, "version": row.version}, prefix=f"settle-{row.ref}"
        ).offer()
        for row in reads.items_at(meeting.council, found.event)
    }
    return Sheet(
        CameForm(sent, data={"version": meeting.version, "shown": " ".join(sorted(present))}),
        ItemForm(sent).offer(posts_that_may_promise(found.event)),
        settling,
        present if sent is None else set(sent.getlist("member")),
    )


def _kept(found: Sitting, sheet: Sheet, do: str) -> bool:
    """Do what the button says after what was ticked or typed elsewhere on the sheet; stop at the first refusal."""
    others = [name for name in sheet.typed if name != do]
    for name in [*others, do]:
        if not _done(found, sheet, name):
            return False
        _see_again(found, sheet, name)
    flash(_("What you had typed in the other fields was saved too.") if others else _("Saved."))
    return True


def _done(found: Sitting, sheet: Sheet, name: str) -> bool:
    """Carry out one part of the sheet."""
    form = sheet.parts[name]
    said = {"actor": actor(), "event": found.event, "meeting": found.meeting}
    if not form.accepted():
        return False
    if form is sheet.came:
        return form.carries_out(keeping.count, came=sheet.ticked, version=sheet.came.version.data, **said)
    if form is sheet.item:
        item = sheet.item
        return item.carries_out(
            keeping.take_up, words=item.words.data, language=item.language.data, post_id=item.post_id,
            due_on=item.due_on.data, operation_id=item.operation_id.data, **said,
        )  # fmt: skip
    ref = name.partition(" ")[2]
    settle, row = sheet.settling[ref], _one(reads.items_at(found.meeting.council, found.event), ref)
    return row is not None and settle.carries_out(
        keeping.settle, item=row, state=ItemState(settle.state.data), outcome=settle.outcome.data,
        language=settle.language.data, version=settle.version.data, **said,
    )  # fmt: skip


def _see_again(found: Sitting, sheet: Sheet, name: str) -> None:
    """After a part was saved, let it stand as it is now, should a later one be refused."""
    again = _sheet(found, None)
    if name == "came":
        sheet.came, sheet.ticked = again.came, again.ticked
    elif name == "item":
        sheet.item = again.item
    else:
        ref = name.partition(" ")[2]
        sheet.settling[ref] = again.settling[ref]
    for ref in again.settling.keys() - sheet.settling.keys():  # what was taken up just now
        sheet.settling[ref] = again.settling[ref]


def _page(found: Sitting, sheet: Sheet, form: Form) -> ResponseReturnValue:
    event, meeting = found.event, found.meeting
    day = date.fromisoformat(event.wall_start[:10])
    items = reads.items_at(meeting.council, event)
    headers.private()
    return page(
        form=form, came=sheet.came, item=sheet.item, items=items, settling=sheet.settling,
        council=meeting.council, meeting=meeting, seat_words=SEAT_WORDS, item_words=ITEM_WORDS,
        raised=reads.days_of(items),
        members=[
            (one, one.row.ref in sheet.ticked) for one in reads.members(meeting.council) if one.sits(day)
        ],
        seats=reads.seats(meeting.council, day),
        open=event.state in {State.PUBLISHED, State.HELD} and event.starts_at <= clock.now(),
        may_unlink=meeting.counted_at is None and not any(row.raised_event_id == event.id for row in items),
        today=day,
        **heading(event),
    ), form.status  # fmt: skip


def _one(items: Sequence[CouncilItem], ref: str) -> CouncilItem | None:
    return next((row for row in items if row.ref == ref), None)
