"""`flask privacy purge`: what is no longer needed is deleted, and counted."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import func, select, update

from engagement.channels.models import OutboxMessage, State
from engagement.kernel import clock, database, limits
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db
from engagement.people.actions import purging

cli = AppGroup("privacy", help="What is kept about people.")
DONE = (State.SENT, State.FAILED, State.DROPPED)


@cli.command("purge")
@click.option("--dry-run", is_flag=True, help="Count, and delete nothing.")
def purge(*, dry_run: bool) -> None:
    """Delete old tries, contacts nobody refers to, invitations nobody took up, tokens of messages that are done."""
    now = clock.now()
    counts = {
        "old tries": _number(select(limits.Attempt).where(limits.Attempt.ends_at < now - limits.KEPT_FOR)),
        "unverified contacts that nothing refers to": _number(purging.unneeded_contacts(now)),
        "invitations that were never taken up": _number(purging.unneeded_invitations(now)),
        "tokens of messages that are done": _number(_tokens()),
    }
    if not dry_run:
        _delete(now)
    for what, number in counts.items():
        click.echo(f"{number:6}  {what}")
    click.echo("Nothing was deleted." if dry_run else "Deleted.")


def _number(query: Any) -> int:
    return int(db.session.scalar(select(func.count()).select_from(query.subquery())) or 0)


def _tokens() -> Any:
    return select(OutboxMessage).where(OutboxMessage.state.in_(DONE), OutboxMessage.token.is_not(None))


def _delete(now: datetime) -> None:
    """Delete in batches, each a unit of its own, so that writers wait for a moment at most."""
    with database.unit() as session:
        limits.purge(now)
        done = OutboxMessage.state.in_(DONE) & OutboxMessage.token.is_not(None)
        session.execute(update(OutboxMessage).where(done).values(token=None))
    batches: tuple[Callable[..., int], ...] = (purging.purge_contacts, purging.purge_invitations)
    for batch in batches:
        number = purging.BATCH
        while number == purging.BATCH:
            with database.unit():
                number = batch(actor=COMMAND, now=now)
