"""The clocks of the Police Access Service: contacted in a day, a report in three, an answer by its day. Pure.

A clock that waits for somebody else is stopped for all to see, for two weeks at most; a missed one lets the raiser go
higher.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from engagement.concerns.rules import AT_WORK, FIRST_ANSWER, Light, State

REPORT = timedelta(days=3)
LONGEST_STOP = timedelta(days=14)
CALL_BACK = timedelta(days=7)


class Missed(StrEnum):
    """Which promise was not kept."""

    CONTACT = "contact"
    REPORT = "report"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Clock:
    """What the clocks of one matter read: its instants, and the day that its answer is due."""

    state: State
    begun_at: datetime  # raised, or last taken higher
    contacted_at: datetime | None
    reported_at: datetime | None
    due_on: date | None
    stopped_at: datetime | None


def stands(clock: Clock, now: datetime) -> bool:
    """Whether it is stopped, waiting for somebody else; after two weeks it runs again by itself."""
    return clock.stopped_at is not None and now - clock.stopped_at <= LONGEST_STOP


def days_late(clock: Clock, now: datetime, today: date) -> int:
    """Return by how many days an answer that somebody still owes is late; 0 before, and while its clock stands."""
    if clock.state not in AT_WORK or clock.due_on is None or stands(clock, now):
        return 0
    return max(0, (today - clock.due_on).days)


def missed(clock: Clock, now: datetime, today: date) -> Missed | None:
    """Return the first promise that was not kept, or None. Contact is owed whoever else is waited for."""
    if clock.state not in AT_WORK:
        return None
    if clock.contacted_at is None and now - clock.begun_at > FIRST_ANSWER:
        return Missed.CONTACT
    if stands(clock, now):
        return None
    if clock.due_on is not None and clock.due_on < today:
        return Missed.ANSWER
    if clock.reported_at is None and now - clock.begun_at > REPORT:
        return Missed.REPORT
    return None


def report_light(clock: Clock, now: datetime) -> Light:
    """Return green once the raiser has the report, red when three days passed without, else blue."""
    if clock.reported_at is not None:
        return Light.GREEN
    return Light.RED if now - clock.begun_at > REPORT and not stands(clock, now) else Light.BLUE
