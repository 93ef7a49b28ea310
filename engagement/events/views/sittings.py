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
from engagement.events.queries.councils import Member, Sitting
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
    def counted(self) -> bool:
        """Whether boxes of members were ticked or cleared."""
        return self.ticked != set((self.came.shown.data or "").split())

    @property
    def typed(self) -> bool:
        """Whether words of some other part were begun, which its own button alone saves."""
        return any(form.typed for form in (self.item, *self.settling.values()))


@blueprint.route("/events/<reference>/council", methods=["GET", "POST"])
@requires(permissions.RUN_COUNCIL, find=reads.sitting)
def sitting(found: Sitting) -> ResponseReturnValue:
    """Show who of a council came to its meeting and what lies before it; write down what the button says, and who came."""
    event, do = found.event, request.form.get("do", "")
    if do == "unlink":
        form = Form()
        if form.carries_out(keeping.unlink, actor=actor(), event=event, meeting=found.meeting):
            flash(_("Saved."))
            return redirect(url_for("events.manage", reference=event.ref), 303)
        return _page(found, _sheet(found, None), form)
    sheet = _sheet(found, request.form if request.method == "POST" else None)
    if do in sheet.parts and _kept(found, sheet, do) and not sheet.typed:
        part = "came" if do == "came" else "items"
        return redirect(url_for("events.sitting", reference=event.ref, _anchor=part), 303)
    return _page(found, sheet, sheet.refused)


def _sheet(found: Sitting, sent: Any) -> Sheet:
    meeting, here = found.meeting, reads.present(found.event.id)
    drawn = _drawn(found)  # who was counted and does not sit on this day by now has no box: nobody cleared it
    present = {one.row.ref for one in drawn if one.row.id in here}
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
    """Do what the button says, after who came; stop at the first refusal.

    Words begun elsewhere stay as they are typed: what is settled is closed for good, so its own button alone does it.
    """
    for name in ["came", do] if sheet.counted and do != "came" else [do]:
        if not _done(found, sheet, name):
            return False
        _see_again(found, sheet, name)
    flash(_("Saved."))
    if sheet.typed:
        flash(_("What else you typed here is not saved yet. Press the button below it."), "calm")
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
    event, meeting, day = found.event, found.meeting, _day(found)
    items = reads.items_at(meeting.council, event)
    headers.private()
    return page(
        form=form, came=sheet.came, item=sheet.item, items=items, settling=sheet.settling,
        council=meeting.council, meeting=meeting, seat_words=SEAT_WORDS, item_words=ITEM_WORDS,
        raised=reads.days_of(items),
        members=[(one, one.row.ref in sheet.ticked) for one in _drawn(found)],
        seats=reads.seats(meeting.council, day),
        open=event.state in {State.PUBLISHED, State.HELD} and event.starts_at <= clock.now(),
        may_unlink=meeting.counted_at is None and not any(row.raised_event_id == event.id for row in items),
        today=day,
        **heading(event),
    ), form.status  # fmt: skip


def _day(found: Sitting) -> date:
    return date.fromisoformat(found.event.wall_start[:10])


def _drawn(found: Sitting) -> list[Member]:
    """The members who have a box on the sheet: those who sit on that day."""
    return [one for one in reads.members(found.meeting.council) if one.sits(_day(found))]


def _one(items: Sequence[CouncilItem], ref: str) -> CouncilItem | None:
    return next((row for row in items if row.ref == ref), None)
