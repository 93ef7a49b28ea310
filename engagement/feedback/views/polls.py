"""Polls: asked by a station, read by a second person, answered without an account, told once they are closed."""

from datetime import timedelta
from typing import Any

from flask import abort, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import queries as events
from engagement.events.models import Event
from engagement.events.permissions import PLANNERS
from engagement.feedback import actions, permissions, queries, rules
from engagement.feedback.forms import AnswerForm, AskForm, HandsForm, PressForm
from engagement.feedback.models import Poll
from engagement.feedback.views.routes import blueprint
from engagement.kernel import clock, headers, limits
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.form_base import Form
from engagement.kernel.limits import limit
from engagement.kernel.locale import current
from engagement.kernel.pages import page, turn
from engagement.kernel.suppression import LEAST
from engagement.organisation import present
from engagement.organisation import queries as organisation

ANSWERED = "answered"  # the cookie of one poll's page, until the poll closes


@blueprint.get("/polls")
@requires(permissions.LIST)
def polls() -> ResponseReturnValue:
    """List the polls of one's offices, the newest first."""
    leaf = turn(queries.kept_by(actor()), Poll.id)
    return page(leaf=leaf, stage_of=_stage)


def _stage(poll: Poll) -> str:
    """Return in words where a poll stands."""
    if not poll.shown:
        return str(_("Waits for a second person"))
    closed = rules.is_closed(poll.closes_on, organisation.today(poll.force))
    return str(_("Closed") if closed else _("Open"))


@blueprint.route("/polls/new", methods=["GET", "POST"])
@limit("30 per minute")
@requires(permissions.ASK)
def new_poll() -> ResponseReturnValue:
    """Write a poll: for a place that one's offices serve, or for a meeting of theirs."""
    who = actor()
    event = _meeting(request.values.get("event", ""))
    places = queries.places_of(who)
    first = {"event": event.ref if event else "", "locality": request.args.get("locality", "")}
    form = AskForm.sent(data=first).offer(places)
    if event is not None:
        del form.locality
    if form.accepted() and _asked(form, event):
        flash(_("Written. Somebody else reads it before the public does."))
        return redirect(url_for(".poll", ref=form.result.ref), 303)
    return page(form=form, event=event, numbers=range(1, rules.MOST_CHOICES + 1)), form.status


def _meeting(ref: str) -> Event | None:
    """Return the meeting that a poll is for; one that is not there, or not one's own, is not found."""
    ref = ref.replace("\0", "")  # which PostgreSQL cannot be asked for
    if not ref:
        return None
    event = events.event(ref)
    if event is None or not actor().over(event.office.path, *PLANNERS):
        abort(404)
    return event


def _asked(form: AskForm, event: Event | None) -> bool:
    who = actor()
    place = None
    if event is None:
        place = next(each for each in queries.places_of(who) if each.ref == form.locality.data)
    served = organisation.serving(place, organisation.today(place.force)) if place else None
    office = event.office if event else served
    if office is None or not who.over(office.path, *PLANNERS):
        abort(404)
    return form.carries_out(
        actions.ask,
        actor=who,
        office=office,
        locality=place,
        event=event,
        question=form.public_words.data,
        choices=form.answers,
        language=current(),
        closes_on=form.closes_on.data,
        names_nobody=form.names_nobody.data,
        operation_id=form.operation_id.data,
    )


@blueprint.get("/polls/<ref>")
@requires(permissions.READ, find=queries.poll)
def poll(poll: Poll) -> ResponseReturnValue:
    """Show a poll: its form while it is open, its result once it is closed."""
    return _shown(poll)


def _shown(poll: Poll, **forms: Form) -> ResponseReturnValue:
    headers.private()
    present.enter(poll.force)
    who, today = actor(), organisation.today(poll.force)
    closed = rules.is_closed(poll.closes_on, today)
    blank: dict[str, Any] = {
        "answer": AnswerForm().offer(poll),
        "hands": HandsForm(data={f"choice_{n + 1}": each.hands for n, each in enumerate(poll.choices)}).offer(
            poll
        ),
        "review": PressForm(),
    }
    result = queries.result_of(poll) if closed and poll.shown else None
    return render_template(
        "feedback/poll.html",
        poll=poll,
        closed=closed,
        answered=ANSWERED in request.cookies,
        may_review=permissions.REVIEW.allows(who, poll),
        may_discard=permissions.DISCARD.allows(who, poll),
        may_count=permissions.HANDS.allows(who, poll) and rules.takes_hands(poll.closes_on, today),
        shown_from=poll.closes_on + timedelta(days=1),
        result=result,
        most=_most(result),
        least=LEAST,
        place=poll.locality or (poll.event.locality if poll.event else None),
        forms={**blank, **forms},
    ), max((form.status for form in forms.values()), default=200)


def _most(result: queries.Result | None) -> int:
    """Return the length of the longest bar: what is not told is drawn as ten."""
    counts = [count or 0 for part in (result.parts if result else ()) for count in (part.pressed, part.hands)]
    return max([*counts, 2 * LEAST])


@blueprint.post("/polls/<ref>/answer")
@limit("60 per minute")
@requires(permissions.ANSWER, find=queries.poll)
def answer(poll: Poll) -> ResponseReturnValue:
    """Count an answer, once a browser: a cookie of this poll's page says so, and says nothing else."""
    form = AnswerForm.sent().offer(poll)
    if ANSWERED in request.cookies:
        return redirect(url_for(".poll", ref=poll.ref), 303)
    accepted = form.accepted()
    if accepted:
        limits.spend(
            "feedback.answer",
            f"{limits.client_address()} {poll.ref}",
            most=rules.ANSWERS_PER_ADDRESS,
            per=rules.ANSWERS_WITHIN,
            now=clock.now(),
        )
    if accepted and form.carries_out(
        actions.answer, poll=poll, choice=form.choice.data, operation_id=form.operation_id.data
    ):
        response = make_response(redirect(url_for(".poll", ref=poll.ref), 303))
        response.set_cookie(
            ANSWERED,
            "1",
            expires=clock.start_of(poll.closes_on + timedelta(days=1), poll.force.zone),
            path=url_for(".poll", ref=poll.ref),
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response
    return _shown(poll, answer=form)


@blueprint.post("/polls/<ref>/review")
@requires(permissions.REVIEW, find=queries.poll)
def review(poll: Poll) -> ResponseReturnValue:
    """Let the public answer it."""
    form = PressForm.sent()
    if form.accepted() and form.carries_out(actions.review, actor=actor(), poll=poll):
        flash(_("The poll is open."))
        return redirect(url_for(".poll", ref=poll.ref), 303)
    return _shown(poll, review=form)


@blueprint.post("/polls/<ref>/discard")
@requires(permissions.DISCARD, find=queries.poll)
def discard(poll: Poll) -> ResponseReturnValue:
    """Delete one that the public has not seen."""
    form = PressForm.sent()
    if form.accepted() and form.carries_out(actions.discard, actor=actor(), poll=poll):
        flash(_("The poll is deleted."))
        return redirect(url_for(".polls"), 303)
    return _shown(poll, review=form)


@blueprint.post("/polls/<ref>/hands")
@requires(permissions.HANDS, find=queries.poll)
def hands(poll: Poll) -> ResponseReturnValue:
    """Write down hands and slips of paper, which are told apart."""
    form = HandsForm.sent().offer(poll)
    if form.accepted() and form.carries_out(actions.count_hands, actor=actor(), poll=poll, hands=form.hands):
        flash(_("Saved."))
        return redirect(url_for(".poll", ref=poll.ref), 303)
    return _shown(poll, hands=form)
