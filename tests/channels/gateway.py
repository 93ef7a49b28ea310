"""A real HTTP server for the tests that takes texts as Kannel's `sendsms` does, and refuses or hangs up on demand."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Text:
    """One text as it was handed over."""

    path: str
    headers: dict[str, str]
    words: str


@dataclass
class Phones:
    """What arrived, and what to answer, after so many seconds: a status, or 0 to hang up after the words came."""

    url: str = ""
    status: int = 202
    slow: float = 0
    arrived: list[Text] = field(default_factory=list)


@contextmanager
def gateway() -> Iterator[Phones]:
    """Serve on a free port of this machine for a while."""
    phones = Phones()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            words = self.rfile.read(int(self.headers["Content-Length"])).decode()
            phones.arrived.append(Text(self.path, dict(self.headers), words))
            time.sleep(phones.slow)
            if phones.status == 0:
                self.connection.close()
                return
            self.send_response(phones.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    phones.url = f"http://chowk:secret@127.0.0.1:{server.server_port}/cgi-bin/sendsms"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield phones
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
