"""A PostgreSQL of our own for the tests: an unprivileged user, a temporary folder, a socket."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

SETTINGS = {
    "shared_buffers": "64MB",
    "max_connections": "120",
    "listen_addresses": "",
    "log_min_messages": "panic",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}
OWNER = "chowk"


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL here, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3].split(".")[0])
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _unprivileged() -> str | None:
    """Name the user PostgreSQL runs as: it refuses root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str | None]:
    """Start a server; yield the address of its first database, or None where PostgreSQL is missing.

    `durable` as people run it; else it forgets what a power cut would take, and is fast to start and end.
    """
    programs = binaries()
    if programs is None:
        yield None
        return
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="chowk-pg-", dir="/tmp"))  # a socket's path must be short
    server = None
    try:
        if user:
            shutil.chown(folder, user)
        who: dict[str, Any] = (
            {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}
        )
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **who,
        )  # fmt: skip
        chosen = SETTINGS if durable else SETTINGS | FORGETFUL
        options = [f"-c{name}={value}" for name, value in chosen.items()]
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *options],
            cwd=folder,
            process_group=0,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no thread runs yet
            **who,
        )
        address = f"postgresql+psycopg://{OWNER}@/postgres?host={folder}"
        _wait(address, server)
        yield address
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # "fast": ends the sessions that are left
            server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _end_with_parent() -> None:
    """Let Linux end the server when the tests are killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _plain(address: str) -> str:
    return address.replace("+psycopg", "")


def _wait(address: str, server: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < limit:
        try:
            psycopg.connect(_plain(address)).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the tests' PostgreSQL did not start")


def new_database(address: str, name: str) -> str:
    """Make the empty database `name` in the server at `address`, anew, and return its address."""
    with psycopg.connect(_plain(address), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return address.replace("/postgres?", f"/{name}?")
