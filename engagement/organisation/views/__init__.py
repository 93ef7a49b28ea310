"""The pages of the organisation: stations and localities for everybody, the workspace of administrators."""

from engagement.organisation.views import offices, places, public, venues
from engagement.organisation.views.routes import blueprint

__all__ = ["blueprint", "offices", "places", "public", "venues"]
