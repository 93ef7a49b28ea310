"""The app on a port of this machine, which browsers trust as they trust https."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_request(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def on_a_port(app: Flask, name: str = "127.0.0.1") -> Iterator[str]:
    """Serve the app from a thread, as it is outside tests; give the address, under the `name` that it is called by."""
    app.testing = False
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{name}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.testing = True
