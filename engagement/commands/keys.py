"""`flask keys`: giving the keys to two custodians, putting them back, making new ones."""

import os
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from engagement.kernel import database, sealing
from engagement.kernel.database import db
from engagement.organisation.models import Force
from engagement.people.models import Contact

cli = AppGroup("keys", help="The keys of sealed columns.")
BATCH = 500


def _passphrases(*, twice: bool) -> tuple[str, str]:
    first, second = (
        str(click.prompt(f"Passphrase of the {which} custodian", hide_input=True, confirmation_prompt=twice))
        for which in ("first", "second")
    )
    return first, second


@cli.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def export(file: Path) -> None:
    """Write all keys to FILE so that both custodians' passphrases are needed to read it."""
    try:
        sealed = sealing.export(_passphrases(twice=True))
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except sealing.ExportError as problem:
        raise click.ClickException(str(problem)) from None
    except FileExistsError:
        raise click.ClickException(f"{file} is there already; choose another name.") from None
    except OSError as problem:
        raise click.ClickException(f"{file} cannot be written: {problem.strerror}.") from None
    with os.fdopen(handle, "wb") as out:
        out.write(sealed)
    click.echo(f"Written to {file}. Keep it apart from backups of the database.")


@cli.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Put back the keys in FILE that are not here; a key that is here is never overwritten."""
    try:
        count = sealing.restore(file.read_bytes(), _passphrases(twice=False))
    except sealing.ExportError as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"{count} keys were put back.")


@cli.command("rotate")
@click.option("--force", "slug", help="The slug of the force (none: every force).")
@click.option("--lane", default="contacts", show_default=True)
def rotate(slug: str | None, lane: str) -> None:
    """Make a new key for a lane and seal contacts anew with it; what is sealed with older keys stays readable."""
    query = select(Force).order_by(Force.id)
    forces = db.session.scalars(query.where(Force.slug == slug) if slug else query).all()
    if not forces:
        raise click.ClickException(f"There is no force {slug}." if slug else "There is no force yet.")
    for force in forces:
        sealing.rotate(force.ref, lane)
        count = _seal_anew(force) if lane == "contacts" else 0
        click.echo(f"{force.slug}: a new key for {lane}; {count} contacts sealed with it.")
    click.echo("Now run: flask keys export FILE")


def _seal_anew(force: Force) -> int:
    """Seal every contact of a force with its present key, in batches."""
    done, last = 0, 0
    while True:
        with database.unit() as session:
            query = (
                select(Contact).where(Contact.force_id == force.id, Contact.id > last).order_by(Contact.id)
            )
            rows = session.scalars(query.limit(BATCH).with_for_update()).all()
            for row in rows:
                row.address = sealing.rewrap(row.address)
        if not rows:
            return done
        done, last = done + len(rows), rows[-1].id
