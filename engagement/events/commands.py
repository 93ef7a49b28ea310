"""`flask events`: the import of meetings."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click
from flask.cli import AppGroup

from engagement.events import calendar_reading, importing
from engagement.events.actions.imports import take_in
from engagement.events.importing import Found, Refused, Unreadable
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
@click.option("--office", help="The office of a calendar's meetings.")
@click.option("--language", type=click.Choice(LOCALES_KNOWN), help="The language of titles and words.")
@click.option("--refused", type=click.Path(path_type=Path), help="Where to write what was refused.")
def import_meetings(
    file: Path,
    slug: str | None,
    zone: str | None,
    office: str | None,
    language: str | None,
    refused: Path | None,
) -> None:
    """Take in meetings from a CSV or ICS FILE; the same file twice changes nothing.

    Columns: start, title, office (or station, police_district); if there: end, location, details, zone, row.
    A meeting without an end is taken to last one hour. A coming one without a place is a draft. Offices that are unknown are set up as not yet placed.
    """
    force = _force(slug)
    try:
        zone = importing.zone_of(zone or force.zone)
        found, total = _lines_of(file, office, zone)
    except Unreadable as problem:
        raise click.ClickException(str(problem)) from None
    except Refusal as problem:
        raise click.ClickException(problem.message % problem.values) from None
    counts, bad = _take_all(force, found, total, language or force.locales[0])
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


def _lines_of(file: Path, office: str | None, zone: str) -> tuple[Iterator[Found | Refused], int]:
    """Return the meetings of a table or a calendar, and how many lines there are."""
    if file.suffix.lower() == ".ics":
        if not office:
            raise click.ClickException("Name the office of a calendar's meetings with --office.")
        lines = list(calendar_reading.read(importing.bytes_of(file), office=office, zone=zone))
        return iter(lines), len(lines)
    sheet = importing.sheet_in(file)
    return importing.read(sheet, zone=zone), len(sheet.rows)


def _take_all(
    force: Force, waiting: Iterator[Found | Refused], total: int, language: str
) -> tuple[Counter[str], list[Refused]]:
    counts: Counter[str] = Counter()
    bad: list[Refused] = []
    seen: set[str] = set()
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
        click.echo(f"{counts.total()} of {total}", err=True)
    return counts, bad


def _write(target: Path, bad: list[Refused]) -> None:
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("place", "number", "title", "reason"))
        writer.writerows((one.place, one.number, one.title, one.reason) for one in bad)
