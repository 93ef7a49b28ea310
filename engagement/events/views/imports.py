"""Bringing meetings in: the file, its preview and columns, the start, how far it is, what was refused."""

from itertools import islice
from pathlib import Path
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.events import calendar_reading, files, importing, permissions, queries, reading
from engagement.events.actions import supervise
from engagement.events.files import IMPORT_WORDS, ImportState
from engagement.events.forms.imports import ColumnsForm, ImportForm
from engagement.events.importing import Found, Refused, Unreadable
from engagement.events.models import MeetingImport
from engagement.events.queries import imports
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, codes, headers, uploads
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.form_base import Form
from engagement.kernel.pages import page

SHOWN = 12  # rows of the preview
LAST = 10  # imports in the list
ROOM_FOR_ONE = 24 * 1024 * 1024  # a larger file is refused in words, up to here

uploads.allow("events.import_meetings", ROOM_FOR_ONE)


def _data() -> Path:
    return Path(current_app.extensions["settings"].data_dir)


@blueprint.route("/events/import", methods=["GET", "POST"])
@requires(permissions.START)
def import_meetings() -> ResponseReturnValue:
    """Take a file of meetings and show what it holds; nothing is taken in yet."""
    headers.private()
    offices = queries.hosts(actor())
    form = ImportForm.sent().offer(offices)
    office = next((each for each in offices if each.ref == form.office.data), None)
    sent = form.sent_bytes() if form.accepted() and office is not None else None
    if sent is not None and _begun(form, office, *sent):
        return redirect(url_for("events.imported", reference=form.result.ref), 303)
    last = db.session.scalars(imports.imports_visible_to(actor()).limit(LAST)).all()
    return page(form=form, last=last, state_words=IMPORT_WORDS), form.status


def _begun(form: ImportForm, office: Any, name: str, raw: bytes) -> bool:
    """Keep the file and write down that it is there; say in words what is no list of meetings."""
    ref, sort = codes.reference(), files.sort_of(name, raw)
    path = files.sent(_data(), ref, sort)
    path.write_bytes(raw)
    try:
        columns = importing.table_in(path).guessed if sort == "csv" else {}
        if sort == "ics":
            next(calendar_reading.read(raw, office="-", zone=office.force.zone), None)
    except Unreadable as problem:
        path.unlink()
        problem.values["name"] = name
        form.refuse(problem)
        return False
    done = form.carries_out(
        supervise.begin,
        actor=actor(),
        office=office,
        ref=ref,
        sort=sort,
        name=name,
        language=form.language.data,
        publish=bool(form.publish.data),
        columns=columns,
    )
    if not done:
        path.unlink()
    return done


@blueprint.route("/events/import/<reference>", methods=["GET", "POST"])
@requires(permissions.SUPERVISE_IMPORT, find=imports.meeting_import)
def imported(row: MeetingImport) -> ResponseReturnValue:
    """Show what a file holds, how far its import is, and what came of it; the buttons say its columns and start it."""
    headers.private()
    form = _columns_form(row)
    if request.method == "POST" and _did(row, form):
        return redirect(url_for("events.imported", reference=row.ref), 303)
    return _import_page(row, form)


def _did(row: MeetingImport, form: Form) -> bool:
    if not form.accepted():
        return False
    if isinstance(form, ColumnsForm) and row.state == ImportState.LOOKED_AT:
        said = form.columns()
        if said is None or not form.carries_out(supervise.say_columns, actor=actor(), row=row, columns=said):
            return False
    if request.form.get("do") != "start":
        return True
    total = sum(1 for _line in _lines(row))
    return form.carries_out(supervise.start, actor=actor(), row=row, total=total)


def _columns_form(row: MeetingImport) -> Form:
    sent = request.form if request.method == "POST" else None
    table = (
        reading.table(row, _data()) if row.state == ImportState.LOOKED_AT and _file(row).exists() else None
    )
    return Form(sent) if table is None else ColumnsForm.about(sent, table, row.columns)


def _file(row: MeetingImport) -> Path:
    return files.sent(_data(), row.ref, row.sort)


def _lines(row: MeetingImport) -> Any:
    reach = row.reach or [office.id for office in queries.hosts(actor()) if office.force_id == row.force_id]
    url = current_app.config["PUBLIC_URL"]
    return reading.lines(row, _data(), public_url=url, offices=imports.offices_called(reach))


def _import_page(row: MeetingImport, form: Form) -> ResponseReturnValue:
    here = _file(row).exists()
    shown = list(islice(_lines(row), SHOWN)) if row.state == ImportState.LOOKED_AT and here else []
    nowhere = _nowhere(row) if row.publish and here and row.state != ImportState.RUNNING else 0
    rendered = render_template(
        "events/imported.html",
        row=row,
        form=form,
        columns=[each for each in form if each.name.startswith("column_")],
        found=[each for each in shown if isinstance(each, Found)],
        refused=[(each, reading.words_of(each)) for each in shown if isinstance(each, Refused)],
        here=here,
        nowhere=nowhere,
        state_words=IMPORT_WORDS,
    )
    return rendered, form.status


def _nowhere(row: MeetingImport) -> int:
    """How many coming meetings of the file do not say where: those that will be drafts; after it, those that still are."""
    now = clock.now()
    keys = [each.key for each in _lines(row) if isinstance(each, Found) and each.waits(now)]
    return imports.drafts_of(row, keys) if row.state == ImportState.DONE else len(keys)


@blueprint.route("/events/import/<reference>/refused.csv")
@requires(permissions.SUPERVISE_IMPORT, find=imports.meeting_import)
def import_refused(row: MeetingImport) -> ResponseReturnValue:
    """Give the rows that were refused, each with its reason."""
    headers.private()
    if not _file(row).exists():
        return redirect(url_for("events.imported", reference=row.ref), 303)
    refused = [each for each in _lines(row) if isinstance(each, Refused)]
    answer = Response(reading.refused_file(row, _data(), refused), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="refused-{row.ref}.csv"'
    return answer
