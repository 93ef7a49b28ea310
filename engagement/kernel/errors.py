"""Refusals and faults → HTTP answers, in the reader's language; missing and out of sight are the same bytes."""

from http import HTTPStatus

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from engagement.kernel import logs
from engagement.kernel.database import db
from engagement.kernel.locale import say
from engagement.kernel.refusals import Refusal

PAGES = frozenset({400, 401, 403, 404, 405, 413, 429, 500, 503})
log = structlog.get_logger()


def start(app: Flask) -> None:
    """Register the answers to everything that can go wrong."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(Exception, _fault)


def _answer(problem: HTTPException) -> ResponseReturnValue:
    if problem.response is not None:  # a redirect, or an answer made elsewhere
        return problem.response
    return _told(problem.code or 500, headers=_kept_headers(problem))


def _refused(refusal: Refusal) -> ResponseReturnValue:
    """A refusal that no form caught: the page of its status with its sentence."""
    return _told(refusal.status, sentence=say(refusal))


def _fault(problem: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.error("fault", endpoint=logs.named(request.endpoint), kind=type(problem).__name__, exc_info=problem)
    return _told(InternalServerError.code)


def _told(status: int, *, sentence: str = "", headers: dict[str, str] | None = None) -> Response:
    g.refused = True
    shown = status if status in PAGES else (400 if status < 500 else 500)
    if wants_data():
        body = jsonify(status=status, title=_title(status), detail=sentence or None)
        body.mimetype = "application/problem+json"
        response = make_response(body, status)
    else:
        request_id = g.get("request_id") if status >= 500 else None
        response = make_response(
            render_template(f"errors/{shown}.html", sentence=sentence, request_id=request_id), status
        )
    response.headers.update(headers or {})
    return response


def _title(status: int) -> str:
    return HTTPStatus(status).phrase


def wants_data() -> bool:
    """Whether the asker is a program: it prefers JSON to HTML."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _kept_headers(problem: HTTPException) -> dict[str, str]:
    return {k: v for k, v in problem.get_headers() if k in {"Allow", "Retry-After", "WWW-Authenticate"}}
