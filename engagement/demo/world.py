"""Setting up the two forces: offices, posts, places, venues, and who serves where from when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from engagement.audit import actions as audit
from engagement.demo import names, places, sealed, signing, womens
from engagement.demo.cast import Cast, Station
from engagement.demo.chronicle import Calendar, Chronicle
from engagement.demo.places import Beat
from engagement.demo.signing import SignIn
from engagement.demo.titles import ALBANIAN, PAKISTANI, Titles
from engagement.intake.actions import texts
from engagement.kernel.actor import COMMAND, Role
from engagement.kernel.database import db
from engagement.organisation.actions import founding, offices, venues
from engagement.organisation.actions import places as localities
from engagement.organisation.models import Force, Locality, Office, Post
from engagement.organisation.rules import OfficeKind
from engagement.people.actions import accounts, postings

FIRST_WEEK = -50  # when the forces were set up
TRANSFERS_WEEK = -18
VACANT_WEEK = -7


@dataclass(frozen=True, slots=True)
class Ways:
    """Who signs in by what; `closed` is the hash of a password that nobody has."""

    shown: dict[tuple[str, str], SignIn]  # by force and part
    closed: str

    def of(self, force: str, part: str) -> SignIn | None:
        """Return the shown sign-in of a part, or None for those who only stand in the directory."""
        return self.shown.get((force, part))


def build(chronicle: Chronicle, titles: Titles, beats: Sequence[Beat], ways: Ways, now: datetime) -> Cast:
    """Found a force and set up all that stands in it."""
    cast = _founded(Calendar(chronicle.now, titles.zone), titles, now)
    outlines = places.outlines(beats)
    staff = _Staffing(cast, titles, ways, now)
    parts = {"administrator": cast.administrator, "head": cast.head, "chief": cast.chief, "pro": cast.pro}
    if cast.overseer:
        parts["overseer"] = cast.overseer
    for part, post in parts.items():
        staff.fill(post, part, woman=part == "pro")
    if cast.overseer:
        sealed.let_in(cast, now)
    for number, beat in enumerate(beats):
        cast.stations.append(_station(cast, titles, beat, number, now))
    for number, (station, beat) in enumerate(zip(cast.stations, beats, strict=True)):
        staff.station(station, number)
        _places(cast, titles, station, beat, outlines, now)
    if cast.overseer:
        womens.enrol(cast, now)
    return cast


def _founded(calendar: Calendar, titles: Titles, now: datetime) -> Cast:
    """Found a force with the offices over its stations, and open their posts."""
    force = Force(
        slug=titles.slug,
        names=dict(titles.force),
        zone=titles.zone,
        locales=list(titles.locales),
        emergency_number=titles.emergency,
        oversight_address=titles.oversight,
        short_codes=[],
        country=titles.country,
    )
    db.session.add(force)
    db.session.flush()
    audit.record(actor=COMMAND, now=now, verb="organisation.found", subject=force)
    administrator = founding.administrator_post(actor=COMMAND, now=now, force=force)
    offices.change_post(
        actor=COMMAND, now=now, post=administrator, version=None, role=Role.ADMINISTRATOR,
        names=dict(titles.administrator),
    )  # fmt: skip
    region = _open(administrator.office, OfficeKind.REGION, titles.region, now)
    district = _open(region, titles.middle, titles.district, now)
    for number, office in zip(titles.texts, (region, district), strict=False):
        texts.set_number(actor=COMMAND, now=now, number=number, office=office)
    cast = Cast(
        force=force,
        calendar=calendar,
        languages=titles.speaks,
        administrator=administrator,
        district=district,
        chief=_post(district, Role.SUPERVISOR, titles.chief, now),
        head=_post(region, Role.SUPERVISOR, titles.head, now),
        pro=_post(district, Role.PRO, titles.pro, now),
    )
    if titles.overseer:
        cast.overseer = sealed.overseer(administrator.office, titles, now)
    return cast


def _open(parent: Office, kind: OfficeKind, given: dict[str, str], now: datetime, **more: Any) -> Office:
    return offices.open_office(actor=COMMAND, now=now, parent=parent, kind=kind, names=dict(given), **more)


def _post(office: Office, role: Role, given: dict[str, str], now: datetime) -> Post:
    return offices.open_post(actor=COMMAND, now=now, office=office, role=role, names=dict(given))


def _station(cast: Cast, titles: Titles, beat: Beat, number: int, now: datetime) -> Station:
    first = beat.spots[0]
    office = _open(
        cast.district, OfficeKind.STATION, beat.names, now,
        phone=beat.line, longitude=first.longitude, latitude=first.latitude,
    )  # fmt: skip
    if number == 0:
        for texted in titles.texts[2:]:
            texts.set_number(actor=COMMAND, now=now, number=texted, office=office)
    has_desk = number in titles.desks

    def opened(role: Role, pattern: dict[str, str]) -> Post:
        return _post(
            office, role, {code: text.format(beat.short[code]) for code, text in pattern.items()}, now
        )

    return Station(
        office=office,
        sho=opened(Role.COMMANDER, titles.sho),
        officer=opened(Role.OFFICER, titles.officer),
        second=opened(Role.OFFICER, titles.desk if has_desk else titles.duty),
        has_desk=has_desk,
    )


def _places(
    cast: Cast,
    titles: Titles,
    station: Station,
    beat: Beat,
    outlines: dict[str, dict[str, Any]],
    now: datetime,
) -> None:
    keeper = cast.act(cast.administrator)
    since = cast.calendar.day(FIRST_WEEK, 0)
    for number, spot in enumerate(beat.spots):
        place = localities.open_locality(
            actor=keeper, now=now, force=cast.force, names=dict(spot.names), aliases=list(spot.aliases),
            outline=outlines[spot.names["en"]], longitude=spot.longitude, latitude=spot.latitude,
            population=spot.population, office=station.office, since=since,
        )  # fmt: skip
        place.valid_from = since
        station.places.append(place)
        hall = titles.halls[(number + len(station.office.slug)) % len(titles.halls)]
        station.venues[place.id] = venues.add_venue(
            actor=keeper, now=now, locality=place, features=list(hall.features),
            names={code: text.format(place=spot.names[code]) for code, text in hall.names.items()},
            directions=hall.directions, directions_language=hall.language,
            longitude=round(spot.longitude + 0.0012, 6), latitude=round(spot.latitude - 0.0008, 6),
        )  # fmt: skip


class _Staffing:
    """Gives posts to made-up people on the day the force was set up."""

    def __init__(self, cast: Cast, titles: Titles, ways: Ways, now: datetime) -> None:
        self.cast, self.titles, self.ways, self.now = cast, titles, ways, now
        self.lot = Random(titles.slug)
        self.number = 0
        self.used: set[str] = set()

    def station(self, station: Station, number: int) -> None:
        """Fill the three posts of a station; one head is still to come."""
        if number != self.titles.headless:
            self.fill(station.sho, f"sho{number}")
        self.fill(station.officer, f"officer{number}")
        self.fill(station.second, f"second{number}", woman=station.has_desk)

    def fill(self, post: Post, part: str, *, woman: bool = False) -> None:
        """Open an account and give its holder a post."""
        self.number += 1
        name = self._name(woman=woman)
        way = self.ways.of(self.titles.slug, part)
        email = way.email if way else f"{self.titles.slug}.staff{self.number}@example.org"
        reads = self.titles.reads.get(part, "en")
        if way:
            person = accounts.open_account(
                name=name, email=email, password=way.password, totp_secret=way.totp_secret, locale=reads, now=self.now,
                password_hash=way.hash,
            )  # fmt: skip
            person.mf_recovery_codes = [
                signing.secret()
            ]  # nobody has it; without one each sign-in asks for some
        else:  # stands in the directory and never signs in
            person = accounts.new_person(
                name=name, email=email, password_hash=self.ways.closed, locale=reads, now=self.now
            )
            audit.record(actor=COMMAND, now=self.now, verb="people.open_account", subject=person)
        postings.start(actor=COMMAND, now=self.now, post=post, email=email, hosts_women=woman)
        self.cast.holders[post.id] = person

    def _name(self, *, woman: bool) -> str:
        while True:
            if self.titles is ALBANIAN:
                name = names.KOSOVARS[self.number % len(names.KOSOVARS)]
            else:
                name = names.a_woman(self.lot) if woman else names.a_man(self.lot)
            if name not in self.used or self.titles is ALBANIAN:
                self.used.add(name)
                return name


def transfers(chronicle: Chronicle, cast: Cast) -> None:
    """Plan a round of transfers, and a post that falls vacant and stays so: the work stays where it is."""
    if len(cast.stations) <= PAKISTANI.headless:
        return
    badhber, chamkani, gharbi, paharipura = (cast.stations[n] for n in (0, 2, PAKISTANI.headless, 5))

    def move(moment: datetime) -> None:
        chief = cast.act(cast.chief)
        old, new = cast.holders[badhber.sho.id], cast.holders[chamkani.sho.id]
        for post, person in ((gharbi.sho, old), (badhber.sho, new)):
            postings.start(actor=chief, now=moment, post=post, email=person.email, leaves_others=True)
            cast.holders[post.id] = person
        promoted = cast.holders.pop(chamkani.second.id)
        postings.start(actor=chief, now=moment, post=chamkani.sho, email=promoted.email, leaves_others=True)
        cast.holders[chamkani.sho.id] = promoted

    def retire(moment: datetime) -> None:
        person = cast.holders.pop(paharipura.sho.id)
        held = next(p for p in person.postings if p.ended_at is None)
        postings.end(actor=cast.act(cast.chief), now=moment, posting=held)

    day = cast.calendar
    chronicle.at(day.moment(day.day(TRANSFERS_WEEK, 0), 9), move)
    chronicle.at(day.moment(day.day(VACANT_WEEK, 3), 16), retire)


def name_of(place: Locality, language: str) -> str:
    """Return what a place is called in a language."""
    return place.names.get(language) or place.names["en"]
