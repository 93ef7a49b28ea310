"""Photos of a meeting: sent with the record's sheet, their words and agreement, the look of another person, the bytes."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import permissions
from engagement.events.actions import photos as keeping
from engagement.events.forms.photos import PhotoForm, PhotoWordsForm
from engagement.events.forms.record import PressForm
from engagement.events.models import Event, Photo
from engagement.events.queries import photos as queries
from engagement.events.rules import MOST_PHOTOS, PhotoState
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel import codes, pictures, uploads
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.form_base import Form

ROOM_FOR_ONE = 24 * 1024 * 1024  # a larger photo is refused in words beside its field, up to here
KEPT_FOR = 300  # seconds: a photo that is taken down is gone from other people's machines by then

uploads.allow("events.record", ROOM_FOR_ONE)


def add(event: Event, form: PhotoForm) -> str | None:
    """Keep the photo that came with the sheet; return where to go, None when it was refused."""
    raw = form.bytes() if form.accepted() else None
    if raw is None:
        return None
    ref = codes.reference()
    pictures.keep(ref, raw)
    done = form.carries_out(
        keeping.add, event=event, actor=actor(), ref=ref, operation_id=form.operation_id.data, **_words(form)
    )
    if not done or form.result.ref != ref:
        pictures.settle(ref)
    return "photos" if done else None


def seen(sent: list[str]) -> set[tuple[str, int]]:
    """Return which photos, and which state of their words, somebody saw: what the page of the record said."""
    found = (each.partition(":") for each in sent[:MOST_PHOTOS])
    return {(ref, int(number)) for ref, _colon, number in found if number.isascii() and number.isdigit()}


def _words(form: PhotoWordsForm) -> dict[str, Any]:
    return {
        "alt": form.alt.data or "",
        "credit": form.credit.data or "",
        "agreed": bool(form.agreed.data),
        "asked_by": form.asked_by.data or "",
        "language": form.language.data,
    }


@blueprint.route("/photos/<reference>", methods=["GET", "POST"])
@requires(permissions.KEEP_PHOTO, find=queries.photo)
def photo(row: Photo) -> ResponseReturnValue:
    """Show a photo to those who keep it; write its words and who agreed."""
    form = PhotoWordsForm.sent(obj=row)
    if form.accepted() and form.carries_out(
        keeping.word, photo=row, actor=actor(), version=form.version.data, **_words(form)
    ):
        return redirect(url_for("events.photo", reference=row.ref), 303)
    return _page(row, form)


def _page(row: Photo, form: PhotoWordsForm, press: Form | None = None) -> ResponseReturnValue:
    who, sent = actor(), press or form
    shown = render_template(
        "events/photo.html",
        row=row,
        form=form,
        sent=sent,
        press=PressForm(None, prefix="press", data={"version": row.version}),
        may_review=permissions.REVIEW_PHOTO.allows(who, row) and not queries.is_work_of(row, who.person_id),
        **heading(row.event),
    )
    return shown, sent.status


@blueprint.route("/photos/<reference>/review", methods=["POST"])
@requires(permissions.REVIEW_PHOTO, find=queries.photo)
def review_photo(row: Photo) -> ResponseReturnValue:
    """Let the public see a photo once the meeting is closed."""
    press = PressForm(request.form, prefix="press")
    if press.accepted() and press.carries_out(
        keeping.review, photo=row, actor=actor(), version=press.version.data
    ):
        return redirect(url_for("events.photo", reference=row.ref), 303)
    return _page(row, PhotoWordsForm(None, obj=row), press)


@blueprint.route("/photos/<reference>/take-down", methods=["POST"])
@requires(permissions.KEEP_PHOTO, find=queries.photo)
def take_photo_down(row: Photo) -> ResponseReturnValue:
    """Take a photo down: one press, for good."""
    if Form().carries_out(keeping.take_down, photo=row, actor=actor()):
        pictures.remove(row.ref)
        flash(_("The photo is taken down. Its files are deleted."))
    return redirect(url_for("events.record", reference=row.event.ref, _anchor="photos"), 303)


@blueprint.route("/photos/<reference>.jpg")
@requires(permissions.SEE_PHOTO, find=queries.photo)
def picture(row: Photo) -> Response:
    """Give the picture; its address is its own and kept for five minutes where it is public."""
    return _bytes(row, small=False)


@blueprint.route("/photos/<reference>-small.jpg")
@requires(permissions.SEE_PHOTO, find=queries.photo)
def small_picture(row: Photo) -> Response:
    """Give the picture in small."""
    return _bytes(row, small=True)


def _bytes(row: Photo, *, small: bool) -> Response:
    path = pictures.file_of(row.ref, small=small)
    if row.state != PhotoState.READY or not path.is_file():
        abort(404)
    answer = Response(path.read_bytes(), mimetype=pictures.TYPE)
    if row.public:
        answer.cache_control.public, answer.cache_control.max_age = True, KEPT_FOR
    else:
        answer.headers["Cache-Control"] = "no-store"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
