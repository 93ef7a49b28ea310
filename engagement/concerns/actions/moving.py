"""A matter of an open lane turns out to be sealed: moved past those it is about, its open copies overwritten."""

from collections.abc import Collection
from datetime import date, datetime
from functools import partial

from sqlalchemy import or_, select

from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as Sending
from engagement.concerns import routing
from engagement.concerns.actions import attaching, calling, indexing, linking, replies, supporting
from engagement.concerns.actions.changes import left
from engagement.concerns.actions.sealed import NO_WOMAN, NOBODY
from engagement.concerns.models import AccusedPost, BarredPerson, Concern
from engagement.concerns.routing import Accused
from engagement.concerns.rules import AT_WORK, OPEN_LANES, SEALED_LANES, Category, Lane, State, due_on
from engagement.dialogue import actions as dialogue
from engagement.kernel import clock, sealing
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.kernel.signals import concern_sealed
from engagement.organisation.models import Office, Post
from engagement.people.actions import contacts

UNSENT = (Sending.DUE, Sending.CLAIMED)


def seal(
    *,
    actor: Actor,
    now: datetime,
    concern: Concern,
    lane: Lane,
    accused: Collection[Accused] = (),
    version: int | None = None,
    above: Office | None = None,
) -> Concern:
    """Move a matter into a sealed lane: who was let in there reads it from now on, whoever moved it no longer.

    Words, talk and files lie under the key of that lane; the public wording, what problems took from it and texts as
    they came are overwritten. Its raiser follows it as before. When it was raised stays as filed: the mark on a proof of
    filing holds. `above`: past that office. Refuses a lane that nobody reads past those it is about, a complaint that
    names no office, and what was deleted.
    """
    if concern.lane not in OPEN_LANES or concern.state == State.MISPLACED:
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))
    concern.edited(version)
    if lane not in SEALED_LANES:
        raise Refusal(N_("This is not a sealed matter."), field="lane")
    if lane == Lane.COMPLAINT and not accused:
        raise Refusal(N_("Say which office it is about."), field="office")
    barred = routing.served(accused, now)
    reader = _reader(concern, lane, accused, barred, now, above)
    if reader is None:
        raise Refusal(NO_WOMAN if lane == Lane.WOMEN else NOBODY)
    before, came_from = concern.lane, concern.office_id
    linking.part(concern, actor=actor, now=now)
    indexing.forget(concern)
    supporting.forget(concern)
    _forget_open_copies(concern)
    _reseal(concern, lane)
    _hand(concern, lane, reader, now)
    _bar(concern, accused, barred, now)
    _withdraw(concern)
    left(
        concern,
        "concerns.seal",
        actor=actor,
        now=now,
        from_lane=before,
        lane=lane,
        from_office_id=came_from,
        office_id=concern.office_id,
    )
    concern_sealed.send(concern, actor=actor, now=now)
    return concern


def hide(*, actor: Actor, now: datetime, concern: Concern) -> Concern:
    """Its raiser gives a matter that was sent openly to the women's desk above the office that read it.

    Refuses what `seal` refuses, and where no trained woman officer is on a roster above.
    """
    return seal(actor=actor, now=now, concern=concern, lane=Lane.WOMEN, above=concern.office)


def _reader(
    concern: Concern,
    lane: Lane,
    accused: Collection[Accused],
    barred: set[int],
    now: datetime,
    above: Office | None,
) -> Post | None:
    """Return who reads it from now on; what lay open at a desk goes to women officers above it, where there are any."""
    seek = partial(
        routing.reader_of, concern.force, lane, start=concern.office, now=now, accused=accused, barred=barred
    )
    higher = seek(above=concern.office) if lane == Lane.WOMEN and above is None else None
    return higher or seek(above=above)


def _forget_open_copies(concern: Concern) -> None:
    """Overwrite what was written of it for a desk or the public, and what ties it to a meeting or a place."""
    calling.forget(concern)
    topics = ["words", f"concern:{concern.ref}", f"station:{concern.office_id}"]
    topics += [f"locality:{concern.locality_id}"] if concern.locality_id else []
    topics += [f"event:{concern.event.ref}"] if concern.event else []
    bump(*topics)
    replies.forget_drafts(concern)
    concern.public_words = " " * len(concern.public_words or "")
    concern.referred_to = " " * len(concern.referred_to or "")
    db.session.flush()
    concern.public_words = concern.referred_to = concern.waits_for = ""
    concern.wording = "none"
    concern.danger = False  # told from the words, which nobody else reads any more
    concern.worded_by_id = concern.reviewed_by_id = concern.reviewed_at = None
    concern.event_id = concern.event = None
    concern.category = Category.OTHER


def _reseal(concern: Concern, lane: Lane) -> None:
    """Write words, talk and files anew under the key of the lane; the page of the database keeps nothing of before."""
    if concern.words is not None:
        words = sealing.read(concern.words)
        concern.words = bytes(len(concern.words))
        db.session.flush()
        concern.words = sealing.store(words, force=concern.force.ref, lane=lane)
    dialogue.reseal(thread=concern.thread, force=concern.force, lane=lane)
    attaching.reseal(concern, lane)
    concern.lane = lane


def _hand(concern: Concern, lane: Lane, reader: Post, now: datetime) -> None:
    """Let it begin anew at the office of who reads it; what its raiser closed stays closed."""
    concern.office_id, concern.office = reader.office_id, reader.office
    concern.owner_post_id = concern.owner_post = None
    if concern.state in AT_WORK:
        concern.state = State.RAISED
    concern.stopped_at = concern.higher_at = None
    concern.due_on = due_on(lane, _today(concern, now))
    if lane == Lane.TIP:
        concern.locality_id = concern.locality = None


def _bar(concern: Concern, accused: Collection[Accused], barred: set[int], now: datetime) -> None:
    today = _today(concern, now)
    concern.accused = [
        AccusedPost(office=each.office, post=each.post, on_day=each.on_day or today) for each in accused
    ]
    concern.barred = [BarredPerson(person_id=key, why="served", at=now) for key in sorted(barred)]


def _withdraw(concern: Concern) -> None:
    """Take back texts that were not sent yet; a mail holds no word of it and goes on. No outbox shows any of them."""
    keys = (OutboxMessage.about[name].as_integer() for name in ("concern_id", "concern"))
    sms = concern.contact is not None and concern.contact.channel == contacts.SMS
    for message in db.session.scalars(select(OutboxMessage).where(or_(*(key == concern.id for key in keys)))):
        message.force_id = message.office_id = None
        if message.state in UNSENT and (sms or not message.kind.startswith("concerns.")):
            message.state, message.reason = Sending.DROPPED, ""


def _today(concern: Concern, now: datetime) -> date:
    return clock.to_local(now, concern.force.zone).date()
