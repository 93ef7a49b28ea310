"""Reads of polls: one by its name, those in sight, those that a page shows, what was answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from engagement.events.models import Event
from engagement.events.permissions import PLANNERS
from engagement.events.rules import PUBLIC_STATES
from engagement.feedback.models import Poll, PollAnswer, PollChoice
from engagement.kernel.actor import VISITOR, Actor
from engagement.kernel.codes import reference_of
from engagement.kernel.database import db, one_of
from engagement.kernel.suppression import LEAST, hidden_beside, parts_told, told
from engagement.kernel.wording import Wording
from engagement.organisation.models import Locality
from engagement.organisation.queries import offices_under, served_under

WHOLE = (
    joinedload(Poll.force),
    joinedload(Poll.office),
    joinedload(Poll.locality),
    joinedload(Poll.event),
    selectinload(Poll.choices),
)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One answer of a closed poll: how many pressed it, how many raised a hand; None: too few to be told."""

    words: str
    pressed: int | None
    hands: int | None
    beside: frozenset[str]  # "pressed", "hands": not small, and untold for the sake of another answer


@dataclass(frozen=True, slots=True)
class Result:
    """What a closed poll says."""

    parts: list[Part]
    pressed: int | None
    hands: int | None
    by_hand: bool  # whether hands were counted at all

    @property
    def told(self) -> bool:
        """Whether enough people answered, here or by hand, for anything to be told."""
        return bool(self.pressed or self.hands)


def poll(ref: str) -> Poll | None:
    """Return the poll of a public name with all that its page shows."""
    return db.session.scalar(select(Poll).where(Poll.ref == reference_of(ref)).options(*WHOLE))


def poll_of_operation(operation_id: str) -> Poll | None:
    """Return the poll that a client operation asked, or None."""
    return db.session.scalar(select(Poll).where(Poll.operation_id == operation_id))


def polls_of(event: Event) -> Sequence[Poll]:
    """Return every poll of a meeting."""
    return db.session.scalars(select(Poll).where(Poll.event_id == event.id)).all()


def polls_visible_to(who: Actor) -> Select[Any]:
    """Return the polls that `who` may read: the pair of `permissions.READ`."""
    open_to_all = and_(one_of(Event.state, PUBLIC_STATES), Event.invite_only.is_(False))
    out = and_(Poll.wording == Wording.REVIEWED, or_(Poll.event_id.is_(None), open_to_all))
    query = select(Poll).outerjoin(Event, Event.id == Poll.event_id)
    if not who.paths(*PLANNERS):
        return query.where(out)
    return query.where(or_(out, Poll.office_id.in_(offices_under(who, *PLANNERS))))


def kept_by(who: Actor) -> Select[Any]:
    """Return the polls of one's own offices, with what a row of theirs shows."""
    own = select(Poll).where(Poll.office_id.in_(offices_under(who, *PLANNERS)))
    return own.options(joinedload(Poll.force), joinedload(Poll.locality), joinedload(Poll.event))


def shown_at(*, locality: Locality | None = None, event: Event | None = None) -> Sequence[Poll]:
    """Return the newest polls that a page of a place, or of a meeting, shows to everybody; one statement."""
    query = polls_visible_to(VISITOR).options(joinedload(Poll.force))
    here = Poll.event_id == event.id if event is not None else Poll.locality_id == (locality and locality.id)
    return db.session.scalars(query.where(here).order_by(Poll.id.desc()).limit(SHOWN)).all()


def places_of(who: Actor) -> Sequence[Locality]:
    """Return the localities that one's offices serve."""
    query = select(Locality).where(Locality.id.in_(served_under(who, *PLANNERS)))
    return db.session.scalars(query.options(joinedload(Locality.force)).order_by(Locality.slug)).all()


def pressed(poll: Poll) -> dict[int, int]:
    """Return how often each choice was pressed, by its key; one statement."""
    query = (
        select(PollAnswer.choice_id, func.count())
        .join(PollChoice, PollChoice.id == PollAnswer.choice_id)
        .where(PollChoice.poll_id == poll.id)
        .group_by(PollAnswer.choice_id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def answered_with(operation_id: str) -> bool:
    """Whether a form of this operation id was counted."""
    return db.session.scalar(select(PollAnswer.id).where(PollAnswer.operation_id == operation_id)) is not None


def result_of(poll: Poll) -> Result:
    """Return what a closed poll says, as far as it may be told; what was pressed and what was raised stay apart."""
    counts = pressed(poll)
    here = {str(each.id): counts.get(each.id, 0) for each in poll.choices}
    raised = {str(each.id): each.hands or 0 for each in poll.choices}
    here_told, raised_told = _told(here), _told(raised)
    beside = {"pressed": hidden_beside(here), "hands": hidden_beside(raised)}
    return Result(
        parts=[
            Part(
                each.words,
                here_told[str(each.id)],
                raised_told[str(each.id)],
                frozenset(of for of, hidden in beside.items() if str(each.id) in hidden),
            )
            for each in poll.choices
        ],
        pressed=told(sum(here.values())),
        hands=told(sum(raised.values())),
        by_hand=any(each.hands is not None for each in poll.choices),
    )


def _told(parts: dict[str, int]) -> dict[str, int | None]:
    """Return the parts of one count; of fewer than ten people nothing is told, not even who got none."""
    if sum(parts.values()) < LEAST:
        return dict.fromkeys(parts)
    return parts_told(parts)
