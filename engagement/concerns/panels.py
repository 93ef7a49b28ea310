"""What this room shows in the pages of meetings: the way to write a concern down, the count, what was raised last time."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template

from engagement.concerns import queries, taxonomy
from engagement.concerns.permissions import CAPTURE
from engagement.concerns.rules import AT_WORK, STATE_WORDS, State, links
from engagement.events.models import Event
from engagement.events.queries import record as records
from engagement.events.rules import State as EventState
from engagement.kernel import clock
from engagement.kernel.actor import actor
from engagement.kernel.freshness import keep_topics, keep_until
from engagement.kernel.slots import fill

TAKES = frozenset({EventState.PUBLISHED, EventState.HELD, EventState.CLOSED})


@fill("events.door")
def door(event: Event) -> str | None:
    """The link to write down a concern, at the door."""
    if event.state not in TAKES or not CAPTURE.allows(actor(), event):
        return None
    return render_template("concerns/panels/door.html", event=event)


@fill("events.manage")
def manage(event: Event) -> str | None:
    """How many concerns were raised at a meeting, by state; one statement."""
    if event.state not in TAKES or not CAPTURE.allows(actor(), event):
        return None
    counts = queries.counts_of(event)
    counts.pop(State.MISPLACED, None)
    return render_template(
        "concerns/panels/manage.html",
        event=event,
        total=sum(counts.values()),
        waiting=counts.get(State.RAISED, 0),
        open_still=sum(counts.get(state, 0) for state in AT_WORK),
        confirmed=counts.get(State.CONFIRMED, 0),
    )


@fill("events.last_time")
def last_time(event: Event) -> str | None:
    """What was raised at the meeting before, in reviewed words alone: done, late and by whom."""
    rows = _raised_before(event)
    return render_template("concerns/panels/last_time.html", rows=rows) if rows else None


@fill("events.last_time_printed")
def last_time_printed(event: Event) -> str | None:
    """The same for the printed agenda."""
    rows = _raised_before(event)
    return (
        render_template("concerns/panels/last_time_printed.html", rows=rows, state_words=STATE_WORDS)
        if rows
        else None
    )


@fill("events.paper")
def slips(event: Event, offered: list[tuple[str, str]]) -> str | None:
    """The way to print blank slips."""
    if not CAPTURE.allows(actor(), event):
        return None
    return render_template("concerns/panels/paper.html", event=event, offered=offered)


@fill("events.register")
def register(event: Event) -> str | None:
    """On the page of the station's register: what was raised, by reference and kind; no words of raisers."""
    if event.state not in TAKES or not CAPTURE.allows(actor(), event):
        return None
    rows = queries.references_of(event, actor())
    return render_template("concerns/panels/register.html", rows=rows, called=taxonomy.called)


def _raised_before(event: Event) -> list[dict[str, Any]]:
    """Return what was raised at the meeting before; the kept page then depends on it, and on the day."""
    before = records.last_meeting_before(event)
    if before is None:
        return []
    keep_topics(f"event:{before.ref}")
    rows = queries.shown_of(before)
    if not rows:
        return []
    now = clock.now()
    today = clock.to_local(now, event.zone).date()
    # What is late is another matter tomorrow.
    keep_until(datetime.combine(today + timedelta(days=1), time(0), ZoneInfo(event.zone)))
    return [
        {
            "concern": row,
            "about": taxonomy.called(row.force_id, row.category),
            "links": links(State(row.state)),
            "late": queries.late(row, now, today),
        }
        for row in rows
    ]
