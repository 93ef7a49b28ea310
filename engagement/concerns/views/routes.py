"""The one blueprint of this room, and the headers of its private answers."""

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from engagement.kernel import headers

blueprint = Blueprint("concerns", __name__)
headers.private_always(
    "concerns.new",
    "concerns.follow",
    "concerns.followed",
    "concerns.leave",
    "concerns.too",
    "concerns.following_too",
)


def private(answer: ResponseReturnValue) -> Response:
    """Return an answer that no browser or proxy keeps and whose address goes nowhere."""
    headers.private()
    return make_response(answer)
