"""Planning: draft, edit, publish, call off. RSVPs are told once when time or place moves or when it is called off."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from engagement.audit import actions as audit
from engagement.events import queries
from engagement.events.actions import groups, hosting, invite, modules, programme
from engagement.events.actions import remind as reminding
from engagement.events.actions.inform import Change, tell_cancelled, tell_changed
from engagement.events.actions.waitlist import promote
from engagement.events.invitations import check_for_everybody
from engagement.events.models import AgendaItem, Event, EventDay, OwedPause
from engagement.events.permissions import PLANNERS
from engagement.events.programme import check_agenda, check_days, days_of, spans_of
from engagement.events.rules import (
    LANGUAGES,
    OWED,
    PAUSE,
    Audience,
    Kind,
    Plan,
    State,
    check_capacity,
    check_times,
)
from engagement.kernel import signals
from engagement.kernel.actor import Actor
from engagement.kernel.clock import to_local, to_utc
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Locality, Office, Post, Venue
from engagement.organisation.rules import OFFERS

MONTH = timedelta(weeks=4)
NOWHERE = N_(
    "People need to know where to go. Choose a venue, say the place in words, or give an online address."
)
MOVABLE = frozenset({State.DRAFT, State.PUBLISHED})
PLACE = ("locality_id", "venue_id", "place", "online_address")


def plan(
    *, actor: Actor, now: datetime, office: Office, plan: Plan, operation_id: str | None = None
) -> Event:
    """Write a draft of a meeting that `office` hosts; the same `operation_id` gives the draft of the first time.

    Refuses ends before starts, times that the clock skips, and a post, locality or venue of somebody else.
    """
    known = queries.by_operation(operation_id)
    if known is not None:
        return known
    event = Event(
        force_id=office.force_id,
        office_id=office.id,
        office=office,
        state=State.DRAFT,
        zone=office.force.zone,
        seats_taken=0,
        sequence=0,
        changed_at=now,
        operation_id=operation_id,
    )
    _write(event, plan)
    try:
        with db.session.begin_nested():
            db.session.add(event)
    except IntegrityError:  # the same form, sent twice at the same moment
        known = queries.by_operation(operation_id)
        if known is None:
            raise
        return known
    programme.write(event, plan)
    _record(actor, now, "events.plan", event)
    return event


def duplicate(*, actor: Actor, now: datetime, event: Event, operation_id: str | None = None) -> Event:
    """Write a draft like a meeting, four weeks later and again four until it lies ahead: the same weekday and hours.

    Refuses what planning refuses: a post, locality or venue that is no longer theirs.
    """
    like = as_plan(event)
    today = to_local(now, event.zone).replace(tzinfo=None)
    later = MONTH * (max((today - like.starts) // MONTH, 0) + 1)
    return plan(
        actor=actor,
        now=now,
        office=event.office,
        plan=replace(like, starts=like.starts + later, ends=like.ends + later),
        operation_id=operation_id,
    )


def edit(*, actor: Actor, now: datetime, event: Event, plan: Plan, version: int | None) -> Event:
    """Change a draft or a published meeting; each party that it touches is told once. Refuses what `alter` refuses."""
    tell_changed([alter(actor=actor, now=now, event=event, plan=plan, version=version)], now)
    return event


def alter(*, actor: Actor, now: datetime, event: Event, plan: Plan, version: int | None) -> Change:
    """Change a meeting and tell nobody yet; moving time or place raises SEQUENCE, more places go to who waits.

    Refuses when somebody else saved first, when it is over or called off, fewer places than are promised, and to
    move a published meeting into the past.
    """
    _refuse_unless_open(event)
    event.edited(version)
    check_capacity(plan.capacity, event.seats_taken)
    groups.check_seats(event, plan.group_seats, plan.capacity)
    hosting.check_kind(event, plan)
    check_for_everybody(public=event.public, before=event.invite_only, after=plan.invite_only)
    before = _topics(event)
    told, stood = event.wall_start, (*hours_of(event), *_place(event))
    placed = _has_place(event)
    _write(event, plan)
    moved = event.public and stood != (*days_of(plan.starts, plan.ends, plan.days), *_place(event))
    if moved:
        if event.starts_at <= now:
            raise Refusal(N_("This time is past. Choose a later one."), field="starts")
        event.sequence += 1
        event.moved_at = now
        if told != event.wall_start:
            event.moved_from = told
            reminding.follow(now=now, event=event, wall_before=told)
    event.changed_at = now
    programme.write(event, plan)
    db.session.flush()
    db.session.expire(event, ["host_post", "locality", "venue"])  # which may be others now
    if event.public:
        _refuse_unless_whole(event, now, placed=placed)
    _record(actor, now, "events.edit", event, moved=moved, sequence=event.sequence)
    bump(*before, *_topics(event))
    if moved:
        signals.event_changed.send(event, actor=actor, now=now)
    promoted = promote(event=event, actor=actor, now=now, tell=False) if event.public else []
    return Change(event, moved, promoted)


def publish(*, actor: Actor, now: datetime, event: Event) -> Event:
    """Make a draft public; a second press changes nothing.

    Refuses without title, host post, locality or the place there (but for `_has_place`), a start in the past, and a
    meeting that is over or called off.
    """
    if event.state == State.PUBLISHED:
        return event
    _refuse_unless_open(event)
    missing = needed(event, now)
    if missing:
        raise missing[0]
    event.state = State.PUBLISHED
    event.published_at = event.changed_at = now
    event.version += 1
    db.session.flush()
    _record(actor, now, "events.publish", event)
    bump(*_topics(event))
    invite.tell_all(event=event, now=now)
    signals.event_published.send(event, actor=actor, now=now)
    return event


def cancel(*, actor: Actor, now: datetime, event: Event, reason: str, language: str) -> Event:
    """Call a meeting off and tell each RSVP once; a second press changes nothing.

    Refuses without a reason, and a meeting that was held or closed.
    """
    if event.state != State.CANCELLED:
        call_off(actor=actor, now=now, event=event, reason=reason, language=language)
        tell_cancelled([event], now)
    return event


def call_off(*, actor: Actor, now: datetime, event: Event, reason: str, language: str) -> None:
    """Call a meeting off and tell nobody yet. Refuses without a reason, a draft, and what is over."""
    _refuse_unless_open(event)
    if event.state == State.DRAFT:
        raise Refusal(N_("Nobody has seen this draft. Delete it instead."))
    if not reason.strip():
        raise Refusal(N_("Please fill this in."), field="reason")
    hosting.check_words(event, reason, field="reason")
    event.state = State.CANCELLED
    event.cancel_reason, event.cancel_language = reason.strip(), language
    event.cancelled_at = event.changed_at = now
    event.sequence += 1  # RFC 5546 §3.2.5: a CANCEL is a newer revision
    event.version += 1
    db.session.flush()
    _record(actor, now, "events.cancel", event)
    bump(*_topics(event))
    if event.series_id is not None:
        modules.carry(now=now, series_id=event.series_id)
    signals.event_cancelled.send(event, actor=actor, now=now)


def discard(*, actor: Actor, now: datetime, event: Event) -> None:
    """Delete a draft that nobody outside has seen; refuses what was ever public."""
    if event.state != State.DRAFT:
        raise Refusal(N_("This meeting was public. Call it off instead."))
    _record(actor, now, "events.discard", event)
    signals.event_discarded.send(event, actor=actor, now=now)
    _pause(event, now)
    for row in (AgendaItem, EventDay):
        db.session.execute(delete(row).where(row.event_id == event.id))
    db.session.delete(event)
    db.session.flush()
    if event.series_id is not None and event.series_number is not None:
        _close_gap(event.series_id, event.series_number)
        modules.carry(now=now, series_id=event.series_id)


def _pause(event: Event, now: datetime) -> None:
    """Remember for a month that the meeting which the cadence drafted was not wanted."""
    locality = (event.operation_id or "").removeprefix(OWED).partition(":")[0]
    if (event.operation_id or "").startswith(OWED) and locality.isdigit():
        db.session.merge(OwedPause(locality_id=int(locality), until=now + PAUSE))


def _close_gap(series_id: int, number: int) -> None:
    """Number the drafts after a deleted one anew; a number that the public saw stays, and so does the gap before it."""
    later = (Event.series_id == series_id, Event.series_number > number)
    if not db.session.scalar(select(func.count(Event.id)).where(*later, Event.state != State.DRAFT)):
        db.session.execute(update(Event).where(*later).values(series_number=Event.series_number - 1))
    bump(f"series:{series_id}")


def _refuse_unless_open(event: Event) -> None:
    if event.state == State.CANCELLED:
        raise Refusal(N_("This meeting was called off. Plan a new one."))
    if event.state not in MOVABLE:
        raise Refusal(N_("This meeting is over. It can no longer be changed."))


def needed(event: Event, now: datetime) -> list[Refusal]:
    """Return what is still needed before a draft can be made public, as the refusals that publishing would meet."""
    found = []
    if not event.title.strip():
        found.append(Refusal(N_("Please fill this in."), field="title"))
    if event.host_post_id is None:
        found.append(Refusal(N_("Choose the post that hosts this meeting."), field="host_post"))
    if event.locality_id is None:
        found.append(Refusal(N_("Choose the locality where it takes place."), field="locality"))
    elif not _has_place(event):
        found.append(Refusal(NOWHERE, field="venue"))
    if event.starts_at <= now:
        found.append(Refusal(N_("This time is past. Choose a later one."), field="starts"))
    return found + hosting.missing(event, now)


def _has_place(event: Event) -> bool:
    """Whether people know where to go; a visit goes round the locality, and of a women's session no more is told."""
    told = event.venue_id or event.place.strip() or event.online_address.strip()
    return bool(told) or event.kind in {Kind.WOMEN, Kind.VISIT}


