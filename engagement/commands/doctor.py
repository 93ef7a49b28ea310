"""`flask doctor`: looks at the whole installation and says in plain words what is wrong."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from engagement.audit import chain
from engagement.channels.models import OutboxMessage, State
from engagement.intake.models import MailIn
from engagement.intake.rules import MailState
from engagement.kernel import clock, health, sealing
from engagement.kernel.database import db
from engagement.settings import Settings, is_loopback

GIGABYTE = 1024**3
STUCK = timedelta(minutes=15)
CLOCKS_APART = timedelta(seconds=5)


class How(StrEnum):
    """How a thing is."""

    WELL = "well "
    LOOK = "look "
    WRONG = "WRONG"


class Finding(NamedTuple):
    """One thing that was looked at, in plain words."""

    how: How
    words: str


Findings = Iterator[Finding]


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Look at settings, database, keys, disk, clock, outbox and channels; exit 1 when something is wrong."""
    settings: Settings = current_app.extensions["settings"]
    found = list(examine(settings))
    for finding in found:
        click.echo(f"{finding.how.value}  {finding.words}")
    if any(finding.how is How.WRONG for finding in found):
        raise SystemExit(1)


def examine(settings: Settings) -> Findings:
    """Yield what each look found; without a database only what needs none."""
    yield from _settings(settings)
    yield from _keys(settings)
    yield from _disk(settings)
    ready = health.readiness()
    yield from _needs(ready)
    yield from _channels(settings)
    if ready["database"] and ready["migrations"]:
        looks: tuple[Callable[[datetime], Findings], ...] = (_clock, _outbox, _mails, _trail)
        for look in looks:
            yield from look(clock.now())


def _settings(settings: Settings) -> Findings:
    address = urlsplit(settings.public_url)
    if address.scheme != "https" and not is_loopback(address.hostname or ""):
        yield Finding(
            How.WRONG, "PUBLIC_URL begins with http://, so sign-ins travel in the open. Use https://."
        )
    else:
        yield Finding(How.WELL, f"Links begin with {settings.public_url}.")
    if not settings.oversight_address:
        yield Finding(
            How.LOOK, "OVERSIGHT_ADDRESS is empty: people are not told where to complain about police."
        )
    if settings.demo:
        yield Finding(How.LOOK, "DEMO is on: the sign-in page shows passwords.")


def _needs(ready: dict[str, bool]) -> Findings:
    words = {
        "database": (
            "The database answers.",
            "The database does not answer. Check DATABASE_URL, and that it runs.",
        ),
        "migrations": ("The tables are up to date.", "The tables are not up to date. Run: flask db upgrade"),
        "queue": (
            "The queue can be reached.",
            "The queue cannot be reached. Check REDIS_URL, or the data folder.",
        ),
    }
    for name, good in ready.items():
        well, wrong = words[name]
        yield Finding(How.WELL, well) if good else Finding(How.WRONG, wrong)


def _keys(settings: Settings) -> Findings:
    folder = settings.keys_dir
    if not folder.is_dir():
        yield Finding(How.LOOK, f"No keys yet in {folder}; they are made when they are first needed.")
        return
    open_to_others = [path.name for path in [folder, *folder.iterdir()] if path.stat().st_mode & 0o077]
    if open_to_others:
        yield Finding(
            How.WRONG,
            f"Others may read {', '.join(sorted(open_to_others))} in {folder}. Run: chmod -R go= {folder}",
        )
    missing = sealing.not_exported()
    if missing:
        how = How.LOOK if settings.demo else How.WRONG
        yield Finding(
            how,
            f"{len(missing)} keys were never given to custodians. If this disk fails, sealed words are lost. Run: flask keys export FILE",
        )
    elif not open_to_others:
        yield Finding(How.WELL, f"All keys were exported on {sealing.exported_at():%Y-%m-%d}.")


def _disk(settings: Settings) -> Findings:
    free = shutil.disk_usage(settings.data_dir).free
    how = How.WRONG if free < GIGABYTE else How.WELL
    yield Finding(how, f"{free / GIGABYTE:.1f} GB are free in {settings.data_dir}.")


def _clock(now: datetime) -> Findings:
    if db.session.get_bind().dialect.name == "sqlite":
        return
    theirs: datetime = db.session.execute(select(func.clock_timestamp())).scalar_one()
    apart = abs(theirs - now)
    if apart > CLOCKS_APART:
        yield Finding(
            How.WRONG,
            f"The clock here and that of the database are {apart.total_seconds():.0f} seconds apart. Set both by NTP.",
        )
    else:
        yield Finding(How.WELL, "The clocks agree.")


def _outbox(now: datetime) -> Findings:
    late = (OutboxMessage.state == State.DUE) & (OutboxMessage.not_before < now - STUCK)
    lapsed = OutboxMessage.state.in_([State.CLAIMED, State.HANDED]) & (OutboxMessage.lease < now - STUCK)
    stuck = _count(late | lapsed)
    if stuck:
        yield Finding(
            How.WRONG, f"{stuck} messages should have left more than 15 minutes ago. Does the worker run?"
        )
    else:
        yield Finding(How.WELL, "No message is stuck.")
    for state, words in ((State.FAILED, "were given up"), (State.UNCERTAIN, "may or may not have arrived")):
        number = _count(OutboxMessage.state == state)
        if number:
            yield Finding(How.LOOK, f"{number} messages {words}; the outbox page says why.")


def _mails(now: datetime) -> Findings:
    """Look at mails that came in."""
    query = select(func.count()).select_from(MailIn)
    late = (MailIn.state == MailState.WAITING) & (MailIn.received_at < now - STUCK)
    if waiting := db.session.scalar(query.where(late)):
        yield Finding(
            How.WRONG,
            f"{waiting} mails came more than 15 minutes ago and were not read. Does the worker run?",
        )
    if failed := db.session.scalar(query.where(MailIn.state == MailState.FAILED)):
        yield Finding(
            How.LOOK,
            f"{failed} mails of the last 30 days could not be read; the log says why. Who wrote them was told, where that is known.",
        )


def _count(condition: "object") -> int:
    query = select(func.count()).select_from(OutboxMessage).where(condition)  # type: ignore[arg-type]
    return int(db.session.scalar(query) or 0)


def _channels(settings: Settings) -> Findings:
    if settings.smtp_url:
        yield Finding(How.WELL, f"Mail leaves through {urlsplit(settings.smtp_url).hostname}.")
    else:
        yield Finding(How.LOOK, "SMTP_URL is empty: mail is written to the log and reaches nobody.")


def _trail(now: datetime) -> Findings:
    count, oldest = chain.tail()
    if oldest is not None and oldest < now - STUCK:
        yield Finding(
            How.WRONG,
            f"{count} entries of the trail wait to be sealed since {oldest:%Y-%m-%d %H:%M} UTC. Does the worker run?",
        )
    else:
        yield Finding(How.WELL, f"The trail is sealed but for {count} entries.")
