"""The record of a meeting: minutes, decisions, promises; closing it; keeping promises, or saying why not."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete, select

from engagement.audit import actions as audit
from engagement.events.actions import summary
from engagement.events.actions.checkin import hold
from engagement.events.actions.hosting import check_words
from engagement.events.actions.photos import review_seen
from engagement.events.models import Decision, Event, Minutes, Promise
from engagement.events.permissions import PLANNERS
from engagement.events.queries import record as queries
from engagement.events.rules import PromiseState, State, check_due, check_record
from engagement.kernel import clock, freshness, signals
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.kernel.wording import Wording

NEEDED = N_("Please fill this in.")


def write_minutes(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    words: str,
    language: str,
    decisions: tuple[str, ...],
    version: int | None = None,
) -> Minutes:
    """Write what happened and what was decided, in the station's own words.

    Refuses before the meeting began and after its record was closed; `Stale` when somebody else saved first. Decisions
    that change after the public wording was reviewed ask for another review, since the public reads them too.
    """
    check_record(event.state, event.starts_at, now)
    if not words.strip():
        raise Refusal(NEEDED, field="words")
    check_words(event, " \n ".join(decisions), field="decisions")
    hold(event, actor, now)
    minutes = queries.minutes(event)
    if minutes is None:
        if version:
            raise Refusal(N_("The minutes are gone. Please open the page again."))
        minutes = Minutes(event_id=event.id, words=words, language=language, written_at=now)
        db.session.add(minutes)
    else:
        minutes.edited(version or 0)
        minutes.words, minutes.language = words, language
    if _set_decisions(event, decisions, language):
        minutes.decided_by_id = actor.person_id
        if minutes.wording == Wording.REVIEWED:
            minutes.word(
                minutes.public_words, minutes.public_language, minutes.worded_by_id, names_nobody=True
            )
    _record(actor, now, "events.write_minutes", event, minutes)
    return minutes


def word_minutes(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    minutes: Minutes,
    words: str,
    language: str,
    version: int,
    names_nobody: bool = False,
) -> Minutes:
    """Write the summary that the public reads once somebody else reviewed it.

    Refuses words that name the place of a women's session; so do its decisions and promises.
    """
    check_words(event, words, field="public_words")
    minutes.edited(version)
    decided = minutes.word(words, language, actor.person_id, names_nobody=names_nobody)
    _record(actor, now, "events.word_minutes", event, minutes, names_nobody=decided)
    return minutes


def review_minutes(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    minutes: Minutes,
    version: int,
    photos: Collection[tuple[str, int]] = (),
) -> Minutes:
    """Approve the public summary and the decisions, and the photos seen beside them; refuses whoever wrote either.

    Of a closed meeting people are told then. `Stale` when other words stand there than were read.
    """
    minutes.edited(version)
    if actor.person_id is not None and actor.person_id == minutes.decided_by_id:
        raise Refusal(N_("Somebody other than its writer must review the public wording."))
    minutes.review(actor.person_id, now)
    review_seen(actor=actor, now=now, event=event, seen=photos)
    _record(actor, now, "events.review_minutes", event, minutes)
    summary.tell(actor=actor, now=now, event=event)
    return minutes


def promise(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    post_id: int | None,
    words: str,
    language: str,
    due_on: date,
    operation_id: str | None = None,
) -> Promise:
    """Write down what a post promised the room, and by when. The same form sent twice promises once.

    Refuses a post from outside the offices above and beneath the host, and days before the meeting.
    """
    known = queries.promise_by_operation(operation_id)
    if known is not None:
        return known
    check_record(event.state, event.starts_at, now, event.closed_at)
    if not words.strip():
        raise Refusal(NEEDED, field="words")
    if post_id not in {post.id for post in queries.posts_that_may_promise(event)}:
        raise Refusal(N_("Choose the post that made the promise."), field="post")
    check_words(event, words, field="words")
    check_due(due_on, clock.to_local(event.starts_at, event.zone).date())
    hold(event, actor, now)
    made = Promise(
        force_id=event.force_id,
        event_id=event.id,
        post_id=post_id,
        words=words,
        language=language,
        due_on=due_on,
        created_at=now,
        operation_id=operation_id or None,
    )
    db.session.add(made)
    _record(actor, now, "events.promise", event, made, promised_by=post_id)
    return made


def drop_promise(*, actor: Actor, now: datetime, event: Event, promise: Promise) -> None:
    """Take out a promise that was written by mistake; refused once the record is closed."""
    check_record(event.state, event.starts_at, now, event.closed_at)
    if promise.event_id != event.id:
        raise Refusal(N_("This promise belongs to another meeting."))
    _record(actor, now, "events.drop_promise", event, promise)
    db.session.delete(promise)
    db.session.flush()
    rank(event)


def rank(event: Event) -> int:
    """Number the room's priorities by their hands; return how many there are."""
    query = select(Promise).where(Promise.event_id == event.id, Promise.rank.is_not(None))
    rows = sorted(db.session.scalars(query), key=lambda row: (-(row.hands or 0), row.id))
    for place, row in enumerate(rows, 1):
        row.rank = place
    db.session.flush()
    return len(rows)


