"""The web server as a child process: granian, its workers, and the thread that ends each when its parent is gone."""

import ctypes
import gc
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from granian import Granian
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels

from engagement.settings import Settings
from engagement.settings import load as load_settings

if TYPE_CHECKING:
    from flask import Flask

WORKERS = 2
GRACE = 5  # seconds a worker may take to finish its last answer
WATCH = 0.5


def _as_it_is(**_told: str) -> Callable[[Any], Any]:
    """Stand for what marks a thing as new or changed since a version."""
    return lambda thing: thing


# Parts of libraries that are loaded for one name that nobody calls here: tests' clients, which bring the debugger;
# marks in docstrings, which bring proxies of objects.
UNUSED_PARTS: dict[str, dict[str, Any]] = {
    "flask_login.test_client": {"FlaskLoginClient": None},
    "deprecated": {},
    "deprecated.sphinx": {"versionadded": _as_it_is, "versionchanged": _as_it_is, "deprecated": _as_it_is},
}


class Unspoken:
    """The dialect of the database that this installation does not use: it takes every word and says none."""

    construct_arguments = None


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


def leave_out(settings: Settings) -> None:
    """Hide from this process the libraries that others load whenever they find them: 40 MB and a second of starting.

    Huey loads every queue's driver; structlog and Flask-Limiter load a painter of terminals; SQLAlchemy loads what its
    asynchronous half needs, and the ways to PostgreSQL that we do not go; limits an asynchronous twin of itself.
    """
    unused = ["rich", "pygments", "greenlet"]
    if not settings.redis_url:
        unused.append("redis")
    if settings.embedded:
        unused.append("psycopg")
    for name in unused:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # Python's own sign for "not to be had"
    for way in ("asyncpg", "pg8000", "psycopg2", "psycopg2cffi"):
        name = f"sqlalchemy.dialects.postgresql.{way}"
        sys.modules.setdefault(name, ModuleType(name))
    if "sqlalchemy" not in sys.modules:
        from sqlalchemy.dialects import registry  # noqa: PLC0415 - granian's main process stays small without it

        # An index that names both databases would load the compiler of the one that is not here.
        registry.register("postgresql" if settings.embedded else "sqlite", __name__, "Unspoken")
    for name, wanted in UNUSED_PARTS.items():
        module = sys.modules.setdefault(name, ModuleType(name))
        for each, value in wanted.items():
            setattr(module, each, value)
    twin = ModuleType("limits.aio")
    for part in ("storage", "strategies"):
        setattr(twin, part, sys.modules.setdefault(f"limits.aio.{part}", ModuleType(f"limits.aio.{part}")))
    sys.modules.setdefault("limits.aio", twin)


def load() -> "Flask":
    """Build the app inside a worker, tied to granian's main process."""
    tie_to(int(os.environ["CHOWK_WEB_PID"]))
    settings = load_settings()
    leave_out(settings)
    from engagement.kernel import locale  # noqa: PLC0415 - granian's main process stays small without them

    locale.keep_to_dates(settings.locales)
    from engagement.factory import create_app  # noqa: PLC0415 - after what is left out

    app = create_app(settings)
    _give_back()
    return app


def _give_back() -> None:
    """Return to the system what only the building of the app needed; half a megabyte where the C library can."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def server(target: str, host: str, port: int, blocking_threads: int) -> Web:
    """Make the server of an app ("engagement.web:load"); a worker that dies is replaced."""
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
    server("engagement.web:load", host, int(port), int(blocking_threads)).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
