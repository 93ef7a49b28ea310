"""What concerns of a force are about: the administrator's list, and one at a time to change or add."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import permissions, taxonomy
from engagement.concerns.actions import categories as actions
from engagement.concerns.forms import CategoryForm
from engagement.concerns.rules import SENSITIVITY_WORDS, Sensitivity
from engagement.concerns.taxonomy import Kind
from engagement.concerns.views.routes import blueprint
from engagement.kernel.access import requires
from engagement.kernel.actor import Role, actor
from engagement.kernel.pages import page
from engagement.organisation import queries as organisation
from engagement.organisation.models import Office

NEW = "new"


def _head() -> Office | None:
    """Return the head office of the force that the person signed in administers."""
    held = [holding for holding in actor().holdings if holding.role is Role.ADMINISTRATOR]
    forces = {force.id: force for force in organisation.all_forces()}
    force = forces.get(held[0].force_id) if held else None
    return organisation.head_office(force) if force else None


@blueprint.route("/organisation/categories", methods=["GET", "POST"])
@requires(permissions.CATEGORIES, find=_head)
def categories(head: Office) -> ResponseReturnValue:
    """List what concerns are about; `?about=` names the one to change, or a new one."""
    force = head.force
    organisation.enter(force)
    kinds = taxonomy.kinds_of(force.id)
    asked = request.form.get("key") or request.args.get("about", "")
    chosen = kinds.get(asked)
    form = CategoryForm.sent(data=_data(chosen)).speak(force.locales)
    if form.accepted() and form.carries_out(
        actions.change,
        actor=actor(),
        force=force,
        key=form.key.data or "",
        names=form.written("name"),
        sensitivity=Sensitivity(form.sensitivity.data),
        agency=form.written("agency"),
        offered=bool(form.offered.data),
        version=form.version.data,
    ):
        flash(_("Saved."))
        return redirect(url_for("concerns.categories"), 303)
    shown = chosen is not None or asked == NEW or request.method == "POST"
    html = page(
        kinds=list(kinds.values()),
        form=form if shown else None,
        chosen=chosen,
        guards=SENSITIVITY_WORDS,
        new=NEW,
    )
    return html, form.status


def _data(kind: Kind | None) -> dict[str, Any]:
    """Return what the form shows of a category as it stands."""
    if kind is None:
        return {"version": 0}
    agency = kind.agency if kind.agency is not None else {"en": kind.done_by}
    return {
        **{f"name_{code}": words for code, words in kind.names.items()},
        **{f"agency_{code}": words for code, words in agency.items()},
        "sensitivity": kind.sensitivity.value,
        "offered": kind.offered,
        "key": kind.key,
        "version": kind.version,
    }
