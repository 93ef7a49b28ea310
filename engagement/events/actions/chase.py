"""Asking for records that nobody closed: the host on days 3 and 7, who is above on days 7 and 14, once each."""

from datetime import datetime

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.events.models import Event
from engagement.events.queries import chase as queries
from engagement.events.rules import CHASED_AFTER, State, chase_due
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.organisation.models import Post
from engagement.people.queries import holder_of

UNCLOSED = "events.unclosed"


def chase(*, actor: Actor, now: datetime, event: Event) -> int:
    """Ask whoever owes the record of a meeting for it, and return how many were asked; each day asks once.

    Nobody is asked for a record that was closed, nor for a day that is gone: after a long silence the last one asks.
    """
    due = chase_due(event.ends_at, now)
    if event.state not in {State.PUBLISHED, State.HELD} or due <= event.chased:
        return 0
    event.chased = due
    people = {}
    for post in _asked(event, due):
        person = holder_of(post, now)
        if person is not None:
            people[person.id] = person
    for person_id in people:
        outbox.post(
            UNCLOSED,
            recipient_kind="person",
            recipient_id=person_id,
            now=now,
            force_id=event.force_id,
            office_id=event.office_id,
            event=event.id,
            days=due,
        )
    db.session.flush()
    audit.record(actor=actor, now=now, verb=UNCLOSED, subject=event, days=due, asked=len(people))
    return len(people)


def _asked(event: Event, due: int) -> list[Post]:
    first, _second, last = CHASED_AFTER
    chain = queries.chain_of(event)
    host, above = chain[:1], chain[1:]
    return ([] if due == last and above else host) + ([] if due == first else above)
