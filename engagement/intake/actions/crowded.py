"""What a phone over its limit of texts still gets: the number to call in danger, an end of texts, until when it waits.

Its text waits for a person all the same, or, where the women's desk alone may read it, is given to that. Each answer
goes once in ten minutes, however often it is asked for.
"""

from datetime import datetime

from engagement.audit import actions as audit
from engagement.intake.actions.asked import Asked, contact_of
from engagement.intake.keywords import Means, Said
from engagement.intake.language import language_for
from engagement.intake.models import TextIn
from engagement.intake.queries import texts as queries
from engagement.intake.rules import MOST_FROM_ONE, MOST_GUARDED, MOST_SHORT, WITHIN, TextState
from engagement.kernel.actor import Actor, Kind
from engagement.people import phones
from engagement.people.actions import contacts


def goes_through(row: TextIn, said: Said, now: datetime, *, begun: bool) -> bool:
    """Whether a text is read although its sender is over the limit, as a few more are.

    These are what a whole station must not read, what was `begun` before, and a plain START or STATUS.
    """
    short = said.means in {Means.START, Means.STATUS} and not said.guessed
    more = MOST_GUARDED if said.guarded or begun else MOST_SHORT if short else 0
    most = MOST_FROM_ONE + more
    return bool(more) and queries.read_between(row.sender, now - WITHIN, now, most) < most


def heed(*, now: datetime, row: TextIn, said: Said, sender: str, words: str, first: bool) -> None:
    """Answer what cannot wait, whoever texts; of all else the `first` text over the limit alone is answered."""
    stops = said.means is Means.STOP
    if not (stops or said.danger or first):
        return
    address = phones.normal(sender, row.force.country) or sender
    locale = language_for(row.force, address, words)
    actor = Actor(Kind.BEARER, locale=locale, door="sms")
    contact = contact_of(row, address, locale, now)
    asked = Asked(actor=actor, now=now, row=row, said=said, words=words, address=address, contact=contact)
    if stops:
        _stop(asked)
    elif said.danger:
        asked.seldom("danger")
    elif contact.stopped_at is None:
        asked.tell_until(queries.free_again(row.sender, now - WITHIN, now, MOST_FROM_ONE) + WITHIN)


def _stop(asked: Asked) -> None:
    row, stopped = asked.row, asked.contact.stopped_at is not None
    contacts.stop(asked.contact, asked.now)
    row.state, row.decided_at, row.contact_id = TextState.DONE, asked.now, asked.contact.id
    if not stopped:
        asked.seldom("stopped")
    audit.record(
        actor=asked.actor, now=asked.now, verb="intake.text", subject=row, means=asked.said.means,
        contact_id=asked.contact.id, concern_id=None,
    )  # fmt: skip
