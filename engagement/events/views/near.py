"""The meetings to come nearest to where somebody is: by a locality that they choose, or by the browser's position.

The position comes rounded to 100 m in the body of a form: it stands in no address, is logged nowhere and kept nowhere.
"""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import map_points, permissions, telling
from engagement.events.forms.near import NearForm
from engagement.events.map_points import Near, Point
from engagement.events.queries import Asked
from engagement.events.queries.choices import localities_public
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, headers, locale
from engagement.kernel.access import requires
from engagement.kernel.freshness import keep_until, kept
from engagement.kernel.limits import limit
from engagement.kernel.pages import page
from engagement.organisation import present
from engagement.organisation.models import Locality
from engagement.organisation.rules import point_is_real

MOST = 30
FINEST = 3  # decimals of a degree: about 100 metres
headers.allow("events.near", geolocation=True)


@blueprint.route("/events/near", methods=["GET", "POST"])
@kept(lambda: ("events", "organisation"), query=("locality", "force"))
@limit("60 per minute")
@requires(permissions.LIST)
def near() -> ResponseReturnValue:
    """Show the meetings to come, the nearest first; of a women's session the distance to its locality."""
    force, now = present.current_force(), clock.now()
    localities = localities_public(force, clock.to_local(now, force.zone).date())
    form = NearForm(request.args).offer(localities)
    by_browser = request.method == "POST"
    if by_browser:
        headers.private()
        here = _position()
    else:
        here = _of(next((each for each in localities if each.slug == form.locality.data), None))
    found = map_points.nearest(Asked(force_id=force.id), here, now, MOST) if here else []
    keep_until(min((each.ends_at for each in found), default=None))
    return page(
        form=form,
        rows=[_shown(each) for each in found],
        asked=here is not None,
        lost=by_browser and here is None,
        by_browser=by_browser,
        force=force,
        forces=present.forces(),
    )


def _of(locality: Locality | None) -> Point | None:
    if locality is None or locality.longitude is None or locality.latitude is None:
        return None
    return Point(locality.longitude, locality.latitude)


def _position() -> Point | None:
    longitude, latitude = _degrees("lon"), _degrees("lat")
    if longitude is None or latitude is None or not point_is_real(longitude, latitude):
        return None
    return Point(longitude, latitude)


def _degrees(name: str) -> float | None:
    try:
        return round(float(request.form.get(name, "")[:24]), FINEST)
    except (ValueError, OverflowError):
        return None


def _shown(each: Near) -> dict[str, Any]:
    row, code = each.row, locale.current()
    return {
        "url": url_for("events.show", reference=row.ref),
        "title": row.title,
        "day": row.on,
        "about": telling.about(row, code),
        "tags": (("pin", _far(each)), *telling.tags(row, code)),
        "flag": telling.flag(row, code),
        "women": row.women,
        "language": row.language,
    }


def _far(each: Near) -> str:
    """Return how far a meeting is, in words; of a women's session how far its locality is."""
    kilometres = round(each.kilometres)
    if each.row.women:
        return str(
            _("Locality about %(n)s km away", n=kilometres)
            if kilometres
            else _("Locality less than 1 km away")
        )
    return str(_("About %(n)s km away", n=kilometres) if kilometres else _("Less than 1 km away"))
