"""Sealed matters: taken in past the accused, taken on, decided, passed on, called back; a conflict declared."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.concerns import queries, routing, sight
from engagement.concerns.actions import breaking, replies
from engagement.concerns.actions.changes import leave_queue, left, move
from engagement.concerns.lanes import Decision
from engagement.concerns.models import AccusedPost, BarredPerson, Concern, Handover
from engagement.concerns.reaching import filed_with
from engagement.concerns.routing import Accused
from engagement.concerns.rules import (
    AT_WORK,
    MOST_WORDS,
    SEALED_LANES,
    Category,
    Door,
    Lane,
    State,
    due_on,
)
from engagement.dialogue import actions as dialogue
from engagement.dialogue.models import Message
from engagement.dialogue.rules import Speaker
from engagement.kernel import clock, sealing
from engagement.kernel.actor import JOB, VISITOR, Actor, Holding
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.kernel.signals import concern_raised
from engagement.organisation import queries as organisation
from engagement.organisation.models import Force, Locality, Post
from engagement.organisation.rules import mail_in

NOBODY = N_("Nobody here may read this without knowing those it is about. Go to the address past the police.")
NO_WOMAN = N_(
    "At this place and above it no trained woman officer is on the roster. We give it to nobody else."
)
ALL_SHUT = N_("You shut out everyone who could read this. Shut out less, or go to: %(address)s")
ALL_SHUT_NO_ADDRESS = N_(
    "You shut out everyone who could read this. Shut out less, or ask a lawyer or a group that you trust."
)
MOST_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote: the words, a safe way to reach them or nothing, both in one language."""

    words: str
    reach: str
    language: str


def take_in(
    *,
    now: datetime,
    force: Force,
    lane: Lane,
    said: Said,
    locale: str,
    locality: Locality | None,
    accused: Collection[Accused],
    receipt: str | None,
    operation_id: str,
) -> Concern:
    """Take in a sealed matter past whoever it is about; the same operation again returns the first.

    Who brought it is nobody in the trail, signed in or not, of when only the hour stays, and a tip keeps no place. Refuses an open lane, empty or
    endless words, a complaint that names no office, and what nobody outside the accused's command may read.
    """
    there = queries.concern_of_operation(operation_id)
    if there is not None:
        return there
    now = sealing.kept_time(lane, now)
    _check(lane, said, accused)
    barred = routing.served(accused, now)
    today = clock.to_local(now, force.zone).date()
    start = organisation.serving(locality, today) if locality else None
    reader = routing.reader_of(force, lane, start=start, now=now, accused=accused, barred=barred)
    if reader is None:
        staffed = bool(accused) and routing.reader_of(force, lane, start=start, now=now) is not None
        raise all_shut(force) if lane == Lane.WOMEN and staffed else unread(lane)
    concern = _row(
        lane,
        said,
        reader,
        now=now,
        force=force,
        locale=locale,
        due=due_on(lane, today),
        locality_id=locality.id if locality and lane != Lane.TIP else None,
        receipt=receipt,
        operation_id=operation_id,
    )
    concern.accused = [
        AccusedPost(office=each.office, post=each.post, on_day=each.on_day or today) for each in accused
    ]
    concern.barred = [BarredPerson(person_id=key, why="served", at=now) for key in sorted(barred)]
    _announce(concern, said, now)
    return concern


def unread(lane: Lane) -> Refusal:
    """Return the no of a door behind which nobody may read."""
    return Refusal(NO_WOMAN if lane == Lane.WOMEN else NOBODY)


def all_shut(force: Force) -> Refusal:
    """Return the no to who shut out everybody who would read it: the way past the police is left."""
    address = force.oversight_address.strip()
    return Refusal(ALL_SHUT, address=address) if address else Refusal(ALL_SHUT_NO_ADDRESS)


def _announce(concern: Concern, said: Said, now: datetime) -> None:
    db.session.add(concern)
    left(
        concern,
        "concerns.raise",
        actor=VISITOR,
        now=now,
        lane=concern.lane,
        door=Door.WEB,
        office_id=concern.office_id,
    )
    if said.reach.strip():
        _say(
            concern,
            said.reach,
            said.language,
            actor=VISITOR,
            now=now,
            operation_id=filed_with(concern),
        )
    concern_raised.send(concern, actor=VISITOR, now=now)


