"""Who answers a meeting and who comes: parties, the line of those who wait, the door."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from engagement.audit.models import AuditEntry
from engagement.demo import names
from engagement.demo.chronicle import Chronicle, operation
from engagement.demo.meetings import PUBLISHED, Meeting
from engagement.events.actions import approve, attend, checkin
from engagement.events.models import Event, Rsvp, TallyEntry
from engagement.events.permissions import PLANNERS
from engagement.events.rules import AgeBand, Disability, Kind, Need, RsvpState, Sex, Side, State
from engagement.kernel import sealing
from engagement.kernel.actor import VISITOR, Actor
from engagement.kernel.actor import Kind as ActorKind
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.people.actions.contacts import LANE

PARTIES = {
    Kind.TOWN_HALL: (7, 16),
    Kind.COFFEE: (4, 9),
    Kind.WORKSHOP: (7, 13),
    Kind.WOMEN: (5, 11),
    Kind.VISIT: (0, 3),
    Kind.MEETING: (3, 9),
    Kind.CONFERENCE: (24, 30),
    Kind.CEREMONY: (14, 20),
}
WALK_INS = {
    Kind.TOWN_HALL: (18, 44),
    Kind.VISIT: (14, 30),
    Kind.CONFERENCE: (60, 80),
    Kind.CEREMONY: (30, 40),
}
FEW = (3, 14)
NEEDS = (Need.NOTHING, Need.STEP_FREE, Need.INTERPRETER, Need.CHILDCARE)


class Crowd:
    """The residents of a force who answer meetings; many come again."""

    def __init__(self, slug: str, locales: tuple[str, ...]) -> None:
        lot = Random(f"crowd {slug}")
        known = [names.anybody(lot) for _ in range(240)] if slug == "kp-police" else list(names.KOSOVARS)
        self.people = [
            (name, names.address_of(name, number), lot.choice(locales)) for number, name in enumerate(known)
        ]
        self.women = [who for who in self.people if names.is_womans(who[0])]


def come(chronicle: Chronicle, meeting: Meeting, crowd: Crowd) -> None:
    """Plan who answers a meeting, who withdraws, and who is counted at its door."""
    lot = meeting.lot("crowd")
    low, high = (16, 20) if meeting.popular else PARTIES[meeting.kind]
    if starts_long_ago(meeting, chronicle.now):
        low, high = low // 2, high // 2  # word of the web page went round later
    opens, starts = meeting.starts - PUBLISHED + timedelta(hours=1), meeting.starts
    span = (starts - opens - timedelta(hours=20)).total_seconds()
    people = crowd.women if meeting.kind is Kind.WOMEN else crowd.people
    for n, (name, address, locale) in enumerate(
        lot.sample(people, k=min(lot.randint(low, high), len(people)))
    ):
        share = lot.random() ** 2 * 0.3 if meeting.popular else lot.triangular(0, 1, 0.75)
        when = opens + timedelta(seconds=int(span * share))
        hour = when.astimezone(meeting.cast.calendar.zone).hour
        when += timedelta(hours=8) if hour < 7 else timedelta(0)
        party = lot.choices((1, 2, 3, 4), (50, 30, 12, 8))[0]
        mailed = lot.random() < 0.72
        given = {
            "party": party,
            "need": lot.choices(NEEDS, (88, 5, 3, 4))[0],
            "address": address if mailed or meeting.kind is Kind.WOMEN else "",
            "women": meeting.kind is Kind.WOMEN,
            "locale": locale,
            "operation_id": operation(f"{meeting.key} {n}"),
        }
        _answer(
            chronicle, meeting, when, name if lot.random() < 0.7 else "", given, leaves=lot.random() < 0.09
        )
    for later in (timedelta(0), timedelta(hours=2), timedelta(days=1)):  # where it may have been moved to
        chronicle.at(
            starts + later + timedelta(minutes=10), lambda moment: _door(meeting, moment, chronicle.now)
        )


def starts_long_ago(meeting: Meeting, now: datetime) -> bool:
    """Whether a meeting took place in the first months, when most people just walked in."""
    return meeting.starts < now - timedelta(days=120)


def _answer(
    chronicle: Chronicle, meeting: Meeting, when: datetime, name: str, given: dict[str, Any], *, leaves: bool
) -> None:
    kept: list[int] = []

    def answer(moment: datetime) -> None:
        event = meeting.event
        if event is None or event.state != State.PUBLISHED or event.starts_at <= moment:
            return
        force = meeting.cast.force
        sealed = sealing.store(name, force=force.ref, lane=LANE) if name else None
        answered = attend.answer(
            actor=VISITOR, now=moment,
            given=attend.Answer(
                event_id=event.id, reference=event.ref, force=force, office_id=event.office_id, name=sealed, **given
            ),
        )  # fmt: skip
        kept.append(answered.rsvp_id)
        if given["women"]:
            _looked_at(meeting, event, answered.rsvp_id, moment)

    def withdraw(moment: datetime) -> None:
        event = meeting.event
        row = db.session.get(Rsvp, kept[0]) if kept else None
        if (
            event is not None
            and row is not None
            and event.state == State.PUBLISHED
            and event.starts_at > moment
        ):
            bearer = Actor(ActorKind.BEARER, bears=frozenset({("rsvp", row.id)}))
            attend.withdraw(actor=bearer, now=moment, event=event, rsvp=row)

    chronicle.at(when, answer)
    if leaves:
        chronicle.at(meeting.starts - timedelta(hours=18), withdraw)


def _looked_at(meeting: Meeting, event: Event, rsvp_id: int, moment: datetime) -> None:
    """Let somebody confirm her address, and the host of a women's session approve most of those who did."""
    row = db.session.get_one(Rsvp, rsvp_id)
    bearer = Actor(ActorKind.BEARER, bears=frozenset({("rsvp", row.id)}))
    approve.confirm(actor=bearer, now=moment, event=event, rsvp=row)
    if row.state == RsvpState.WAITING and rsvp_id % 5:
        approve.approve(actor=meeting.actor, now=moment, event=event, rsvp=row)


