"""What the station does with a concern: triage, owner, due day, wording, reply, referral, deletion."""

from datetime import date, datetime

from engagement.audit import actions as audit
from engagement.concerns import custody, guarded, taxonomy
from engagement.concerns.actions import attaching, linking, replies, supporting
from engagement.concerns.actions.changes import leave_queue, left, move, post_of, still_answers, tell_raiser
from engagement.concerns.models import Concern
from engagement.concerns.permissions import DESK_ROLES
from engagement.concerns.rules import (
    LONGEST_DUE,
    OPEN_LANES,
    SETTLED_BY_REPLY,
    Lane,
    State,
    due_on,
)
from engagement.dialogue import actions as dialogue
from engagement.dialogue import queries as said
from engagement.dialogue.models import Message
from engagement.dialogue.rules import Speaker
from engagement.kernel import clock, sealing
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.kernel.signals import concern_owned
from engagement.organisation.models import Locality, Post


def triage(
    *,
    actor: Actor,
    now: datetime,
    concern: Concern,
    lane: Lane,
    category: str,
    locality: Locality | None,
    version: int | None = None,
) -> Concern:
    """Set what a concern is about and where; a change of lane moves the day by which an answer is owed.

    Refuses lanes that are not open, places of another force, and a version that is no longer present.
    """
    _present(concern)
    concern.edited(version)
    if lane not in OPEN_LANES:
        raise Refusal(
            N_("What is sealed is written on a page of its own, by whoever brings it."), field="lane"
        )
    if locality is not None and locality.force_id != concern.force_id:
        raise Refusal(N_("Choose a place of this force."), field="locality")
    taxonomy.check_open(concern.force_id, category, concern.category)
    if lane != concern.lane:
        _move_lane(concern, lane)
    concern.category = category
    concern.locality_id = locality.id if locality else None
    left(
        concern,
        "concerns.triage",
        actor=actor,
        now=now,
        lane=lane,
        category=category,
        locality_id=concern.locality_id,
    )
    return concern


def _move_lane(concern: Concern, lane: Lane) -> None:
    """All open lanes keep their words alike, so that only the clock moves."""
    raised = clock.to_local(concern.raised_at, concern.force.zone).date()
    if concern.due_on == due_on(Lane(concern.lane), raised):
        concern.due_on = due_on(lane, raised)
    concern.lane = concern.thread.lane = lane
    if concern.words is not None:
        concern.words = sealing.store(sealing.read(concern.words), force=concern.force.ref, lane=lane)


def own(
    *,
    actor: Actor,
    now: datetime,
    concern: Concern,
    post: Post,
    due: date | None = None,
    version: int | None = None,
) -> Concern:
    """Give a concern to a post, which holds it from now on; its office becomes the post's.

    Refuses a post that answers no raisers, one outside the office unless a supervisor stands over both, and a day
    that has passed or lies more than a year ahead.
    """
    _present(concern)
    concern.edited(version)
    _may_hand(actor, concern, post)
    if due is not None:
        concern.due_on = _due(concern, due, now)
    first = concern.owned_at is None
    before = concern.owner_post_id
    if concern.state in {State.RAISED, State.OWNED}:
        move(concern, State.OWNED)
    elif concern.state != State.WORKED:
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))
    concern.owner_post_id, concern.owner_post = post.id, post
    holding = post_of(actor, concern)
    if concern.office_id != post.office_id:
        replies.forget_drafts(concern)
    concern.office_id, concern.office = post.office_id, post.office
    if first:
        concern.owned_at = now
    left(
        concern,
        "concerns.own" if before != post.id else "concerns.set_due",
        actor=actor,
        now=now,
        owner_post_id=post.id,
        from_post_id=before,
        office_id=post.office_id,
        by_post_id=holding.post_id if holding else None,
    )
    if before != post.id:
        tell_raiser(concern, "concerns.owned", now, post_id=post.id)
        concern_owned.send(concern, actor=actor, now=now)
    linking.lead(concern, actor=actor, now=now)
    return concern


def _may_hand(actor: Actor, concern: Concern, post: Post) -> None:
    if post.force_id != concern.force_id or post.role not in DESK_ROLES:
        raise Refusal(N_("Choose a post that answers residents."), field="post")
    beneath = post.office.path.startswith(concern.office.path)
    if not beneath and not actor.over(post.office.path, Role.SUPERVISOR):
        raise Refusal(N_("Only a supervisor over both stations may move it there."), field="post")


def _due(concern: Concern, due: date, now: datetime) -> date:
    today = clock.to_local(now, concern.force.zone).date()
    if due < today:
        raise Refusal(N_("This day has passed. Choose today or later."), field="due")
    if due > today + LONGEST_DUE:
        raise Refusal(N_("Choose a day within one year."), field="due")
    return due


