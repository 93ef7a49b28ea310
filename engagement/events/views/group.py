"""Answering a meeting as a group: its name, how many come, and one person who answers for it."""

import secrets

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from engagement.events import permissions, queries
from engagement.events.actions import attend, groups
from engagement.events.forms.rsvp import GroupForm
from engagement.events.models import Event
from engagement.events.queries import attend as answers
from engagement.events.rules import Kind, Need
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.events.views.rsvp import OFTEN, told_ticket
from engagement.kernel import headers, sealing
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.limits import limit
from engagement.kernel.locale import current
from engagement.kernel.pages import page
from engagement.people.actions.contacts import LANE


@blueprint.app_template_global("group_seats_taken")
def group_seats_taken(event: Event) -> int:
    """How many places groups have or wait for."""
    return groups.taken(event.id)


@blueprint.route("/events/<reference>/group", methods=["GET", "POST"])
@limit(OFTEN)
@requires(permissions.ATTEND, find=answers.asked)
def group(asked: answers.Asked) -> ResponseReturnValue:
    """Take the answer of a group; a refused one comes back with what was typed."""
    event = queries.event(asked.ref)
    if event is None or event.group_seats is None:
        abort(404)
    form: GroupForm = GroupForm.sent()
    if form.accepted() and form.carries_out(attend.answer, actor=actor(), given=_given(asked, form)):
        return redirect(url_for("events.answered", ticket=told_ticket(asked.ref, form)), 303)
    headers.private()
    return page(form=form, **heading(event)), form.status


def _given(asked: answers.Asked, form: GroupForm) -> attend.Answer:
    return attend.Answer(
        event_id=asked.id,
        reference=asked.ref,
        force=asked.force,
        office_id=asked.office.id,
        party=form.party.data or 1,
        need=Need(form.need.data),
        name=sealing.store(form.name.data, force=asked.force.ref, lane=LANE),
        address=form.contact.data,
        locale=current(),
        operation_id=form.operation_id.data or secrets.token_hex(12),
        women=asked.kind == Kind.WOMEN,
        group=True,
    )