def _door(meeting: Meeting, moment: datetime, until: datetime) -> None:
    """Let a meeting begin and count who came: in bulk, since each tap is only a row and its entry in the trail."""
    event = meeting.event
    if event is None or event.state != State.PUBLISHED or moment < event.starts_at:
        return
    actor = meeting.actor
    checkin.begin(actor=actor, now=moment, event=event)
    lot = meeting.lot("door")
    trail: list[dict[str, Any]] = []
    by = actor.as_post(event.office.path, *PLANNERS)
    told = {
        "actor_kind": actor.kind, "person_id": actor.person_id, "post_id": by.post_id if by else None,
        "force_id": event.force_id, "door": actor.door, "seal": None,
    }  # fmt: skip
    coming = (
        select(Rsvp).where(Rsvp.event_id == event.id, Rsvp.state == RsvpState.CONFIRMED).order_by(Rsvp.id)
    )
    for n, row in enumerate(db.session.scalars(coming).all()):
        if lot.random() < 0.83:
            row.arrived = row.party if lot.random() < 0.85 else max(1, row.party - 1)
            row.arrived_at = min(moment + timedelta(seconds=20 * n), until)
            facts = {"event": event.id, "arrived": row.arrived}
            trail.append({"at": row.arrived_at, "verb": "events.arrive", "subject_kind": "rsvps", "subject_id": row.id,
                          "facts": facts, **told})  # fmt: skip
    walked_in = lot.randint(*WALK_INS.get(meeting.kind, FEW))
    taps = [tap for n in range(walked_in) if (tap := _tap(meeting, event.id, moment, n, lot))["at"] <= until]
    if taps:
        ids = db.session.scalars(insert(TallyEntry).returning(TallyEntry.id), taps).all()
        facts = {"event": event.id}
        trail += [
            {
                "at": tap["at"],
                "verb": "events.count",
                "subject_kind": "tally_entries",
                "subject_id": id_,
                "facts": facts,
                **told,
            }
            for id_, tap in zip(sorted(ids), taps, strict=True)
        ]
    if trail:
        db.session.execute(insert(AuditEntry), sorted(trail, key=lambda entry: entry["at"]))
    bump(f"event:{event.ref}")


def _tap(meeting: Meeting, event_id: int, moment: datetime, number: int, lot: Random) -> dict[str, Any]:
    women = meeting.kind is Kind.WOMEN
    side = lot.choices((Side.RESIDENT, Side.POLICE, Side.PARTNER), (88, 8, 4))[0]
    return {
        "event_id": event_id,
        "at": moment + timedelta(seconds=35 * number),
        "side": side,
        "sex": Sex.WOMAN if women else lot.choices((Sex.MAN, Sex.WOMAN, Sex.UNKNOWN), (66, 28, 6))[0],
        "age_band": AgeBand.ADULT
        if side is not Side.RESIDENT
        else lot.choices((AgeBand.ADULT, AgeBand.OLDER, AgeBand.CHILD, AgeBand.UNKNOWN), (62, 18, 12, 8))[0],
        "disability": lot.choices((Disability.UNKNOWN, Disability.NO, Disability.YES), (50, 46, 4))[0],
        "undone_at": moment + timedelta(seconds=35 * number + 4) if lot.random() < 0.02 else None,
        "operation_id": operation(f"{meeting.key} tap {number}"),
    }
