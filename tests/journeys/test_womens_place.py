"""The place of a women's session stands in no byte but the private page of who was approved (field.md T7).

A crawler asks for every address in every format, as everybody whom it is not for, and reads every header and mail; and
it is tried itself: a leak of each kind is planted, and found.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from flask import Flask, Response, g
from sqlalchemy import select
from werkzeug.test import TestResponse

from engagement.channels import delivery
from engagement.channels.email import Smtp
from engagement.channels.models import OutboxMessage
from engagement.events import map_points, telling
from engagement.events.actions import approve, attend, remind
from engagement.events.actions import plan as planning
from engagement.events.models import Event, Rsvp
from engagement.events.queries import Entry, Row
from engagement.events.queries import attend as answers
from engagement.events.rules import Plan
from engagement.kernel import clock, database, headers
from engagement.kernel.actor import JOB, VISITOR, Actor
from engagement.kernel.database import db, unit
from engagement.people.queries import calendar_token
from tests.channels.mailserver import Mailbox, mail_server
from tests.factories import answers as make
from tests.factories import events
from tests.journeys.test_attack import _read, elsewhere, pushed
from tests.journeys.world import PLACE, POINT, VENUE, Town, town
from tests.printed import needs_type

MARKS = (VENUE, PLACE, POINT)
ASKED = (  # how else the place might be drawn out of lists
    "/events?kind=women", "/events?access=step_free", "/events.ics?kind=women", "/events.ics?access=step_free",
    "/events.geojson?kind=women", "/events.geojson?bbox=71.5,34.0,71.51,34.01&zoom=18", "/sitemap.xml",
    "/events?when=past", "/map?kind=women", "/feed.xml", "/events.csv", "/events.json",
)  # fmt: skip
SEARCHED = ("/events?place=", "/events.ics?place=", "/stations?q=", "/map?q=", "/map?place=")
EXPORTS = ("ics", "csv", "xlsx")
Found = dict[str, set[str]]


@dataclass
class Scene:
    """The town with its women's session, and who answered: one whom the host approved, one who waits, one elsewhere."""

    town: Town
    event: Event
    approved: Rsvp
    waiting: Rsvp
    other: Rsvp
    mailbox: Mailbox
    host: Actor = field(default=VISITOR)

    def mine(self, rsvp: Rsvp) -> str:
        return f"/rsvp/{answers.link_token(rsvp)}/mine"

    def own(self, rsvp: Rsvp) -> list[str]:
        """Return the addresses that a party has."""
        assert rsvp.contact is not None
        return [self.mine(rsvp), f"/calendar/{calendar_token(rsvp.contact)}.ics"]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def scene(app: Flask, mailbox: Mailbox) -> Scene:
    here = town()
    event = db.session.scalars(select(Event).where(Event.ref == here.named["/events/"]["reference"])).one()
    other_event = events.event(office=event.office, locality=event.locality, starts_at=event.starts_at)
    kept = {name: _answers(event, f"{name}@example.org") for name in ("approved", "waiting")}
    other = _answers(other_event, "other@example.org")
    _act(approve.confirm, event, kept["approved"])
    _act(approve.confirm, event, kept["waiting"])
    _act(approve.approve, event, kept["approved"])
    return Scene(here, event, kept["approved"], kept["waiting"], other, mailbox)


def _answers(event: Event, address: str) -> Rsvp:
    with unit():
        given = make.given(event, address=address, women=event.kind == "women")
        kept = attend.answer(actor=VISITOR, now=clock.now(), given=given)
    return db.session.get_one(Rsvp, kept.rsvp_id)


def _act(action: Callable[..., Any], event: Event, rsvp: Rsvp) -> None:
    with unit():
        database.fresh(event)
        database.fresh(rsvp)
        action(actor=VISITOR, now=clock.now(), event=event, rsvp=rsvp)


# ── the crawler ─────────────────────────────────────────────────────────────


def words_of(answer: TestResponse) -> str:
    """Return all that an answer says: headers and body, sheets of paper read, packed files opened, lines unfolded."""
    if answer.data[:2] == b"PK":
        packed = zipfile.ZipFile(io.BytesIO(answer.data))
        body = " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    else:
        body = _read(answer)
    return (body + str(answer.headers)).replace("\r\n ", "")


def crawl(app: Flask, here: Town, more: list[str], who: str | None = None, only: str = "") -> Found:
    """Return which marks somebody finds on any address, each with the endpoints on whose answers it stands."""
    client, found = pushed(app, here, who), Found()
    everywhere = [*here.addresses(app), *((address, address.split("?")[0]) for address in (*ASKED, *more))]
    for n, (address, endpoint) in enumerate(everywhere):
        if only and only != endpoint:
            continue
        for language in ("", "lang=ur"):
            asked = address + (("&" if "?" in address else "?") + language if language else "")
            answer = client.get(asked, environ_overrides=elsewhere(n))
            for mark in MARKS:
                if mark in words_of(answer):
                    found.setdefault(mark, set()).add(endpoint)
    return found


