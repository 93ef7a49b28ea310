"""Style sheets and scripts go out compressed to whoever takes that; each file is packed once."""

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request

PACKED = frozenset({"text/css", "text/javascript", "image/svg+xml"})
LEAST = 500  # below that nothing is won


@lru_cache(maxsize=64)
def _packed(path: str, changed: float) -> bytes:
    del changed  # of the cache
    return gzip.compress(Path(path).read_bytes(), 9, mtime=0)


def start(app: Flask) -> None:
    """Compress static text files."""
    folder = Path(app.static_folder or "")

    @app.after_request
    def _pack(response: Response) -> Response:
        if request.endpoint != "static" or response.mimetype not in PACKED or response.status_code != 200:
            return response
        response.vary.add("Accept-Encoding")
        path = folder / (request.view_args or {})["filename"]
        if request.accept_encodings.quality("gzip") > 0 and path.stat().st_size >= LEAST:
            response.close()  # the file itself is not sent
            response.direct_passthrough = False
            response.data = _packed(str(path), path.stat().st_mtime)
            response.headers["Content-Encoding"] = "gzip"
            etag, _weak = response.get_etag()
            if etag:
                response.set_etag(etag, weak=True)  # not the very bytes of the file (RFC 9110 §8.8.3.3)
        return response
