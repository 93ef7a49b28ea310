"""People from the command line: the first administrator, and invitations."""

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import func, select

from engagement.kernel import clock, database
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db
from engagement.kernel.locale import in_language, say
from engagement.kernel.refusals import Refusal
from engagement.organisation import present
from engagement.organisation.actions import founding
from engagement.organisation.models import Post
from engagement.people import queries
from engagement.people.actions import invitations, lanes
from engagement.people.models import Person
from engagement.people.notices import invitation_link
from engagement.people.rules import SEALED
from engagement.settings import Settings

cli = AppGroup("people", help="Who may sign in.")


@cli.command("invite")
@click.option("--email", required=True, help="Where the invitation goes.")
@click.option("--name", default="", help="What the person is called.")
@click.option("--post", "place", help="OFFICE-SLUG/POST-SLUG")
@click.option(
    "--first-administrator",
    is_flag=True,
    help="Found the force, if there is none, and invite who looks after it.",
)
@click.option("--force", "force_name", help="What the force is called; with --first-administrator.")
@click.option("--locale", default=None, help="The language of the invitation.")
def invite(
    *,
    email: str,
    name: str,
    place: str | None,
    first_administrator: bool,
    force_name: str | None,
    locale: str | None,
) -> None:
    """Invite somebody to a post and print the signed link; a mail goes too when SMTP is set."""
    settings: Settings = current_app.extensions["settings"]
    if bool(place) == first_administrator:
        raise click.UsageError("Give either --post OFFICE-SLUG/POST-SLUG or --first-administrator.")
    if locale and locale not in settings.locales:
        raise click.UsageError(f"--locale must be one of {', '.join(settings.locales)}.")
    try:
        with database.unit():
            post = _first(force_name) if first_administrator else _post(place or "")
            invitation = invitations.invite(
                actor=COMMAND,
                now=clock.now(),
                post=post,
                email=email,
                name=name or email.split("@", maxsplit=1)[0],
                locale=locale or settings.default_locale,
            )
    except Refusal as refusal:
        raise click.ClickException(say(refusal)) from None
    click.echo(
        f"{in_language(post.names)}, {in_language(post.office.names)}: the link works once, for seven days."
    )
    click.echo(invitation_link(invitation))


@cli.command("let-in")
@click.option("--post", "place", required=True, help="OFFICE-SLUG/POST-SLUG")
@click.option("--email", required=True, help="Of the person who holds the post.")
@click.option("--lane", type=click.Choice(sorted(SEALED)), required=True)
def let_in(*, place: str, email: str, lane: str) -> None:
    """Let the first holder of a post into a sealed lane; whoever is in it lets in the next, on the pages."""
    try:
        with database.unit():
            post, person = _post(place), queries.person_by_email(email)
            held = queries.postings_not_over(person, clock.now()) if person else []
            posting = next((each for each in held if each.post_id == post.id), None)
            if posting is None:
                raise click.ClickException(f"{email} does not hold {place}.")
            lanes.let_in_first(actor=COMMAND, now=clock.now(), posting=posting, lane=lane)
    except Refusal as refusal:
        raise click.ClickException(say(refusal)) from None
    click.echo(f"{email} reads {lane} as {in_language(post.names)}, {in_language(post.office.names)}.")


def _first(force_name: str | None) -> Post:
    """The administrator's post of a new installation; refuses once somebody can sign in."""
    if db.session.scalar(select(func.count()).select_from(Person)):
        raise click.ClickException("There are people here already: an administrator invites, or use --post.")
    seed = present.of_settings()
    if force_name:
        seed.names = dict.fromkeys(seed.names, force_name)
    return founding.found(actor=COMMAND, now=clock.now(), seed=seed)


def _post(place: str) -> Post:
    office, _slash, slug = place.partition("/")
    post = queries.post_at(office, slug)
    if post is None:
        raise click.ClickException(f"There is no post {place}. Posts are named OFFICE-SLUG/POST-SLUG.")
    return post
