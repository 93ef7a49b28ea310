"""Files of concerns at the doors: taken in, listed, given out as downloads that no browser runs."""

from typing import Any

from flask import Response, abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import files, queries
from engagement.concerns.actions import attaching
from engagement.concerns.attachments import SORT_WORDS, Attachment, FileState
from engagement.concerns.forms import Attached
from engagement.concerns.models import Concern
from engagement.concerns.views import talk
from engagement.concerns.views.routes import private
from engagement.dialogue.rules import Speaker
from engagement.kernel import limits, sealing, uploads
from engagement.kernel.actor import Actor
from engagement.kernel.redrawing import Sort

ROOM_FOR_ONE = 12 * 1024 * 1024  # a larger file is refused in words beside its field, up to here
GIVE = "file:"
A_FEW = "30 per hour"

uploads.allow("concerns.new", ROOM_FOR_ONE)
uploads.allow("concerns.follow", ROOM_FOR_ONE)
uploads.allow("concerns.followed", ROOM_FOR_ONE)
uploads.allow("concerns.attach_file", ROOM_FOR_ONE)
uploads.allow("concerns.attach_sealed", ROOM_FOR_ONE)
for _lane in ("threat", "tip", "complaint", "women"):
    uploads.allow(f"concerns.{_lane}", ROOM_FOR_ONE)


def count(form: Attached) -> None:
    """Count a file that came against what one address may send; raise `TooMany` before anything was taken in."""
    if form.raw:
        limits.use("concerns.attach", A_FEW)


def attach(form: Attached, concern: Concern, who: Actor, speaker: Speaker, operation_id: str | None) -> bool:
    """Seal the file of a form and take it in, if one came; whether nothing was refused."""
    if not form.raw or form.sort is None:
        return True
    envelope = sealing.store_bytes(form.raw, force=concern.force.ref, lane=concern.lane)
    return form.carries_out(
        attaching.attach,
        actor=who,
        concern=concern,
        sort=form.sort,
        envelope=envelope,
        speaker=speaker,
        operation_id=f"{operation_id}.file",
    )


def lines(concern: Concern, *, own: bool) -> list[dict[str, Any]]:
    """Return what a page says of each file: its number, who sent it, when, and whether it can be opened."""
    shown, rows = [], files.files_of(concern)
    named = talk.names_for(
        concern, queries.custody_of(concern) if concern.child_office_id and rows else (), own=own
    )
    for number, row in enumerate(rows, start=1):
        raiser = _("You") if own else _("Raiser")
        shown.append(
            {
                "ref": row.ref,
                "name": f"{_(SORT_WORDS[Sort(row.sort)])} {number}",
                "who": named(row.post, row.at) if row.post else raiser,
                "when": talk.when_of(concern, row.at),
                "ready": row.state == FileState.READY,
                "reason": _(row.reason) if row.state == FileState.REFUSED else "",
                "size": -(-row.size // 1024),
            }
        )
    return shown


def given(row: Attachment | None) -> ResponseReturnValue:
    """Return a file as a download of a safe type under a name of ours; 404 until it was drawn anew."""
    content = files.bytes_of(row.content) if row is not None and row.state == FileState.READY else None
    if row is None or content is None:
        abort(404)
    kind, ending = row.type
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.concern.ref}-{row.ref}.{ending}"'
    return private(answer)
