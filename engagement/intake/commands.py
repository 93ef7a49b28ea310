"""`flask texts`: the numbers that people text."""

import click
from flask.cli import AppGroup
from sqlalchemy import select

from engagement.intake.actions import texts
from engagement.kernel import clock, database
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db
from engagement.kernel.locale import say
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Force, Office

cli = AppGroup("texts", help="The numbers that people text.")


@cli.command("number")
@click.argument("number")
@click.argument("office")
@click.option(
    "--force", "force_slug", help="The force of the office; needed where two have one of that name."
)
def number(number: str, office: str, force_slug: str | None) -> None:
    """Say that texts to NUMBER go to OFFICE (the last part of its address, such as badhber)."""
    query = select(Office).join(Force, Force.id == Office.force_id).where(Office.slug == office)
    found = db.session.scalars(query.where(Force.slug == force_slug) if force_slug else query).all()
    if len(found) != 1:
        raise click.ClickException(
            f"There is no office {office}."
            if not found
            else f"Several forces have an office {office}: use --force."
        )
    try:
        with database.unit():
            texts.set_number(actor=COMMAND, now=clock.now(), number=number, office=found[0])
    except Refusal as refusal:
        raise click.ClickException(say(refusal)) from None
    click.echo(f"Texts to {number} go to {office}.")
