"""What a meeting itself offers: child care, an interpreter, a way without steps; found by it, a women's session too."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from engagement.events.models import Event
from engagement.events.rules import Kind
from engagement.kernel.database import db
from tests.factories import organisation, people
from tests.factories.events import event

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def text(answer) -> str:
    return answer.get_data(as_text=True)


@pytest.fixture
def session(app):
    host = organisation.station()
    where = organisation.locality(office=host)
    hall = organisation.venue(locality=where, features=["step_free", "womens_entrance"])
    common = {"office": host, "locality": where, "venue_id": hall.id}
    event(**common, title="The open hour")
    return event(**common, title="Women only", kind=Kind.WOMEN, offers=["childcare"])


def test_a_womens_session_is_found_by_what_it_offers_and_never_by_what_its_hall_has(client, session):  # T7
    found = text(client.get("/events?access=childcare"))
    assert ("Women only" in found, "The open hour" in found) == (True, False)
    for feature in ("step_free", "womens_entrance"):
        found = text(client.get(f"/events?access={feature}"))
        assert ("Women only" in found, "The open hour" in found) == (False, True)


def test_its_page_and_its_row_name_what_it_offers_alone(client, session):
    row = text(client.get("/events?kind=women"))
    tags = row[row.index('class="tags"') :].partition("</ul>")[0]
    assert ("Child care" in tags, "Step-free" in tags) == (True, False)
    shown = text(client.get(f"/events/{session.ref}"))
    facts = shown[shown.index('class="facts"') : shown.index("</dl>")]
    assert ("Child care" in facts, "Step-free" in facts, "Women's entrance" in facts) == (True, False, False)


def test_of_another_meeting_both_are_told_once(client, app):
    host = organisation.station()
    where = organisation.locality(office=host)
    hall = organisation.venue(locality=where, features=["step_free"])
    one = event(office=host, locality=where, venue_id=hall.id, offers=["step_free", "interpreter"])
    shown = text(client.get(f"/events/{one.ref}"))
    facts = shown[shown.index('class="facts"') : shown.index("</dl>")]
    assert (facts.count("Step-free"), facts.count("Interpreter")) == (1, 1)
    assert one.title in text(client.get("/events?access=interpreter"))


def test_who_plans_ticks_it(client, app):
    host = organisation.station()
    post, where = organisation.post(office=host), organisation.locality(office=host)
    client.sign_in(people.person(holding=post))
    typed = {
        "title": "Monthly meeting", "kind": "meeting", "audience": "everyone", "day": "2026-11-24", "starts": "16:00",
        "ends": "18:00", "host_post": post.ref, "locality": where.ref, "venue": "", "language": "en", "version": "1",
    }  # fmt: skip
    made = client.send("/events/new", **typed, offers=["childcare", "interpreter"], operation_id="a")
    assert made.status_code == 303
    one = db.session.scalars(select(Event)).one()
    assert sorted(one.offers) == ["childcare", "interpreter"]
    page = text(client.get(f"/events/{one.ref}/edit"))
    assert page.count("checked") >= 2
    client.send(f"/events/{one.ref}/duplicate", operation_id="again")
    db.session.rollback()
    copy = db.session.scalars(select(Event).where(Event.id != one.id)).one()
    assert sorted(copy.offers) == ["childcare", "interpreter"]
    refused = client.send("/events/new", **typed, offers=["womens_entrance"], operation_id="b")
    assert refused.status_code == 422
