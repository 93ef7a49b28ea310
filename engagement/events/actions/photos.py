"""Photos of a meeting: sent, drawn anew, given words and agreement, looked at by another person, taken down."""

from collections.abc import Collection
from datetime import datetime

from engagement.audit import actions as audit
from engagement.events.actions.checkin import hold
from engagement.events.models import Event, Photo
from engagement.events.permissions import PLANNERS
from engagement.events.queries import photos as queries
from engagement.events.rules import PhotoState, check_photo, check_record
from engagement.kernel import freshness
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.jobs import enqueue
from engagement.kernel.refusals import N_, Refusal, Stale

DRAW = "events.draw_photo"
NOT_WHOLE = N_("The public sees a photo only with agreement, who asked, credit and a description.")


def add(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    ref: str,
    alt: str,
    language: str,
    credit: str,
    agreed: bool,
    asked_by: str,
    operation_id: str | None = None,
) -> Photo:
    """Take in a photo whose bytes lie under `ref` already; the worker draws it anew. The same form twice is one photo.

    Refuses women's sessions, a thirteenth, and meetings whose record is not open. Without agreement it stays inside.
    """
    known = queries.photo_by_operation(operation_id)
    if known is not None:
        return known
    check_record(event.state, event.starts_at, now)
    check_photo(event.kind, queries.present(event))
    hold(event, actor, now)
    photo = Photo(
        ref=ref,
        event=event,
        state=PhotoState.SENT,
        alt=alt,
        language=language,
        credit=credit,
        agreed=agreed,
        asked_by=asked_by,
        added_at=now,
        sent_by_id=actor.person_id,
        worded_by_id=actor.person_id,
        operation_id=operation_id or None,
    )
    db.session.add(photo)
    _note(actor, now, "events.add_photo", photo)
    enqueue(DRAW, photo.id)
    return photo


def drawn(*, actor: Actor, now: datetime, photo: Photo, width: int, height: int) -> Photo:
    """Say that a photo was drawn anew; twice is once, and one that was taken down meanwhile stays down."""
    if photo.state == PhotoState.SENT:
        photo.state, photo.width, photo.height = PhotoState.READY, width, height
        _note(actor, now, "events.draw_photo", photo)
    return photo


def undrawn(*, actor: Actor, now: datetime, photo: Photo, reason: str) -> Photo:
    """Say why a photo could not be drawn."""
    if photo.state == PhotoState.SENT:
        photo.state, photo.reason = PhotoState.REFUSED, reason[:200]
        _note(actor, now, "events.refuse_photo", photo)
    return photo


def word(
    *,
    actor: Actor,
    now: datetime,
    photo: Photo,
    alt: str,
    language: str,
    credit: str,
    agreed: bool,
    asked_by: str,
    version: int,
) -> Photo:
    """Write what a photo shows, who took it, and whether everybody agreed; an earlier look no longer counts."""
    photo.edited(version)
    photo.alt, photo.language, photo.credit = alt, language, credit
    photo.agreed, photo.asked_by = agreed, asked_by
    photo.worded_by_id, photo.reviewed_by_id, photo.reviewed_at = actor.person_id, None, None
    _note(actor, now, "events.word_photo", photo, agreed=int(agreed))
    return photo


def review(*, actor: Actor, now: datetime, photo: Photo, version: int | None) -> Photo:
    """Let the public see a photo with the closed meeting; refuses who sent it or wrote its words, one that is not whole or not drawn.

    `Stale` when other words stand there than were read, and when nobody said which were.
    """
    if version is None:
        raise Stale
    photo.edited(version)
    if photo.state != PhotoState.READY:
        raise Refusal(N_("This photo is still being prepared. Please try again in a minute."))
    if not photo.whole:
        raise Refusal(NOT_WHOLE)
    if queries.is_work_of(photo, actor.person_id):
        raise Refusal(N_("Somebody other than who sent the photo or wrote its words must look at it."))
    photo.reviewed_by_id, photo.reviewed_at = actor.person_id, now
    _note(actor, now, "events.review_photo", photo)
    return photo


def review_seen(*, actor: Actor, now: datetime, event: Event, seen: Collection[tuple[str, int]]) -> int:
    """Let the public see the photos that somebody saw beside the summary they approve; return how many.

    Passes over one whose words changed since, one that is not whole, and the reviewer's own.
    """
    done = 0
    for photo in queries.photos(event):
        strange = not queries.is_work_of(photo, actor.person_id)
        fit = photo.state == PhotoState.READY and photo.whole and photo.reviewed_by_id is None
        if fit and strange and (photo.ref, photo.version) in seen:
            review(actor=actor, now=now, photo=photo, version=photo.version)
            done += 1
    return done


def take_down(*, actor: Actor, now: datetime, photo: Photo) -> Photo:
    """Take a photo down for good, also after the record was closed; its files are deleted once that stands."""
    if photo.state != PhotoState.DOWN:
        photo.state, photo.taken_down_at = PhotoState.DOWN, now
        photo.alt = photo.credit = photo.asked_by = ""
        _note(actor, now, "events.take_photo_down", photo)
    return photo


def _note(actor: Actor, now: datetime, verb: str, photo: Photo, **facts: int) -> None:
    db.session.flush()
    event = photo.event
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=photo, post=post, event=event.id, **facts)
    freshness.bump(f"event:{event.ref}")
