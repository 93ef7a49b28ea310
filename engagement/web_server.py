"""The web server as a child process: granian, its workers, and the thread that ends each when its parent is gone."""

import os
import signal
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

from granian import Granian
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels

from engagement import lean
from engagement.settings import load as load_settings

if TYPE_CHECKING:
    from flask import Flask

WORKERS = 2
GRACE = 5  # seconds a worker may take to finish its last answer
WATCH = 0.5


class Web(Granian):  # type: ignore[misc, valid-type]
    """Granian whose workers take from one queue.

    On Linux each worker of its own would have a queue, and who waits in it is cut off when that worker is killed.
    """

    def _init_shared_socket(self) -> None:
        family = socket.AF_INET6 if ":" in self.bind_addr else socket.AF_INET
        address = (self.bind_addr, self.bind_port)
        self._sso = socket.create_server(address, family=family, backlog=self.backlog)
        self._sso.settimeout(0)
        on_disk = False
        self._shd = SocketHolder(self._sso.fileno(), on_disk, self.backlog)  # type: ignore[call-arg]


def tie_to(parent: int) -> None:
    """End this process soon after process `parent` is gone, however that one ended."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(GRACE)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()


def load() -> "Flask":
    """Build the app inside a worker, tied to granian's main process."""
    tie_to(int(os.environ["CHOWK_WEB_PID"]))
    settings = load_settings()
    lean.leave_out(settings)
    from engagement.kernel import locale  # noqa: PLC0415 - granian's main process stays small without it

    locale.keep_to_dates(settings.locales)
    from engagement.factory import create_app  # noqa: PLC0415 - after what is left out

    app = create_app(settings)
    lean.let_go()
    return app


def server(target: str, host: str, port: int, blocking_threads: int) -> Web:
    """Make the server of an app ("engagement.web_server:load"); a worker that dies is replaced."""
    os.environ["CHOWK_WEB_PID"] = str(os.getpid())
    return Web(
        target,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=blocking_threads,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        websockets=False,
        log_level=LogLevels.warning,
    )


def main(host: str, port: str, parent: str, blocking_threads: str) -> None:
    """Serve until told to stop, or until process `parent` is gone."""
    tie_to(int(parent))
    server("engagement.web_server:load", host, int(port), int(blocking_threads)).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
