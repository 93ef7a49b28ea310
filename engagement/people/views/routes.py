"""The blueprint of the room's pages."""

from flask import Blueprint

blueprint = Blueprint("people", __name__)
