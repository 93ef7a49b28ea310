"""One text with all that its answer needs, and the answer itself: to whom, how often, and what is told even after STOP."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from engagement.channels import outbox
from engagement.intake.keywords import Said
from engagement.intake.models import TextIn
from engagement.intake.queries import texts as queries
from engagement.intake.rules import ALWAYS, MOST_ANSWERS, MOST_DIGITS
from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.people.models import Contact

REPLY = "intake.reply"
HOUR = timedelta(hours=1)
UNCOUNTED = ALWAYS | {"many"}


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

    def reply(self, what: str, **ids: int) -> None:
        """Answer with one text, unless its reader stopped them or gets too many; of danger it is always told."""
        stopped = self.contact.stopped_at is not None
        if what in ALWAYS or not (stopped or self._too_many()):
            self._post(what, **ids)

    def _too_many(self) -> bool:
        """Whether this phone got too many within the hour; it is told so once, and until when."""
        sent = queries.answers_between(self.contact, self.now - HOUR, self.now)
        if self.to_offer:
            return sum(1 for _at, about in sent if "digit" in about) >= MOST_DIGITS
        whats = [about.get("what") for _at, about in sent]
        counted = [at for at, about in sent if "digit" not in about and about.get("what") not in UNCOUNTED]
        if len(counted) < MOST_ANSWERS:
            return False
        if "many" not in whats:
            free = counted[-MOST_ANSWERS] + HOUR + timedelta(minutes=1)
            self._post("many", until=clock.to_local(free, self.row.force.zone).strftime("%H:%M"))
        return True

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