def _row(
    lane: Lane,
    said: Said,
    reader: Post,
    *,
    now: datetime,
    force: Force,
    locale: str,
    due: date,
    locality_id: int | None,
    receipt: str | None,
    operation_id: str,
) -> Concern:
    thread = dialogue.open_thread(force_id=force.id, lane=lane, now=now)
    return Concern(
        force_id=force.id,
        force=force,
        office_id=reader.office_id,
        office=reader.office,
        thread_id=thread.id,
        thread=thread,
        lane=lane,
        category=Category.OTHER,
        state=State.RAISED,
        door=Door.WEB,
        words=sealing.store(said.words, force=force.ref, lane=lane),
        language=said.language,
        locale=locale,
        due_on=due,
        raised_at=now,
        locality_id=locality_id,
        receipt=receipt,
        operation_id=operation_id,
    )


def _check(lane: Lane, said: Said, accused: Collection[Accused]) -> None:
    if lane not in SEALED_LANES:
        raise Refusal(N_("This is not a sealed matter."), field="lane")
    if not said.words.strip():
        raise Refusal(N_("Please fill this in."), field="words")
    if len(said.words) > MOST_WORDS:
        raise Refusal(N_("Too long: at most %(n)s characters."), field="words", n=MOST_WORDS)
    if lane == Lane.COMPLAINT and not accused:
        raise Refusal(N_("Say which office it is about."), field="office")


def saw(*, actor: Actor, now: datetime, concern: Concern) -> None:
    """Record that somebody read a sealed matter, and by which emergency; the trail is not theirs to change."""
    by = breaking.read(actor=actor, now=now, concern=concern)
    audit.record(
        actor=actor,
        now=now,
        verb="concerns.read",
        subject=concern,
        post=sight.opening(actor, concern),
        lane=concern.lane,
        **({"opening": by.id} if by else {}),
    )


def take(*, actor: Actor, now: datetime, concern: Concern) -> Concern:
    """Take a sealed matter on in the name of one's post. Refuses one that has gone on."""
    holding = sight.opening(actor, concern)
    post = db.session.get(Post, holding.post_id) if holding else None
    if post is None or concern.state not in {State.RAISED, State.OWNED}:
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))
    move(concern, State.OWNED)
    concern.owner_post_id, concern.owner_post = post.id, post
    concern.owned_at = concern.owned_at or now
    left(concern, "concerns.own", actor=actor, now=now, owner_post_id=post.id, office_id=concern.office_id)
    return concern


def decide(
    *,
    actor: Actor,
    now: datetime,
    concern: Concern,
    decision: Decision,
    words: str,
    language: str,
    operation_id: str,
) -> Concern:
    """Record what was decided on a complaint and tell the raiser why, who is then asked.

    Refuses one that nobody took on, and one that was decided and not opened again.
    """
    if concern.lane != Lane.COMPLAINT:
        raise Refusal(N_("Only a complaint about police is decided."))
    if concern.owner_post_id is None:
        raise Refusal(N_("Take it on first."))
    if concern.state not in AT_WORK:
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))
    move(concern, State.TOLD)
    message = _say(concern, words, language, actor=actor, now=now, operation_id=operation_id)
    concern.decision, concern.decided_at, concern.told_at = decision, now, now
    concern.answered_at, concern.reported_at = concern.answered_at or now, concern.reported_at or now
    left(concern, "concerns.decide", actor=actor, now=now, decision=decision, message_id=message.id)
    return concern


def pass_on(
    *,
    actor: Actor,
    now: datetime,
    concern: Concern,
    post: Post | None,
    data_taken: str,
    agreed: bool,
    outside: str = "",
) -> Handover:
    """Hand a tip or a threat to the post that acts: it owns it from now on and the office before sees it no more.

    Without a post it goes to a unit outside, which is named; then it stays where it is, owned by who passed it on.
    What was taken along from the raiser is written down, sealed; so is whether they agreed. Refuses a post that reads
    no such matter, one at the same office, and data taken without consent.
    """
    if concern.state not in AT_WORK or concern.lane not in {Lane.TIP, Lane.THREAT}:
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))
    if (post is None and not outside.strip()) or (post and post not in routing.units_for(concern, now)):
        raise Refusal(N_("Choose a post that reads such matters."), field="post")
    if data_taken.strip() and not agreed:
        raise Refusal(N_("Take nothing from a raiser who has not agreed."), field="agreed")
    by = sight.opening(actor, concern)
    told = "\n".join(filter(None, ("" if post else outside.strip(), data_taken.strip())))
    row = Handover(
        concern_id=concern.id,
        from_office_id=concern.office_id,
        to_post_id=post.id if post else None,
        at=now,
        data_taken=sealing.store(told, force=concern.force.ref, lane=concern.lane),
        agreed=agreed,
    )
    db.session.add(row)
    own = sight.regular(actor, concern)  # who broke the glass owns nothing by it
    mine = db.session.get(Post, own.post_id) if own else routing.head_of(concern, now)
    owner = post or concern.owner_post or mine
    if owner is None:
        raise Refusal(N_("Take it on first."))
    move(concern, State.OWNED)
    concern.owner_post_id, concern.owner_post = owner.id, owner
    if post is not None:
        replies.forget_drafts(concern)
        concern.office_id, concern.office = post.office_id, post.office
    concern.owned_at, concern.passed_on_at = concern.owned_at or now, now
    leave_queue(concern, now)
    _passed(row, concern, actor, by)
    return row


