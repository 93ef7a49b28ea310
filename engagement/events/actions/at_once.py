"""An answer without a contact in one stroke: what hundreds press in the minute after a meeting is announced.

It does what `attend.answer` does where nothing stands in the way, and nothing where something does.
"""

from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import String, Table, bindparam, insert, literal, select

from engagement.audit import actions as audit
from engagement.audit.models import AuditEntry
from engagement.events.actions.attend import Answer, Kept
from engagement.events.actions.rsvp_parts import SEAT, new_code, rsvps
from engagement.events.rules import RsvpState
from engagement.kernel import codes, glances, strokes
from engagement.kernel.actor import Actor
from engagement.kernel.freshness import BUMP, DataVersion

entries = cast("Table", AuditEntry.__table__)
versions = cast("Table", DataVersion.__table__)
KEEPS = (
    "ref", "event_id", "code", "name", "door_name", "party", "need", "locale", "state", "created_at", "operation_id", "is_group",
)  # fmt: skip
TELLS = ("at", "verb", "subject_kind", "actor_kind", "person_id", "post_id", "force_id", "door", "facts")


def _bound(table: Table, names: tuple[str, ...]) -> list[Any]:
    return [bindparam(f"{table.name}_{name}", type_=table.c[name].type) for name in names]


def _named(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    return {f"{table.name}_{name}": value for name, value in values.items()}


KEEP = insert(rsvps).values(dict(zip(KEEPS, _bound(rsvps, KEEPS), strict=True)))
TELL = insert(entries).values(
    {"subject_id": bindparam("subject"), **dict(zip(TELLS, _bound(entries, TELLS), strict=True))}
)


@cache
def _whole() -> Any:
    """Build the one statement of PostgreSQL: the seat; the answer if there was one; its entry; the bumps."""
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - two megabytes, and only there

    seated = SEAT.cte("seated")
    kept = (
        insert(rsvps)
        .from_select(KEEPS, select(*_bound(rsvps, KEEPS)).select_from(seated))
        .returning(rsvps.c.id)
        .cte("kept")
    )
    told = insert(entries).from_select(
        ["subject_id", *TELLS], select(kept.c.id, *_bound(entries, TELLS)).select_from(kept)
    )
    topics = select(bindparam("topic", type_=String), literal(1)).select_from(kept)
    full = select(literal("events"), literal(1)).where(seated.c.seats_taken >= seated.c.capacity)
    bumped = (
        postgresql.insert(versions)
        .from_select(["topic", "number"], topics.union_all(full))
        .on_conflict_do_update(index_elements=["topic"], set_={"number": versions.c.number + 1})
    )
    return select(kept.c.id).add_cte(told.cte("told"), bumped.cte("bumped"))


def answer(*, actor: Actor, now: datetime, given: Answer) -> Kept | None:
    """Keep places for a party that left no contact; None where `attend.answer` has to look closer.

    That is: the meeting is full or not open, it is a women's session, somebody waits, the form was sent before, or the
    connection was cut: the form's own id then finds what was kept.
    """
    if given.address or given.group or given.voucher or not given.operation_id:
        return None
    bare = glances.here()
    seat = {"event": given.event_id, "moment": now, "party": given.party, "opened": False}
    kept = _columns(given, now)
    told = audit.entry(
        rsvps.name, actor=actor, now=now, verb="events.answer",
        event=given.event_id, party=given.party, state=RsvpState.CONFIRMED,
    )  # fmt: skip
    topic = f"event:{given.reference}"
    try:
        with strokes.stroke() as run:
            if bare.lite:
                rsvp_id = _in_steps(run, seat, kept, told, topic)
            else:
                values = {**seat, **_named(rsvps, kept), **_named(entries, told)}
                row = run(_whole(), **values, topic=topic).fetchone()
                rsvp_id = row[0] if row else None
    except bare.refused:
        return None
    except bare.cut:
        bare.forget()
        return None
    return None if rsvp_id is None else Kept(rsvp_id, told=False)


def _in_steps(
    run: strokes.Run, seat: dict[str, Any], kept: dict[str, Any], told: dict[str, Any], topic: str
) -> int | None:
    taken = run(SEAT, **seat).fetchone()
    if taken is None:
        return None
    rsvp_id = int(run(KEEP, **_named(rsvps, kept)).lastrowid)
    run(TELL, subject=rsvp_id, **_named(entries, told))
    run(BUMP, topic=topic)
    seats, capacity = taken
    if capacity is not None and seats >= capacity:
        run(BUMP, topic="events")  # lists say that it is full now
    return rsvp_id


def _columns(given: Answer, now: datetime) -> dict[str, Any]:
    return {
        "ref": codes.reference(),
        "event_id": given.event_id,
        "code": new_code(),
        "name": given.name,
        "door_name": given.door_name,
        "party": given.party,
        "need": given.need,
        "locale": given.locale,
        "state": RsvpState.CONFIRMED,
        "created_at": now,
        "operation_id": given.operation_id,
        "is_group": False,
    }
