"""Which projects a meeting belongs to and who hosts it as well."""

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import permissions, queries
from engagement.events.actions import partners as doing
from engagement.events.forms.partners import TagForm
from engagement.events.models import Event
from engagement.events.queries import partners as reads
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.pages import page
from engagement.organisation.models import Partner
from engagement.organisation.queries import partners as partners_in
from engagement.organisation.queries import projects_at


@blueprint.route("/events/<reference>/projects", methods=["GET", "POST"])
@requires(permissions.RUN, find=queries.event)
def projects(event: Event) -> ResponseReturnValue:
    """Show and say which projects a meeting belongs to and who hosts it as well."""
    tagged, hosts = reads.projects_of(event), reads.partners_of(event)
    fitting = projects_at(event.force_id, event.locality, date.fromisoformat(event.wall_start[:10]))
    offered = list({row.id: row for row in (*tagged, *fitting)}.values())
    known = partners_in(event.force_id)
    given = {"projects": [row.ref for row in tagged], "partners": [row.ref for row in hosts]}
    form = TagForm(request.form if request.method == "POST" else None, data=given).offer(offered, known)
    if form.accepted() and form.carries_out(
        doing.tag,
        actor=actor(),
        event=event,
        projects=[row for row in offered if row.ref in (form.projects.data or ())],
        partners=[row for row in known if row.ref in (form.partners.data or ())],
    ):
        flash(_("Saved."))
        return redirect(url_for("events.manage", reference=event.ref), 303)
    return page(form=form, **heading(event)), form.status


@blueprint.app_template_global("hosts_of")
def hosts_of(event: Event) -> Sequence[Partner]:
    """The partners that host a meeting together with the police."""
    return reads.partners_of(event)
