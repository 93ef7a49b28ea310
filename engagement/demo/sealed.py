"""Sealed matters of the first force: who was let in, two complaints about police, a tip and a threat, as they were taken in."""

from datetime import datetime
from functools import partial

from engagement.concerns import queries
from engagement.concerns.actions import sealed
from engagement.concerns.actions.sealed import Said
from engagement.concerns.lanes import Decision
from engagement.concerns.models import Concern
from engagement.concerns.routing import Accused
from engagement.concerns.rules import Lane
from engagement.demo.cast import Cast
from engagement.demo.chronicle import Chronicle, operation
from engagement.demo.titles import Titles
from engagement.kernel.actor import COMMAND, Actor, Holding, Kind, Role
from engagement.organisation.actions import offices
from engagement.organisation.models import Office, Post
from engagement.people.actions import lanes

BRIBE = (
    "The officer at the gate asked for 2,000 rupees before he would write my report. It was the second time."
)
RUDE = "My brother was kept for six hours and nobody told us why."
TIP = "Motorcycles without plates come to the workshop behind the fruit market after midnight."
THREAT = "A man calls and wants money. He says that he knows the way my children go to school."
FOUND = "We asked those who were there and read the gate book. It was so. The officer has been moved, and the money returned."


def overseer(root: Office, titles: Titles, now: datetime) -> Post:
    """Open the post that complaints about police go to."""
    return offices.open_post(
        actor=COMMAND, now=now, office=root, role=Role.OVERSIGHT, names=dict(titles.overseer)
    )


def let_in(cast: Cast, now: datetime) -> None:
    """Let the first into each lane: oversight into complaints, the head of the district into tips and threats."""
    for post, lane in ((cast.overseer, Lane.COMPLAINT), (cast.chief, Lane.TIP), (cast.chief, Lane.THREAT)):
        if post is not None:
            posting = next(p for p in cast.holders[post.id].postings if p.post_id == post.id)
            lanes.let_in_first(actor=COMMAND, now=now, posting=posting, lane=lane)


def plan(chronicle: Chronicle, cast: Cast) -> None:
    """Let four matters come in over the last weeks; one complaint is decided."""
    day = cast.calendar
    for lane, words, week, hour in (
        (Lane.COMPLAINT, BRIBE, -5, 9),
        (Lane.TIP, TIP, -2, 22),
        (Lane.COMPLAINT, RUDE, -1, 10),
        (Lane.THREAT, THREAT, -1, 20),
    ):
        taken = partial(_take_in, cast, lane, words)
        chronicle.at(day.moment(day.day(week, 2), hour), taken)
    chronicle.at(day.moment(day.day(-4, 1), 11), partial(_decide, cast))


def _take_in(cast: Cast, lane: Lane, words: str, moment: datetime) -> None:
    station = cast.stations[-1]
    today = moment.date()
    sealed.take_in(
        now=moment,
        force=cast.force,
        lane=lane,
        said=Said(words, "", "en"),
        locale="en",
        locality=station.places[0] if lane != Lane.TIP else None,
        accused=[Accused(station.office, None, today)] if lane == Lane.COMPLAINT else [],
        receipt=None,
        operation_id=operation(f"sealed {words}"),
    )


def _decide(cast: Cast, moment: datetime) -> None:

    row = queries.concern_of_operation(operation(f"sealed {BRIBE}"))
    if row is None or cast.overseer is None:
        return
    who = acting_as(cast, cast.overseer)
    concern: Concern = sealed.take(actor=who, now=moment, concern=row)
    sealed.decide(
        actor=who,
        now=moment,
        concern=concern,
        decision=Decision.UPHELD,
        words=FOUND,
        language="en",
        operation_id=operation(f"sealed {FOUND}"),
    )


def acting_as(cast: Cast, post: Post) -> Actor:
    """Return the actor who holds a post, with the lanes that it was let into."""
    person = cast.holders[post.id]
    posting = next(p for p in person.postings if p.post_id == post.id)
    held = Holding(
        post_id=post.id,
        posting_id=posting.id,
        role=Role(post.role),
        office_id=post.office_id,
        office_path=post.office.path,
        force_id=post.force_id,
        lanes=frozenset(posting.lanes.split()),
    )
    return Actor(Kind.PERSON, person.id, (held,), held, locale=person.locale)
