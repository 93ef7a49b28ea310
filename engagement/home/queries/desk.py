"""What waits for the posts that somebody holds: bare columns, and statements built once for each set of posts.

Building a statement costs more than running it: the desk runs a dozen of them, so they are kept by actor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from engagement.channels.actions import STUCK
from engagement.channels.models import OutboxMessage
from engagement.concerns import queries as concerns
from engagement.concerns.clocks import LONGEST_STOP
from engagement.concerns.models import Concern
from engagement.concerns.permissions import REVIEWERS, SEALED
from engagement.concerns.rules import AT_WORK, FIRST_ANSWER, OPEN_LANES, Light
from engagement.concerns.rules import State as ConcernState
from engagement.events import queries as events
from engagement.events.models import Event, Minutes, Photo, Promise
from engagement.events.queries import record
from engagement.events.queries.listing import COLUMNS, Row
from engagement.events.rules import Kind, PhotoState, PromiseState, State
from engagement.feedback.models import Poll
from engagement.home.permissions import OUTBOX
from engagement.home.queries.outbox import in_sight
from engagement.kernel.actor import Actor
from engagement.kernel.database import db, one_of
from engagement.kernel.wording import Wording
from engagement.organisation.models import Locality, Office, Post, Venue
from engagement.organisation.queries import offices_under
from engagement.problems import queries as problems
from engagement.problems.models import Problem, Task
from engagement.problems.rules import Stage, TaskState

SOON = timedelta(days=7)
MOST = 6  # rows of one sort; the lists of each room hold the rest
MOST_REVIEWS = 8
TODAY: Any = bindparam("today", type_=Date)
UNTIL: Any = bindparam("until", type_=Date)
NOW: Any = bindparam("now", type_=Event.starts_at.type)
STOOD: Any = bindparam("stood", type_=Event.starts_at.type)
BEFORE: Any = bindparam("before", type_=Event.starts_at.type)


class Waiting(NamedTuple):
    """A concern that waits."""

    ref: str
    words: bytes | None  # in the envelope of its lane
    language: str
    state: str
    raised_at: datetime
    answered_at: datetime | None
    told_at: datetime | None
    due_on: date | None
    reopened: int
    stopped_at: datetime | None
    danger: bool
    locality: dict[str, str] | None
    owner: dict[str, str] | None


class Sealed(NamedTuple):
    """How many sealed matters in sight somebody still owes, and how many of them are late or opened again."""

    waiting: int
    late: int


class Counts(NamedTuple):
    """What waits for somebody who works at concerns, and how many messages in sight failed or may not have arrived."""

    lights: dict[Light, int]
    sealed: Sealed
    stuck: int


class Due(NamedTuple):
    """A task or a promise, and what it belongs to."""

    ref: str
    words: str
    language: str
    due_on: date
    about: str
    about_language: str
    post: dict[str, str]


class ToReview(NamedTuple):
    """A public wording that another person wrote and that waits for a second pair of eyes."""

    kind: str  # "concern", "problem", "promise", "minutes", "photo"
    ref: str  # of the concern, problem or promise; of the meeting for minutes
    words: str
    language: str


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one set of posts."""

    counts: Any
    concerns: Select[Any]
    meetings: Any
    due: Any
    reviews: Any
    stuck: Select[Any]


@lru_cache(maxsize=512)
def _statements(who: Actor) -> Statements:
    stuck: Any = select(literal("stuck"), func.count()).where(
        in_sight(who), one_of(OutboxMessage.state, STUCK)
    )
    return Statements(
        counts=union_all(concerns.lights_statement(who), *([stuck] if OUTBOX.allows(who) else [])),
        concerns=_concerns(who),
        meetings=union_all(_coming(who), _unclosed(who)),
        due=union_all(_tasks(who), _promises(who)),
        reviews=_reviews(who),
        stuck=stuck,
    )


def _run(statement: Any, **values: Any) -> Sequence[Any]:
    return db.session.connection().execute(statement, values).all()


def _concerns(who: Actor) -> Select[Any]:
    """Select what to answer first: what may be danger, red, then what is overdue, then what waits for an owner or for a post of `who`."""
    mine = Concern.owner_post_id.in_([h.post_id for h in who.holdings]) & one_of(Concern.state, AT_WORK)
    red = and_(Concern.answered_at.is_(None), Concern.told_at.is_(None), Concern.raised_at < BEFORE)
    place = concerns.rank(TODAY, STOOD)
    columns: Any = (
        Concern.ref,
        Concern.words,
        Concern.language,
        Concern.state,
        Concern.raised_at,
        Concern.answered_at,
        Concern.told_at,
        Concern.due_on,
        Concern.reopened,
        Concern.stopped_at,
        Concern.danger,
        Locality.names,
        Post.names,
    )
    return (
        select(*columns)
        .select_from(Concern)
        .outerjoin(Locality, Locality.id == Concern.locality_id)
        .outerjoin(Post, Post.id == Concern.owner_post_id)
        .where(_where(concerns.open_to(who)))
        .where(one_of(Concern.state, AT_WORK))  # all below are: said once, so that an index finds them
        .where(or_(concerns.overdue(TODAY, STOOD), Concern.state == ConcernState.RAISED, mine))
        .order_by(case((place == concerns.DANGER, 0), (red, 1), else_=2), place, Concern.id)
        .limit(MOST)
    )


