"""Doors through which files come: larger bodies are let in there and nowhere else, before anything reads them."""

import io
from typing import IO, Any

from flask import Flask, Request, request

from engagement.kernel.refusals import N_, Refusal

_most: dict[str, int] = {}


def allow(endpoint: str, most: int) -> None:
    """Let requests to one endpoint hold `most` bytes; what is larger is answered 413."""
    _most[endpoint] = most


class InMemory(Request):
    """A request whose files stay in memory: what is sealed before it is kept never lies open on a disk."""

    def _get_file_stream(self, *_said: Any, **_named: Any) -> IO[bytes]:
        return io.BytesIO()  # bodies are bounded


def start(app: Flask) -> None:
    """Keep files in memory and widen the doors that were named; registered before anything reads a form."""
    app.request_class = InMemory

    @app.before_request
    def _widen() -> None:
        most = _most.get(request.endpoint or "")
        if most is not None and request.mimetype == "multipart/form-data":  # files come in no other kind
            request.max_content_length = most

    @app.teardown_request
    def _close(_problem: BaseException | None) -> None:
        if request and "files" in request.__dict__:  # parsed: their memory is free at once
            for files in request.files.listvalues():
                for file in files:
                    file.close()


def read(stream: IO[Any], most: int, *, field: str) -> bytes:
    """Return the bytes of a file that was sent; refuses one of more than `most` bytes, and an empty one."""
    raw: bytes = stream.read(most + 1)
    if len(raw) > most:
        raise Refusal(
            N_("This file is larger than %(n)s MB. Send a smaller one."), field=field, n=most // (1024 * 1024)
        )
    if not raw:
        raise Refusal(N_("This file is empty."), field=field)
    return raw