def _refuse_unless_whole(event: Event, now: datetime, *, placed: bool) -> None:
    """Refuse to show the public a meeting without what people need to come.

    One that is public already may be under way; and one that became so without a place may be changed otherwise.
    """
    let = {"starts"} if placed else {"starts", "venue"}
    for refusal in needed(event, now):
        if refusal.field not in let:
            raise refusal


def _write(event: Event, plan: Plan) -> None:
    check_times(plan.starts, plan.ends)
    check_days(plan.days)
    check_agenda(plan.agenda, days_of(plan.starts, plan.ends, plan.days))
    starts_at = to_utc(plan.starts, event.zone, field="starts")
    ends_at = to_utc(plan.ends, event.zone, field="ends")
    check_times(starts_at, ends_at)  # where the clock goes back at night the instants may cross
    _check_belonging(event, plan)
    for name in (
        "title",
        "words",
        "language",
        "kind",
        "audience",
        "capacity",
        "group_seats",
        "host_post_id",
        "invite_only",
        *PLACE,
    ):
        setattr(event, name, getattr(plan, name))
    event.languages, event.offers = list(plan.languages), list(plan.offers)
    event.starts_at, event.ends_at = starts_at, ends_at
    event.wall_start = plan.starts.isoformat(timespec="minutes")
    event.wall_end = plan.ends.isoformat(timespec="minutes")
    event.end_assumed = False