def _where(visible: Select[Any]) -> Any:
    """Return the condition of a list of what is in sight, for a statement of bare columns."""
    return visible.whereclause


def _coming(who: Actor) -> Any:
    now_and_next = _meetings(who).where(
        Event.ends_at > NOW, one_of(Event.state, [State.DRAFT, State.PUBLISHED, State.HELD])
    )
    return select(literal("coming"), now_and_next.order_by(Event.starts_at, Event.id).subquery())


def _unclosed(who: Actor) -> Any:
    over = _meetings(who).where(Event.ends_at <= NOW, one_of(Event.state, [State.PUBLISHED, State.HELD]))
    return select(literal("unclosed"), over.order_by(Event.starts_at.desc(), Event.id.desc()).subquery())


def _meetings(who: Actor) -> Select[Any]:
    columns: Any = (*COLUMNS, Event.starts_at.label("starts_at"), Event.id.label("id"))
    return (
        select(*columns)
        .select_from(Event)
        .join(Office, Office.id == Event.office_id)
        .outerjoin(Locality, Locality.id == Event.locality_id)
        .outerjoin(Venue, Venue.id == Event.venue_id)
        .where(_where(events.ours(who)))
        .limit(MOST)
    )


def _tasks(who: Actor) -> Any:
    columns: Any = (
        literal("task").label("kind"),
        Task.ref,
        Task.words,
        Task.language,
        Task.due_on,
        Problem.title,
        Problem.language,
        Post.names,
    )
    first = (
        select(*columns)
        .select_from(Task)
        .join(Problem, Problem.id == Task.problem_id)
        .join(Post, Post.id == Task.post_id)
        .where(_where(problems.tasks_visible_to(who)))
        .where(Task.state == TaskState.OPEN, Problem.stage != Stage.CLOSED, Task.due_on <= UNTIL)
        .order_by(Task.due_on, Task.id)
        .limit(MOST)
    ).subquery()
    return select(first)


def _promises(who: Actor) -> Any:
    meeting = aliased(Event)
    columns: Any = (
        literal("promise").label("kind"),
        Promise.ref,
        Promise.words,
        Promise.language,
        Promise.due_on,
        meeting.title,
        meeting.language,
        Post.names,
    )
    first = (
        select(*columns)
        .select_from(Promise)
        .join(meeting, meeting.id == Promise.event_id)
        .join(Post, Post.id == Promise.post_id)
        .where(_where(record.promises_visible_to(who)))
        .where(Promise.state == PromiseState.OPEN, Promise.due_on <= UNTIL)
        .order_by(Promise.due_on, Promise.id)
        .limit(MOST)
    ).subquery()
    return select(first)


def _reviews(who: Actor) -> Any:
    under = offices_under(who, *REVIEWERS)

    def waits(kind: str, model: Any, ref: Any, office: Any) -> Any:
        words = model.public_title if kind == "problem" else model.public_words
        rows = select(ref.label("ref"), words.label("words"), model.public_language.label("language")).where(
            model.wording == Wording.WRITTEN,
            or_(model.worded_by_id.is_(None), model.worded_by_id != who.person_id),
            office.in_(under),
            one_of(model.lane, OPEN_LANES) if kind == "concern" else true(),
        )
        return rows if office.class_ is model else rows.join(Event, Event.id == model.event_id)

    def first(kind: str, model: Any, ref: Any, office: Any) -> Select[Any]:
        few = waits(kind, model, ref, office).order_by(model.id).limit(MOST).subquery()
        nth = func.row_number().over(order_by=literal_column("1")).label("nth")
        return select(literal_column(f"'{kind}'").label("kind"), few.c.ref, few.c.words, few.c.language, nth)

    def photos() -> Select[Any]:
        whole = [words != "" for words in (Photo.alt, Photo.credit, Photo.asked_by)]
        few = (
            select(Photo.ref.label("ref"), Photo.alt.label("words"), Photo.language.label("language"))
            .join(Event, Event.id == Photo.event_id)
            .where(Photo.state == PhotoState.READY, Photo.agreed, *whole, Photo.reviewed_by_id.is_(None))
            .where(or_(Photo.worded_by_id.is_(None), Photo.worded_by_id != who.person_id))
            .where(Event.kind != Kind.WOMEN, Event.invite_only.is_(False), Event.office_id.in_(under))
            .order_by(Photo.id)
            .limit(MOST)
        ).subquery()
        nth = func.row_number().over(order_by=literal_column("1")).label("nth")
        return select(literal_column("'photo'").label("kind"), few.c.ref, few.c.words, few.c.language, nth)

    all_kinds = union_all(
        photos(),
        first("minutes", Minutes, Event.ref, Event.office_id),
        first("problem", Problem, Problem.ref, Problem.office_id),
        first("promise", Promise, Promise.ref, Event.office_id),
        first("concern", Concern, Concern.ref, Concern.office_id),
        first("poll", Poll, Poll.ref, Poll.office_id),
    ).subquery()
    shown: Any = (all_kinds.c.kind, all_kinds.c.ref, all_kinds.c.words, all_kinds.c.language)
    # The first of each kind, then the second of each: no kind crowds out another.
    return select(*shown).order_by(all_kinds.c.nth, all_kinds.c.kind).limit(MOST_REVIEWS)


