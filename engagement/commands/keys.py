"""`flask keys`: giving the keys to two custodians, putting them back, making new ones."""

import os
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from engagement.kernel import resealing, sealing
from engagement.kernel.database import db
from engagement.organisation.models import Force

cli = AppGroup("keys", help="The keys of sealed columns.")


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
    """Make a new key for a lane and seal with it, wherever it stands, what older keys of it sealed.

    A backup from before stays readable: the older keys are kept.
    """
    forces = _forces(slug)
    for ref in forces.values():
        sealing.rotate(ref, lane)
    _reseal(forces, lane, "{}: a new key for {}; {} sealed anew with it.")
    click.echo("Now run: flask keys export FILE")


@cli.command("reseal")
@click.option("--force", "slug", help="The slug of the force (none: every force).")
@click.option("--lane", default="contacts", show_default=True)
def reseal(slug: str | None, lane: str) -> None:
    """Seal with the present key of a lane what older keys of it sealed; makes no new key."""
    _reseal(_forces(slug), lane, "{}: the key for {} stays; {} sealed anew with it.")


def _forces(slug: str | None) -> dict[str, str]:
    """Return the public names of the forces that are meant, by slug."""
    query = select(Force).order_by(Force.id)
    forces = db.session.scalars(query.where(Force.slug == slug) if slug else query).all()
    if not forces:
        raise click.ClickException(f"There is no force {slug}." if slug else "There is no force yet.")
    return {force.slug: force.ref for force in forces}


def _reseal(forces: dict[str, str], lane: str, said: str) -> None:
    counts = resealing.reseal(list(forces.values()), lane)
    for slug, count in zip(forces, counts, strict=True):
        click.echo(said.format(slug, lane, count))
    left = resealing.left_behind()
    if left:
        click.echo(left, err=True)
