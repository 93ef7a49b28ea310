"""The only reading of the clock, and the way between UTC and a wall clock."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from engagement.kernel.refusals import N_, Refusal


def now() -> datetime:
    """Return the present instant in UTC, to the microsecond."""
    return datetime.now(UTC)


def to_local(instant: datetime, zone: str) -> datetime:
    """Return `instant` as the wall clock of the IANA `zone` shows it."""
    return instant.astimezone(ZoneInfo(zone))


def to_utc(wall: datetime, zone: str, *, field: str | None = None) -> datetime:
    """Return the instant at which the wall clock of `zone` shows the naive `wall`.

    A time that the clock skips (daylight saving) is refused beside `field`; of a time it shows twice the first is taken.
    """
    instant = wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    if to_local(instant, zone).replace(tzinfo=None) != wall:
        raise Refusal(N_("The clocks skip that time on that day. Choose an hour later."), field=field)
    return instant


def instant_of(wall: datetime, zone: str) -> datetime:
    """Return the instant at which the wall clock of `zone` shows the naive `wall`, for what must happen at some time.

    A time that the clock skips counts as if it had not been put forward; of a time it shows twice the first is taken.
    """
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def start_of(day: date, zone: str) -> datetime:
    """Return the instant at which a day begins on the wall clock of `zone`."""
    return instant_of(datetime.combine(day, time()), zone)  # noqa: DTZ001, RUF100 - a wall time
