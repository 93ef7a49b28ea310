"""The pages of the organisation: stations and localities for everybody, the workspace of administrators."""

from engagement.organisation.views import public
from engagement.organisation.views.routes import blueprint

__all__ = ["blueprint", "public"]
