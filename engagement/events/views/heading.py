"""What heads every page about one meeting: its leaf, hours and place, in its force's name."""

from datetime import datetime
from typing import Any

from engagement.events import queries, telling
from engagement.events.models import Appearance, Event
from engagement.events.programme import PART_WORDS, nested
from engagement.events.queries import programme
from engagement.events.rules import NEED_WORDS, PROMISE_WORDS
from engagement.events.views.routes import blueprint
from engagement.organisation import present


def heading(event: Event) -> dict[str, Any]:
    """Return what `events/_meeting.html` shows."""
    present.enter(event.force)
    return {
        "event": event,
        "starts": datetime.fromisoformat(event.wall_start),
        "hours": telling.hours(event.wall_start, event.wall_end),
        "place": telling.place_shown(event),
    }


def programme_shown(event: Event) -> dict[str, Any]:
    """Return what `events/_programme.html` shows: the agenda, the days, and who is named on either."""
    named: dict[int | None, list[Appearance]] = {}
    for each in programme.named_at(event):
        named.setdefault(each.agenda_item_id, []).append(each)
    return {
        "agenda": nested(queries.agenda(event)),
        "days": queries.days(event),
        "named": named,
        "part_words": PART_WORDS,
    }


@blueprint.context_processor
def _words() -> dict[str, Any]:
    """Give every page of this room the words of needs and promises."""
    return {"need_words": NEED_WORDS, "promise_words": PROMISE_WORDS}
