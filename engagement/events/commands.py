"""`flask events`: the import of meetings."""

import csv
from collections import Counter
from itertools import islice
from pathlib import Path

import click
from flask.cli import AppGroup

from engagement.events import importing
from engagement.events.actions.imports import take_in
from engagement.events.importing import Found, Refused, Sheet, Unreadable
from engagement.kernel import clock, database
from engagement.kernel.actor import COMMAND
from engagement.kernel.refusals import Refusal
from engagement.organisation import queries as organisation
from engagement.organisation.models import Force
from engagement.settings import LOCALES_KNOWN

BATCH = 500
REPEATED, REFUSED = "repeated", "refused"
COUNTED = ("new", "changed", "unchanged", REPEATED, REFUSED)

cli = AppGroup("events", help="Meetings.")


@cli.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", "slug", help="The force that held the meetings; needed when there are several.")
@click.option(
    "--timezone", "zone", help="The zone of times whose row names none; the force's when not given."
)
@click.option("--language", type=click.Choice(LOCALES_KNOWN), help="The language of titles and words.")
@click.option("--refused", type=click.Path(path_type=Path), help="Where to write what was refused.")
def import_meetings(
    file: Path, slug: str | None, zone: str | None, language: str | None, refused: Path | None
) -> None:
    """Take in meetings from a CSV FILE; the same file twice changes nothing.

    Columns: start, title, office (or station, police_district); if there: end, location, details, zone, row.
    A meeting without an end is taken to last one hour. Offices that are unknown are set up as not yet placed.
    """
    force = _force(slug)
    try:
        zone = importing.zone_of(zone or force.zone)
        sheet = importing.sheet_in(file)
    except Refusal as problem:
        raise click.ClickException(problem.message % problem.values) from None
    except Unreadable as problem:
        raise click.ClickException(str(problem)) from None
    counts, bad = _take_all(force, sheet, zone, language or force.locales[0])
    if bad:
        target = refused or Path(f"{file.name}.refused.csv")
        _write(target, bad)
        click.echo(f"{len(bad)} refused: see {target}", err=True)
    click.echo(", ".join(f"{word} {counts[word]}" for word in COUNTED))
    if bad:
        raise SystemExit(1)


def _force(slug: str | None) -> Force:
    every = organisation.all_forces()
    chosen = [force for force in every if slug in {None, force.slug}]
    if len(chosen) == 1:
        return chosen[0]
    known = ", ".join(force.slug for force in every) or "none yet: run `flask people invite` first"
    raise click.ClickException(f"Name the force with --force. Forces here: {known}.")


def _take_all(force: Force, sheet: Sheet, zone: str, language: str) -> tuple[Counter[str], list[Refused]]:
    counts: Counter[str] = Counter()
    bad: list[Refused] = []
    seen: set[str] = set()
    waiting = importing.read(sheet, zone=zone)
    while some := list(islice(waiting, BATCH)):
        good: list[Found] = []
        for one in some:
            if isinstance(one, Refused):
                bad.append(one)
            elif one.key in seen:
                counts[REPEATED] += 1
            else:
                seen.add(one.key)
                good.append(one)
        with database.unit():
            outcomes = take_in(actor=COMMAND, now=clock.now(), force=force, batch=good, language=language)
        counts.update(str(outcome) for outcome in outcomes)
        counts[REFUSED] = len(bad)
        click.echo(f"{counts.total()} of {len(sheet.rows)}", err=True)
    return counts, bad


def _write(target: Path, bad: list[Refused]) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("place", "number", "title", "reason"))
        writer.writerows((one.place, one.number, one.title, one.reason) for one in bad)
