"""Loading the demo world into an empty installation."""

import gc
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from engagement.channels.delivery import DOUBT
from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as MailState
from engagement.demo import (
    agencies,
    attendance,
    bulk,
    comments,
    concerns,
    councils,
    drawings,
    gatherings,
    meetings,
    places,
    polling,
    problems,
    sealed,
    signing,
    womens,
    workshops,
    world,
)
from engagement.demo.attendance import Crowd
from engagement.demo.cast import Cast
from engagement.demo.chronicle import Calendar, Chronicle, hold_mail
from engagement.demo.signing import SignIn
from engagement.demo.titles import ALBANIAN, KARACHI, PAKISTANI, Titles
from engagement.events.actions import joining
from engagement.events.queries.joining import without_code
from engagement.kernel import codes, database, sealing
from engagement.kernel.database import Base, db
from engagement.people import factors

KEPT_APART = {"alembic_version", "data_version"}
MOST_CODES = 1_000
SHOWN = (
    (PAKISTANI, "officer0", "Community officer, Badhber", "officer@example.org"),
    (
        PAKISTANI,
        "sho2",
        "Head of the station (SHO), Badhber",
        "sho@example.org",
    ),  # transferred there from Chamkani
    (PAKISTANI, "chief", "Head of several stations (DPO), Peshawar", "dpo@example.org"),
    (PAKISTANI, "overseer", "Oversight: complaints about police", "oversight@example.org"),
    (PAKISTANI, "pro", "Public relations (PRO), Peshawar (reads Urdu)", "pro@example.org"),
    (PAKISTANI, "administrator", "Administrator, Khyber Pakhtunkhwa Police", "admin@example.org"),
    (PAKISTANI, "second0", "Women's desk, Badhber (reads Urdu)", "desk@example.org"),
    (ALBANIAN, "sho0", "Station commander, Fushë Kosovë", "komandant@example.org"),
    (ALBANIAN, "administrator", "Administrator, Kosovo Police", "admin.ks@example.org"),
    (KARACHI, "chief", "Head of a zone, Karachi East", "zone@example.org"),
)


class NotEmpty(Exception):
    """Somebody's rows are in the database."""


def load(
    *,
    now: datetime,
    data_dir: Path,
    scale: int = 1,
    stations: int | None = None,
    say: Callable[[str], None] = lambda _words: None,
) -> int:
    """Load two forces with their year and a zone with its workshops up to `now`; return how many steps that took. Raises `NotEmpty`.

    `stations` leaves out all but the first ones of each force. The collector of garbage rests meanwhile: nothing here
    is thrown away, and looking for it costs a tenth of the time.
    """
    gc.disable()
    try:
        return _load(now, data_dir, scale, stations, say)
    finally:
        gc.enable()


def _load(now: datetime, data_dir: Path, scale: int, stations: int | None, say: Callable[[str], None]) -> int:
    _check_empty()
    ways = _ways()
    receipts = [
        (label, code := codes.receipt_code(), sealing.receipt_digest(code))
        for label in (*concerns.SLIPS, womens.SLIP)
    ]
    chronicle = Chronicle(now)
    casts: list[Cast] = []
    for titles, beats in ((PAKISTANI, places.PESHAWAR), (ALBANIAN, places.KOSOVO)):
        founded = _founded(chronicle, titles)
        with database.unit():
            casts.append(world.build(chronicle, titles, beats[:stations], ways, founded))
            hold_mail()
        say(f"{titles.force['en']}: {len(casts[-1].stations)} stations")
    with database.unit():
        agencies.name(casts[0], now)
    world.transfers(chronicle, casts[0])
    for cast in casts:
        _plan(
            chronicle, cast, [digest for _label, _code, digest in receipts[:-1]] if cast is casts[0] else []
        )
    with database.unit():
        zone = world.build(
            chronicle, KARACHI, places.KARACHI_EAST[:stations], ways, _founded(chronicle, KARACHI)
        )
        workshops.areas(zone)
        hold_mail()
    say(f"{KARACHI.district['en']}: {len(zone.stations)} stations")
    workshops.plan(chronicle, zone)
    councils.plan(chronicle, *casts)
    gatherings.plan(chronicle, casts[0])
    sealed.plan(chronicle, casts[0])
    womens.plan(chronicle, casts[0], receipts[-1][-1])
    chronicle.run()
    with database.unit():
        _troubled_mail(now, casts[0].stations[0].office.id)
        for event in without_code(now, MOST_CODES):
            joining.give(event=event, now=now)
    if scale > 1:
        bulk.more(casts, now=now, times=scale - 1, say=say)
    signing.keep(data_dir, list(ways.shown.values()), [(label, code) for label, code, _digest in receipts])
    return chronicle.done


def _check_empty() -> None:
    for table in Base.metadata.sorted_tables:
        if table.name not in KEPT_APART and db.session.execute(select(table).limit(1)).first() is not None:
            raise NotEmpty
    db.session.rollback()


def _ways() -> world.Ways:
    """Make the sign-ins ahead of every unit: hashing is slow."""
    shown: dict[tuple[str, str], SignIn] = {
        (titles.slug, part): signing.sign_in(label, email) for titles, part, label, email in SHOWN
    }
    return world.Ways(shown=shown, closed=factors.password_hash(signing.secret()))


def _founded(chronicle: Chronicle, titles: Titles) -> datetime:
    calendar = Calendar(chronicle.now, titles.zone)
    return calendar.moment(calendar.day(world.FIRST_WEEK, 0), 9)


def _plan(chronicle: Chronicle, cast: Cast, digests: list[str]) -> None:
    crowd = Crowd(cast.force.slug, tuple(code for code in cast.force.locales if code in {"en", "ur"}))
    planned = meetings.schedule(cast, chronicle.now)
    for meeting in planned:
        meetings.live(chronicle, meeting)
        attendance.come(chronicle, meeting, crowd)
    comments.plan(problems.stories(chronicle, cast, planned, crowd))
    polling.plan(chronicle, cast, planned)
    drawings.plan(chronicle, planned)
    concerns.loose(chronicle, cast, planned, crowd)
    if digests:
        concerns.slips(chronicle, cast, digests)


def _troubled_mail(now: datetime, office_id: int) -> None:
    """Leave three messages in the outbox that did not arrive, so that its page has something to show."""
    newest = (
        select(OutboxMessage)
        .where(OutboxMessage.office_id == office_id, OutboxMessage.recipient_kind == "contact")
        .order_by(OutboxMessage.id.desc())
    )
    troubles = (
        (MailState.FAILED, "the mail server answered 550"),
        (MailState.UNCERTAIN, DOUBT),
        (MailState.FAILED, "the mail server answered 552"),
    )
    for message, (state, reason) in zip(db.session.scalars(newest.limit(3)), troubles, strict=False):
        message.state, message.reason, message.sent_at = state, reason, None
        message.created_at = min(message.created_at, now - timedelta(hours=1))


def counts() -> dict[str, int]:
    """Return how many rows each table holds: for the words at the end of a load."""
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }
