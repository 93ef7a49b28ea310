"""Series of meetings: a rule on the wall clock, its dates, and what a change of one means for the others. Pure.

The dates are those of RFC 5545 §3.3.10, computed by dateutil; each becomes a meeting of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from engagement.events.rules import Plan
from engagement.kernel.refusals import N_, Refusal


class Every(StrEnum):
    """How often a series meets."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


EVERY_WORDS = {
    Every.WEEKLY: N_("Every week"),
    Every.FORTNIGHTLY: N_("Every two weeks"),
    Every.MONTHLY: N_("Every month"),
    Every.QUARTERLY: N_("Every three months"),
}
WEEKDAY_WORDS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
LAST = -1
NTH_WORDS = {1: N_("First"), 2: N_("Second"), 3: N_("Third"), 4: N_("Fourth"), LAST: N_("Last")}


class Scope(StrEnum):
    """How much of a series a press means; what has begun or is over is never meant."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


SCOPE_WORDS = {
    Scope.ONE: N_("Only this meeting"),
    Scope.FOLLOWING: N_("This one and those that follow"),
    Scope.ALL: N_("All that are still to come"),
}
MOST = 104  # weekly for two years
LONGEST = timedelta(days=5 * 366)
BY_MONTH = {Every.MONTHLY: 1, Every.QUARTERLY: 3}
BY_WEEK = {Every.WEEKLY: 1, Every.FORTNIGHTLY: 2}
WHERE = ("locality_id", "venue_id", "place", "online_address")  # one thing: a venue lies in its locality


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule as somebody says it; a weekday (0 is Monday) or place in the month not said is that of the first date."""

    every: Every
    weekday: int | None = None
    nth: int | None = None
    times: int | None = None
    until: date | None = None
    without: tuple[date, ...] = ()

    def said(self, first: date) -> "Rule":
        """Return the rule with what the first date says."""
        nth = None
        if self.every in BY_MONTH:
            week = (first.day - 1) // 7 + 1
            nth = self.nth or (week if week <= 4 else LAST)
        return replace(self, weekday=first.weekday() if self.weekday is None else self.weekday, nth=nth)


def dates(rule: Rule, first: date) -> list[date]:
    """Return the dates of a series, the first one first, without those left out.

    Refuses a rule without an end or with two, more than 104 meetings or five years, fewer than two, a first date that
    does not match the rule, and to leave out a date that is none of the series.
    """
    rule = rule.said(first)
    _check_end(rule, first)
    fits = _from(rule, first, most=1)[0]
    if fits != first:
        raise Refusal(
            N_("By this rule the first meeting is on %(day)s. Choose that date, or another rule."),
            field="day",
            day=fits,
        )
    found = _from(rule, first, most=rule.times or MOST + 1)
    end = "times" if rule.times else "until"
    if len(found) > MOST:
        raise Refusal(N_("A series has at most %(n)s meetings. Choose fewer."), field=end, n=MOST)
    if found[-1] - first > LONGEST:
        raise Refusal(N_("A series lasts at most five years. Choose fewer meetings."), field=end)
    for left_out in rule.without:
        if left_out not in found:
            raise Refusal(N_("%(day)s is no date of this series."), field="without", day=left_out)
    kept = [each for each in found if each not in rule.without]
    if len(kept) < 2:
        raise Refusal(N_("A series has two meetings or more."), field="without" if rule.without else end)
    return kept


def _check_end(rule: Rule, first: date) -> None:
    if rule.times is None and rule.until is None:
        raise Refusal(
            N_("A series needs an end: write how many times it meets, or until which day."), field="times"
        )
    if rule.times is not None and rule.until is not None:
        raise Refusal(N_("Write how many times or until which day, not both."), field="until")
    if rule.times is not None and rule.times > MOST:
        raise Refusal(N_("A series has at most %(n)s meetings. Choose fewer."), field="times", n=MOST)
    if rule.until is not None and rule.until < first:
        raise Refusal(N_("This day is before the first meeting."), field="until")


def _from(rule: Rule, first: date, *, most: int) -> list[date]:
    """Return at most `most` dates by a rule that is wholly said, from `first` on."""
    from dateutil import rrule  # noqa: PLC0415 - 3 MB, and only who plans a series needs it

    day = rrule.weekday(rule.weekday or 0)
    begin = datetime.combine(first, time())
    until = datetime.combine(rule.until, time()) if rule.until and most > 1 else None
    if rule.every in BY_MONTH:
        step = BY_MONTH[rule.every] if most > 1 else 1
        made = rrule.rrule(
            rrule.MONTHLY, dtstart=begin, interval=step, byweekday=day(rule.nth), count=None, until=until
        )
    else:
        step = BY_WEEK[rule.every] if most > 1 else 1
        made = rrule.rrule(rrule.WEEKLY, dtstart=begin, interval=step, byweekday=day, until=until)
    return [moment.date() for _n, moment in zip(range(most), made, strict=False)]


def plans(plan: Plan, days: Sequence[date]) -> list[Plan]:
    """Return the plan of each date: the same hours on the wall clock."""
    length = plan.ends - plan.starts
    starts = [datetime.combine(day, plan.starts.time()) for day in days]
    return [replace(plan, starts=start, ends=start + length) for start in starts]


def carried(own: Plan, before: Plan, after: Plan) -> Plan:
    """Return what becomes of one meeting's plan when another's goes from `before` to `after`.

    Only what was changed is carried over: days by how far they moved, hours as they are now, all of the place.
    """
    changed: dict[str, Any] = {
        each.name: getattr(after, each.name)
        for each in fields(Plan)
        if each.name not in {"starts", "ends", *WHERE}
        and getattr(after, each.name) != getattr(before, each.name)
    }
    if any(getattr(after, name) != getattr(before, name) for name in WHERE):
        changed |= {name: getattr(after, name) for name in WHERE}
    return replace(own, **changed, **_times(own, before, after))


def _times(own: Plan, before: Plan, after: Plan) -> dict[str, Any]:
    shift = after.starts.date() - before.starts.date()
    length = after.ends - after.starts
    if (after.starts.time(), length) == (before.starts.time(), before.ends - before.starts):
        return {"starts": own.starts + shift, "ends": own.ends + shift}
    starts = datetime.combine(own.starts.date() + shift, after.starts.time())
    return {"starts": starts, "ends": starts + length}
