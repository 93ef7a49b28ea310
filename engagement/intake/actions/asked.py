"""One text with all that its answer needs, and the answer itself: to whom, how often, and what is told even after STOP."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from engagement.channels import outbox
from engagement.intake.keywords import Said
from engagement.intake.models import TextIn
from engagement.intake.queries import texts as queries
from engagement.intake.rules import ALWAYS, MOST_ANSWERS, MOST_DIGITS, SELDOM, WITHIN
from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.people.actions import contacts
from engagement.people.models import Contact

REPLY = "intake.reply"
HOUR = timedelta(hours=1)
UNCOUNTED = ALWAYS | {"many"}


def _counts(about: Mapping[str, Any]) -> bool:
    """Whether a text that we sent counts towards the limit of its reader."""
    return about.get("what") not in UNCOUNTED and "digit" not in about and "over" not in about


def contact_of(row: TextIn, sender: str, locale: str, now: datetime) -> Contact:
    """Return who texted, in the language and by the number of this text."""
    contact = contacts.contact_of_number(force=row.force, address=sender, locale=locale, now=now)
    contacts.verify(contact, now)  # it came from that phone: what goes back there is wanted, until STOP
    contact.short_code, contact.locale = row.number, locale
    return contact


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One text with all that its answer needs."""

    actor: Actor
    now: datetime
    row: TextIn
    said: Said
    words: str
    address: str  # of the sender
    contact: Contact
    released: bool = False  # a person let it through
    to_offer: bool = False  # it answers a question of ours
    plain: bool = False  # read as words about something, whatever else they could be

    def reply(self, what: str, **ids: int) -> bool:
        """Answer with one text, unless its reader stopped them or gets too many; of danger it is always told.

        Whether it goes.
        """
        if what in ALWAYS:
            self._post(what, **ids)
            return True
        if self.contact.stopped_at is not None:
            return False
        sent = queries.answers_between(self.contact, self.now - HOUR, self.now)
        if self.to_offer and sum(1 for _at, about in sent if "digit" in about) >= MOST_DIGITS:
            return False
        counted = [] if self.to_offer else [at for at, about in sent if _counts(about)]
        if len(counted) < MOST_ANSWERS:
            self._post(what, **ids)
            return True
        if what in SELDOM and self.seldom(what, **ids):
            return True
        self.tell_until(counted[-MOST_ANSWERS] + HOUR)
        return False

    def seldom(self, what: str, **ids: int) -> bool:
        """Answer over the limit, with each answer once in ten minutes; return whether."""
        sent = queries.answers_between(self.contact, self.now - WITHIN, self.now)
        told = any("over" in about and about.get("what") == what for _at, about in sent)
        if not told:
            self._post(what, over=1, **ids)
        return not told

    def tell_until(self, free: datetime) -> None:
        """Say once an hour that too many came, and when they are answered again."""
        sent = queries.answers_between(self.contact, self.now - HOUR, self.now)
        if all(about.get("what") != "many" for _at, about in sent):
            local = clock.to_local(free + timedelta(minutes=1), self.row.force.zone)
            self._post("many", until=local.strftime("%H:%M"))

    def _post(self, what: str, **more: int | str) -> None:
        outbox.post(
            REPLY,
            recipient_kind="number",
            recipient_id=self.contact.id,
            now=self.now,
            force_id=self.row.force_id,
            office_id=self.row.office_id,
            text=self.row.id,
            number=self.row.number,
            what=what,
            **cast("dict[str, Any]", {"digit": 1} if self.to_offer else {}),
            **cast("dict[str, Any]", more),
        )