def _passed(row: Handover, concern: Concern, actor: Actor, by: Holding | None) -> None:
    left(
        concern,
        "concerns.pass_on",
        actor=actor,
        now=row.at,
        owner_post_id=concern.owner_post_id,
        from_office_id=row.from_office_id,
        by_post_id=by.post_id if by else None,
        agreed=row.agreed,
        outside=row.to_post_id is None,
    )


def called_back(*, actor: Actor, now: datetime, concern: Concern) -> Concern:
    """Record that the raiser was asked, within seven days of the answer, whether they are safe."""
    if concern.call_back_on is None:
        raise Refusal(N_("No call back is owed."))
    concern.called_back_at = concern.called_back_at or now
    left(concern, "concerns.call_back", actor=actor, now=now)
    return concern


def declare_conflict(*, actor: Actor, now: datetime, concern: Concern) -> Concern:
    """A reader says that they are too near: they lose sight for good, and it goes where somebody else reads it."""
    if actor.person_id is None or not sight.reads_sealed(actor, concern):
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))
    left(concern, "concerns.conflict", actor=actor, now=now, person=actor.person_id)
    replies.forget_draft(concern, actor.person_id)
    concern.barred.append(BarredPerson(person_id=actor.person_id, why="conflict", at=now))
    db.session.flush()
    if actor.holds(concern.owner_post_id):
        concern.owner_post_id = concern.owner_post = None
        concern.state = State.RAISED if concern.state in AT_WORK else concern.state
    reader = routing.reader_now(concern, now)
    if reader is None:
        tell_outside(concern, now)
    elif reader.office_id != concern.office_id:
        concern.office_id, concern.office = reader.office_id, reader.office
    db.session.flush()
    return concern


def find_reader(*, now: datetime, concern: Concern) -> None:
    """Let a matter that nobody reads where it is go to who reads such; with nobody left, the outside address is told."""
    if concern.state not in AT_WORK or routing.is_read(concern, now):
        return
    reader = routing.reader_now(concern, now)
    if reader is None:
        tell_outside(concern, now)
        return
    before = concern.office_id
    replies.forget_drafts(concern)
    concern.office_id, concern.office = reader.office_id, reader.office
    concern.owner_post_id = concern.owner_post = None
    concern.state = State.RAISED
    left(concern, "concerns.go_on", actor=JOB, now=now, from_office_id=before, office_id=concern.office_id)


def tell_outside(concern: Concern, now: datetime) -> bool:
    """Tell the outside address, once and without a word of it, that a matter waits that nobody here answers.

    The message belongs to no office and to no force's outbox: it would say there that a matter exists.
    """
    if concern.outside_told_at is not None or not mail_in(concern.force.oversight_address):
        return False
    concern.outside_told_at = now
    _tell(concern, now)
    return True


def tell_again(*, now: datetime, concern: Concern) -> None:
    """Tell the outside address once more: the message before did not go, and no outbox page shows it to anybody."""
    if mail_in(concern.force.oversight_address):
        _tell(concern, now)


def _tell(concern: Concern, now: datetime) -> None:
    outbox.post(
        queries.WAITS,
        recipient_kind="force",
        recipient_id=concern.force_id,
        now=now,
        concern_id=concern.id,
    )
    left(concern, "concerns.tell_outside", actor=VISITOR, now=now)


def _say(
    concern: Concern, words: str, language: str, *, actor: Actor, now: datetime, operation_id: str
) -> Message:
    holding = sight.opening(actor, concern)
    return dialogue.say(
        thread=concern.thread,
        force=concern.force,
        speaker=Speaker.POST if holding else Speaker.RAISER,
        words=words,
        language=language,
        post=holding,
        actor=actor,
        now=now,
        operation_id=operation_id,
    )
