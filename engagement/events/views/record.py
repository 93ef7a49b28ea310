"""The record of a meeting, one sheet in the order in which a meeting runs, and its closing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engagement.events import permissions, queries
from engagement.events.actions import record as keeping
from engagement.events.forms.photos import PhotoForm
from engagement.events.forms.record import MinutesForm, PressForm, PromiseForm, WordingForm
from engagement.events.models import Event, Minutes, Promise
from engagement.events.queries import photos as photo_queries
from engagement.events.queries import record as records
from engagement.events.rules import PROMISE_WORDS, PhotoState, State
from engagement.events.views import photos, room
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel import clock
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.wording import Wording


def _posted(name: str) -> Any:
    """Return what was sent if the fields of `name` were among it: one form holds the whole sheet."""
    sent = request.method == "POST" and any(key.startswith(f"{name}-") for key in request.form)
    return request.form if sent else None


@dataclass(slots=True)
class Sheet:
    """The forms of the record's page."""

    minutes: MinutesForm
    wording: WordingForm
    promise: PromiseForm
    press: PressForm
    room: room.Room
    photo: PhotoForm

    @property
    def forms(self) -> tuple[Any, ...]:
        """Its forms, in the order in which they stand."""
        return *self.room.forms, self.photo, self.minutes, self.promise, self.wording, self.press

    @property
    def status(self) -> int:
        """The status of the one that was sent."""
        return max(int(form.status) for form in self.forms)

    @property
    def typed(self) -> list[str]:
        """The parts into which something was typed, in order."""
        parts = {
            "photo": self.photo,
            "paper": self.room.paper,
            "last": self.room.last,
            "priorities": self.room.priorities,
        }
        parts |= {"minutes": self.minutes, "promise": self.promise, "wording": self.wording}
        return [name for name, form in parts.items() if form.typed]


def _sheet(event: Event) -> Sheet:
    row = records.minutes(event)
    lines = "\n".join(decision.words for decision in records.decisions(event))
    written = {"words": row.words, "language": row.language} if row else {}
    public = (
        {"public_words": row.public_words, "public_language": row.public_language}
        if row and row.public_words
        else {}
    )
    version = {"version": row.version if row else 0}
    minutes = MinutesForm(None, prefix="minutes", data={**written, **version, "decisions": lines}).begin()
    wording = WordingForm(None, prefix="wording", data={**public, **version}).begin()
    promise = _promise_form(event, _posted("promise"))
    return Sheet(
        MinutesForm(_posted("minutes"), prefix="minutes") if _posted("minutes") else minutes,
        WordingForm(_posted("wording"), prefix="wording") if _posted("wording") else wording,
        promise,
        PressForm(_posted("press"), prefix="press", data=version),
        room.forms_of(event, _posted, records.promises(event), promise),
        PhotoForm(_posted("photo"), prefix="photo"),
    )


def _promise_form(event: Event, sent: Any = None) -> PromiseForm:
    return PromiseForm(sent, prefix="promise").offer(list(records.posts_that_may_promise(event)))


@blueprint.route("/events/<reference>/record", methods=["GET", "POST"])
@requires(permissions.RUN, find=queries.event)
def record(event: Event) -> ResponseReturnValue:
    """Show and keep the record of a meeting; `do` names the button. What was typed elsewhere on the sheet is kept first."""
    sheet = _sheet(event)
    if request.method == "POST":
        do = request.form.get("do", "").partition(" ")[0]
        part = _kept(event, sheet, do)
        if part:
            return redirect(url_for("events.record", reference=event.ref, _anchor=part), 303)
    return _record_page(event, sheet)


def _kept(event: Event, sheet: Sheet, do: str) -> str | None:
    """Do what the button says after what was typed in other fields; return where to go, None at the first refusal."""
    if do not in _DEEDS:
        return None
    part, also = None, False
    for name in [*(name for name in sheet.typed if name != do), do]:
        part = _DEEDS[name](event, sheet)
        if part is None:
            break
        also = also or name != do
        _see_again(event, sheet, name)
    if part and do == "all":
        flash(_("Saved."))
    elif also:
        flash(_("What you had typed in the other fields was saved too."))
    return part


def _see_again(event: Event, sheet: Sheet, name: str) -> None:
    """After a part was saved, let the rest of the sheet stand on the row as it is now."""
    row = records.minutes(event)
    if row is not None and name in {"minutes", "wording"}:
        sheet.minutes.version.data = sheet.wording.version.data = row.version
        getattr(sheet, name).begin()
    elif name == "promise":
        sheet.promise = _promise_form(event)
    elif name == "photo":
        sheet.photo = PhotoForm(None, prefix="photo")
    elif name in {"paper", "last", "priorities"}:
        again = room.forms_of(event, lambda _name: None, records.promises(event), sheet.promise)
        setattr(sheet.room, name, getattr(again, name))


