"""What concerns hear: of meetings, what is read out of last time and who brought something; who serves where."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from engagement.concerns import queries
from engagement.concerns.actions import barring
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane, State
from engagement.events.models import Event
from engagement.events.readout import ReadOut
from engagement.kernel.database import db
from engagement.kernel.signals import hearers_asked, last_time_asked, posting_ended, posting_started
from engagement.people.models import Contact, Posting

SAID_ALOUD = (Lane.CONCERN, Lane.ENQUIRY, Lane.SUGGESTION)


@last_time_asked.connect
def _asked(_event: Event, *, before: Event, **_more: Any) -> list[ReadOut]:
    return queries.read_out_of(before)


@hearers_asked.connect
def _hearers(event: Event, **_more: Any) -> list[int]:
    """Name those who asked for mail about what they brought there; nobody who complained, gave a tip or is in danger.

    These hear from their own room alone: a mail about the meeting would tie them to it.
    """
    query = (
        select(Concern.contact_id)
        .join(Contact, Contact.id == Concern.contact_id)
        .where(Concern.event_id == event.id, Concern.lane.in_(SAID_ALOUD), Concern.state != State.MISPLACED)
        .where(Contact.verified_at.is_not(None), Contact.stopped_at.is_(None))
        .distinct()
    )
    return [contact_id for contact_id in db.session.scalars(query) if contact_id is not None]


@posting_started.connect
@posting_ended.connect
def _served(posting: Posting, *, now: datetime, **_more: Any) -> None:
    barring.bar(posting=posting, now=now)
