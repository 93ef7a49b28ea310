"""Meetings taken in from a file: new ones set up, known ones brought up to date."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from engagement.audit import actions as audit
from engagement.events.actions import remind as reminding
from engagement.events.actions.inform import Change, tell_changed
from engagement.events.importing import Found
from engagement.events.models import Event
from engagement.events.rules import Kind, State
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.organisation.actions.founding import administrator_post
from engagement.organisation.actions.offices import open_office
from engagement.organisation.models import Force, Office
from engagement.organisation.rules import OfficeKind, folded

CALLED_OFF = "The list that this meeting was taken from says that it is cancelled."


class Outcome(StrEnum):
    """What became of one row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def take_in(
    *,
    actor: Actor,
    now: datetime,
    force: Force,
    batch: Sequence[Found],
    language: str,
    offices: Mapping[str, Office] | None = None,
    publish: bool = True,
) -> list[Outcome]:
    """Take in some meetings of `force`, each once however often its file is read.

    Coming ones are published, past ones held, those called off cancelled; all are drafts unless `publish`, and a
    women's session always is, as is a coming one that does not say where. An office that nobody knows is set up as unmatched under the head office, unless
    `offices` says which there are. Refuses nothing: what could be refused was refused when the file was read.
    """
    supervised = offices is not None
    if offices is None:
        offices = _offices(actor, now, force, {found.office for found in batch})
    reach = {office.id for office in offices.values()}
    ours = _known_here(force, batch)
    known = {
        event.source_key: event
        for event in db.session.scalars(
            select(Event).where(Event.force_id == force.id, Event.source_key.in_([f.key for f in batch]))
        )
    }
    outcomes: list[Outcome] = []
    fresh: list[Event] = []
    for found in batch:
        event = known.get(found.key)
        office = offices[folded(found.office)]
        if event is None and found.reference in ours:
            outcomes.append(Outcome.UNCHANGED)  # one of our own files came back: the meeting stands here
        elif event is None:
            fresh.append(_new(found, force, office, now, language, publish=publish))
            outcomes.append(Outcome.NEW)
        elif supervised and event.office_id not in reach:
            outcomes.append(
                Outcome.UNCHANGED
            )  # a list changes no meeting of an office that is not its owner's
        else:
            outcomes.append(_brought_up(event, found, now))
    db.session.add_all(fresh)
    db.session.flush()
    if set(outcomes) - {Outcome.UNCHANGED}:
        _note(actor, now, force, outcomes)
        named = {offices[folded(found.office)].id for found in batch}
        bump("events", *(f"station:{each}" for each in sorted(named)))
    return outcomes


def _note(actor: Actor, now: datetime, force: Force, outcomes: Sequence[Outcome]) -> None:
    counts: dict[str, Any] = {str(outcome): outcomes.count(outcome) for outcome in Outcome}
    audit.record(actor=actor, now=now, verb="events.take_in", subject=force, **counts)


def _known_here(force: Force, batch: Sequence[Found]) -> set[str]:
    """Return which of the references that the rows name are meetings of this force."""
    named = {found.reference for found in batch if found.reference}
    if not named:
        return set()
    return set(db.session.scalars(select(Event.ref).where(Event.force_id == force.id, Event.ref.in_(named))))


def _new(found: Found, force: Force, office: Office, now: datetime, language: str, *, publish: bool) -> Event:
    wall_start, wall_end = found.walls
    event = Event(
        force_id=force.id,
        office_id=office.id,
        source_key=found.key,
        kind=found.kind,
        title=found.title,
        words=found.details,
        place=found.location,
        language=language,
        languages=[language],
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        wall_start=wall_start,
        wall_end=wall_end,
        zone=found.zone,
        end_assumed=found.end_assumed,
        seats_taken=0,
        sequence=0,
        changed_at=now,
        published_at=min(now, found.starts_at),
    )
    if not publish or found.kind == Kind.WOMEN or found.waits(now):
        event.state, event.published_at = State.DRAFT, None
    elif found.called_off:
        event.state, event.cancelled_at = State.CANCELLED, min(now, found.starts_at)
        event.cancel_reason, event.cancel_language = CALLED_OFF, "en"
    elif found.ends_at <= now:
        event.state, event.held_at = State.HELD, found.starts_at
    else:
        event.state = State.PUBLISHED
    return event


def _brought_up(event: Event, found: Found, now: datetime) -> Outcome:
    """Write what the file says otherwise now; an office that somebody put right by hand stays."""
    wall_start, wall_end = found.walls
    said = {
        "words": found.details,
        "starts_at": found.starts_at,
        "ends_at": found.ends_at,
        "wall_start": wall_start,
        "wall_end": wall_end,
        "zone": found.zone,
        "end_assumed": found.end_assumed,
    }
    if event.kind == Kind.WOMEN:
        del said["words"]  # the file's may name the place, which somebody took out
    if event.state in {State.CLOSED, State.CANCELLED}:
        return Outcome.UNCHANGED  # its record was read and signed; what is called off comes back by no file
    changed = {name for name, value in said.items() if getattr(event, name) != value}
    if not changed:
        return Outcome.UNCHANGED
    told = event.wall_start
    for name in changed:
        setattr(event, name, said[name])
    event.changed_at = now
    event.edited(None)
    if changed & {"starts_at", "ends_at"}:
        event.sequence += 1
        event.moved_at = now
        if told != event.wall_start:
            event.moved_from = told
            reminding.follow(now=now, event=event, wall_before=told)
        if event.state == State.PUBLISHED and event.ends_at > now:
            tell_changed([Change(event, moved=True)], now)
    bump(f"event:{event.ref}")
    return Outcome.CHANGED


def _offices(actor: Actor, now: datetime, force: Force, names: set[str]) -> dict[str, Office]:
    """Return the office of each folded name, set up as unmatched where the force has none so called."""
    known = {
        folded(name): office
        for office in db.session.scalars(
            select(Office).where(Office.force_id == force.id).order_by(Office.id.desc())
        )
        for name in (*office.names.values(), office.slug)
    }
    for name in sorted(names):
        if folded(name) not in known:
            head = administrator_post(actor=actor, now=now, force=force).office
            known[folded(name)] = open_office(
                actor=actor, now=now, parent=head, kind=OfficeKind.UNMATCHED, names={"en": name}
            )
    return {folded(name): known[folded(name)] for name in names}
