"""More of the same for load trials: meetings and concerns as plain rows, without a trail."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import insert

from engagement.concerns.models import Concern
from engagement.concerns.rules import Door, Lane, due_on
from engagement.concerns.rules import State as ConcernState
from engagement.demo.cast import Cast
from engagement.demo.texts import words_in
from engagement.dialogue.models import Thread
from engagement.events.models import Event
from engagement.events.rules import Audience, Kind, State
from engagement.kernel import codes, database, sealing
from engagement.kernel.clock import to_local
from engagement.kernel.database import db
from engagement.kernel.freshness import bump

MEETINGS, CONCERNS = 160, 250  # in each copy
BATCH = 2000
KINDS = (Kind.TOWN_HALL, Kind.COFFEE, Kind.MEETING)


def more(casts: Sequence[Cast], *, now: datetime, times: int, say: Callable[[str], None]) -> None:
    """Add `times` copies' worth of meetings and concerns, spread over the stations and the year."""
    lot = Random(times)
    cast = casts[0]
    everywhere = list(cast.everywhere())
    for what, total, rows in (
        ("meetings", times * MEETINGS, _meetings),
        ("concerns", times * CONCERNS, _concerns),
    ):
        for start in range(0, total, BATCH):
            with database.unit():
                rows(cast, everywhere, now, min(BATCH, total - start), lot)
                bump("events", "words", "organisation")
        say(f"{total} more {what}")


def _meetings(cast: Cast, everywhere: Sequence[Any], now: datetime, count: int, lot: Random) -> None:
    rows = []
    for _ in range(count):
        station, place = lot.choice(everywhere)
        kind, language = lot.choice(KINDS), lot.choice(("en", "ur"))
        told = words_in(language).meetings[kind][0]
        starts = cast.calendar.moment(
            cast.calendar.today + timedelta(days=lot.randint(-330, 42)), lot.randint(9, 17)
        )
        wall = to_local(starts, cast.force.zone)
        past = starts + timedelta(days=3) < now
        rows.append({
            "ref": codes.reference(), "force_id": cast.force.id, "office_id": station.office.id,
            "host_post_id": station.sho.id, "locality_id": place.id, "venue_id": station.venues[place.id].id,
            "state": State.CLOSED if past else State.PUBLISHED, "kind": kind, "audience": Audience.EVERYONE,
            "languages": ["ps", "ur"], "title": told.title.format(place=place.names[language]),
            "words": told.words.format(place=place.names[language]), "language": language, "starts_at": starts,
            "ends_at": starts + timedelta(hours=2), "wall_start": wall.strftime("%Y-%m-%dT%H:%M"),
            "wall_end": (wall + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"), "zone": cast.force.zone,
            "changed_at": starts - timedelta(days=20), "published_at": starts - timedelta(days=20),
            "closed_at": starts + timedelta(days=2) if past else None, "capacity": lot.choice((None, 40, 80)),
        })  # fmt: skip
    db.session.execute(insert(Event), rows)


def _concerns(cast: Cast, everywhere: Sequence[Any], now: datetime, count: int, lot: Random) -> None:
    raised = sorted(now - timedelta(minutes=lot.randint(60, 330 * 1440)) for _ in range(count))
    threads = db.session.scalars(
        insert(Thread).returning(Thread.id, sort_by_parameter_order=True),
        [{"force_id": cast.force.id, "lane": Lane.CONCERN, "opened_at": at} for at in raised],
    ).all()
    rows = []
    for at, thread in zip(raised, threads, strict=True):
        station, place = lot.choice(everywhere)
        language = lot.choice(("en", "ur"))
        words = words_in(language)
        category = lot.choice(list(words.concerns))
        said = lot.choice(words.concerns[category]).format(spot=lot.choice(words.spots))
        old = at < now - timedelta(days=10)
        rows.append({
            "ref": codes.concern_reference(), "force_id": cast.force.id, "lane": Lane.CONCERN, "category": category,
            "state": ConcernState.OWNED if old else ConcernState.RAISED, "door": Door.WEB, "office_id": station.office.id,
            "locality_id": place.id, "thread_id": thread, "owner_post_id": station.officer.id if old else None,
            "owned_at": at + timedelta(days=1) if old else None, "language": language, "locale": language,
            "words": sealing.store(said, force=cast.force.ref, lane=Lane.CONCERN), "raised_at": at,
            "due_on": due_on(Lane.CONCERN, to_local(at, cast.force.zone).date()), "operation_id": uuid4().hex,
        })  # fmt: skip
    db.session.execute(insert(Concern), rows)
