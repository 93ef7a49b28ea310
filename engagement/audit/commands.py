"""Reading the trail back from the command line."""

import click
from flask import current_app
from flask.cli import AppGroup

from engagement.audit import chain
from engagement.kernel import clock
from engagement.settings import Settings

cli = AppGroup("audit", help="The trail of who did what.")


@cli.command("verify")
def verify() -> None:
    """Read the whole trail and say whether an entry was altered or taken away."""
    settings: Settings = current_app.extensions["settings"]
    verdict = chain.verify(settings.data_dir)
    count, oldest = chain.tail()
    click.echo(f"{verdict.entries} sealed entries read.")
    if oldest is not None:
        age = int((clock.now() - oldest).total_seconds())
        click.echo(f"{count} entries are not sealed yet; the oldest waits for {age} seconds.")
    if verdict.broken_at is not None:
        click.echo(
            f"Entry {verdict.broken_at} was altered, or an entry at that place was taken away.", err=True
        )
        raise SystemExit(1)
    click.echo("The chain is whole.")
