"""`flask demo`: the demo world, and the sign-ins that open it."""

import time

import click
from flask import current_app
from flask.cli import AppGroup

from engagement.demo import loading, signing
from engagement.kernel import clock
from engagement.people.queries import demo_sign_ins
from engagement.settings import Settings

cli = AppGroup("demo", help="A believable force to click through.")


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


@cli.command("load")
@click.option(
    "--scale", type=click.IntRange(1, 1000), default=1, help="So many times the meetings and concerns."
)
def load(scale: int) -> None:
    """Load the demo world into an empty database."""
    began = time.monotonic()
    try:
        loading.load(
            now=clock.now(),
            data_dir=_settings().data_dir,
            scale=scale,
            say=lambda words: click.echo(words, err=True),
        )
    except loading.NotEmpty:
        raise click.ClickException(
            "This database holds something already. The demo world goes into an empty one: name a new folder with DATA_DIR."
        ) from None
    held = loading.counts()
    click.echo(
        f"{held['events']} meetings, {held['concerns']} concerns, {held['problems']} problems, "
        f"{held['promises']} promises in {time.monotonic() - began:.0f} s"
    )


@cli.command("sign-ins")
def sign_ins() -> None:
    """Print who can sign in to the demo, with the code of this half minute, and codes to follow a concern with."""
    folder = _settings().data_dir
    found = demo_sign_ins(folder)
    if not found:
        raise click.ClickException("No demo world was loaded into this folder.")
    click.echo("\nSign in as (the code changes each half minute; the sign-in page shows it too):")
    for each in found:
        click.echo(f"  {each.label:<42} {each.email:<24} {each.password:<28} {each.code}")
    click.echo("\nFollow a concern with a receipt code:")
    for label, code in signing.receipts(folder):
        click.echo(f"  {label:<42} {code}")