def _waiting(event: Event, row: Minutes | None) -> list[tuple[str, Promise | None]]:
    """Return what the public would not read yet if the meeting were closed now: a sentence, and its promise."""
    found: list[tuple[str, Promise | None]] = []
    if row is None or row.wording == Wording.NONE:
        found.append((_("The public summary is not written."), None))
    elif row.wording == Wording.WRITTEN:
        found.append((_("The public summary waits for review."), None))
    for each in records.promises(event):
        if each.wording == Wording.NONE:
            found.append((_("A promise has no public words yet:"), each))
        elif each.wording == Wording.WRITTEN:
            found.append((_("A promise waits for review:"), each))
    fit = {PhotoState.SENT, PhotoState.READY}
    pictures = sum(p.whole and p.state in fit and not p.reviewed_by_id for p in photo_queries.photos(event))
    if pictures and not event.invite_only:
        found.append(
            (ngettext("%(num)s photo waits for review.", "%(num)s photos wait for review.", pictures), None)
        )
    return found


def _record_page(event: Event, sheet: Sheet) -> ResponseReturnValue:
    row = records.minutes(event)
    if sheet.status == 409 and row is not None:  # both texts stand side by side; saving again is a choice now
        for form in (sheet.minutes, sheet.wording, sheet.press):
            form.version.data = row.version
    shown = render_template(
        "events/record.html",
        sheet=sheet,
        minutes=row,
        decisions=records.decisions(event),
        photos=photo_queries.photos(event),
        promises=records.standings(event),
        waiting=_waiting(event, row),
        state_words=PROMISE_WORDS,
        facet_words={"side": _("Side"), "sex": _("Sex"), "age": _("Age"), "disability": _("Disability")},
        may_review=permissions.REVIEW.allows(actor(), event),
        ended=event.ends_at <= clock.now(),
        begun=event.starts_at <= clock.now() or event.state in {State.HELD, State.CLOSED},
        form=next((each for each in sheet.forms if each.status != 200), sheet.press),
        **heading(event),
    )
    return shown, sheet.status


def _minutes(event: Event, sheet: Sheet) -> str | None:
    form = sheet.minutes
    lines = form.lines() if form.accepted() else None
    done = lines is not None and form.carries_out(
        keeping.write_minutes,
        event=event,
        actor=actor(),
        words=form.words.data,
        language=form.language.data,
        decisions=lines,
        version=form.version.data,
    )
    return "minutes" if done else None


def _wording(event: Event, sheet: Sheet) -> str | None:
    form, row = sheet.wording, records.minutes(event)
    done = (
        form.accepted()
        and row is not None
        and form.carries_out(
            keeping.word_minutes,
            event=event,
            minutes=row,
            actor=actor(),
            words=form.public_words.data,
            names_nobody=form.names_nobody.data,
            language=form.public_language.data,
            version=form.version.data,
        )
    )
    return "public" if done else None


def _promise(event: Event, sheet: Sheet) -> str | None:
    form = sheet.promise
    done = form.accepted() and form.carries_out(
        keeping.promise,
        event=event,
        actor=actor(),
        post_id=form.post.data,
        words=form.words.data,
        language=form.language.data,
        due_on=form.due_on.data,
        operation_id=form.operation_id.data,
    )
    return "promises" if done else None


def _drop(event: Event, sheet: Sheet) -> str | None:
    row = records.promise(request.form.get("do", "").partition(" ")[2].replace("\0", ""))
    if row is None:
        return "promises"
    done = sheet.press.carries_out(keeping.drop_promise, event=event, promise=row, actor=actor())
    return "promises" if done else None


def _close(event: Event, sheet: Sheet) -> str | None:
    return "main" if sheet.press.carries_out(keeping.close, event=event, actor=actor()) else None


_DEEDS: dict[str, Callable[[Event, Sheet], str | None]] = {
    "last": lambda event, sheet: room.last(event, sheet.room),
    "paper": lambda event, sheet: room.paper(event, sheet.room),
    "priorities": lambda event, sheet: room.priorities(event, sheet.room),
    "photo": lambda event, sheet: photos.add(event, sheet.photo),
    "minutes": _minutes,
    "wording": _wording,
    "promise": _promise,
    "drop": _drop,
    "close": _close,
    "all": lambda _event, _sheet: "main",
}


@blueprint.route("/events/<reference>/record/review", methods=["POST"])
@requires(permissions.REVIEW, find=queries.event)
def review(event: Event) -> ResponseReturnValue:
    """Approve the public summary of a meeting."""
    sheet, row = _sheet(event), records.minutes(event)
    values = {
        "minutes": row,
        "actor": actor(),
        "version": sheet.press.version.data,
        "photos": photos.seen(request.form.getlist("photo")),
    }
    if row is None or sheet.press.carries_out(keeping.review_minutes, event=event, **values):
        return redirect(url_for("events.record", reference=event.ref, _anchor="public"), 303)
    return _record_page(event, sheet)
