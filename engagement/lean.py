"""What keeps a web worker small: how its process starts, what it never loads, what it lets go of once it is built."""

import ctypes
import gc
import sys
import typing
from collections.abc import Callable
from contextlib import suppress
from types import FunctionType, ModuleType
from typing import Any

from engagement.settings import Settings

# Read when the process starts that the workers are forked from: code without the columns that underline a traceback
# and without docstrings; one arena of glibc's for all threads, large pieces given back; the same of granian's own
# allocator, whose thread gives back within half a second what sixteen feeds in flight took.
ENVIRONMENT = {
    "PYTHONOPTIMIZE": "2",
    "PYTHONNODEBUGRANGES": "1",
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "MALLOC_TRIM_THRESHOLD_": "65536",
    "_RJEM_MALLOC_CONF": "narenas:1,background_thread:true,dirty_decay_ms:500,muzzy_decay_ms:0",
}


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


def let_go() -> None:
    """Let go of what only the building of the app needed; what comes later takes its place.

    That is how functions are annotated; what `typing` remembers of each generic type; which files lie beside each
    module; and the copy of each column that stands in statements, which SQLAlchemy makes for all columns by the way
    while it maps them, and again for a column that a statement names.
    """
    from sqlalchemy.orm import ColumnProperty  # noqa: PLC0415 - granian's main process stays small without it

    for each in gc.get_objects():
        if type(each) is FunctionType:
            del each.__annotations__
        elif type(each) is ColumnProperty.Comparator:
            with suppress(AttributeError):  # not yet made
                del each.__clause_element__
    for forget in getattr(typing, "_cleanups", ()):
        forget()
    sys.path_importer_cache.clear()
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
