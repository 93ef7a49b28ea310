"""The modules of a series: written down once, put on the agendas where they are due, carried forward when not covered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from engagement.audit import actions as audit
from engagement.events.actions import hosting
from engagement.events.models import AgendaItem, Event, Series, SeriesModule
from engagement.events.modules import Module, due_at
from engagement.events.permissions import PLANNERS
from engagement.events.queries import modules as queries
from engagement.events.rules import State
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal

AFTER = 1000  # modules stand behind the points that somebody typed
OVER = frozenset({State.CLOSED, State.CANCELLED})


def write(
    *, actor: Actor, now: datetime, series: Series, modules: tuple[Module, ...], language: str
) -> Sequence[SeriesModule]:
    """Let the modules of a series be these, in this order, and put them on the agendas of meetings to come.

    A module of the same words stays the one it was. Refuses to take out one that was covered.
    """
    for event in queries.meetings(series.id):
        hosting.check_words(event, "\n".join(each.words for each in modules), field="modules")
    before = {row.words: row for row in queries.modules(series.id)}
    covered = queries.covered(series.id)
    for words, row in before.items():
        if row.id in covered and words not in {each.words for each in modules}:
            raise Refusal(
                N_("“%(words)s” was covered at meeting %(n)s. It stays."),
                field="modules",
                words=words,
                n=covered[row.id],
            )
    kept = []
    for position, each in enumerate(modules, start=1):
        row = (
            before.pop(each.words)
            if each.words in before
            else SeriesModule(series_id=series.id, words=each.words, language=language)
        )
        row.position, row.planned = position, each.planned
        db.session.add(row)
        kept.append(row)
    db.session.flush()
    gone = [row.id for row in before.values()]
    if gone:
        db.session.execute(delete(AgendaItem).where(AgendaItem.module_id.in_(gone)))
        db.session.execute(delete(SeriesModule).where(SeriesModule.id.in_(gone)))
    carry(now=now, series_id=series.id)
    bump(f"series:{series.id}")
    holding = actor.as_post(series.office.path, *PLANNERS)
    audit.record(
        actor=actor, now=now, verb="events.write_modules", subject=series, post=holding, modules=len(kept)
    )
    return kept


def carry(*, now: datetime, series_id: int) -> int:
    """Put each module on the agenda where it is due, take it off where it is not; return how many agendas changed.

    What was not covered comes to the next meeting by itself. Meetings that have begun keep their agenda.
    """
    every = queries.modules(series_id)
    if not every:
        return 0
    covered = queries.covered(series_id)
    meetings = queries.meetings(series_id)
    running = [each.series_number or 0 for each in meetings if each.ends_at > now and each.state not in OVER]
    planned = [(row.id, row.planned) for row in every]
    changed = 0
    for event in meetings:
        if event.starts_at > now and event.state in {State.DRAFT, State.PUBLISHED}:
            due = due_at(event.series_number or 0, planned, covered, running)
            changed += _put(event, [row for row in every if row.id in due])
    bump(f"series:{series_id}")
    return changed


def _put(event: Event, due: Sequence[SeriesModule]) -> bool:
    """Let the modules on an agenda be these; return whether any changed."""
    query = select(AgendaItem).where(AgendaItem.event_id == event.id, AgendaItem.module_id.is_not(None))
    there = {row.module_id: row for row in db.session.scalars(query)}
    changed = False
    for module in due:
        row = there.pop(module.id, None)
        changed = changed or row is None
        row = row or AgendaItem(event_id=event.id, module_id=module.id, day=1)
        row.words, row.language, row.position = module.words, module.language, AFTER + module.position
        db.session.add(row)
    for row in there.values():
        db.session.delete(row)
        changed = True
    db.session.flush()
    if changed and event.public:
        bump(f"event:{event.ref}")
    return changed
