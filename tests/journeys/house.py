"""A station with its posts and places, who acts, and the kept pages that show it."""

from datetime import datetime, timedelta
from typing import Any

from engagement.concerns.models import Concern
from engagement.events.models import Council, Event
from engagement.events.programme import Point
from engagement.events.rules import Kind, Plan
from engagement.kernel.actor import Role
from engagement.problems.models import Problem
from tests.factories import organisation as make
from tests.factories import people


class House:
    """A station, its posts and places, and who acts."""

    def __init__(self) -> None:
        self.force = make.force(slug="kp")
        district = make.office(force=self.force, kind=make.OfficeKind.DISTRICT)
        self.station = make.office(force=self.force, parent=district, slug="badhber")
        self.other = make.office(force=self.force, parent=district, slug="hayatabad")
        self.post = make.post(office=self.station)
        self.chief = make.post(office=self.station, role=Role.COMMANDER)
        self.place = make.locality(office=self.station, slug="bazaar")
        self.venue = make.venue(locality=self.place)
        self.officer = people.actor_at(self.post)
        self.commander = people.actor_at(self.chief)
        self.administrator = people.actor_at(make.post(office=district, role=Role.ADMINISTRATOR))
        self.events: list[Event] = []
        self.concerns: list[Concern] = []
        self.councils: list[Council] = []
        self.problems: list[Problem] = []

    def plan(self, starts: datetime, **more: Any) -> Plan:
        """Return the plan of a meeting at the venue."""
        facts: dict[str, Any] = {
            "title": "Light and water",
            "starts": starts,
            "ends": starts + timedelta(hours=2),
            "kind": Kind.TOWN_HALL,
            "languages": ("ps", "ur"),
            "words": "Come and say it.",
            "host_post_id": self.post.id,
            "locality_id": self.place.id,
            "venue_id": self.venue.id,
            "capacity": 2,
            "agenda": (Point("Last time, answered", 20),),
        }
        return Plan(**{**facts, **more})

    def addresses(self) -> dict[str, list[str]]:
        """Return the kept pages by endpoint, each with what it may be asked."""
        refs = [event.ref for event in self.events]
        return {
            "home.front": ["/"],
            "home.help": ["/help"],
            "home.privacy": ["/privacy"],
            "intake.app": ["/door/app", "/door/app?lang=ur"],
            "home.map": ["/map"],
            "events.index": ["/events", "/events?when=past", "/events?station=badhber", "/events?locality=bazaar&lang=ur"],
            "events.near": ["/events/near", "/events/near?locality=bazaar"],
            "events.feed": ["/events.ics", "/events.ics?station=badhber"],
            "events.points": ["/events.geojson"],
            "events.show": [f"/events/{ref}{lang}" for ref in refs for lang in ("", "?lang=ur")],
            "events.one": [f"/events/{ref}.ics" for ref in refs],
            "events.poster": [f"/events/{ref}/poster.pdf" for ref in refs[:1]],  # each takes long to print
            "events.council": [f"/councils/{council.ref}" for council in self.councils],
            "organisation.stations": ["/stations", "/stations?q=bazaar"],
            "organisation.station": ["/stations/badhber", "/stations/hayatabad"],
            "organisation.locality": ["/localities/bazaar", "/localities/bazaar?lang=ur"],
            "organisation.outlines": ["/localities.geojson"],
            "problems.told": ["/you-said-we-did"],
            "problems.answer": [f"/you-said-we-did/{problem.ref}" for problem in self.problems],
            "concerns.show": [f"/concerns/{concern.ref}" for concern in self.concerns],
        }  # fmt: skip
