"""`flask organisation`: the import of outlines."""

import csv
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import click
from flask.cli import AppGroup

from engagement.kernel import clock, database
from engagement.kernel.actor import COMMAND
from engagement.organisation import importing, queries
from engagement.organisation.actions.imports import take_in
from engagement.organisation.importing import Found, Refused, Unreadable
from engagement.organisation.models import Force
from engagement.settings import LOCALES_KNOWN

BATCH = 200
REPEATED, REFUSED = "repeated", "refused"
COUNTED = ("new", "changed", "unchanged", REPEATED, REFUSED)

cli = AppGroup("organisation", help="Offices and places.")


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", "slug", help="The force that the places belong to; needed when there are several.")
@click.option(
    "--kind", type=click.Choice(importing.KINDS), help="What the outlines are; guessed when not given."
)
@click.option("--name-property", help="The property that holds the name.")
@click.option("--language", type=click.Choice(LOCALES_KNOWN), help="The language of the names.")
@click.option("--refused", type=click.Path(path_type=Path), help="Where to write what was refused.")
def import_outlines(
    file: Path,
    slug: str | None,
    kind: str | None,
    name_property: str | None,
    language: str | None,
    refused: Path | None,
) -> None:
    """Take in localities from a GeoJSON FILE in WGS 84; the same file twice changes nothing."""
    force = _force(slug)
    try:
        features = importing.features_in(file)
    except Unreadable as problem:
        raise click.ClickException(str(problem)) from None
    kind = kind or _guess(features)
    spoken = language or force.locales[0]
    read = importing.read(features, language=spoken, languages=LOCALES_KNOWN, name_property=name_property)
    counts, bad = _take_all(force, kind, read, len(features))
    if bad:
        target = refused or Path(f"{file.name}.refused.csv")
        _write(target, bad)
        for one in bad:
            click.echo(f"feature {one.number} {one.name}: {one.reason}", err=True)
        click.echo(f"{len(bad)} refused: see {target}", err=True)
    click.echo(", ".join(f"{word} {counts[word]}" for word in COUNTED))
    if bad:
        raise SystemExit(1)


def _force(slug: str | None) -> Force:
    every = queries.all_forces()
    chosen = [force for force in every if slug in {None, force.slug}]
    if len(chosen) == 1:
        return chosen[0]
    known = ", ".join(force.slug for force in every) or "none yet: run `flask people invite` first"
    raise click.ClickException(f"Name the force with --force. Forces here: {known}.")


def _guess(features: list[object]) -> str:
    """Say what the outlines are by the name of a property that all share."""
    shared = [
        {str(key).lower() for key in properties}
        for feature in features[:50]
        if isinstance(feature, dict) and isinstance(properties := feature.get("properties"), dict)
    ]
    named = set.intersection(*shared) if shared else set()
    return next((kind for kind in reversed(importing.KINDS) if kind in named), importing.LOCALITY)


def _take_all(
    force: Force, kind: str, read: Iterable[Found | Refused], total: int
) -> tuple[Counter[str], list[Refused]]:
    counts: Counter[str] = Counter()
    bad: list[Refused] = []
    seen: dict[str, str] = {}
    waiting = iter(read)
    while some := list(islice(waiting, BATCH)):
        good: list[Found] = []
        for one in some:
            if isinstance(one, Refused):
                bad.append(one)
            elif one.key not in seen:
                seen[one.key] = one.digest
                good.append(one)
            elif seen[one.key] == one.digest:
                counts[REPEATED] += 1
            else:
                name = next(iter(one.names.values()))
                bad.append(Refused(one.number, name, "Another feature of this file has the same name."))
        with database.unit():
            counts.update(take_in(actor=COMMAND, now=clock.now(), force=force, kind=kind, batch=good))
        counts[REFUSED] = len(bad)
        click.echo(f"{counts.total()} of {total}", err=True)
    return counts, bad


def _write(target: Path, bad: list[Refused]) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("number", "name", "reason"))
        writer.writerows((one.number, one.name, one.reason) for one in bad)
