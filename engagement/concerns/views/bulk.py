"""Several concerns of the desk at once, and the lists that a person keeps by name."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import permissions, queries, saved, taxonomy
from engagement.concerns.actions import bulk as actions
from engagement.concerns.actions import lists
from engagement.concerns.forms.bulk import BulkForm, ListForm
from engagement.concerns.models import Concern
from engagement.concerns.rules import OPEN_LANES, STATE_WORDS, State
from engagement.concerns.views.desk import title_of
from engagement.concerns.views.routes import blueprint, private
from engagement.kernel import clock, database
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.locale import say
from engagement.kernel.pages import page
from engagement.kernel.refusals import Refusal
from engagement.organisation import queries as organisation


@blueprint.post("/concerns/bulk")
@requires(permissions.LIST)
def bulk() -> ResponseReturnValue:
    """First press: what was chosen and what may be set. Second press: all of it, or nothing and why, row by row."""
    rows = _rows()
    if not rows:
        flash(_("Set a tick beside those that you mean."))
        return redirect(url_for("concerns.desk"))
    who = actor()
    force_id = rows[0][0].force_id
    posts = organisation.posts_under(force_id, who.paths(*permissions.DESK_ROLES), permissions.DESK_ROLES)
    places = queries.localities_of(force_id)
    form: BulkForm = BulkForm.sent() if "set" in request.form else BulkForm()
    form.fill(taxonomy.open_kinds(force_id), places, posts)
    refused: dict[str, str] = {}
    if "set" in request.form and form.accepted():
        chosen = actions.Chosen(
            category=form.category.data or "",
            locality=next((place for place in places if place.ref == form.locality.data), None),
            post=queries.post_by_ref(form.post.data or "", posts),
            due=form.due.data,
            problem=form.problem.data or "",
        )
        refused = _set_all(form, rows, chosen)
        if not form.refusals:
            flash(_("Saved: %(n)s.", n=len(rows)))
            return redirect(url_for("concerns.desk"))
    today = clock.to_local(clock.now(), rows[0][0].force.zone).date()
    shown = [_shown(row, refused) for row, _version in rows]
    return private((page(form=form, rows=shown, today=today), form.status))


def _set_all(form: BulkForm, rows: list[tuple[Concern, int]], chosen: actions.Chosen) -> dict[str, str]:
    """Carry it out; return the sentences of the rows that refused, by reference."""
    try:
        with database.unit():
            actions.set_all(actor=actor(), now=clock.now(), rows=rows, chosen=chosen)
    except actions.NotAll as problem:
        form.refuse(problem)
        return {ref: say(each) for ref, each in problem.rows.items()}
    except Refusal as refusal:
        form.refuse(refusal)
    return {}


def _rows() -> list[tuple[Concern, int]]:
    """Return the chosen rows that are in sight, each with the version that its reader saw; others are as missing ones."""
    found: list[tuple[Concern, int]] = []
    for given in dict.fromkeys(request.form.getlist("row")[: actions.MOST]):
        ref, _dot, version = given.partition(".")
        row = queries.concern(ref[:40].replace("\0", ""))  # which PostgreSQL cannot be asked for
        if row is not None and row.lane in OPEN_LANES and permissions.READ.allows(actor(), row):
            found.append(
                (row, int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0)
            )
    return [each for each in found if each[0].force_id == found[0][0].force_id]


def _shown(concern: Concern, refused: dict[str, str]) -> dict[str, Any]:
    return {
        "concern": concern,
        "title": title_of(concern),
        "about": taxonomy.called(concern.force_id, concern.category),
        "state": _(STATE_WORDS[State(concern.state)]),
        "refused": refused.get(concern.ref, ""),
    }


@blueprint.post("/concerns/lists")
@requires(permissions.LIST)
def keep_list() -> ResponseReturnValue:
    """Keep the filters that are set under a name."""
    form: ListForm = ListForm.sent()
    chosen = {key: request.form.get(key, "")[:24] for key in saved.FILTERS}
    if form.accepted() and form.carries_out(lists.keep, actor=actor(), name=form.name.data, chosen=chosen):
        kept: dict[str, Any] = dict(form.result.chosen)
        return redirect(url_for("concerns.desk", **kept))
    flash(" ".join(_said(form)))
    back: dict[str, Any] = {key: value for key, value in chosen.items() if value}
    return redirect(url_for("concerns.desk", **back))


def _said(form: ListForm) -> list[str]:
    """Return every sentence of a refused form."""
    return [sentence for _field, sentence in form.faults()]


def my_list(ref: str) -> saved.SavedList | None:
    """Return a list of the person who asks, or None."""
    return saved.list_of(actor(), ref)


@blueprint.post("/concerns/lists/<ref>/drop")
@requires(permissions.OWN_LIST, find=my_list)
def drop_list(row: saved.SavedList) -> ResponseReturnValue:
    """Let a list go."""
    ListForm.sent().carries_out(lists.drop, actor=actor(), row=row)
    return redirect(url_for("concerns.desk"))
