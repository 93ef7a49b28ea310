"""Answering a meeting without an account: the form, its answer page, and the private page to change or withdraw."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from engagement.channels import sms
from engagement.events import calendar, permissions, queries, telling
from engagement.events.actions import approve, at_once, attend, remind, vouchers
from engagement.events.forms.rsvp import ChangeForm, GroupChangeForm, RsvpForm, VoucherForm, WomensRsvpForm
from engagement.events.models import Event, Rsvp
from engagement.events.queries import attend as answers
from engagement.events.queries import invitations
from engagement.events.rules import Kind as Meeting
from engagement.events.rules import Need, RsvpState
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, codes, headers, paper, sealing
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.actor import Actor, Kind, actor
from engagement.kernel.form_base import Form
from engagement.kernel.limits import client_address, limit, spend
from engagement.kernel.locale import current, speaking
from engagement.kernel.pages import page
from engagement.kernel.refusals import Refusal
from engagement.people import queries as people
from engagement.people.actions.contacts import LANE, is_number
from engagement.people.models import Contact

TICKET = "rsvp ticket"
CALENDAR = frozenset({"calendar", "new-calendar"})
CALENDAR_MAILS = 5  # a day: a stranger with the link must not flood somebody's mailbox
TICKET_SECONDS = 2 * 60 * 60
VOUCHER_TRIES = 20  # an hour, from one address
OFTEN = "600 per minute"  # a village hall shares one address


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an answer page shows: the meeting, and the answer itself only to who left no contact."""

    event: Event
    rsvp: Rsvp | None
    text: bool = False  # whether it was sent to a phone


def _ticket(ticket: str) -> Ticket | None:
    found = codes.unsign_in_time(TICKET, ticket, seconds=TICKET_SECONDS)
    if not isinstance(found, dict):
        return None
    if "rsvp" in found:
        rsvp = answers.rsvp(found["rsvp"])
        return Ticket(rsvp.event, rsvp) if rsvp else None
    event = queries.event(str(found.get("event")))
    return Ticket(event, None, bool(found.get("text"))) if event else None


def _ticket_of(**said: object) -> str:
    return codes.sign_for_a_while(TICKET, said)


def told_ticket(reference: str, form: Form) -> str:
    """Return the ticket of an answer that went to a contact: the page then says whether by mail or by text."""
    return _ticket_of(event=reference, text=is_number(form["contact"].data))


@dataclass(frozen=True, slots=True)
class Own:
    """What the link of an answer opens, and whether it may have been handed over rather than mailed."""

    rsvp: Rsvp
    handed: bool


def _mine(token: str) -> Own | None:
    found = codes.unsign(answers.LINK, token)
    handed = isinstance(found, list)
    reference = found[0] if isinstance(found, list) else found
    rsvp = answers.rsvp_of(reference) if isinstance(reference, str) else None
    return Own(rsvp, handed) if rsvp is not None and invitations.stands(rsvp) else None


@blueprint.app_template_global("rsvp_open")
def rsvp_open(event: Event) -> bool:
    """Whether answers to a meeting are taken now, of anybody."""
    return not event.invite_only and answers.open_now(event, clock.now())


@blueprint.app_template_global("rsvp_waiting")
def rsvp_waiting(event: Event) -> int:
    """How many parties wait for a place; asks nothing where every party finds one."""
    return 0 if event.capacity is None else answers.waiting_at(event)


@blueprint.app_template_global("rsvp_form")
def rsvp_form() -> RsvpForm:
    """A blank form for a page that everybody shares: it holds no operation id; a script gives it one."""
    form = RsvpForm()
    form.operation_id.data = ""
    return form


def _form_for(kind: str) -> type[RsvpForm]:
    return WomensRsvpForm if kind == Meeting.WOMEN else RsvpForm


@blueprint.app_template_global("by_phone")
def by_phone() -> bool:
    """Whether a phone number will do where an e-mail address is asked for."""
    return sms.reachable()


@blueprint.app_template_global("door_square")
def door_square(rsvp: Rsvp) -> Markup:
    """Draw what a phone at the door reads: the meeting and the code. One mask for all: choosing the best costs 2 ms."""
    return paper.square(answers.square_words(rsvp), mask=3)


@blueprint.route("/events/<reference>/rsvp", methods=["GET", "POST"])
@limit(OFTEN)
@requires(permissions.ATTEND, find=answers.asked)
def rsvp(asked: answers.Asked) -> ResponseReturnValue:
    """Take an answer; a refused one comes back with what was typed. Only then is the whole meeting read."""
    form: RsvpForm = _form_for(asked.kind).sent()
    if form.accepted() and _tries(form, asked.ref) and _answers(form, given=_given(asked, form)):
        kept: attend.Kept = form.result
        ticket = told_ticket(asked.ref, form) if kept.told else _ticket_of(rsvp=kept.rsvp_id)
        return redirect(url_for("events.answered", ticket=ticket), 303)
    form.operation_id.data = codes.reference()  # nothing was kept under the old one
    headers.private()
    event = queries.event(asked.ref) or abort(404)
    return page(form=form, **heading(event)), form.status


def _answers(form: RsvpForm, *, given: attend.Answer) -> bool:
    """Carry out the answer: at once where nothing stands in the way."""
    form.result = at_once.answer(actor=actor(), now=clock.now(), given=given)
    return form.result is not None or form.carries_out(attend.answer, actor=actor(), given=given)


