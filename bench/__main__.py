"""`script/bench`: runs the benches and prints what was asked, what was measured, and by how much it holds."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import concerns, crowd, door, inside, load, mail, pages, start, texts, worlds
from bench.pages import Line
from engagement.factory import create_app
from engagement.kernel.database import db
from engagement.settings import Settings
from engagement.settings import load as load_settings
from tests import postgres

BENCHES = ("start", "pages", "rsvp", "inside", "mail", "crowd", "door", "concerns", "texts")


def main() -> int:
    """Run what was asked for; return 0 only when every number is met."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="BENCH", help=f"some of: {', '.join(BENCHES)} (all)")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the lines there as well")
    options = parser.parse_args()
    names = options.names or list(BENCHES)
    lines: list[dict[str, object]] = []
    if not load.installed():
        print("wrk is missing: the benches under load are left out (apt-get install wrk)", file=sys.stderr)

    def say(database: str, line: Line) -> None:
        lines.append({"database": database, **line._asdict(), "met": line.met})
        sign = "≥" if line.at_least else "≤"
        print(
            f"{'✓' if line.met else '✗'} {database:<10} {line.name:<38} {line.value:8.2f}   {sign} {line.asked:g}"
            f"   {line.note}",
            flush=True,
        )

    if "start" in names:
        start.run(say=lambda line: say("sqlite", line))
    for database in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
        with _installation(database) as environ:
            if environ is not None:
                _measure(database, environ, names, lambda line, d=database: say(d, line))
    if options.json:
        options.json.write_text(json.dumps(lines, indent=1))
    return 0 if all(line["met"] for line in lines) else 1


def _measure(database: str, environ: dict[str, str], names: list[str], say: Callable[[Line], None]) -> None:
    settings: Settings = load_settings(environ)
    app = create_app(settings)
    try:
        rows = worlds.large(app)
        if load.installed() and not {"pages", "rsvp"}.isdisjoint(names):
            pages.run(rows, environ, lite=database == "sqlite", names=names, say=say)
        if "inside" in names:
            inside.run(app, say=say)
        if "mail" in names:
            mail.run(app, say=say)
        if "crowd" in names:
            crowd.run(app, environ, say=say)
        if "door" in names:
            door.run(app, environ, say=say)
        if "concerns" in names:
            concerns.run(app, say=say)
        if "texts" in names:
            texts.run(app, environ, say=say)
    finally:
        with app.app_context():
            db.engine.dispose()


@contextmanager
def _installation(database: str) -> Iterator[dict[str, str] | None]:
    """Give the environment of an empty installation on one database; None where it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        given = {
            "DATA_DIR": folder,
            "LOG_FILE": os.devnull,
            "SECRET_KEY": "bench-secret-key-with-more-than-32-characters",
            "LOCALES": "en,ur",
            "CHEAP_HASHES": "true",
            "TRUSTED_PROXIES": "1",  # each request names another sender, so that no limit by address stops the load
        }
        if database == "sqlite":
            yield {**given, "DATABASE_URL": f"sqlite:///{folder}/chowk.db"}
            return
        with postgres.cluster(durable=True) as address:
            if address is None:
                print("PostgreSQL is missing: its benches are left out", file=sys.stderr)
                yield None
            else:
                yield {**given, "DATABASE_URL": postgres.new_database(address, "bench")}


if __name__ == "__main__":
    sys.exit(main())
