"""Taking in a concern: on the web by whoever has one, at a meeting by the officer who listens."""

from datetime import datetime

from engagement.concerns import emergency, queries, taxonomy
from engagement.concerns.actions.changes import left, tell_raiser
from engagement.concerns.models import Concern
from engagement.concerns.rules import MOST_WORDS, OPEN_LANES, Door, Lane, State, due_on
from engagement.dialogue import actions as dialogue
from engagement.events.models import Event
from engagement.events.rules import State as EventState
from engagement.kernel import clock, sealing
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.kernel.signals import concern_raised
from engagement.organisation import queries as organisation
from engagement.organisation.models import Force, Locality, Office
from engagement.people.actions import contacts

NOT_OPEN = N_("This site is not open for concerns yet. Nobody here could read what you write.")
TAKES_CONCERNS = frozenset({EventState.PUBLISHED, EventState.HELD, EventState.CLOSED})


def raise_concern(
    *,
    actor: Actor,
    now: datetime,
    force: Force,
    locality: Locality | None,
    event: Event | None,
    lane: Lane,
    category: str,
    words: str,
    language: str,
    locale: str,
    address: str,
    receipt: str | None,
    operation_id: str,
    door: Door = Door.WEB,
    office: Office | None = None,
) -> Concern:
    """Take in what somebody wrote, on the web or in a text; the same operation again returns the first concern.

    `receipt` is the digest of the receipt code, `address` an e-mail address, a phone number or empty; `office` where a
    text came in. Refuses a sealed lane, which `sealed.take_in` takes, empty or endless words, and what is no address.
    """
    there = queries.concern_of_operation(operation_id)
    if there is not None:
        return there
    contact = None
    if address:
        find = contacts.contact_of_number if door == Door.SMS else contacts.contact_for
        contact = find(force=force, address=address, locale=locale, now=now)
    concern = _taken(
        now=now,
        force=force,
        office=office or office_for(force, locality, event, now),
        lane=lane,
        category=category,
        words=words,
        language=language,
        door=door,
        locale=locale,
        operation_id=operation_id,
    )
    concern.locality_id = locality.id if locality else None
    concern.event = event
    concern.contact = contact
    concern.receipt = receipt
    _announce(concern, actor, now)
    return concern


def capture(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    category: str,
    words: str,
    language: str,
    receipt: str | None,
    operation_id: str,
    locality: Locality | None = None,
) -> Concern:
    """Take in what somebody said at a meeting, written down by an officer; the same operation again changes nothing.

    Refuses a meeting that was never announced or was called off.
    """
    there = queries.concern_of_operation(operation_id)
    if there is not None:
        return there
    if event.state not in TAKES_CONCERNS:
        raise Refusal(N_("This meeting is not announced, or was called off. Nothing can be raised at it."))
    concern = _taken(
        now=now,
        force=event.force,
        office=event.office,
        lane=Lane.CONCERN,
        category=category,
        words=words,
        language=language,
        door=Door.MEETING,
        locale=language,
        operation_id=operation_id,
    )
    concern.by_proxy = True
    concern.event = event
    concern.locality_id = locality.id if locality else event.locality_id
    concern.receipt = receipt
    _announce(concern, actor, now)
    return concern


def office_for(force: Force, locality: Locality | None, event: Event | None, now: datetime) -> Office:
    """Return the office that first holds a concern: the locality's station, else the meeting's.

    Where no post reads concerns there, the nearest office above that has one; else the highest of the force. Refuses
    where none has: nobody could ever read it.
    """
    today = clock.to_local(now, force.zone).date()
    office = organisation.serving(locality, today) if locality else None
    found = queries.desk_office(force, office or (event.office if event else None))
    if found is None:
        raise Refusal(NOT_OPEN)
    return found


def _taken(
    *,
    now: datetime,
    force: Force,
    office: Office,
    lane: Lane,
    category: str,
    words: str,
    language: str,
    door: Door,
    locale: str,
    operation_id: str,
) -> Concern:
    if lane not in OPEN_LANES:
        raise Refusal(
            N_("What is sealed is written on a page of its own, by whoever brings it."), field="lane"
        )
    if not words.strip():
        raise Refusal(N_("Please fill this in."), field="words")
    if len(words) > MOST_WORDS:
        raise Refusal(N_("Too long: at most %(n)s characters."), field="words", n=MOST_WORDS)
    taxonomy.check_open(force.id, category)
    thread = dialogue.open_thread(force_id=force.id, lane=lane, now=now)
    concern = Concern(
        force_id=force.id,
        office_id=office.id,
        thread_id=thread.id,
        lane=lane,
        category=category,
        state=State.RAISED,
        door=door,
        words=sealing.store(words, force=force.ref, lane=lane),
        danger=emergency.found(words),
        language=language,
        locale=locale,
        due_on=due_on(lane, clock.to_local(now, force.zone).date()),
        raised_at=now,
        operation_id=operation_id,
    )
    concern.office = office
    concern.force = force
    concern.thread = thread
    return concern


def _announce(concern: Concern, actor: Actor, now: datetime) -> None:
    db.session.add(concern)
    left(
        concern,
        "concerns.raise",
        actor=actor,
        now=now,
        lane=concern.lane,
        door=concern.door,
        office_id=concern.office_id,
        event_id=concern.event_id,
    )
    tell_raiser(concern, "concerns.received", now)
    concern_raised.send(concern, actor=actor, now=now)
