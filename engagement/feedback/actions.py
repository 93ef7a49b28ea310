"""Asking a poll, reading it before the public does, answering it, counting hands."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from engagement.audit import actions as audit
from engagement.events.models import Event
from engagement.events.permissions import PLANNERS, for_everybody
from engagement.feedback import queries, rules
from engagement.feedback.models import Poll, PollAnswer, PollChoice
from engagement.kernel import clock, identifying
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.kernel.wording import Wording
from engagement.organisation.models import Force, Locality, Office

TOPIC = "polls"
CLOSED = N_("This poll is closed.")


def _today(force: Force, now: datetime) -> date:
    return clock.to_local(now, force.zone).date()


def ask(
    *,
    actor: Actor,
    now: datetime,
    office: Office,
    locality: Locality | None,
    event: Event | None,
    question: str,
    choices: Sequence[str],
    language: str,
    closes_on: date,
    names_nobody: bool,
    operation_id: str,
) -> Poll:
    """Write a poll for a place or a meeting, which a second person reads first. The same operation again asks nothing.

    Refuses fewer than two answers or more than six, a last day that has passed, what may show who somebody is, and a
    meeting that is not everybody's to read of, or not yet.
    """
    repeated = queries.poll_of_operation(operation_id)
    if repeated is not None:
        return repeated
    if locality is None and event is None:
        raise Refusal(N_("Choose the place that is asked."), field="locality")
    _refuse_unless_for_everybody(event)
    written = rules.check_choices(choices)
    rules.check_closing(closes_on, _today(office.force, now))
    decided = identifying.check("\n".join(written), field="choice_1", names_nobody=names_nobody)
    poll = Poll(
        force_id=office.force_id,
        office_id=office.id,
        office=office,
        locality_id=locality.id if locality else None,
        event_id=event.id if event else None,
        closes_on=closes_on,
        created_at=now,
        operation_id=operation_id,
    )
    decided += poll.word(question, language, actor.person_id, names_nobody=names_nobody)
    poll.choices = [PollChoice(position=n, words=words) for n, words in enumerate(written)]
    db.session.add(poll)
    _left(actor, now, poll, "feedback.ask", names_nobody=decided)
    return poll


def _refuse_unless_for_everybody(event: Event | None) -> None:
    if event is not None and event.invite_only:
        raise Refusal(N_("A meeting by invitation has no poll for everybody."))
    if event is not None and not for_everybody(event):
        raise Refusal(N_("This meeting is a draft. Publish it first."))


def review(*, actor: Actor, now: datetime, poll: Poll) -> Poll:
    """Let the public answer a poll. Refuses its writer, one whose last day has passed, and one of a draft of a meeting."""
    if poll.wording == Wording.REVIEWED:
        return poll
    _refuse_unless_for_everybody(poll.event)
    if rules.is_closed(poll.closes_on, _today(poll.force, now)):
        raise Refusal(N_("Its last day has passed. Ask it anew."))
    poll.review(actor.person_id, now)
    _left(actor, now, poll, "feedback.review")
    return poll


def discard(*, actor: Actor, now: datetime, poll: Poll) -> None:
    """Delete a poll that the public has not seen. Refuses one that it has."""
    if poll.wording == Wording.REVIEWED:
        raise Refusal(N_("The public has read this poll. It stays."))
    _left(actor, now, poll, "feedback.discard")
    db.session.delete(poll)
    db.session.flush()


def discard_of(*, actor: Actor, now: datetime, event: Event) -> None:
    """Delete every poll of a draft of a meeting that is deleted: the public saw none of them."""
    for poll in queries.polls_of(event):
        _left(actor, now, poll, "feedback.discard")
        db.session.delete(poll)
    db.session.flush()


def answer(*, now: datetime, poll: Poll, choice: int, operation_id: str) -> None:
    """Count one answer, without a word of who gave it. Refuses a poll that is not open, and a choice that it has not.

    The same operation again counts nothing. Nothing stands in the trail: it would say when somebody answered.
    """
    if poll.wording != Wording.REVIEWED or (poll.event is not None and not for_everybody(poll.event)):
        raise Refusal(CLOSED)
    if rules.is_closed(poll.closes_on, _today(poll.force, now)):
        raise Refusal(CLOSED)
    chosen = next((each for each in poll.choices if each.position == choice), None)
    if chosen is None:
        raise Refusal(N_("Choose one of these."), field="choice")
    if not queries.answered_with(operation_id):
        db.session.add(PollAnswer(choice_id=chosen.id, operation_id=operation_id))
        db.session.flush()


def count_hands(*, actor: Actor, now: datetime, poll: Poll, hands: Sequence[int | None]) -> Poll:
    """Write down how many raised a hand or chose on paper, answer by answer; anew each time.

    Refuses it before the public could read the question, and two weeks after the last day.
    """
    if poll.wording != Wording.REVIEWED:
        raise Refusal(N_("Somebody else must read it first."))
    if not rules.takes_hands(poll.closes_on, _today(poll.force, now)):
        raise Refusal(N_("Hands are written down until two weeks after the last day."))
    given = [*hands, *[None] * len(poll.choices)][: len(poll.choices)]
    for each, number in zip(poll.choices, given, strict=True):
        each.hands = number if any(n is not None for n in given) else None
    _left(actor, now, poll, "feedback.count_hands", hands=sum(n or 0 for n in given))
    return poll


def _left(actor: Actor, now: datetime, poll: Poll, verb: str, **facts: Any) -> None:
    """Flush a change, add it to the trail, and let every kept page that shows polls be made anew."""
    db.session.flush()
    post = actor.as_post(poll.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=poll, post=post, **facts)
    bump(TOPIC)
