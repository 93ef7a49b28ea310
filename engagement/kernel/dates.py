"""The leaf of the calendar: a date as a weekday and a month in the reader's language."""

from datetime import date, datetime
from functools import lru_cache

from engagement.kernel import locale


def leaf_words(value: date | datetime, *, long: bool = False) -> tuple[str, str]:
    """Return the weekday and the month of a local date, such as ("Tue", "Nov"), in the present language."""
    on = value.date() if isinstance(value, datetime) else value
    return _words(on, locale.current(), long)


# Babel needs 13 µs for each word; a list of 200 meetings asks for 400 of them.
@lru_cache(maxsize=4096)
def _words(on: date, code: str, long: bool) -> tuple[str, str]:  # noqa: FBT001 - a key of the cache
    weekday, month = ("EEEE", "MMMM") if long else ("EEE", "MMM")
    return locale.day(on, form=weekday, code=code), locale.day(on, form=month, code=code)
