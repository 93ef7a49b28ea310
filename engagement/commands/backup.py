"""`flask backup` and `flask restore`: the database, the pictures and the head of the trail; never keys, never SECRET_KEY."""

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import make_url, text

from engagement.audit import chain
from engagement.kernel import clock
from engagement.kernel.database import db
from engagement.settings import Settings

SQLITE, POSTGRES, NOTE, PICTURES = "chowk.db", "chowk.dump", "backup.json", "pictures"


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@with_appcontext
def backup(folder: Path) -> None:
    """Write a copy of the database into FOLDER while the server runs. The keys are not in it: flask keys export."""
    settings: Settings = current_app.extensions["settings"]
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty; give each backup a folder of its own.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    head = chain.head_kept(settings.data_dir)  # before the copy, so that it is never newer than the copy
    note = {
        "made_at": clock.now().isoformat(),
        "revision": _revision(),
        "embedded": settings.embedded,
        "head": head,
    }
    db.session.rollback()
    if settings.embedded:
        _copy(Path(make_url(settings.database_url).database or ""), folder / SQLITE)
    else:
        _run("pg_dump", settings, "--format=custom", "--no-owner", f"--file={folder / POSTGRES}")
    (folder / NOTE).write_text(json.dumps(note, indent=1))
    _copy_pictures(settings.data_dir / PICTURES, folder / PICTURES)
    for file in folder.iterdir():
        file.chmod(0o700 if file.is_dir() else 0o600)
    click.echo(f"Written to {folder}. Without the keys the sealed words in it cannot be read.")


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--yes", is_flag=True, help="Replace everything in the present database.")
@with_appcontext
def restore(folder: Path, *, yes: bool) -> None:
    """Replace the database by the copy in FOLDER. Stop the server first."""
    settings: Settings = current_app.extensions["settings"]
    note = _note(folder)
    if note["embedded"] != settings.embedded:
        raise click.ClickException("This backup was made from the other kind of database.")
    if not yes:
        raise click.ClickException(
            "Everything in the present database is replaced. Add --yes if that is meant."
        )
    db.session.remove()
    db.engine.dispose()
    if settings.embedded:
        _check(folder / SQLITE)
        _copy(folder / SQLITE, Path(make_url(settings.database_url).database or ""))
    else:
        _run(
            "pg_restore",
            settings,
            "--clean",
            "--if-exists",
            "--no-owner",
            "--single-transaction",
            str(folder / POSTGRES),
        )
    _copy_pictures(folder / PICTURES, settings.data_dir / PICTURES)
    chain.put_head(settings.data_dir, note["head"])
    click.echo(
        f"Restored as of {note['made_at']}. Now run: flask db upgrade, flask doctor, flask audit verify"
    )


def _note(folder: Path) -> dict[str, Any]:
    try:
        note: dict[str, Any] = json.loads((folder / NOTE).read_text())
    except (OSError, ValueError):
        raise click.ClickException(f"{folder} holds no backup.") from None
    return note


def _revision() -> str | None:
    try:
        return str(db.session.execute(text("SELECT version_num FROM alembic_version")).scalar())
    except Exception:  # noqa: BLE001 - each driver has its own; a database without migrations has no revision
        db.session.rollback()
        return None


def _copy(source: Path, target: Path) -> None:
    """Copy one SQLite database over another, consistently, whoever else reads and writes."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def _copy_pictures(source: Path, target: Path) -> None:
    """Copy each picture that is whole; what a worker was writing comes again from what was sent."""
    found = [path for path in source.glob("*") if path.suffix in {".jpg", ".sent"}]
    if found:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in found:
        shutil.copyfile(path, target / path.name)
        (target / path.name).chmod(0o600)


def _check(file: Path) -> None:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        try:
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as problem:
            said = str(problem)
    if said != "ok":
        raise click.ClickException(f"The copy is damaged: {said}. Nothing was changed.")


def _run(program: str, settings: Settings, *arguments: str) -> None:
    """Run a tool of PostgreSQL; the password travels in the environment, where `ps` does not show it."""
    path = shutil.which(program)
    if path is None:
        raise click.ClickException(f"{program} is not installed here; it comes with postgresql-client.")
    url = make_url(settings.database_url)
    given = {
        "PGHOST": url.host or url.query.get("host"),
        "PGPORT": url.port or url.query.get("port"),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
    }
    environment = {**os.environ, **{name: str(value) for name, value in given.items() if value}}
    dbname = [f"--dbname={url.database}"] if program == "pg_restore" else []
    done = subprocess.run(  # noqa: S603 - a fixed program with our own arguments
        [path, *dbname, *arguments], env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise click.ClickException(f"{program} failed: {done.stderr.strip()}")
