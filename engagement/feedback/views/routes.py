"""The one blueprint of this room; each module of `views` hangs its routes on it."""

from flask import Blueprint

blueprint = Blueprint("feedback", __name__)
