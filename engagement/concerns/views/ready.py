"""Ready answers of one's office: the list, and one at a time to write, change or throw away."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import permissions, phrases, replies
from engagement.concerns.actions import replies as actions
from engagement.concerns.forms.answers import ReadyForm
from engagement.concerns.replies import ReadyReply
from engagement.concerns.views.routes import blueprint
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.form_base import Form
from engagement.kernel.locale import OWN_NAMES
from engagement.kernel.pages import page
from engagement.organisation import queries as organisation
from engagement.organisation.models import Office

NEW = "new"


def _own_office() -> Office | None:
    """Return the office for which the person signed in writes ready answers: that of the acting post, else the first."""
    who = actor()
    held = [holding for holding in who.holdings if holding.role in permissions.WRITERS]
    if not held:
        return None
    return db.session.get(Office, (who.acting if who.acting in held else held[0]).office_id)


@blueprint.route("/organisation/answers", methods=["GET", "POST"])
@requires(permissions.READY, find=_own_office)
def ready(office: Office) -> ResponseReturnValue:
    """List the ready answers of an office; `?about=` names the one to change, or a new one."""
    organisation.enter(office.force)
    asked = request.form.get("key") or request.args.get("about", "")
    chosen = replies.ready_in(office, asked) if asked.isalnum() and asked != NEW else None
    if request.method == "POST" and request.form.get("do") == "drop":
        if chosen is not None and Form().carries_out(actions.drop_ready, actor=actor(), row=chosen):
            flash(_("Deleted."))
        return redirect(url_for("concerns.ready"), 303)
    form: ReadyForm = ReadyForm.sent(data=_data(chosen)).speak(office.force.locales)
    if form.accepted() and form.carries_out(
        actions.keep_ready,
        actor=actor(),
        office=office,
        row=chosen,
        title=form.title.data or "",
        words=form.written("words"),
        sealed=bool(form.sealed.data),
        names_nobody=bool(form.names_nobody.data),
        version=form.version.data,
    ):
        flash(_("Saved."))
        return redirect(url_for("concerns.ready"), 303)
    shown = chosen is not None or asked == NEW or request.method == "POST"
    html = page(
        office=office,
        rows=replies.ready_of(office),
        form=form if shown else None,
        chosen=chosen,
        places=[("{" + name + "}", _(replies.PLACE_WORDS[name])) for name in phrases.PLACES],
        new=NEW,
        own_names=OWN_NAMES,
    )
    return html, form.status


def _data(row: ReadyReply | None) -> dict[str, Any]:
    """Return what the form shows of a ready answer as it stands."""
    if row is None:
        return {"version": 0}
    words = {f"words_{code}": text for code, text in row.words.items()}
    return {**words, "title": row.title, "sealed": row.sealed, "key": row.ref, "version": row.version}
