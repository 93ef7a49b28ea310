"""The one blueprint of this room, and the headers of its private answers."""

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

blueprint = Blueprint("concerns", __name__)


def private(answer: ResponseReturnValue) -> Response:
    """Return an answer that no browser or proxy keeps and whose address goes nowhere."""
    response = make_response(answer)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
