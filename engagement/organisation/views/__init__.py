"""The pages of the organisation: stations and localities for everybody, the workspace of administrators."""

from engagement.organisation.views import offices, places, projects, public, venues
from engagement.organisation.views.routes import blueprint

__all__ = ["blueprint", "offices", "places", "projects", "public", "venues"]
