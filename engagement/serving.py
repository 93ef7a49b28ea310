"""`script/server`: migrates, starts the web server as a child, is itself the worker, and ends all of it together."""

import argparse
import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from dotenv import load_dotenv

from engagement import lean
from engagement import settings as settings_module
from engagement.kernel import revisions
from engagement.settings import Settings, SettingsError

ROOT = Path(__file__).resolve().parent.parent
VERSIONS = ROOT / "migrations" / "versions"
DEMO_MARK = "demo"  # in DATA_DIR: this database holds the demo world
START_LIMIT = 120  # seconds: a busy, slow machine gets there too
STOP_LIMIT = 10
JOBS_AT_ONCE = 3  # while one waits for the disk and one for a mail server, the third works
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Options:
    """What the command line asked for."""

    host: str
    port: int
    demo: bool
    data: Path | None


def main(argv: list[str] | None = None) -> int:
    """Serve until Ctrl-C, SIGTERM, or the end of the web server; return the exit code."""
    options = _options(argv)
    try:
        settings = _settings(options)
        _check_port_is_free(options)
        _prepare(settings, options)
    except SettingsError as refusal:
        print(refusal, file=sys.stderr)
        return 2
    stop, asked = threading.Event(), threading.Event()
    for number in SIGNALS:
        signal.signal(number, lambda *_: (asked.set(), stop.set()))  # type: ignore[func-returns-value]
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    (settings.data_dir / settings_module.SERVED_AT).write_text(settings.public_url)
    web = _start_web(settings, options)
    threading.Thread(target=_watch, args=(web, stop), daemon=True, name="web-watch").start()
    try:
        if _wait_for_answer(options, stop):
            _announce(settings)
            _work(settings, stop)
    finally:
        _end(web)
    return 0 if asked.is_set() else 1


def _options(argv: list[str] | None) -> Options:
    parser = argparse.ArgumentParser(
        prog="script/server", description="Run Chowk: the web server and its worker."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default 8000)")
    parser.add_argument("--no-demo", action="store_true", help="start empty, without the demo world")
    parser.add_argument("--data", metavar="DIR", help="folder for the database and the keys (default data/)")
    given = parser.parse_args(argv)
    # The script changes into the project's folder; a relative DIR is meant from where it was called.
    data = Path(os.environ.get("CHOWK_CALLED_FROM", "."), given.data).resolve() if given.data else None
    return Options(host=given.host, port=given.port, demo=not given.no_demo, data=data)


def _settings(options: Options) -> Settings:
    """Read the settings, with the command line ahead of the environment, and leave them there for the children."""
    load_dotenv(ROOT / ".env")
    if options.data:
        os.environ["DATA_DIR"] = str(options.data)
    named = socket.gethostname() if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104 - compared only
    os.environ.setdefault("PUBLIC_URL", f"http://{named}:{options.port}")
    settings = settings_module.load()
    new = _revision(settings) is None
    demo = options.demo and (new or (settings.data_dir / DEMO_MARK).exists())
    if demo and not settings_module.is_loopback(options.host):
        raise SettingsError(
            "The demo world has open sign-ins, so --host must be 127.0.0.1; or start with --no-demo."
        )
    os.environ["DEMO"] = "true" if demo else "false"
    os.environ.setdefault("LOG_FILE", str(settings.data_dir / "chowk.log"))  # the terminal is for people
    return settings_module.load()


def _check_port_is_free(options: Options) -> None:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as problem:
            raise SettingsError(
                f"Cannot listen on {options.host}:{options.port}: {problem.strerror}. Try --port with another number."
            ) from None


# ── the database: only touched when it is behind ─────────────────────────────────


def head() -> str:
    """Return the newest migration's revision: the one that no other comes after."""
    try:
        return revisions.head(VERSIONS)
    except revisions.SeveralEnds as several:
        raise SettingsError(f"The migrations end in several places: {several}.") from None