def counts(who: Actor, now: datetime, today: date) -> Counts:
    """Return how many concerns in sight that are at work show each light, what is sealed and what is stuck; one statement."""
    statement = _statements(who).counts
    if SEALED.allows(who):
        statement = union_all(*statement.selects, _sealed(who, now, today))
    found = {row[0]: int(row[1]) for row in _run(statement, before=now - FIRST_ANSWER)}
    shown = {colour: found.get(colour.value, 0) for colour in Light}
    return Counts(shown, _counted(found), found.get("stuck", 0))


def sealed(who: Actor, now: datetime, today: date) -> Sealed:
    """Return how many sealed matters in sight wait, for whom has no desk beside them; one statement, or none."""
    if not SEALED.allows(who):
        return Sealed(0, 0)
    return _counted({row[0]: int(row[1]) for row in _run(_sealed(who, now, today))})


def _sealed(who: Actor, now: datetime, today: date) -> Select[Any]:
    """Count what the list of sealed matters shows as owed, by its rank. Never kept: an emergency lasts until an hour."""
    place = concerns.rank(today, now - LONGEST_STOP).label("place")
    rows = concerns.sealed_queue(who, today, now).with_only_columns(place).order_by(None).subquery()
    columns: Any = (cast(rows.c.place, String), func.count())
    return select(*columns).group_by(rows.c.place)


def _counted(found: dict[str, int]) -> Sealed:
    ranks = [number for key, number in found.items() if key.isdigit()]
    return Sealed(sum(ranks), found.get("0", 0))


def concerns_first(who: Actor, now: datetime, today: date) -> list[Waiting]:
    """Return what to answer first; one statement."""
    found = _run(_statements(who).concerns, today=today, stood=now - LONGEST_STOP, before=now - FIRST_ANSWER)
    return [Waiting(*row) for row in found]


def meetings(who: Actor, now: datetime) -> tuple[list[Row], list[Row]]:
    """Return the meetings that `who` plans, now and next, and those that are over and whose record is not closed.

    The soonest first, and the newest first; one statement.
    """
    both: dict[str, list[Any]] = {"coming": [], "unclosed": []}
    for sort, *row in _run(_statements(who).meetings, now=now):
        both[sort].append(row)
    by_start = itemgetter(-2, -1)
    coming, unclosed = (
        sorted(both["coming"], key=by_start),
        sorted(both["unclosed"], key=by_start, reverse=True),
    )
    return [Row(*row[:-2]) for row in coming], [Row(*row[:-2]) for row in unclosed]


def due(who: Actor, until: date) -> tuple[list[Due], list[Due]]:
    """Return the open tasks and the open promises in sight that are due by a day, the most overdue first.

    One statement.
    """
    both: dict[str, list[Due]] = {"task": [], "promise": []}
    for kind, *row in _run(_statements(who).due, until=until):
        both[kind].append(Due(*row))
    tasks, promises = (sorted(rows, key=lambda row: row.due_on) for rows in both.values())
    return tasks, promises


def to_review(who: Actor) -> list[ToReview]:
    """Return the public wordings that `who` may review; one statement, none for who may review nothing."""
    return [ToReview(*row) for row in _run(_statements(who).reviews)] if who.paths(*REVIEWERS) else []


def stuck_count(who: Actor) -> int:
    """Return how many messages in sight failed or may not have arrived; one statement."""
    return int(_run(_statements(who).stuck)[0][1])