def post_all(app: Flask, here: Town) -> Found:
    """Return which marks stand on what a visitor is answered to an empty form."""
    client, found = pushed(app, here, None), Found()
    for n, (address, endpoint) in enumerate(here.addresses(app, "POST")):
        said = words_of(client.post(address, data={}, environ_overrides=elsewhere(n)))
        for mark in MARKS:
            if mark in said:
                found.setdefault(mark, set()).add(endpoint)
    return found


def mails(scene: Scene) -> list[EmailMessage]:
    """Send what waits to be sent, and return every mail that arrived."""
    out = Smtp(scene.mailbox.url, sender="chowk@example.org")
    for number in db.session.scalars(select(OutboxMessage.id).order_by(OutboxMessage.id)).all():
        db.session.rollback()
        delivery.deliver(number, out)
    return scene.mailbox.arrived


def mailed(found: list[EmailMessage]) -> set[str]:
    """Return in which parts of mails a mark stands: the name of a header, or the kind of a part."""
    where = set()
    for mail in found:
        where |= {name.lower() for name, value in mail.items() if any(mark in value for mark in MARKS)}
        for part in mail.walk():
            if not part.is_multipart():
                body = part.get_payload(decode=True)
                said = (
                    body.decode(errors="replace").replace("\r\n ", "") if isinstance(body, bytes) else ""
                )  # a picture too
                where |= {part.get_content_type()} if any(mark in said for mark in MARKS) else set()
    return where


# ── what must hold ──────────────────────────────────────────────────────────


@needs_type
def test_the_public_and_whoever_was_not_approved_find_the_place_nowhere(app: Flask, scene: Scene):  # T7, 3 B
    own = [*scene.own(scene.waiting), *scene.own(scene.other)]
    assert crawl(app, scene.town, own) == {}
    assert post_all(app, scene.town) == {}


def test_searching_for_its_name_finds_no_more_than_any_other_word(app: Flask, scene: Scene):  # T7
    client = app.test_client()
    for address in SEARCHED:
        for mark in (VENUE, PLACE):
            other = mark[::-1]
            found, none = (client.get(address + word).get_data(as_text=True) for word in (mark, other))
            assert found.replace(mark, "") == none.replace(other, ""), address


def test_who_was_approved_finds_it_on_her_private_page_alone(app: Flask, scene: Scene):
    mine, calendar = scene.own(scene.approved)
    client = app.test_client()
    page = client.get(mine)
    said = page.get_data(as_text=True)
    assert (VENUE in said, f"https://{PLACE}.example" in said, POINT in said) == (True, True, False)
    assert page.headers["Cache-Control"] == "no-store"
    assert not any(mark in str(page.headers) for mark in MARKS)
    assert not any(mark in words_of(client.get(calendar)) for mark in MARKS)
    _act(attend.withdraw, scene.event, scene.approved)
    assert not any(mark in words_of(client.get(mine)) for mark in MARKS)


@pytest.mark.parametrize("who", ["elsewhere", "stranger", "oversight"])
def test_police_elsewhere_learn_no_more_than_that_a_hall_exists(app: Flask, scene: Scene, who: str):
    found = crawl(app, scene.town, [], who)
    assert (found.get(PLACE), found.get(POINT)) == (None, None)


@needs_type
@pytest.mark.parametrize("who", ["commander", "supervisor"])
def test_the_stations_own_sheets_of_paper_do_not_carry_it_away(app: Flask, scene: Scene, who: str):
    client, ref = pushed(app, scene.town, who), scene.event.ref
    sheets = [f"/events/{ref}/{name}.pdf" for name in ("poster", "agenda", "sign-in", "tally", "register")]
    pages = [f"/events/{ref}/{name}" for name in ("answers", "vouchers", "manage", "door", "paper")]
    for address in (*sheets, *pages):
        answer = client.get(address)
        assert (answer.status_code in {200, 403}, carried(answer)) == (True, set()), address


def exported(app: Flask, scene: Scene, who: str) -> dict[str, set[str]]:
    """Return which marks stand in each file of a year that somebody takes out."""
    client = pushed(app, scene.town, who)
    asked = {"office": scene.event.office.ref, "year": scene.event.wall_start[:4]}
    answers_ = {sort: client.send("/events/export", **asked, sort=sort) for sort in EXPORTS}
    assert {answer.status_code for answer in answers_.values()} == {200}
    return {sort: carried(answer) for sort, answer in answers_.items()}


def carried(answer: TestResponse) -> set[str]:
    said = words_of(answer)
    return {mark for mark in MARKS if mark in said}


def test_no_file_of_a_year_carries_it_away(app: Flask, scene: Scene):  # T7, T12
    assert exported(app, scene, "supervisor") == {sort: set() for sort in EXPORTS}


def _reminded(scene: Scene) -> list[EmailMessage]:
    """Let the reminder of the session be sent, and return every mail that arrived."""
    then = scene.event.starts_at - timedelta(hours=5)
    with time_machine.travel(then, tick=False):
        with unit():
            database.fresh(scene.event)
            remind.remind(actor=JOB, now=then, event=scene.event)
        return mails(scene)