def _revision(settings: Settings) -> str | None:
    """Return the revision the database is at, or None when it is new; costs no framework."""
    query = "SELECT version_num FROM alembic_version"
    if settings.embedded:
        path = settings.database_url.removeprefix("sqlite:///")
        if not Path(path).exists():
            return None
        connection = sqlite3.connect(path)
        try:
            row = connection.execute(query).fetchone()
        except sqlite3.OperationalError:
            return None
        finally:
            connection.close()
        return row[0] if row else None
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is used

    url = settings.database_url.replace("postgresql+psycopg://", "postgresql://")
    try:
        with psycopg.connect(url, connect_timeout=10) as connection_:
            row = connection_.execute(query).fetchone()
    except psycopg.errors.UndefinedTable:
        return None
    except psycopg.OperationalError as problem:
        raise SettingsError(f"DATABASE_URL: the database does not answer: {str(problem).strip()}") from None
    return row[0] if row else None


def _prepare(settings: Settings, options: Options) -> None:
    """Migrate and load the demo world where that is due."""
    revision = _revision(settings)
    if revision == head():
        return
    _say("preparing the database" if revision is None else "migrating the database")
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    _flask("db", "upgrade")
    if revision is None and options.demo:
        _say("loading the demo world")
        (settings.data_dir / DEMO_MARK).touch()
        _flask("demo", "load")


def _flask(*arguments: str) -> None:
    """Run one command of the app in a process of its own, so that this one stays small."""
    command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        raise SettingsError(f"`flask {' '.join(arguments)}` failed; the lines above say why.")


# ── the processes ────────────────────────────────────────────────────────────────


def _start_web(settings: Settings, options: Options) -> "subprocess.Popen[bytes]":
    # One thread that blocks keeps SQLite's writers in line; PostgreSQL gains from a second.
    threads = 1 if settings.embedded else 2
    command = [
        sys.executable,
        "-m",
        "engagement.web_server",
        options.host,
        str(options.port),
        str(os.getpid()),
        str(threads),
    ]
    return subprocess.Popen(command, cwd=ROOT, env={**lean.ENVIRONMENT, **os.environ})  # noqa: S603 - our own arguments


def _watch(web: "subprocess.Popen[bytes]", stop: threading.Event) -> None:
    web.wait()
    stop.set()


def _wait_for_answer(options: Options, stop: threading.Event) -> bool:
    """Wait until the web server answers; False when it ended or never did."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)  # noqa: S104 - compared only
    address = (
        f"http://[{host}]:{options.port}/healthz" if ":" in host else f"http://{host}:{options.port}/healthz"
    )
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own address
                return True
        except HTTPError:
            return True  # it answers; what it says is for /healthz to say
        except (URLError, OSError):
            if stop.wait(0.05):
                return False
    _say("the web server did not answer within a minute")
    return False


def _work(settings: Settings, stop: threading.Event) -> None:
    """Be the worker: run queued jobs and the clock until `stop`."""
    lean.leave_out(settings)
    from engagement.factory import create_app  # noqa: PLC0415 - after what it shall not load was named

    logging.getLogger("huey").setLevel(logging.WARNING)
    consumer = (
        create_app()
        .extensions["jobs"]
        .huey.create_consumer(workers=JOBS_AT_ONCE, max_delay=1, shutdown_timeout=STOP_LIMIT)
    )
    ours = {number: signal.getsignal(number) for number in SIGNALS}
    consumer.start()  # takes the signals; they end more than this consumer, so take them back
    for number, handler in ours.items():
        signal.signal(number, handler)
    while not stop.wait(1):
        consumer.check_worker_health()
    consumer.stop(graceful=True)


def _end(web: "subprocess.Popen[bytes]") -> None:
    if web.poll() is None:
        web.terminate()
    try:
        web.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        web.kill()
        web.wait()


# ── words for the terminal ───────────────────────────────────────────────────────


def _say(words: str) -> None:
    print(f"· {words}", file=sys.stderr, flush=True)


def _announce(settings: Settings) -> None:
    print(f"\nChowk is at {settings.public_url}   (Ctrl-C ends it; log: {settings.log_file})", flush=True)
    from engagement.kernel import paper  # noqa: PLC0415 - the server is up; who only refuses to start needs no Flask

    if paper.missing_libraries():
        print(f"Posters and other sheets cannot be printed yet: {paper.CURE}", flush=True)
    if settings.demo:
        _flask("demo", "sign-ins")


if __name__ == "__main__":
    sys.exit(main())
