"""The door of a meeting as machines see it: what a phone takes along, and its entries one by one, a unit for each."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from engagement.events import queries as events
from engagement.events.actions.groups import bound
from engagement.events.models import Event
from engagement.events.queries import attend as answers
from engagement.events.queries import record as records
from engagement.intake import envelopes, queries
from engagement.intake.actions import entries
from engagement.intake.models import DoorEntry, DoorLease
from engagement.intake.rules import LONGEST_ID, MOST_ENTRIES, MOST_SEALED, Held, Reason
from engagement.kernel import clock, database, inbound
from engagement.kernel.locale import day, direction, in_language
from engagement.kernel.logs import places
from engagement.kernel.refusals import N_, Busy, Refusal

log = structlog.get_logger()
TOGETHER = 10  # a unit of these holds the lock for some 50 ms


@dataclass(frozen=True, slots=True)
class Raw:
    """One entry as it stands in a request."""

    operation_id: str
    sealed: bytes


def parcel(lease: DoorLease, token: str, now: datetime) -> dict[str, Any]:
    """Return what a phone takes along: codes as keyed hashes with their parties, names of those who agreed alone."""
    event = lease.event
    key = queries.hash_key(lease)
    days = events.days(event)
    arrived = answers.arrived_on(event, events.day_at(days, now)) if days else {}
    key_id, point = inbound.public_key(event.force.ref)
    return {
        "lease": lease.ref,
        "token": token,
        "now": now.isoformat(),
        "expires": lease.expires_at.isoformat(),
        "seals": {"id": _packed(key_id), "point": _packed(point)},
        "hashes": _packed(key),
        "meeting": _meeting(event),
        "parties": [
            {
                "h": queries.hashed(key, rsvp.code),
                "n": rsvp.party,
                "waits": rsvp.state == "waiting",
                "most": bound(is_group=rsvp.is_group),
                "name": answers.name_of(rsvp) if rsvp.door_name else "",
                "in": arrived.get(rsvp.id, 0) if days else rsvp.arrived or 0,
            }
            for rsvp in database.db.session.scalars(answers.coming_to(event))
        ],
        "posts": [
            {"ref": post.ref, "name": in_language(post.names)}
            for post in records.posts_that_may_promise(event)
        ],
        "here": here(event),
    }


def _meeting(event: Event) -> dict[str, Any]:
    return {
        "ref": event.ref,
        "title": event.title,
        "language": event.language,
        "dir": direction(event.language),
        "when": day(event.starts_at, event.zone, form="EEEE d MMMM"),
        "hours": f"{event.wall_start[11:]}–{event.wall_end[11:]}",
        "day": clock.to_local(event.starts_at, event.zone).date().isoformat(),
        "several": bool(events.days(event)),
        "agenda": [
            {
                "id": item.id,
                "words": item.words,
                "language": item.language,
                "dir": direction(item.language),
                "ticked": item.covered_at is not None,
            }
            for item in events.agenda(event)
        ],
    }


def here(event: Event) -> dict[str, Any]:
    """Return who is there, in numbers."""
    found = answers.attendance(event)
    return {"total": found.total, "sex": dict(found.by_sex)}


def raw_entries(sent: object) -> list[Raw] | None:
    """Return the entries of a request; None when they are not what a phone of ours sends."""
    if not isinstance(sent, list):
        return None
    found: list[Raw] = []
    for each in sent:
        raw = _raw(each) if isinstance(each, Mapping) else None
        if raw is None:
            return None
        found.append(raw)
    return found


def _raw(each: Mapping[str, Any]) -> Raw | None:
    name, packed = each.get("id"), each.get("sealed")
    if not isinstance(name, str) or not isinstance(packed, str) or len(packed) > MOST_SEALED * 4 // 3:
        return None
    if not (1 <= len(name) <= LONGEST_ID and name.isascii() and name.isalnum()):
        return None
    try:
        return Raw(name, b64decode(packed, validate=True))
    except ValueError:
        return None


def answer_of(row: DoorEntry) -> dict[str, str]:
    """Return what a phone is told about one of its entries: it may forget it now."""
    return {"id": row.operation_id, "state": row.state, "reason": row.reason or ""}


def receive(lease: DoorLease, raws: Sequence[Raw], sent_at: datetime | None) -> list[DoorEntry]:
    """Take in a phone's entries: some together, and where one cannot be done each in a unit of its own.

    So one that waits for a person keeps no other from being taken in.
    """
    known = queries.known_of(raw.operation_id for raw in raws)
    new = [_opened(lease, raw, sent_at) for raw in raws if raw.operation_id not in known]
    if new and queries.entries_of(lease) + len(new) > MOST_ENTRIES:
        raise Refusal(N_("This phone has sent too many entries."))
    for first in range(0, len(new), TOGETHER):
        for entry in _taken(lease, new[first : first + TOGETHER]):
            known[entry.operation_id] = entry
    received = list({raw.operation_id: known[raw.operation_id] for raw in raws}.values())
    with database.unit():
        database.fresh(lease)
        entries.synced(now=clock.now(), lease=lease, entries=received)
    return received


def _opened(lease: DoorLease, raw: Raw, sent_at: datetime | None) -> entries.Sent:
    said = envelopes.opened(lease, raw.operation_id, raw.sealed)
    return entries.Sent(
        operation_id=raw.operation_id,
        sealed=raw.sealed,
        said=said,
        sent_at=sent_at,
        receipt=envelopes.receipt_of(said) if lease.revoked_at is None else None,
    )


def _taken(lease: DoorLease, sents: Sequence[entries.Sent], *, again: bool = False) -> list[DoorEntry]:
    """Take entries in, all in one unit; where that is refused, or two requests cross, each in its own."""
    try:
        with database.unit():
            _afresh(lease)
            now, by = clock.now(), queries.captured_by(lease)
            return [entries.take_in(now=now, lease=lease, sent=sent, captured_by=by) for sent in sents]
    except (Busy, OperationalError):
        raise
    except (Held, Refusal) as why:
        return [_held(lease, sents[0], why)] if len(sents) == 1 else _one_by_one(lease, sents)
    except IntegrityError:  # the same entry came twice at once, and the other was first: it is found now
        if again:  # such as a receipt code that is somebody else's
            return [_held(lease, sents[0], Held(Reason.REFUSED))]
        return _one_by_one(lease, sents, again=len(sents) == 1)
    except Exception as problem:
        if isinstance(problem, DBAPIError) and problem.connection_invalidated:
            raise
        if len(sents) > 1:
            return _one_by_one(lease, sents)
        # One strange entry keeps no phone's queue back. The problem's words may be the entry's: they are not logged.
        at = places(problem.__traceback__)
        log.error("entry not taken in", lease=lease.ref, fault=type(problem).__qualname__, at=at)  # noqa: TRY400
        return [_held(lease, sents[0], Held(Reason.REFUSED))]


def _one_by_one(lease: DoorLease, sents: Sequence[entries.Sent], *, again: bool = False) -> list[DoorEntry]:
    return [entry for sent in sents for entry in _taken(lease, [sent], again=again)]


def _held(lease: DoorLease, sent: entries.Sent, why: Held | Refusal) -> DoorEntry:
    with database.unit():
        _afresh(lease)
        return entries.hold(now=clock.now(), lease=lease, sent=sent, why=why)


def _afresh(lease: DoorLease) -> None:
    """Read the lease and its meeting again, the meeting first: in this order everywhere."""
    database.fresh(lease.event)
    database.fresh(lease)


def _packed(what: bytes) -> str:
    return b64encode(what).decode()
