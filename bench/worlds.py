"""Large worlds for the benches, written in bulk: one force, one station, many meetings."""

import secrets
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select, text

from engagement.concerns.actions import desk, raising
from engagement.concerns.rules import Category, Lane
from engagement.events.models import Event
from engagement.kernel import clock, codes
from engagement.kernel.actor import VISITOR, Actor, Holding, Kind, Role
from engagement.kernel.database import Base, db, unit
from engagement.organisation.models import Force, Locality, LocalityService, Office, Post, Venue
from engagement.organisation.rules import OfficeKind
from engagement.people.actions import sign_ins
from engagement.people.models import Person, Posting
from engagement.people.sign_in import presence

BADHBER = {"en": "Badhber", "ur": "بڈھ بیر"}
FIRST = datetime.now(UTC).replace(hour=11, minute=0, second=0, microsecond=0) + timedelta(days=3)


def tables(app: Flask) -> None:
    """Make every table."""
    with app.app_context():
        Base.metadata.create_all(db.engine)


def large(app: Flask, count: int = 1000) -> list[tuple[int, str]]:
    """Make every table, one station and its meetings; return their ids and refs, in order."""
    tables(app)
    with app.app_context():
        made = meetings(station(), count)
        with unit() as session:
            session.execute(text("ANALYZE"))  # as the database does by itself within a minute of such a load
        return made


def station() -> dict[str, Any]:
    """Write one force with one station, its commander's post, one locality and one venue; return their ids."""
    with unit() as session:
        force = Force(
            slug="bench",
            names={"en": "Bench Police", "ur": "پولیس"},
            zone="Asia/Karachi",
            locales=["en", "ur"],
            emergency_number="15",
        )
        office, post = _office(force)
        place, venue = _place(force, office)
        session.flush()
        return {"force": force.id, "office": office.id, "post": post.id, "place": place.id, "venue": venue.id}


def _office(force: Force) -> tuple[Office, Post]:
    office = Office(kind=OfficeKind.STATION, slug="badhber", names=BADHBER)
    post = Post(role=Role.COMMANDER, slug="sho", names={"en": "SHO Badhber", "ur": "ایس ایچ او بڈھ بیر"})
    _under(force, office)
    office.path = f"/{office.id}/"
    post.office_id = office.id
    _under(force, post)
    return office, post


def _place(force: Force, office: Office) -> tuple[Locality, Venue]:
    place = Locality(slug="badhber", names=BADHBER, longitude=71.5, latitude=33.9)
    _under(force, place)
    served_since = date(2020, 1, 1)
    db.session.add(LocalityService(locality_id=place.id, office_id=office.id, valid_from=served_since))
    venue = Venue(
        locality_id=place.id,
        names={"en": "Union council hall", "ur": "یونین کونسل ہال"},
        features=["step_free"],
    )
    _under(force, venue)
    return place, venue


def _under(force: Force, row: Any) -> None:
    """Write a row that belongs to the force."""
    db.session.add(force)
    db.session.flush()
    row.force_id = force.id
    db.session.add(row)
    db.session.flush()


def signed_in(app: Flask, uniquifier: str) -> dict[str, Any]:
    """Sign a person in on one more device; return what their session holds."""
    with app.app_context(), unit() as session:
        person = session.scalars(select(Person).where(Person.fs_uniquifier == uniquifier)).one()
        row = sign_ins.begin(person_id=person.id, ref=codes.reference(), device="", now=clock.now())
        return presence.session_of(person, row.ref, time.time())


def meetings(ids: dict[str, Any], count: int, *, capacity: int | None = None) -> list[tuple[int, str]]:
    """Write `count` published meetings, one an hour from three days on; return the ids and refs, in order."""
    rows = []
    for number in range(count):
        starts = FIRST + timedelta(hours=number % 720)
        wall = starts + timedelta(hours=5)
        rows.append(
            {
                "ref": secrets.token_hex(4).upper(),
                "version": 1,
                "force_id": ids["force"],
                "office_id": ids["office"],
                "host_post_id": ids["post"],
                "locality_id": ids["place"],
                "venue_id": ids["venue"],
                "state": "published",
                "kind": "meeting",
                "audience": "everyone",
                "languages": ["ur", "ps"],
                "title": f"بڈھ بیر اجلاس {number}" if number % 2 else f"Badhber meeting {number}",
                "language": "ur" if number % 2 else "en",
                "starts_at": starts,
                "ends_at": starts + timedelta(hours=2),
                "wall_start": wall.strftime("%Y-%m-%dT%H:%M"),
                "wall_end": (wall + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
                "zone": "Asia/Karachi",
                "capacity": capacity,
                "changed_at": FIRST,
                "published_at": FIRST,
            }
        )
    with unit() as session:
        session.execute(insert(Event), rows)
    found = db.session.query(Event.id, Event.ref).order_by(Event.id).all()
    return [(row.id, row.ref) for row in found[-count:]]


def commander() -> str:
    """Write the person who holds the commander's post, once; return what names their session."""
    known = db.session.query(Person.fs_uniquifier).filter_by(email="bench@example.org").scalar()
    if known:
        return str(known)
    post = db.session.query(Post).filter_by(slug="sho").one()
    with unit() as session:
        person = Person(
            name="Bench",
            email="bench@example.org",
            fs_uniquifier=secrets.token_hex(16),
            created_at=FIRST,
            tf_primary_method="authenticator",
            tf_totp_secret="bench",  # noqa: S106 - opens nothing: the session is made by hand
        )
        session.add(person)
        session.flush()
        session.add(Posting(person_id=person.id, post_id=post.id, starts_on=date(2020, 1, 1)))
        return person.fs_uniquifier


def actor() -> Actor:
    """Return the commander of the station as its desk knows them."""
    post = db.session.query(Post).filter_by(slug="sho").one()
    holding = Holding(post.id, 0, Role.COMMANDER, post.office_id, post.office.path, post.force_id)
    return Actor(Kind.PERSON, person_id=1, holdings=(holding,), acting=holding)


def desk_of_work(app: Flask, rows: int = 60) -> None:
    """Raise concerns at the station through the real action, each owned by its commander."""
    with app.app_context():
        force = db.session.query(Force).one()
        place = db.session.query(Locality).one()
        post = db.session.query(Post).one()
        sho = actor()
        with unit():
            for number in range(rows):
                concern = raising.raise_concern(
                    actor=VISITOR,
                    now=clock.now(),
                    force=force,
                    locality=place,
                    event=None,
                    lane=Lane.CONCERN,
                    category=Category.STREET_LIGHT,
                    words=f"Lamp {number} is dark.",
                    language="en",
                    locale="en",
                    address="",
                    receipt=None,
                    operation_id=f"bench-{number}",
                )
                if number % 2:
                    desk.own(actor=sho, now=clock.now(), concern=concern, post=post)