def _given(asked: answers.Asked, form: RsvpForm) -> attend.Answer:
    name, voucher = form.name.data, _typed(form)
    return attend.Answer(
        event_id=asked.id,
        reference=asked.ref,
        force=asked.force,
        office_id=asked.office.id,
        party=form.party.data or 1,
        need=Need(form.need.data),
        name=sealing.store(name, force=asked.force.ref, lane=LANE) if name else None,
        door_name=bool(name) and form.door_name.data,
        address=form.contact.data,
        locale=current(),
        operation_id=form.operation_id.data or secrets.token_hex(12),
        women=asked.kind == Meeting.WOMEN,
        voucher=vouchers.digest(voucher, asked.force.ref) if voucher else None,
    )


def _tries(form: Form, reference: str) -> bool:
    """Count one try of a voucher, if one was typed: so few from one address find none by chance."""
    if not _typed(form):
        return True
    try:
        key = f"{reference} {client_address()}"
        spend("voucher", key, most=VOUCHER_TRIES, per=timedelta(hours=1), now=clock.now())
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _typed(form: Form) -> str:
    """Return the code of a voucher as it was typed, or nothing."""
    return str(form["voucher"].data or "").strip() if "voucher" in form else ""


@blueprint.route("/rsvp/<ticket>")
@requires(PUBLIC, find=_ticket)
def answered(ticket: Ticket) -> ResponseReturnValue:
    """Say what became of an answer: on the screen to who left no contact, else by mail or text alone."""
    headers.private()
    return page(rsvp=ticket.rsvp, text=ticket.text, **heading(ticket.event), **_standing(ticket.rsvp))


@blueprint.route("/rsvp/<token>/mine", methods=["GET", "POST"])
@limit(OFTEN)
@requires(PUBLIC, find=_mine)
def mine(own: Own) -> ResponseReturnValue:
    """Show an answer to who holds its link; its buttons change or withdraw it."""
    headers.private()
    rsvp = own.rsvp
    does = request.form.get("do")
    presses = does in {"withdraw", "confirm", "voucher", *CALENDAR}  # no changed answer
    kind = GroupChangeForm if rsvp.is_group else ChangeForm
    form = kind(None if presses else request.form, data={"party": rsvp.party, "need": rsvp.need})
    bears = {("rsvp", rsvp.id), *([(attend.HANDED, rsvp.id)] if own.handed else [])}
    who = Actor(Kind.BEARER, locale=current(), bears=frozenset(bears))
    done = ""
    code = VoucherForm.sent() if does == "voucher" else VoucherForm()
    # The meeting's row is locked before the answer's: in this order everywhere.
    if does == "voucher":
        done = _presents(code, rsvp, who)
    elif does == "confirm":
        if form.carries_out(approve.confirm, event=rsvp.event, rsvp=rsvp, actor=who):
            done = "confirmed"
    elif does in CALENDAR:
        done = _sends_calendar(form, rsvp, who, anew=does == "new-calendar")
    elif does == "withdraw":
        if form.carries_out(attend.withdraw, event=rsvp.event, rsvp=rsvp, actor=who):
            done = "withdrawn"
    elif form.accepted():
        values = {"party": form.party.data, "need": Need(form.need.data)}
        if form.carries_out(attend.change, event=rsvp.event, rsvp=rsvp, actor=who, **values):
            done = "changed"
    if done:
        return redirect(
            url_for("events.mine", token=answers.link_token(rsvp, handed=own.handed), done=done), 303
        )
    shown = {"form": form, "code": code, **heading(rsvp.event), **_standing(rsvp, handed=own.handed)}
    return page(rsvp=rsvp, **shown), max(form.status, code.status)


def _presents(form: VoucherForm, rsvp: Rsvp, who: Actor) -> str:
    """Open an answer with a voucher; return what was done, if anything."""
    if not form.accepted() or not _tries(form, rsvp.event.ref):
        return ""
    mark = vouchers.digest(_typed(form), rsvp.event.force.ref)
    opened = form.carries_out(approve.present, event=rsvp.event, rsvp=rsvp, actor=who, voucher=mark)
    return "opened" if opened else ""


def _standing(rsvp: Rsvp | None, *, handed: bool = False) -> dict[str, object]:
    """Return what the pages of one answer say about it."""
    if rsvp is None:
        return {}
    asks = answers.asks(rsvp)
    waits = rsvp.state == RsvpState.WAITING and not asks
    return {
        "asks": asks,
        "confirms": rsvp.contact is not None and rsvp.contact.verified_at is None and not handed,
        "where": telling.exact_place(rsvp.event) if answers.told_place(rsvp, clock.now()) else None,
        "place_in_line": answers.place_in_line(rsvp) if waits else 0,
        "token": answers.link_token(rsvp, handed=handed),
        "open": answers.open_now(rsvp.event, clock.now()),
    }


def _sends_calendar(form: ChangeForm, rsvp: Rsvp, who: Actor, *, anew: bool) -> str:
    """Mail the address of the contact's own calendar; return what was done, if anything."""
    if rsvp.contact is None:
        return ""
    spend("own calendar", rsvp.contact.ref, most=CALENDAR_MAILS, per=timedelta(days=1), now=clock.now())
    return "calendar" if form.carries_out(remind.send_calendar, rsvp=rsvp, actor=who, anew=anew) else ""


@blueprint.get("/calendar/<token>.ics")
@limit(OFTEN, methods=("GET",))
@requires(PUBLIC, find=people.contact_by_calendar)
def own(contact: Contact) -> ResponseReturnValue:
    """Publish the meetings to which one contact means to come: no code, no name, no attendee; in their language."""
    headers.private()
    with speaking(contact.locale):
        entries = queries.entries_of(contact, since=clock.now() - calendar.KEPT_FOR)
        body = calendar.feed(entries, name=_("My meetings"))
    return Response(body, mimetype="text/calendar")
