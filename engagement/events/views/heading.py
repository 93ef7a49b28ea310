"""What heads every page about one meeting: its leaf, hours and place, in its force's name."""

from datetime import datetime
from typing import Any

from engagement.events import telling
from engagement.events.models import Event
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


@blueprint.context_processor
def _words() -> dict[str, Any]:
    """Give every page of this room the words of needs and promises."""
    return {"need_words": NEED_WORDS, "promise_words": PROMISE_WORDS}