def _check_belonging(event: Event, plan: Plan) -> None:
    post = db.session.get(Post, plan.host_post_id) if plan.host_post_id else None
    if plan.host_post_id and (post is None or post.office_id != event.office_id):
        raise Refusal(N_("Choose a post of this station."), field="host_post")
    locality = db.session.get(Locality, plan.locality_id) if plan.locality_id else None
    if plan.locality_id and (locality is None or locality.force_id != event.force_id):
        raise Refusal(N_("Choose a locality of this force."), field="locality")
    venue = db.session.get(Venue, plan.venue_id) if plan.venue_id else None
    if plan.venue_id and (venue is None or venue.locality_id != plan.locality_id):
        raise Refusal(N_("This venue lies in another locality."), field="venue")
    if not set(plan.languages) <= set(LANGUAGES):
        raise Refusal(N_("Choose languages from the list."), field="languages")
    if not set(plan.offers) <= set(OFFERS):
        raise Refusal(N_("Choose from the list."), field="offers")


def _place(event: Event) -> tuple[object, ...]:
    return tuple(getattr(event, name) for name in PLACE)


def hours_of(event: Event) -> list[tuple[datetime, datetime]]:
    """Return the hours of each day of a meeting as they stand, on its wall clock."""
    return [
        (datetime.fromisoformat(day.wall_start), datetime.fromisoformat(day.wall_end))
        for day in queries.days(event) or (event,)
    ]


def _topics(event: Event) -> tuple[str, ...]:
    """Return what to bump when this meeting changes; a draft shows nowhere."""
    if not event.public:
        return ()
    places = (f"locality:{event.locality_id}",) if event.locality_id else ()
    series = (f"series:{event.series_id}",) if event.series_id else ()
    return (f"event:{event.ref}", "events", f"station:{event.office_id}", *places, *series)


def _record(actor: Actor, now: datetime, verb: str, event: Event, **facts: object) -> None:
    holding = actor.as_post(event.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=event, post=holding, **facts)


def as_plan(event: Event) -> Plan:
    """Return what is planned of a meeting, as somebody would say it."""
    return Plan(
        title=event.title,
        starts=datetime.fromisoformat(event.wall_start),
        ends=datetime.fromisoformat(event.wall_end),
        kind=Kind(event.kind),
        audience=Audience(event.audience),
        languages=tuple(event.languages),
        offers=tuple(event.offers),
        words=event.words,
        language=event.language,
        host_post_id=event.host_post_id,
        locality_id=event.locality_id,
        venue_id=event.venue_id,
        place=event.place,
        online_address=event.online_address,
        capacity=event.capacity,
        group_seats=event.group_seats,
        invite_only=event.invite_only,
        agenda=programme.points_of(queries.agenda(event)),
        days=spans_of(hours_of(event)),
    )
