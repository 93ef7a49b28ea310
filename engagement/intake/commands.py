"""`flask texts`: the numbers that people text; `flask mail`: mails that answer ours."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import select

from engagement.intake.actions import texts
from engagement.intake.rules import MOST_MAIL
from engagement.kernel import clock, database
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db
from engagement.kernel.locale import say
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Force, Office

cli = AppGroup("texts", help="The numbers that people text.")
mail = AppGroup("mail", help="Mails that answer ours.")
clis = (cli, mail)
TOO_LARGE, LATER = 65, 75  # EX_DATAERR, EX_TEMPFAIL of sysexits.h, which mail servers know


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


@mail.command("receive")
@click.option("--to", default="", help="The address to which the mail server was told to deliver it.")
@click.option("--from", "sender", default=None, help="The sender of its envelope; empty for a bounce.")
def receive(to: str, sender: str | None) -> None:
    """Take in one mail from standard input: stored first, then decided. A mail server pipes to it.

    Exit code 0: it is kept. 65: larger than 20 MB, nothing was kept. 75: not now; the mail server tries again.
    """
    raw = sys.stdin.buffer.read(MOST_MAIL + 1)
    if len(raw) > MOST_MAIL:
        click.echo("This mail is larger than 20 MB. Please send it with smaller files.", err=True)
        raise SystemExit(TOO_LARGE)
    from engagement.intake import mailroom  # noqa: PLC0415 - only this command and the worker read mails

    try:
        row = mailroom.receive(raw, to=to[:320], sender=sender)
    except Exception as problem:  # noqa: BLE001 - whatever it was, the mail server keeps the mail
        click.echo(f"Not now: {type(problem).__name__}. Try again later.", err=True)
        raise SystemExit(LATER) from None
    mailroom.read(row.id)  # what fails here, the worker does again
