"""The roster of the women's desk: who stands on it, and the trainings in gender sensitivity that open it."""

from datetime import date, datetime
from typing import Any

from engagement.audit import actions as audit
from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.people.actions import lanes
from engagement.people.models import Posting
from engagement.people.rules import LONGEST_TRAINING, TRAINING_HOLDS, WOMENS_DESK

NO_WORD_GIVEN = N_("Only a woman officer stands on this roster. Set the tick to confirm that she is one.")
NOT_ONESELF = N_("Somebody else writes this down of you.")


def enrol(*, actor: Actor, now: datetime, posting: Posting, stands: bool, woman: bool = False) -> Posting:
    """Put the holder of a post on the roster of the women's desk, or take her off, which closes the desk to her.

    Whoever enrols her states that she is a woman officer; the trail keeps who did. Refuses it without, a posting that
    has ended, and putting oneself on it.
    """
    _check(actor, posting, of_oneself=not stands)
    if stands and not woman:
        raise Refusal(NO_WORD_GIVEN, field="woman")
    if posting.womens_desk != stands:
        posting.womens_desk = stands
        db.session.flush()
        if stands:
            _record(actor, now, "people.enrol", posting, woman=True)
        else:
            _record(actor, now, "people.strike_off", posting)
    if not stands:
        lanes.close(actor=actor, now=now, posting=posting, lane=WOMENS_DESK)
    return posting


def train(
    *, actor: Actor, now: datetime, posting: Posting, on: date | None, until: date | None = None
) -> Posting:
    """Write down a training in gender sensitivity of who holds a post, good for two years unless another day is said.

    Refuses one's own, a day that is missing or still to come, and one that holds longer than three years or ends
    before it began.
    """
    _check(actor, posting, of_oneself=False)
    today = clock.to_local(now, posting.post.office.force.zone).date()
    if on is None:
        raise Refusal(N_("Please fill this in."), field="trained_on")
    if on > today:
        raise Refusal(N_("This day is still to come."), field="trained_on")
    until = until or on + TRAINING_HOLDS
    if not on <= until <= on + LONGEST_TRAINING:
        raise Refusal(N_("A training holds for three years at most."), field="trained_until")
    posting.person.trained_on, posting.person.trained_until = on, until
    db.session.flush()
    _record(actor, now, "people.train", posting, on=on.isoformat(), until=until.isoformat())
    return posting


def _check(actor: Actor, posting: Posting, *, of_oneself: bool) -> None:
    if posting.ended_at is not None:
        raise Refusal(N_("This posting has ended already."))
    if posting.person_id == actor.person_id and not of_oneself:
        raise Refusal(NOT_ONESELF)


def _record(actor: Actor, now: datetime, verb: str, posting: Posting, **facts: Any) -> None:
    bump("organisation")  # pages that lead to the desk's door say whether somebody stands behind it
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=posting,
        post=actor.as_post(posting.post.office.path),
        person=posting.person_id,
        of_post=posting.post_id,
        **facts,
    )
