"""The force whose pages a request is shown: its emergency number, oversight address, zone and languages."""

from collections.abc import Sequence

from flask import current_app, g, has_request_context, request
from sqlalchemy import select

from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.organisation.models import Force
from engagement.settings import Settings


def forces() -> Sequence[Force]:
    """Return every force, the oldest first; one statement a request."""
    if "forces" not in g:
        g.forces = db.session.scalars(select(Force).order_by(Force.id)).all()
    return g.forces  # type: ignore[no-any-return]


def current_force() -> Force:
    """Return the force of this request: of the page's subject, else `?force=`, else the signed-in person's, else the first.

    Where none was founded yet it is one made of the settings, which stands in no table.
    """
    if "force" in g:
        return g.force  # type: ignore[no-any-return]
    every = forces()
    asked = request.args.get("force") if has_request_context() else None
    held = actor().acting
    for force in every:
        if force.slug == asked:
            return force
    for force in every:
        if held is not None and force.id == held.force_id:
            return force
    return every[0] if every else of_settings()


def enter(force: Force) -> None:
    """Say that this request shows a page of `force`."""
    g.force = force


def of_settings() -> Force:
    """Return a force as the settings describe it, not added to any session: they seed the first one."""
    settings: Settings = current_app.extensions["settings"]
    return Force(
        slug="police",
        names={settings.default_locale: settings.force_name},
        zone=settings.timezone,
        locales=list(settings.locales),
        emergency_number=settings.emergency_number,
        oversight_address=settings.oversight_address,
        short_codes=[],
    )
