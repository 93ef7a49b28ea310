"""The programme of a meeting for those who run it: who is named, who was at each point, each day's count."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import permissions, queries
from engagement.events.actions import programme as doing
from engagement.events.forms.programme import NameForm, PointForm
from engagement.events.models import AgendaItem, Appearance, Event
from engagement.events.programme import Part
from engagement.events.queries import attend as answers
from engagement.events.queries import programme as reads
from engagement.events.rules import DOOR_OPENS, State
from engagement.events.views.heading import heading, programme_shown
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.form_base import Form
from engagement.kernel.pages import page


@blueprint.route("/events/<reference>/programme", methods=["GET", "POST"])
@requires(permissions.RUN, find=queries.event)
def programme(event: Event) -> ResponseReturnValue:
    """Show the programme; each button on the page does one thing, named by `do` and, after a space, to what."""
    do, _space, which = request.form.get("do", "").partition(" ")
    agenda = queries.agenda(event)
    naming = NameForm(request.form if do == "name" else None).offer(agenda)
    form: Form = naming
    done = False
    if do == "name":
        done = _names(event, naming)
    elif do == "unname":
        form = Form()
        row = next((each for each in reads.named_at(event) if str(each.id) == which), None)
        done = row is None or form.carries_out(doing.unname, actor=actor(), event=event, appearance=row)
    elif do == "count":
        item = next((each for each in agenda if str(each.id) == which), None)
        form = PointForm(request.form, prefix=f"p{which}") if item else Form()
        done = item is None or _counts(event, item, form)
    if done:
        flash(_("Saved."))
        return redirect(url_for("events.programme", reference=event.ref), 303)
    headers.private()
    return page(
        form=form,
        naming=naming,
        points=[
            (item, form if form.status != 200 and which == str(item.id) else _blank(item)) for item in agenda
        ],
        open=_open(event),
        attendance=answers.attendance(event),
        **programme_shown(event),
        **heading(event),
    ), form.status


def _open(event: Event) -> bool:
    """Whether people are counted now."""
    return event.state in {State.PUBLISHED, State.HELD} and clock.now() >= event.starts_at - DOOR_OPENS


def _blank(item: AgendaItem) -> PointForm:
    given: dict[str, Any] = {
        "came": item.came,
        "women": item.came_women,
        "men": item.came_men,
        "covered": item.covered_at is not None,
    }
    return PointForm(None, prefix=f"p{item.id}", data=given)


def _names(event: Event, form: NameForm) -> bool:
    return form.accepted() and form.carries_out(
        doing.name,
        actor=actor(),
        event=event,
        part=Part(form.part.data),
        office=form.office.data,
        person=form.person.data,
        language=form.language.data,
        agenda_item_id=int(form.point.data) if form.point.data else None,
        operation_id=form.operation_id.data,
    )


def _counts(event: Event, item: AgendaItem, form: Any) -> bool:
    return bool(form.accepted()) and bool(
        form.carries_out(
            doing.count_point,
            actor=actor(),
            event=event,
            item=item,
            came=form.came.data,
            women=form.women.data,
            men=form.men.data,
            covered=form.covered.data,
        )
    )


@blueprint.app_template_global("appearance_words")
def appearance_words(row: Appearance) -> str:
    """Return somebody named on a programme as printed: the name, then the office."""
    return _("%(name)s, %(office)s", name=row.name, office=row.office) if row.name else row.office
