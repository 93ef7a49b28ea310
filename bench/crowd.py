"""300 people at once for 100 places: exactly 100 confirmed, 200 waiting in order, no error."""

import http.client
import threading
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import func, select

from bench import worlds
from bench.pages import Line
from bench.serving import served
from engagement.events.models import Event, Rsvp
from engagement.kernel.database import db
from engagement.organisation.models import Force, Locality, Office, Post, Venue

PEOPLE, PLACES = 300, 100


def run(app: Flask, environ: dict[str, str], *, say: Callable[[Line], None]) -> None:
    """Let them all press at once, each on a connection of their own."""
    with app.app_context():
        ids = {
            "force": db.session.scalar(select(Force.id)),
            "office": db.session.scalar(select(Office.id)),
            "post": db.session.scalar(select(Post.id)),
            "place": db.session.scalar(select(Locality.id)),
            "venue": db.session.scalar(select(Venue.id)),
        }
        ((event_id, ref),) = worlds.meetings(ids, 1, capacity=PLACES)
        db.session.remove()
    with served("engagement.web_server:load", environ, ready="/healthz") as (address, _):
        answers = _press(address, ref)
    with app.app_context():
        query = select(Rsvp.state, func.count()).where(Rsvp.event_id == event_id).group_by(Rsvp.state)
        states = {str(state): number for state, number in db.session.execute(query)}
        seats = db.session.scalar(select(Event.seats_taken).where(Event.id == event_id))
        last = db.session.scalar(
            select(func.max(Rsvp.id)).where(Rsvp.event_id == event_id, Rsvp.state == "confirmed")
        )
        first = db.session.scalar(
            select(func.min(Rsvp.id)).where(Rsvp.event_id == event_id, Rsvp.state == "waiting")
        )
    note = f"{states}, seats {seats}, waiting in order: {last is not None and first is not None and last < first}"
    good = states == {"confirmed": PLACES, "waiting": PEOPLE - PLACES} and seats == PLACES
    say(
        Line(
            "300 at once: confirmed",
            float(states.get("confirmed", 0)) if good else 0.0,
            PLACES,
            at_least=True,
            note=note,
        )
    )
    refused = sum(1 for status in answers if status != 303)
    say(Line("300 at once: errors", refused, 0, at_least=False, note=""))


def _press(address: str, ref: str) -> list[int]:
    parts = urlsplit(address)
    gate = threading.Barrier(PEOPLE)
    answers = [0] * PEOPLE

    def one(number: int) -> None:
        body = urlencode({"party": 1, "need": "nothing", "operation_id": f"crowd-{number}"})
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        gate.wait()
        try:
            connection.request(
                "POST",
                f"/events/{ref}/rsvp",
                body,
                {"Content-Type": "application/x-www-form-urlencoded"},
            )
            answers[number] = connection.getresponse().status
        except OSError:
            answers[number] = -1
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
