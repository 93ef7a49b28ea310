"""The women's desk of the first force: its roster, one training that has ended, and two matters as they were brought."""

from datetime import datetime, timedelta
from functools import partial

from engagement.concerns import queries
from engagement.concerns.actions import desk, sealed, womens
from engagement.concerns.actions.sealed import Said
from engagement.concerns.safe import Hours, Safe, Wish
from engagement.demo.cast import Cast
from engagement.demo.chronicle import Chronicle, operation
from engagement.demo.sealed import acting_as
from engagement.kernel.actor import COMMAND
from engagement.organisation.models import Post
from engagement.people.actions import lanes, roster
from engagement.people.models import Posting

FOLLOWED = "A man follows me from the bus stop to the college each morning. He knows my name now."
SCHOOL = "My neighbour's daughter is fourteen. She is to be married next month and does not want it."
HEARD = "Thank you for writing. We do not call. A woman officer walks that road in plain clothes this week."


SLIP = "Women's desk: answered, asks whether it may be closed"


def enrol(cast: Cast, now: datetime) -> None:
    """Put the women's desks and the PRO on the roster; the training of the second station's desk has ended."""
    desks = [station.second for station in cast.stations if station.has_desk]
    if not desks:
        return
    admin, year = cast.act(cast.administrator), timedelta(days=365)
    for number, post in enumerate([*desks, cast.pro]):
        posting = _posting(cast, post)
        roster.enrol(actor=admin, now=now, posting=posting, stands=True, woman=True)
        # The world begins a year ago: what was learned then holds until now, but of one desk.
        begun = now.date() - timedelta(days=30)
        until = begun + (year if number == 1 else timedelta(days=1095))
        roster.train(actor=admin, now=now, posting=posting, on=begun, until=until)
        if number == 0:
            lanes.let_in_first(actor=COMMAND, now=now, posting=posting, lane="women")
        else:
            offer = lanes.ask(actor=admin, now=now, posting=posting, lane="women")
            lanes.settle(actor=acting_as(cast, desks[0]), now=now, offer=offer, yes=True)
    lanes.let_in_first(actor=COMMAND, now=now, posting=_posting(cast, cast.pro), lane="children")


def plan(chronicle: Chronicle, cast: Cast, digest: str) -> None:
    """Let two matters come in over the last weeks; one is answered, and its receipt code is shown."""
    if not cast.stations[0].has_desk:
        return
    day = cast.calendar
    safe = Safe(wish=Wish.ADVICE, silent=True)
    chronicle.at(day.moment(day.day(-2, 1), 21), partial(_bring, cast, FOLLOWED, safe, digest))
    chronicle.at(day.moment(day.day(-2, 2), 10), partial(_answer, cast))
    called = Safe(wish=Wish.REFERRAL, reach="0300 0000000", hours=Hours.MORNING)
    chronicle.at(day.moment(day.day(-1, 2), 11), partial(_bring, cast, SCHOOL, called, None))


def _bring(cast: Cast, words: str, safe: Safe, digest: str | None, moment: datetime) -> None:
    womens.bring(
        now=moment,
        force=cast.force,
        said=Said(words, "", "en"),
        locale="en",
        locality=cast.stations[0].places[0],
        accused=(),
        under_18=words == SCHOOL,
        safe=safe,
        address="",
        receipt=digest,
        operation_id=operation(f"womens {words}"),
    )


def _answer(cast: Cast, moment: datetime) -> None:
    row = queries.concern_of_operation(operation(f"womens {FOLLOWED}"))
    if row is None:
        return
    who = acting_as(cast, cast.stations[0].second)
    sealed.take(actor=who, now=moment, concern=row)
    desk.reply(
        actor=who,
        now=moment,
        concern=row,
        words=HEARD,
        language="en",
        operation_id=operation(f"womens {HEARD}"),
        settles=True,
    )


def _posting(cast: Cast, post: Post) -> Posting:
    return next(p for p in cast.holders[post.id].postings if p.post_id == post.id)
