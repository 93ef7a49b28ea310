"""The clock of a matter: taken higher once it was missed, stopped for all to see while somebody else is waited for."""

from datetime import datetime

from engagement.concerns import queries, routing
from engagement.concerns.actions import linking, replies
from engagement.concerns.actions.changes import left
from engagement.concerns.clocks import LONGEST_STOP, REPORT, missed
from engagement.concerns.models import Concern
from engagement.concerns.rules import AT_WORK, OPEN_LANES, State
from engagement.kernel import clock, sealing
from engagement.kernel.actor import Actor
from engagement.kernel.refusals import N_, Refusal

MOST_PARTNER = 200


def take_higher(*, actor: Actor, now: datetime, concern: Concern) -> Concern:
    """The raiser takes it to the next office, whose clocks begin anew.

    Refuses while every promise was kept so far, and at the top: the address past the police is left then.
    """
    today = clock.to_local(now, concern.force.zone).date()
    if missed(queries.clock_of(concern), now, today) is None:
        raise Refusal(N_("No promise was missed so far. You may take it higher once one is."))
    above = routing.next_rung(concern, now)
    if above is None:
        raise Refusal(N_("There is no office above. Go to the address past the police."))
    linking.stand_alone(concern, actor=actor, now=now)
    before = concern.office_id
    replies.forget_drafts(concern)
    concern.office_id, concern.office = above.id, above
    if concern.owner_post_id is not None:
        post = routing.head_of(concern, now)
        concern.owner_post_id, concern.owner_post = (post.id, post) if post else (None, None)
        if post is None:
            concern.state = State.RAISED
    concern.higher_at, concern.stopped_at, concern.waits_for = sealing.kept_time(concern.lane, now), None, ""
    concern.due_on = today + REPORT
    concern.answered_at = concern.told_at = concern.reported_at = (
        None  # what others said, this office did not
    )
    left(
        concern,
        "concerns.take_higher",
        actor=actor,
        now=now,
        from_office_id=before,
        office_id=above.id,
        owner_post_id=concern.owner_post_id,
    )
    return concern


def stop_clock(*, actor: Actor, now: datetime, concern: Concern, partner: str) -> Concern:
    """Stop the clock while another body is waited for; the raiser reads for whom. It runs again after two weeks.

    Refuses it before the first answer, without a name, and twice.
    """
    if concern.state not in AT_WORK or concern.stopped_at is not None:
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))
    if concern.answered_at is None:
        raise Refusal(N_("Answer the raiser first. The first day cannot be stopped."))
    if not partner.strip():
        raise Refusal(N_("Please fill this in."), field="partner")
    concern.stopped_at = now
    # What a sealed matter waits for would say what it is about; its raiser is told in the talk.
    concern.waits_for = partner.strip()[:MOST_PARTNER] if concern.lane in OPEN_LANES else ""
    left(concern, "concerns.stop_clock", actor=actor, now=now)
    return concern


def run_clock(*, actor: Actor, now: datetime, concern: Concern) -> Concern:
    """Let the clock run again; the day on which the answer is due moves by as long as it stood."""
    if concern.stopped_at is None:
        return concern
    stood = min(now - concern.stopped_at, LONGEST_STOP)
    if concern.due_on is not None:
        concern.due_on += stood
    concern.stopped_at, concern.waits_for = None, ""
    left(concern, "concerns.run_clock", actor=actor, now=now, days=stood.days)
    return concern
