"""The parts of the record's sheet that are filled in while the room sits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from engagement.events.actions import room as acting
from engagement.events.forms.record import PromiseForm
from engagement.events.forms.room import LastTimeForm, PaperForm, PrioritiesForm
from engagement.events.models import Event, Promise
from engagement.events.queries import room
from engagement.events.readout import ReadOut
from engagement.kernel import clock
from engagement.kernel.actor import actor

FOUR_WEEKS = timedelta(weeks=4)


@dataclass(slots=True)
class Room:
    """The forms of what happens in the room, and what they ask about."""

    items: list[ReadOut]
    last: LastTimeForm
    paper: Any
    priorities: PrioritiesForm

    @property
    def forms(self) -> tuple[Any, ...]:
        """Its forms, in the order in which a meeting runs."""
        return self.paper, self.last, self.priorities


def forms_of(event: Event, sent: Any, promises: Sequence[Promise], offered: PromiseForm) -> Room:
    """Return the forms with what stands; `sent(name)` gives what was sent for one of them."""
    items = room.items(event, actor())
    free = acting.MOST_PRIORITIES - sum(row.rank is not None for row in promises)
    posts = list(offered.post.choices)
    known = {choice.value for choice in posts}
    return Room(
        items,
        LastTimeForm.about(sent("last"), items, room.read_backs(event) if items else {}, prefix="last"),
        PaperForm.about(sent("paper"), room.paper_count(event), room.offices_present(event), prefix="paper"),
        PrioritiesForm.about(
            sent("priorities"),
            free=acting.MOST_PRIORITIES
            if sent("priorities")
            else max(0, free),  # a sheet shown before may hold three
            posts=posts,
            host=event.host_post_id if event.host_post_id in known else None,
            due_on=clock.to_local(event.starts_at, event.zone).date() + FOUR_WEEKS,
            prefix="priorities",
        ),
    )


def last(event: Event, part: Room) -> str | None:
    """Keep what the room was told of last time."""
    form = part.last
    done = form.accepted() and form.carries_out(
        acting.read_back,
        event=event,
        actor=actor(),
        items=part.items,
        answers=form.answers(part.items),
        language=form.language.data,
    )
    return "last" if done else None


def paper(event: Event, part: Room) -> str | None:
    """Keep the numbers of the paper tally."""
    form = part.paper
    counted = form.paper() if form.accepted() else None
    done = counted is not None and form.carries_out(
        acting.count_paper, event=event, actor=actor(), paper=counted, version=form.version.data
    )
    return "paper" if done else None


def priorities(event: Event, part: Room) -> str | None:
    """Keep what the room wants first."""
    form = part.priorities
    rows = form.priorities() if form.accepted() else None
    done = rows is not None and form.carries_out(
        acting.prioritise,
        event=event,
        actor=actor(),
        priorities=rows,
        language=form.language.data,
        operation_id=form.operation_id.data,
    )
    return "priorities" if done else None
