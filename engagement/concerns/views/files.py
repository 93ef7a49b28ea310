"""Files of a concern at work: the desk adds one, whoever reads the concern opens one."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from engagement.audit import actions as audit
from engagement.concerns import files, permissions, queries
from engagement.concerns.actions import breaking
from engagement.concerns.attachments import Attachment
from engagement.concerns.forms import FileForm
from engagement.concerns.models import Concern
from engagement.concerns.views import attaching
from engagement.concerns.views.routes import blueprint
from engagement.dialogue.rules import Speaker
from engagement.kernel import clock, sealing
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import unit


@blueprint.post("/concerns/<ref>/files")
@requires(permissions.REPLY, find=queries.concern)
def attach_file(concern: Concern) -> ResponseReturnValue:
    """The desk adds a photo or a PDF; the raiser may open it too."""
    form: FileForm = FileForm.sent()
    if form.accepted():
        attaching.attach(form, concern, actor(), Speaker.POST, form.operation_id.data)
    for _field, sentence in form.faults():
        flash(sentence, "error")
    return redirect(url_for("concerns.work", ref=concern.ref, _anchor="files"), 303)


@blueprint.get("/concerns/<ref>/files/<file>")
@requires(permissions.READ_FILE, find=files.file_in)
def give_file(row: Attachment) -> ResponseReturnValue:
    """Give a file to who may read its concern; in a sealed lane the trail says that it was opened."""
    if sealing.is_sealed(row.concern.lane):
        with unit():
            who, now = actor(), clock.now()
            by = breaking.read(actor=who, now=now, concern=row.concern)
            facts: dict[str, Any] = {"file": row.id, **({"opening": by.id} if by else {})}
            audit.record(actor=who, now=now, verb="concerns.open_file", subject=row.concern, **facts)
    return attaching.given(row)
