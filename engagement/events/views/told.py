"""What a closed meeting tells: on its own public page, and on that of the next one at its place."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engagement.events.models import Decision, Event, Minutes, Photo
from engagement.events.queries import photos, room
from engagement.events.queries import record as records
from engagement.events.rules import PromiseState, State
from engagement.events.views.routes import blueprint
from engagement.kernel import clock
from engagement.kernel.freshness import keep_topics, keep_until


@dataclass(frozen=True, slots=True)
class Told:
    """What the public reads of a closed meeting."""

    event: Event
    minutes: Minutes | None
    decisions: list[Decision]
    promises: list[records.Standing]
    read: room.Told | None  # of last time
    offices: int  # that took part
    photos: list[Photo]


@blueprint.app_template_global("told_of")
def told_of(event: Event) -> Told | None:
    """What was decided and promised at a meeting, once its record is closed; nothing before."""
    if event.state != State.CLOSED:
        return None
    row = records.minutes(event)
    shown = row if row is not None and row.shown else None
    standings = records.standings(event)
    if any(each.promise.state == PromiseState.OPEN for each in standings):
        keep_until(_midnight(event.zone))  # each night an open promise may be a day later
    paper = room.paper_count(event)
    return Told(
        event,
        shown,
        list(records.decisions(event)) if shown else [],
        standings,
        read=room.read_out_of(event),
        offices=paper.offices if paper else 0,
        photos=[photo for photo in photos.photos(event) if photo.public],
    )


@dataclass(frozen=True, slots=True)
class LastTime:
    """What the page of a meeting says of the ones before it."""

    unclosed: Event | None  # the meeting before, while its record is still open
    closed: Event | None
    still_open: list[records.Standing]  # promises of the ones before that


@blueprint.app_template_global("last_time_of")
def last_time_of(event: Event) -> LastTime | None:
    """The meetings held before this one at its place; the page then depends on that place's record."""
    keep_topics(
        f"station:{event.office_id}", *([f"locality:{event.locality_id}"] if event.locality_id else [])
    )
    last = records.last_meeting_before(event)
    if last is None:
        return None
    keep_topics(f"event:{last.ref}")
    closed = last if last.state == State.CLOSED else records.last_meeting_before(event, State.CLOSED)
    if closed is None:
        return LastTime(last, None, [])
    today = clock.to_local(clock.now(), event.zone).date()
    older = [row for row in records.still_open_before(closed) if row.event_id != closed.id]
    if older:
        keep_until(_midnight(event.zone))
    return LastTime(
        last if last is not closed else None, closed, [records.standing(row, today) for row in older]
    )


def _midnight(zone: str) -> datetime:
    tomorrow = clock.to_local(clock.now(), zone).date() + timedelta(days=1)
    return clock.to_utc(datetime.combine(tomorrow, time(1)), zone)