def word(
    *,
    actor: Actor,
    now: datetime,
    concern: Concern,
    words: str,
    language: str,
    version: int | None = None,
    names_nobody: bool = False,
) -> Concern:
    """Write what the public may read of a concern; nothing of it shows before another person reviewed it."""
    _present(concern)
    concern.edited(version)
    decided = concern.word(words, language, actor.person_id, names_nobody=names_nobody)
    left(concern, "concerns.word", actor=actor, now=now, language=language, names_nobody=decided)
    return concern


def review(*, actor: Actor, now: datetime, concern: Concern, version: int | None = None) -> Concern:
    """Approve the public wording; refuses its writer, and a wording that changed since it was read."""
    _present(concern)
    concern.edited(version)
    concern.review(actor.person_id, now)
    left(concern, "concerns.review", actor=actor, now=now, worded_by_id=concern.worded_by_id)
    return concern


def saw(*, actor: Actor, now: datetime, concern: Concern) -> None:
    """Record the first reading of an open matter by somebody since it was last handed on."""
    audit.record(actor=actor, now=now, verb=custody.SEEN, subject=concern, post=post_of(actor, concern))


def reply(
    *,
    actor: Actor,
    now: datetime,
    concern: Concern,
    words: str,
    language: str,
    operation_id: str,
    settles: bool = False,
    reports: bool = False,
) -> Message:
    """Answer the raiser; the first answer turns the light green. The same operation again says nothing twice.

    `settles` answers a question for good: the raiser is asked whether it is answered. Refuses that for a concern,
    which is told by closing its problem, and for a complaint, which is decided. `reports`: it says what was found and
    what will be done, which is owed within three days. A threat is answered for good once it was passed on as well.
    """
    _present(concern)
    still_answers(actor, concern)
    repeated = said.said_in(concern.thread, operation_id) is not None
    message = dialogue.say(
        thread=concern.thread,
        force=concern.force,
        speaker=Speaker.POST,
        words=words,
        language=language,
        post=post_of(actor, concern),
        actor=actor,
        now=now,
        operation_id=operation_id,
    )
    if repeated:
        return message
    replies.forget_draft(concern, actor.person_id)
    if concern.answered_at is None:
        concern.answered_at = now
    if (reports or settles) and concern.reported_at is None:
        concern.reported_at = now
    if settles:
        _settle(concern, now)
        supporting.tell_followers(concern, now)
        linking.let_go(concern, actor=actor, now=now)  # the answer went to its raiser alone
    leave_queue(concern, now)
    left(concern, "concerns.reply", actor=actor, now=now, message_id=message.id, settles=settles)
    tell_raiser(concern, "concerns.replied", now, message_id=message.id)
    return message


def _settle(concern: Concern, now: datetime) -> None:
    if concern.lane not in SETTLED_BY_REPLY:
        raise Refusal(
            N_("A concern is told by closing its problem.")
            if concern.lane == Lane.CONCERN
            else N_("A reply alone does not close this."),
            field="settles",
        )
    if concern.owner_post_id is None:
        raise Refusal(N_("Give it an owner first."), field="settles")
    move(concern, State.TOLD)
    concern.told_at = now


def refer(
    *, actor: Actor, now: datetime, concern: Concern, agency: str, version: int | None = None
) -> Concern:
    """Name the agency that a concern was passed to; it stays with its owner and in sight of its raiser."""
    _present(concern)
    concern.edited(version)
    concern.referred_to = agency.strip()
    left(concern, "concerns.refer", actor=actor, now=now, referred=bool(concern.referred_to))
    return concern


def misplace(*, actor: Actor, now: datetime, concern: Concern, version: int | None = None) -> Concern:
    """Say that a matter does not belong here: its words, thread and public wording are deleted, the act is recorded.

    Refuses what was told or confirmed already, what was misplaced before, and words of violence against a woman:
    these are moved sealed (`moving.seal`), never deleted.
    """
    concern.edited(version)
    if concern.words is not None and guarded.found(sealing.read(concern.words)):
        raise Refusal(N_("This is sealed, not deleted: press “It must stay hidden”."), field="sure")
    move(concern, State.MISPLACED)
    dialogue.erase(thread=concern.thread, actor=actor, now=now, post=post_of(actor, concern))
    attaching.erase(concern)
    replies.forget_drafts(concern)
    if concern.words is not None:
        # Overwritten before it is let go, so that the page of the database holds nothing of it.
        concern.words = bytes(len(concern.words))
        db.session.flush()
    concern.words = None
    concern.danger = False
    concern.public_words = concern.referred_to = ""
    concern.wording = "none"
    concern.worded_by_id = concern.reviewed_by_id = concern.reviewed_at = None
    concern.same_as_id = None
    supporting.forget(concern)
    left(concern, "concerns.misplace", actor=actor, now=now)
    linking.let_go(concern, actor=actor, now=now)
    tell_raiser(concern, "concerns.misplaced", now)
    return concern


def _present(concern: Concern) -> None:
    if concern.state == State.MISPLACED:
        raise Refusal(N_("This does not belong here. Its words were deleted."))
