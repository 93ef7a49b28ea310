"""The links that the problem room closes: a concern is worked when a problem gathers it, told when that closes."""

from datetime import datetime

from engagement.concerns import alike
from engagement.concerns.actions import supporting
from engagement.concerns.actions.changes import left, move
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.kernel.actor import Actor


def work(*, actor: Actor, now: datetime, concern: Concern, problem_id: int | None = None) -> Concern:
    """Mark a concern as part of a problem; refuses one that nobody owns, and one that was told already."""
    move(concern, State.WORKED)
    left(concern, "concerns.work", actor=actor, now=now, problem_id=problem_id)
    return concern


def unwork(*, actor: Actor, now: datetime, concern: Concern, problem_id: int | None = None) -> Concern:
    """Take a concern out of its problem: it stands with its owner again. Refuses what no problem gathered."""
    move(concern, State.OWNED)
    left(concern, "concerns.unwork", actor=actor, now=now, problem_id=problem_id)
    return concern


def tell(*, actor: Actor, now: datetime, concern: Concern, problem_id: int | None = None) -> Concern:
    """Record that the raiser was told what was done and asked whether it is fixed; the sender writes the message.

    Without an address or a code the raiser reads it at the next meeting. Refuses what nobody owns.
    """
    move(concern, State.TOLD)
    concern.told_at = now
    left(concern, "concerns.tell", actor=actor, now=now, problem_id=problem_id)
    return concern


def tell_all(*, actor: Actor, now: datetime, concern: Concern, problem_id: int) -> list[Concern]:
    """The same for a concern and for each that is counted with it and somebody owns; return those to be written to.

    Whoever follows one of them hears as well.
    """
    with_it = [each for each in alike.doubles_of(concern) if each.state == State.OWNED]
    told = [concern, *with_it]
    for each in told:
        supporting.tell_followers(each, now)
    return [tell(actor=actor, now=now, concern=each, problem_id=problem_id) for each in told]
