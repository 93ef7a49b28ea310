"""The force whose pages a request is shown: its emergency number, oversight address, zone and languages."""

from collections.abc import Sequence
from typing import cast

from babel.core import get_global
from flask import current_app, g, has_request_context, request
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.freshness import Kept, bump
from engagement.organisation.models import Force
from engagement.settings import Settings


def forces() -> Sequence[Force]:
    """Return every force, the oldest first, as this request's own rows.

    Every page asks for them and they seldom change: each process holds a copy until the topic "organisation" is bumped,
    which every write of a force does.
    """
    if "forces" not in g:
        g.forces = _copied() if not db.session().info.get("unit") else _read()
    return g.forces  # type: ignore[no-any-return]


def _read() -> Sequence[Force]:
    return db.session.scalars(select(Force).order_by(Force.id)).all()


def _copied() -> Sequence[Force]:
    """Return the held copies, read anew when their number is not the present one; the number is read first."""
    mark = cast("Kept", current_app.extensions["kept"]).marks.read_as_session(("organisation",))
    held = current_app.extensions.get("forces")
    if held is None or held[0] != mark:
        rows = _read()
        current_app.extensions["forces"] = (mark, [_copy(row) for row in rows])
        return rows
    return [db.session.merge(force, load=False) for force in held[1]]


def _copy(force: Force) -> Force:
    """Return a copy that belongs to no session and counts as read from the database."""
    names = [column.key for column in inspect(Force).column_attrs]
    copy = Force(**{name: getattr(force, name) for name in names})
    make_transient_to_detached(copy)
    for name in names:
        set_committed_value(copy, name, getattr(force, name))
    return copy


@event.listens_for(Force, "after_insert")
@event.listens_for(Force, "after_update")
def _changed(_mapper: object, _connection: object, _force: Force) -> None:
    bump("organisation")


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


def country_of(zone: str) -> str:
    """Return the country of a time zone (CLDR): in it phone numbers without a country code are read."""
    return str(get_global("zone_territories").get(zone, "PK"))


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
        country=country_of(settings.timezone),
    )
