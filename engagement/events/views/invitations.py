"""Meetings by invitation: who is invited, for the staff; the invitation, for whoever holds its link."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import permissions, queries
from engagement.events.actions import invite as inviting
from engagement.events.forms.invitations import AnswerForm, InviteForm
from engagement.events.invitations import INVITED_WORDS, Invited
from engagement.events.models import Delegate, Event
from engagement.events.queries import attend as answers
from engagement.events.queries import invitations as reads
from engagement.events.queries.invitations import Letter
from engagement.events.rules import Need, State
from engagement.events.views.heading import heading, programme_shown
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, headers
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.actor import Actor, Kind, actor
from engagement.kernel.form_base import Form
from engagement.kernel.limits import limit
from engagement.kernel.links import absolute
from engagement.kernel.locale import current
from engagement.kernel.pages import page

OFTEN = "600 per minute"  # a ministry shares one address


@blueprint.route("/events/<reference>/delegates", methods=["GET", "POST"])
@requires(permissions.RUN, find=queries.event)
def delegates(event: Event) -> ResponseReturnValue:
    """Show who is invited, with each link; invite one more, or take one back."""
    do, _space, which = request.form.get("do", "").partition(" ")
    inviting_form = InviteForm(request.form if do == "invite" else None).offer()
    form: Form = inviting_form
    rows = reads.delegates(event)
    done = False
    if do == "invite":
        done = _invites(event, inviting_form)
    elif do == "back":
        form = Form()
        row = next((each for each in rows if each.ref == which), None)
        done = row is None or form.carries_out(inviting.take_back, actor=actor(), event=event, delegate=row)
    if done:
        flash(_("Saved."))
        return redirect(url_for("events.delegates", reference=event.ref), 303)
    headers.private()
    return page(
        form=form,
        inviting=inviting_form,
        rows=[(row, reads.name_of(row), _link(event, row)) for row in rows],
        words=INVITED_WORDS,
        open=event.invite_only
        and event.state in {State.DRAFT, State.PUBLISHED}
        and event.ends_at > clock.now(),
        **heading(event),
    ), form.status


def _link(event: Event, row: Delegate) -> str:
    """Return the link to hand over; none of a draft and of an invitation taken back."""
    if event.state == State.DRAFT or row.state == Invited.TAKEN_BACK:
        return ""
    return absolute("events.invited", token=reads.token_of(row))


def _invites(event: Event, form: InviteForm) -> bool:
    return form.accepted() and form.carries_out(
        inviting.invite,
        actor=actor(),
        event=event,
        name=form.name.data,
        home=form.home.data,
        address=form.contact.data,
        locale=form.locale.data,
        operation_id=form.operation_id.data,
    )


@blueprint.route("/invited/<token>", methods=["GET", "POST"])
@limit(OFTEN)
@requires(PUBLIC, find=reads.invitation)
def invited(found: Letter) -> ResponseReturnValue:
    """Show an invitation to who holds its link; its buttons say yes or no."""
    headers.private()
    event, delegate = found.event, found.delegate
    do = request.form.get("do")
    form = AnswerForm(request.form if do == "yes" else None)
    who = Actor(Kind.BEARER, locale=current(), bears=frozenset({("delegate", delegate.id)}))
    if do in {"yes", "no"} and (do == "no" or form.accepted()):
        said = {
            "coming": do == "yes",
            "need": Need(form.need.data) if do == "yes" else Need.NOTHING,
            "mailed": found.mailed,
        }
        if form.carries_out(inviting.answer, actor=who, event=event, delegate=delegate, **said):
            return redirect(
                url_for("events.invited", token=reads.token_of(delegate, mailed=found.mailed)), 303
            )
    rsvp = found.rsvp if delegate.state == Invited.COMING else None
    return page(
        form=form,
        delegate=delegate,
        name=reads.name_of(delegate),
        rsvp=rsvp,
        mine=answers.link_token(rsvp, handed=not found.mailed) if rsvp else "",
        open=answers.open_now(event, clock.now()),
        **programme_shown(event),
        **heading(event),
    ), form.status
