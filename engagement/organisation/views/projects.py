"""Projects and partners: the administrator's list, a new one of each, a project changed."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.form_base import Form
from engagement.kernel.pages import page
from engagement.organisation import permissions, present, queries
from engagement.organisation.actions import projects as actions
from engagement.organisation.forms import PartnerForm, ProjectForm
from engagement.organisation.models import Force, Project
from engagement.organisation.views.offices import administered
from engagement.organisation.views.routes import blueprint


@blueprint.route("/organisation/partners", methods=["GET", "POST"])
@requires(permissions.ORGANISE)
def partners() -> ResponseReturnValue:
    """Show the partner organisations of one's force, and write one down."""
    force = administered()
    form = PartnerForm.sent()
    form.speak(force)
    if form.accepted() and form.carries_out(
        actions.add_partner, actor=actor(), force=force, names=form.names()
    ):
        flash(_("Saved."))
        return redirect(url_for("organisation.partners"), 303)
    return page(form=form, force=force, rows=queries.partners(force.id)), form.status


@blueprint.route("/organisation/projects/new", methods=["GET", "POST"])
@requires(permissions.ORGANISE)
def new_project() -> ResponseReturnValue:
    """Write a project down."""
    force = administered()
    form = _offered(ProjectForm.sent(), force)
    if form.accepted() and form.carries_out(
        actions.open_project, actor=actor(), force=force, **_said(form, force)
    ):
        flash(_("Saved."))
        return redirect(url_for("organisation.edit_project", ref=form.result.ref), 303)
    return page(form=form, force=force), form.status


@blueprint.route("/organisation/projects/<ref>/edit", methods=["GET", "POST"])
@requires(permissions.CHANGE_PROJECT, find=queries.project)
def edit_project(project: Project) -> ResponseReturnValue:
    """Change a project."""
    present.enter(project.force)
    places = queries.places_of([project.id]).get(project.id, [])
    refs = {row.id: row.ref for row in db.session.scalars(queries.localities_public(project.force))}
    given = {
        "funder": project.funder,
        "partner": project.partner.ref if project.partner else "",
        "starts_on": project.starts_on,
        "ends_on": project.ends_on,
        "areas": [str(each.area_id) for each in places if each.area_id],
        "localities": [refs[each.locality_id] for each in places if each.locality_id in refs],
        "version": project.version,
    }
    form = _offered(ProjectForm.sent(data=given), project.force, project)
    if form.accepted() and form.carries_out(
        actions.change_project,
        actor=actor(),
        project=project,
        version=form.version.data,
        **_said(form, project.force),
    ):
        flash(_("Saved."))
        return redirect(url_for("organisation.edit_project", ref=project.ref), 303)
    return page(form=form, project=project), form.status


@blueprint.route("/organisation/projects/<ref>/renew", methods=["POST"])
@requires(permissions.CHANGE_PROJECT, find=queries.project)
def renew_project(project: Project) -> ResponseReturnValue:
    """End the present link to a project's numbers and give another."""
    form = Form()
    if form.carries_out(actions.renew_link, actor=actor(), project=project):
        flash(_("The old link opens nothing any more."))
    return redirect(url_for("home.project", ref=project.ref), 303)


def _offered(form: ProjectForm, force: Force, project: Project | None = None) -> ProjectForm:
    form.speak(force, project.names if project else None)
    places = db.session.scalars(queries.localities_public(force)).all()
    form.offer(queries.partners(force.id), queries.areas_of(force.id), places)
    if project is not None and not form.is_sent:
        form.show(project.names)
    return form


def _said(form: ProjectForm, force: Force) -> dict[str, Any]:
    partners = {row.ref: row for row in queries.partners(force.id)}
    areas = {str(row.id): row for row in queries.areas_of(force.id)}
    places = {row.ref: row for row in db.session.scalars(queries.localities_public(force))}
    return {
        "names": form.names(),
        "funder": form.funder.data,
        "partner": partners.get(form.partner.data),
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
        "areas": [areas[each] for each in form.areas.data or () if each in areas],
        "localities": [places[each] for each in form.localities.data or () if each in places],
    }