def _through_its_life(scene: Scene) -> None:
    """Remind, move, thank a party elsewhere, send calendars, decline, call off: all that is mailed of a session."""
    event, now = scene.event, clock.now()
    _reminded(scene)
    for rsvp in (scene.approved, scene.waiting):
        with unit():
            remind.send_calendar(actor=VISITOR, now=now, rsvp=db.session.merge(rsvp))
    mails(scene)
    with unit():
        database.fresh(event)
        plan = planning.as_plan(event)
        later = {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
        later |= {"starts": plan.starts + timedelta(hours=1), "ends": plan.ends + timedelta(hours=1)}
        planning.edit(actor=JOB, now=now, event=event, plan=Plan(**later), version=None)
    mails(scene)
    _act(approve.decline, event, scene.waiting)
    mails(scene)
    with unit():
        database.fresh(event)
        planning.cancel(actor=JOB, now=now, event=event, reason="Rain", language="en")
    mails(scene)


def test_no_mail_to_anybody_carries_it_in_any_part_or_header(scene: Scene):  # T7
    mails(scene)
    _through_its_life(scene)
    arrived = scene.mailbox.arrived
    told = {str(mail["Subject"]).split(":")[0] for mail in arrived}
    assert {"Your place is kept", "Remember", "Changed", "Called off", "About your answer"} <= told
    assert mailed(arrived) == set()
    kinds = {part.get_content_type() for mail in arrived for part in mail.walk()}
    assert {"text/plain", "text/html", "text/calendar"} <= kinds


# ── the crawler itself is tried: each leak is planted, and found ────────────


def _cold(app: Flask) -> None:
    app.extensions["kept"].shelf.empty()
    for cached in (telling._line, telling._about, telling._fixed):
        cached.cache_clear()


@pytest.fixture
def cold(app: Flask) -> Iterator[None]:
    _cold(app)
    yield
    _cold(app)


NO = property(lambda _self: False)
YES = property(lambda _self: True)
PLANTED: dict[str, tuple[tuple[tuple[Any, str, Any], ...], str]] = {
    "page": (((Event, "place_told", YES),), "events.show"),
    "paper": (((Event, "place_told", YES),), "events.poster"),
    "list": (((Row, "women", NO),), "events.index"),
    "front page": (((Row, "women", NO),), "home.front"),
    "ics of one": (((Entry, "women", NO),), "events.one"),
    "feed": (((Entry, "women", NO),), "events.feed"),
    "private page": (((answers, "told_place", lambda _rsvp, _now: True),), "events.mine"),
}


@needs_type
@pytest.mark.usefixtures("cold")
@pytest.mark.parametrize("leak", PLANTED)
def test_a_planted_leak_is_found(app: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch, leak: str):
    changes, endpoint = PLANTED[leak]
    for owner, name, value in changes:
        monkeypatch.setattr(owner, name, value)
    found = crawl(app, scene.town, [], only=endpoint)
    assert endpoint in set().union(*found.values(), set())


@pytest.mark.usefixtures("cold")
def test_a_leak_on_the_map_is_found(app: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch):
    told = map_points._point

    def leaky(row: Any, base: str) -> dict[str, Any]:
        point = told(row, base)
        point["properties"]["venue"] = row.venue
        return point

    monkeypatch.setattr(map_points, "_point", leaky)
    assert crawl(app, scene.town, [], only="events.points")[VENUE] == {"events.points"}


def test_a_leak_in_a_header_is_found(app: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch):
    kept = headers.private

    def leaky() -> None:
        kept()
        g.setdefault("noted", True)

    monkeypatch.setattr(headers, "private", leaky)

    def note(answer: Response) -> Response:
        if "noted" in g:
            answer.headers["X-Place"] = VENUE
        return answer

    app.after_request_funcs.setdefault(None, []).insert(0, note)
    try:
        assert "events.mine" in crawl(app, scene.town, [], only="events.mine")[VENUE]
    finally:
        app.after_request_funcs[None].remove(note)


def test_a_leak_in_an_export_is_found(app: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Entry, "women", NO)
    assert exported(app, scene, "supervisor") == {"ics": {VENUE, POINT}, "csv": {VENUE}, "xlsx": {VENUE}}


@pytest.mark.parametrize(
    ("owner", "name", "value", "where"),
    [
        (telling, "place_of", lambda event, _code: event.place, {"text/plain", "text/html"}),
        (Entry, "women", NO, {"text/calendar"}),
    ],
)
def test_a_leak_in_a_mail_is_found(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, value: Any, where: set[str]
):
    monkeypatch.setattr(owner, name, value)
    assert mailed(mails(scene)) == where


def test_a_leak_in_the_header_of_a_mail_is_found(scene: Scene):
    with unit():
        database.fresh(scene.event)
        scene.event.title = VENUE
    assert "subject" in mailed(_reminded(scene))
