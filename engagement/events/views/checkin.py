"""The door: who came with an answer, who walked in, one tap each; works as plain buttons without script."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from engagement.events import permissions, queries
from engagement.events.actions import checkin
from engagement.events.forms.door import ArrivedForm, TapForm
from engagement.events.models import Event, Rsvp, TallyEntry
from engagement.events.queries import attend as answers
from engagement.events.rules import (
    AGE_WORDS,
    DISABILITY_WORDS,
    SEX_WORDS,
    SIDE_WORDS,
    AgeBand,
    Disability,
    Sex,
    Side,
    State,
)
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, codes, headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.form_base import Form
from engagement.kernel.pages import Leaf, page, turn

STICKY = ("side", "age_band", "disability")


@blueprint.route("/events/<reference>/door", methods=["GET", "POST"])
@requires(permissions.RUN, find=queries.event)
def door(event: Event) -> ResponseReturnValue:
    """Show the door of a meeting; each button on it does one thing, named by `do`."""
    tap = TapForm(request.form if request.form.get("do") == "tap" else None)
    form: Form = tap
    if request.method == "POST":
        form, kept = _DEEDS.get(request.form.get("do", ""), _nothing)(event, tap)
        if kept is not None:
            return redirect(url_for("events.door", reference=event.ref, **kept), 303)
    else:
        _stick(tap)
    headers.private()
    return _shown(event, tap, form), form.status


def _shown(event: Event, tap: TapForm, form: Form) -> str:
    last = answers.last_tap(event)
    words = request.args.get("find", "").strip()[:80]
    leaf: Leaf[Rsvp] = (
        Leaf(answers.found_at_door(event, words), None)
        if words
        else turn(answers.coming_to(event), Rsvp.id, newest_first=False)
    )
    tap.operation_id.data = codes.reference()
    days = queries.days(event)
    today = queries.day_at(days, clock.now())
    return page(
        tap=tap,
        arrivals=answers.arrived_on(event, today) if days else None,
        day=today if days else None,
        form=form,
        rows=[(rsvp, answers.name_of(rsvp)) for rsvp in leaf.rows],
        further=leaf.further,
        find=words,
        attendance=_at_door(event, today),
        last=last,
        last_words=_words_of(last) if last else [],
        opened=any(tap[name].data != tap[name].default for name in STICKY),
        may_begin=event.state == State.PUBLISHED and clock.now() >= event.starts_at,
        sex_words=SEX_WORDS,
        **heading(event),
    )


def _at_door(event: Event, today: int) -> answers.Attendance:
    """Return the count that the door shows: of a meeting of several days, today's."""
    whole = answers.attendance(event)
    return whole.days[today - 1] if whole.days else whole


def _stick(tap: TapForm) -> None:
    """Let the choices of the last tap stand for the next: a class of children comes in one after another."""
    for name in STICKY:
        field = tap[name]
        asked = request.args.get(name, "")
        if asked in {choice.value for choice in field.choices}:
            field.data = asked


def _words_of(tap: TallyEntry) -> list[str]:
    """Return what one tap says, most telling first; what nobody told is left out."""
    told = [SEX_WORDS[Sex(tap.sex)]]
    if tap.age_band != AgeBand.UNKNOWN:
        told.append(AGE_WORDS[AgeBand(tap.age_band)])
    if tap.disability != Disability.UNKNOWN:
        told.append(DISABILITY_WORDS[Disability(tap.disability)])
    if tap.side != Side.RESIDENT:
        told.append(SIDE_WORDS[Side(tap.side)])
    return told


Deed = Callable[[Event, TapForm], tuple[Form, dict[str, Any] | None]]


def _tap(event: Event, tap: TapForm) -> tuple[Form, dict[str, Any] | None]:
    done = tap.accepted() and tap.carries_out(
        checkin.count,
        event=event,
        actor=actor(),
        operation_id=tap.operation_id.data or codes.reference(),
        side=Side(tap.side.data),
        sex=Sex(tap.sex.data),
        age_band=AgeBand(tap.age_band.data),
        disability=Disability(tap.disability.data),
    )
    return tap, {
        name: tap[name].data for name in STICKY if tap[name].data != tap[name].default
    } if done else None


def _undo(event: Event, _tap_form: TapForm) -> tuple[Form, dict[str, Any] | None]:
    form = Form()
    number = request.form.get("tap", "")
    row = (
        db.session.get(TallyEntry, int(number))
        if number.isascii() and number.isdigit() and len(number) < 18
        else None
    )
    if row is None:
        return form, {}
    done = form.carries_out(checkin.take_back, event=event, tap=row, actor=actor())
    return form, {} if done else None


def _arrive(event: Event, _tap_form: TapForm) -> tuple[Form, dict[str, Any] | None]:
    form = ArrivedForm.sent()
    row = _rsvp(event, form.rsvp.data)
    done = (
        form.accepted()
        and row is not None
        and form.carries_out(checkin.arrive, event=event, rsvp=row, actor=actor(), arrived=form.arrived.data)
    )
    return form, {} if done or (row is None and form.status == 200) else None


def _not_arrived(event: Event, _tap_form: TapForm) -> tuple[Form, dict[str, Any] | None]:
    form = Form()
    row = _rsvp(event, request.form.get("rsvp"))
    done = row is None or form.carries_out(checkin.not_arrived, event=event, rsvp=row, actor=actor())
    return form, {} if done else None


def _begin(event: Event, _tap_form: TapForm) -> tuple[Form, dict[str, Any] | None]:
    form = Form()
    return form, {} if form.carries_out(checkin.begin, event=event, actor=actor()) else None


def _nothing(_event: Event, _tap_form: TapForm) -> tuple[Form, dict[str, Any] | None]:
    return Form(), {}


def _rsvp(event: Event, reference: str | None) -> Rsvp | None:
    named = (reference or "").replace("\0", "")  # which PostgreSQL cannot be asked for
    return db.session.scalar(select(Rsvp).where(Rsvp.event_id == event.id, Rsvp.ref == named))


_DEEDS: dict[str, Deed] = {
    "tap": _tap,
    "undo": _undo,
    "arrive": _arrive,
    "not_arrived": _not_arrived,
    "begin": _begin,
}


@blueprint.app_template_global("attendance_of")
def attendance_of(event: Event) -> answers.Attendance:
    """The count of a meeting, for those who run it."""
    return answers.attendance(event)


@blueprint.app_template_global("coming_of")
def coming_of(event: Event) -> answers.Coming:
    """Who means to come, in numbers, for those who run a meeting."""
    return answers.coming(event)


@blueprint.app_template_global("public_attendance")
def public_attendance(event: Event) -> int | None:
    """How many came, as far as the public may read it."""
    return answers.public_attendance(event)
