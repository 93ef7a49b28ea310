"""Reminding those who have a place, and thanking those who came: each party at most once for each meeting."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from engagement.audit import actions as audit
from engagement.events.actions import inform
from engagement.events.models import Event, Rsvp
from engagement.events.permissions import PLANNERS
from engagement.events.queries import reminders
from engagement.events.rules import State, reminder_wall
from engagement.kernel.actor import Actor
from engagement.kernel.clock import instant_of, to_utc
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.people.actions import contacts

REMINDER, THANKS, OWN_CALENDAR = "events.reminder", "events.thanks", "events.own_calendar"
BATCH = 200
OPEN = frozenset({State.DRAFT, State.PUBLISHED})


def set_reminder(*, actor: Actor, now: datetime, event: Event, wall: datetime | None) -> Event:
    """Choose when people are reminded, on the meeting's wall clock; None is a day before.

    Refuses a time that is past or not before the start, and a meeting that is over or called off.
    """
    if event.state not in OPEN or event.starts_at <= now:
        raise Refusal(N_("This meeting is over. It can no longer be changed."))
    if wall is not None:
        at = to_utc(wall, event.zone, field="day")
        if at <= now:
            raise Refusal(N_("This time is past. Choose a later one."), field="day")
        if at >= event.starts_at:
            raise Refusal(N_("Choose a time before the meeting begins."), field="day")
    event.remind_wall = wall.isoformat(timespec="minutes") if wall else None
    db.session.flush()
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb="events.set_reminder", subject=event, post=post)
    return event


def follow(*, now: datetime, event: Event, wall_before: str) -> None:
    """After a meeting moved in time: the chosen reminder moves with it, and who was reminded is so again, if it is to come."""
    if event.remind_wall is not None:
        by = datetime.fromisoformat(event.wall_start) - datetime.fromisoformat(wall_before)
        event.remind_wall = (datetime.fromisoformat(event.remind_wall) + by).isoformat(timespec="minutes")
    if due_at(event) > now:
        db.session.execute(update(Rsvp).where(Rsvp.event_id == event.id).values(reminded_at=None))


def due_at(event: Event) -> datetime:
    """Return the instant at which people are reminded of a meeting."""
    return instant_of(reminder_wall(event.wall_start, event.remind_wall), event.zone)


def remind(*, actor: Actor, now: datetime, event: Event) -> int:
    """Remind one batch of those who have a place, and return how many; none before its time, none of what moved since.

    Whoever was told of the present time after the reminder was due is not told again.
    """
    due = due_at(event)
    moved_since = event.moved_at is not None and event.moved_at >= due
    if event.state != State.PUBLISHED or not due <= now < event.starts_at or moved_since:
        return 0
    found = reminders.to_remind(event, due, BATCH)
    for rsvp in found:
        rsvp.reminded_at = now
    _tell(actor, now, event, REMINDER, found)
    return len(found)


def thank(*, actor: Actor, now: datetime, event: Event) -> int:
    """Thank one batch of those who came, and return how many; refuses nobody and tells nobody of what was not held."""
    if event.state not in {State.HELD, State.CLOSED}:
        return 0
    found = reminders.to_thank(event, BATCH)
    for rsvp in found:
        rsvp.thanked_at = now
    _tell(actor, now, event, THANKS, found)
    return len(found)


def _tell(actor: Actor, now: datetime, event: Event, kind: str, found: Sequence[Rsvp]) -> None:
    """Post one message to each who may be told."""
    told = 0
    for rsvp in found:
        if rsvp.contact_id is not None and inform.reaches(rsvp):
            told += 1
            inform.post(kind, rsvp.contact_id, event, now, rsvp=rsvp.id, sequence=event.sequence)
    db.session.flush()
    if found:
        audit.record(actor=actor, now=now, verb=kind, subject=event, told=told)


def send_calendar(*, actor: Actor, now: datetime, rsvp: Rsvp, anew: bool = False) -> None:
    """Mail a contact the address of their own calendar; `anew` ends the old address first.

    By mail alone: a forwarded link to one answer must not tell where else somebody goes.
    """
    contact = rsvp.contact
    if contact is None:
        return
    if anew:
        contacts.renew_calendar(actor=actor, contact=contact, now=now)
    audit.record(actor=actor, now=now, verb="events.send_calendar", subject=rsvp, event=rsvp.event_id)
    inform.post(OWN_CALENDAR, contact.id, rsvp.event, now, rsvp=rsvp.id)
