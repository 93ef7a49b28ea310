"""Structured logs without personal data: one JSON line a request; faults by kind and place, never by value."""

import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, MutableMapping
from secrets import token_hex
from time import perf_counter
from types import TracebackType
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g, request

ENDPOINT = "chowk.endpoint"
KIND = "chowk.kind"
REQUEST_ID = "chowk.request_id"
FRAMES = 12
LONGEST = 200
OURS = re.compile(
    r"(ix|uq|ck|fk|pk)_\w+"
)  # a constraint's name says what went wrong and nothing about anybody
QUOTED = re.compile(r"'[^']*'|\"([^\"]*)\"|\([^()]*\)|«[^»]*»")
NUMBERS = re.compile(r"\d{4,}")
MAIL = re.compile(r"\S+@\S+")
ADDRESS = re.compile(r"\w+://\S+|/\S+")
FOREIGN = re.compile(r"[^\x00-\x7f]+")

NEUTRAL = "door"  # how a route is called in a log that must not name it
_unnamed: set[str] = set()

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Observer = Callable[[str, int, float], None]
log = structlog.get_logger()


def note(environ: dict[str, Any], *, endpoint: str | None, kind: str = "visitor") -> None:
    """Say which view answers and what kind of actor asked, for the line of this request."""
    environ[ENDPOINT] = endpoint
    environ[KIND] = kind


def unnamed(*endpoints: str) -> None:
    """Say that no log line and no metric names these routes or kinds of message: beside a network's log it would say what somebody brought."""
    _unnamed.update(endpoints)


def named(endpoint: str | None) -> str:
    """Return what a log calls a route."""
    return NEUTRAL if endpoint in _unnamed else endpoint or "none"


class Telling:
    """The outermost WSGI layer: a line and a metric for each request, whoever answered it."""

    def __init__(self, inner: Wsgi) -> None:
        self.inner = inner
        self.observers: list[Observer] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Pass the request in; only an answer that is our fault carries the request's id."""
        began = perf_counter()
        request_id = environ[REQUEST_ID] = token_hex(8)
        answered = 500

        def started(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> object:
            nonlocal answered
            answered = int(status[:3])
            if answered >= 500:
                headers = [*headers, ("X-Request-ID", request_id)]
            return start(status, headers, exc_info)

        try:
            return self.inner(environ, started)
        finally:
            self._tell(environ, request_id, answered, perf_counter() - began)

    def _tell(self, environ: dict[str, Any], request_id: str, status: int, seconds: float) -> None:
        endpoint = named(environ.get(ENDPOINT))
        for observe in self.observers:
            observe(endpoint, status, seconds)
        method = environ["REQUEST_METHOD"]
        log.info(
            "request",
            id=request_id,
            method=method if method.isalpha() and len(method) < 8 else "?",
            endpoint=endpoint,
            status=status,
            ms=round(seconds * 1000, 2),
            actor=environ.get(KIND, "visitor"),
        )


def scrubbed(message: str) -> str:
    """Return the first line of an error's message without what people may have written."""
    line = message.split("\n", 1)[0][:LONGEST]
    line = QUOTED.sub(lambda found: found[0] if OURS.fullmatch(found[1] or "") else "…", line)
    for pattern in (MAIL, ADDRESS, NUMBERS, FOREIGN):
        line = pattern.sub("…", line)
    return line


def places(trace: TracebackType | None) -> list[str]:
    """Return where an error passed, innermost last: file, line, function; never a value."""
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{'/'.join(frame.filename.rsplit('/', 3)[-3:])}:{frame.lineno} {frame.name}" for frame in frames]


def _faults(_logger: object, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    problem = line.pop("exc_info", None)
    if problem is True:
        problem = sys.exc_info()[1]
    elif isinstance(problem, tuple):
        problem = problem[1]
    if isinstance(problem, BaseException):
        line["fault"] = type(problem).__qualname__
        line["said"] = scrubbed(str(problem))
        line["at"] = places(problem.__traceback__)
        cause = problem.__cause__ or problem.__context__
        if cause is not None:
            line["because"] = f"{type(cause).__qualname__}: {scrubbed(str(cause))}"
    return line


class _Stderr:
    """Writes lines to the standard error of the moment; one write a line, so that processes do not mix."""

    def msg(self, line: bytes) -> None:
        """Write one line."""
        sys.stderr.write(line.decode() + "\n")

    debug = info = warning = error = critical = exception = msg


class _File:
    """Appends lines to a file; one write a line, so that processes do not mix. A file that was moved away is begun anew."""

    def __init__(self, path: str) -> None:
        self.path = path

    def msg(self, line: bytes) -> None:
        """Write one line."""
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(file, line + b"\n")
        finally:
            os.close(file)

    debug = info = warning = error = critical = exception = msg


def _configure(path: str) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _faults,
            structlog.processors.JSONRenderer(
                serializer=lambda line, **_more: orjson.dumps(line, default=str)
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=lambda *_names: _File(path) if path else _Stderr(),
        cache_logger_on_first_use=True,
    )


def start(app: Flask, path: str = "") -> None:
    """Tell of every request of `app`, to the file at `path` or standard error; the outermost of all layers."""
    _configure(path)
    layer = Telling(app.wsgi_app)
    app.extensions["telling"] = layer
    app.wsgi_app = layer  # type: ignore[method-assign, assignment]

    @app.before_request
    def _named() -> None:
        g.request_id = request.environ.get(REQUEST_ID)

    @app.after_request
    def _acted(response: Response) -> Response:
        note(
            request.environ, endpoint=request.endpoint, kind=str(g.actor.kind) if "actor" in g else "visitor"
        )
        return response
