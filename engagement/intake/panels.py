"""What this room shows: at a meeting's door taking it along, on its page and poster how to join by text, at the desk what waits."""

from flask import render_template

from engagement.events.models import Event
from engagement.events.queries.joining import code_of
from engagement.events.rules import Kind
from engagement.intake import queries
from engagement.intake.permissions import TAKE, TEXTS
from engagement.intake.queries import texts
from engagement.kernel import clock
from engagement.kernel.actor import actor
from engagement.kernel.freshness import keep_topics
from engagement.kernel.slots import fill


@fill("events.door")
def door(event: Event) -> str | None:
    """The way to take the door along; lost phones are revoked here."""
    if event.state == "draft" or not TAKE.allows(actor(), event):
        return None
    return render_template(
        "intake/panels/door.html",
        event=event,
        phones=queries.leases_of(event),
        undecided=queries.undecided(event),
        now=clock.now(),
    )


@fill("events.show")
def join(event: Event) -> str | None:
    """How to come without the internet: the join code, and the number to which it is texted."""
    if event.starts_at <= clock.now():
        return None
    return _by_text(event, "intake/panels/join.html")


@fill("events.poster")
def join_printed(event: Event) -> str | None:
    """The same on the poster; a women's session, whose host approves each answer, is not called out on a wall."""
    return None if event.kind == Kind.WOMEN else _by_text(event, "intake/panels/join_printed.html")


def _by_text(event: Event, template: str) -> str | None:
    if event.invite_only or event.state != "published":
        return None
    keep_topics("organisation")
    number, code = texts.number_for(event.office), code_of(event)
    return render_template(template, code=code, number=number) if number and code else None


@fill("concerns.desk")
@fill("home.desk")
def waiting() -> str | None:
    """How many texts wait for a person, and how many of them may be danger."""
    found, danger = texts.held_count(actor()) if TEXTS.allows(actor()) else (0, 0)
    return render_template("intake/panels/texts.html", waiting=found, danger=danger) if found else None
