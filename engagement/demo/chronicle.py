"""The made-up past: what happened is carried out in the order of its days, through the rooms' own actions.

Each step gets the moment at which it happens and may plan later ones; what lies after the present is left out, and
that alone decides how far each meeting, concern and problem is.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from sqlalchemy import update

from engagement.channels.models import OutboxMessage, State
from engagement.kernel import database
from engagement.kernel.database import db

Step = Callable[[datetime], object]
BATCH = 400  # steps in one transaction


def operation(words: str) -> str:
    """Return the operation id of one form of the made-up past: always the same, and 40 characters at most."""
    return "demo" + sha256(words.encode()).hexdigest()[:32]


class Chronicle:
    """Steps waiting for their moment, up to `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.done = 0
        self._number = 0
        self._waiting: list[tuple[datetime, int, Step]] = []

    def at(self, moment: datetime, step: Step) -> None:
        """Let `step` happen at `moment`; not at all when that lies ahead."""
        if moment <= self.now:
            self._number += 1
            heappush(self._waiting, (moment, self._number, step))

    def run(self) -> None:
        """Let everything happen, the earliest first, some hundred steps in one transaction."""
        while self._waiting:
            with database.unit():
                for _ in range(BATCH):
                    if not self._waiting:
                        break
                    moment, _number, step = heappop(self._waiting)
                    step(moment)
                    self.done += 1
                hold_mail()


def hold_mail() -> None:
    """Mark inside the open unit every message as gone out long ago, and wake no worker: nobody here has a mailbox."""
    db.session.flush()
    gone = {"state": State.SENT, "attempts": 1, "sent_at": OutboxMessage.created_at}
    db.session.execute(
        update(OutboxMessage).where(OutboxMessage.state == State.DUE).values(gone),
        execution_options={"synchronize_session": False},
    )
    db.session().info["after_commit"].clear()


class Calendar:
    """Days counted from today in the zone of a force."""

    def __init__(self, now: datetime, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.today = now.astimezone(self.zone).date()

    def day(self, week: int, weekday: int) -> date:
        """Return a weekday (Monday is 0) of the week so many weeks from this one."""
        return self.today + timedelta(days=weekday - self.today.weekday(), weeks=week)

    def moment(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return an instant by the wall clock of the zone."""
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)
