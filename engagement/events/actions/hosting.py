"""What must hold of a women's session before anybody reads of it: a woman officer hosts, and no word tells the place."""

from collections.abc import Iterable
from datetime import date, datetime

from engagement.events import queries
from engagement.events.models import Event
from engagement.events.rules import Kind, Plan
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.rules import folded
from engagement.people import queries as people

SHORTEST = 4  # letters of a name that words are searched for


def missing(event: Event, now: datetime) -> list[Refusal]:
    """Return why a women's session cannot be public as it stands; nothing of another meeting."""
    if event.kind != Kind.WOMEN:
        return []
    found = []
    if event.host_post_id is not None and not hosted(event, now):
        found.append(
            Refusal(
                N_(
                    "A woman officer hosts a women's session. "
                    "Choose a post whose holder hosts women's sessions on that day."
                ),
                field="host_post",
            )
        )
    agenda = " \n ".join(item.words for item in queries.agenda(event))
    for field, words in (("title", event.title), ("words", event.words), ("agenda", agenda)):
        name = _named_in(event, words)
        if name:
            found.append(Refusal(_NAMES_PLACE, field=field, name=name))
    return found


def hosted(event: Event, now: datetime) -> bool:
    """Whether a woman officer holds the post that hosts a session, on its day."""
    day = date.fromisoformat(event.wall_start[:10])
    return event.host_post_id is not None and people.hosts_women(event.host_post_id, day, now)


def check_kind(event: Event, plan: Plan) -> None:
    """Refuse to make a public meeting a women's session, whose place is told already, or a women's session another."""
    if not event.public or (plan.kind == Kind.WOMEN) == (event.kind == Kind.WOMEN):
        return
    if event.kind == Kind.WOMEN:
        raise Refusal(
            N_(
                "Those who answered were promised that the place of this women's session is not told. "
                "Call it off and plan another meeting."
            ),
            field="kind",
        )
    raise Refusal(
        N_("The place of this meeting was public. Plan a new meeting for the women's session."), field="kind"
    )


def check_words(event: Event, words: str, *, field: str) -> None:
    """Refuse words for everybody that name the place of a women's session."""
    name = _named_in(event, words) if event.kind == Kind.WOMEN else ""
    if name:
        raise Refusal(_NAMES_PLACE, field=field, name=name)


_NAMES_PLACE = N_(
    "These words name the place: “%(name)s”. Of a women's session only the locality is told. Take it out."
)


def _named_in(event: Event, words: str) -> str:
    """Return the name of the place that stands in `words`, in any spelling; the locality's own name is none."""
    text = f" {folded(words)} "
    known = [folded(name) for name in event.locality.names.values()] if event.locality else []
    for name in _names(event):
        mark = folded(name)
        if len(mark) >= SHORTEST and mark in text and not any(mark in each for each in known):
            return name
    return ""


def _names(event: Event) -> Iterable[str]:
    yield from (event.venue.names.values() if event.venue else ())
    yield from (event.place, event.online_address)