def close(*, actor: Actor, now: datetime, event: Event) -> Event:
    """Close the meeting: its minutes, decisions and promises stand from now on. A second press changes nothing.

    Refuses a meeting that has not begun, and one without minutes.
    """
    if event.state == State.CLOSED:
        return event
    check_record(event.state, event.starts_at, now)
    if queries.minutes(event) is None:
        raise Refusal(N_("Write the minutes first. One sentence is enough."))
    hold(event, actor, now)
    event.state, event.closed_at = State.CLOSED, now
    _record(actor, now, "events.close", event, event)
    freshness.bump("events")
    signals.event_closed.send(event, actor=actor, now=now)
    return event


def word_promise(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    promise: Promise,
    words: str,
    language: str,
    version: int,
    names_nobody: bool = False,
) -> Promise:
    """Write how the public reads a promise, once somebody else reviewed it."""
    check_words(event, words, field="public_words")
    promise.edited(version)
    decided = promise.word(words, language, actor.person_id, names_nobody=names_nobody)
    _record(actor, now, "events.word_promise", event, promise, names_nobody=decided)
    return promise


def review_promise(*, actor: Actor, now: datetime, event: Event, promise: Promise, version: int) -> Promise:
    """Approve the public wording of a promise, and of its outcome if there is one; refuses who wrote either."""
    promise.edited(version)
    if promise.wording != Wording.REVIEWED:
        promise.review(actor.person_id, now)
    if promise.state != PromiseState.OPEN and promise.outcome_reviewed_by_id is None:
        if actor.person_id is None or actor.person_id == promise.settled_by_id:
            raise Refusal(N_("Somebody other than its writer must review the outcome."))
        promise.outcome_reviewed_by_id = actor.person_id
    _record(actor, now, "events.review_promise", event, promise)
    return promise


def settle(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    promise: Promise,
    state: PromiseState,
    outcome: str,
    language: str,
    version: int,
) -> Promise:
    """Say that a promise was kept and how, or that it could not be and why. It may be said anew; each time is reviewed.

    Refuses without words: a promise is never let go in silence.
    """
    if state == PromiseState.OPEN:
        raise Refusal(N_("Choose whether it was kept."), field="state")
    if not outcome.strip():
        raise Refusal(N_("Say what was done, or why it could not be."), field="outcome")
    check_words(event, outcome, field="outcome")
    promise.edited(version)
    if promise.state != state:
        promise.state, promise.settled_at = state, now
    promise.outcome, promise.outcome_language = outcome, language
    promise.settled_by_id, promise.outcome_reviewed_by_id = actor.person_id, None
    _record(actor, now, "events.settle_promise", event, promise, state=state)
    return promise


def _set_decisions(event: Event, lines: tuple[str, ...], language: str) -> bool:
    """Replace the decisions; return whether any changed."""
    before = db.session.scalars(
        select(Decision).where(Decision.event_id == event.id).order_by(Decision.position)
    ).all()
    if [row.words for row in before] == list(lines):
        return False
    db.session.execute(delete(Decision).where(Decision.event_id == event.id))
    db.session.add_all(
        Decision(event_id=event.id, position=place, words=words, language=language)
        for place, words in enumerate(lines)
    )
    return True


def _record(
    actor: Actor, now: datetime, verb: str, event: Event, row: Event | Minutes | Promise, **facts: object
) -> None:
    """Flush, write the trail, and bump every page that shows the record: this meeting's, the next ones', its places'."""
    db.session.flush()
    path = (
        row.post.office.path if isinstance(row, Promise) and actor.holds(row.post_id) else event.office.path
    )
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=row,
        post=actor.as_post(path, *PLANNERS),
        event=event.id,
        **facts,
    )
    freshness.bump(f"event:{event.ref}", f"station:{event.office_id}", "promises")
    if event.locality_id is not None:
        freshness.bump(f"locality:{event.locality_id}")
