"""Sealed matters for tests, taken in by the real action, and a force whose readers stand past the accused."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from engagement.concerns.actions import sealed, womens
from engagement.concerns.models import Concern
from engagement.concerns.routing import Accused
from engagement.concerns.rules import Lane
from engagement.concerns.safe import Safe
from engagement.kernel import sealing
from engagement.kernel.actor import Actor, Role
from engagement.organisation.models import Force, Locality, Office, Post
from engagement.people.models import Person
from tests.factories import organisation as org
from tests.factories import people
from tests.factories.concerns import done
from tests.factories.saving import saved

MARKER = "marker-sealed-words"
TRAINED: dict[str, Any] = {"trained_on": date(2026, 1, 5), "trained_until": date(2028, 1, 5)}
EACH = (Lane.TIP, Lane.COMPLAINT, Lane.THREAT)
RAISED = datetime(2026, 11, 21, 5, tzinfo=UTC)


@dataclass
class Reader:
    """Somebody at a post, and the actor that they are."""

    post: Post
    person: Person
    actor: Actor


def reader(office: Office, *lanes: str, role: Role = Role.OFFICER, person: Person | None = None) -> Reader:
    """Somebody who holds a new post at an office, let into these lanes; on the women's desk as its law asks."""
    post = org.post(office=office, role=role)
    who = person or people.person(**(TRAINED if set(lanes) & {"women", "children"} else {}))
    desk = "women" in lanes
    posting = people.posting(person=who, post=post, lanes=" ".join(sorted(lanes)), womens_desk=desk)
    actor = people.actor_at(post, person=who)
    held = replace(actor.holdings[0], lanes=frozenset(lanes), posting_id=posting.id)
    return Reader(post, who, replace(actor, holdings=(held,), acting=held))


def both(*readers: Reader) -> Actor:
    """One person who holds the posts of several readers."""
    held = tuple(each.actor.holdings[0] for each in readers)
    return replace(readers[0].actor, holdings=held, acting=held[0])


class Force3:
    """A force of three rungs with two stations; a focal post at each rung above the stations, and oversight."""

    def __init__(self, **given: Any) -> None:
        self.force: Force = org.force(**given)
        self.head = org.office(force=self.force, kind="force")
        self.district = org.office(parent=self.head, kind="district")
        self.station, self.other = org.office(parent=self.district), org.office(parent=self.district)
        self.place: Locality = org.locality(office=self.station)
        self.sho = reader(self.station, role=Role.COMMANDER)
        self.officer = reader(self.station)
        self.neighbour = reader(self.other, role=Role.COMMANDER)
        self.dpo = reader(self.district, role=Role.SUPERVISOR)
        self.focal = reader(self.district, *EACH)
        self.focal_above = reader(self.head, *EACH)
        self.oversight = reader(self.head, Lane.COMPLAINT, role=Role.OVERSIGHT)
        self.administrator = reader(self.head, role=Role.ADMINISTRATOR)

    def everybody(self) -> dict[str, Reader]:
        """Each who serves here, by name."""
        return {name: each for name, each in vars(self).items() if isinstance(each, Reader)}

    def complaint(self, *about: Accused, now: datetime = RAISED, **given: Any) -> Concern:
        """A complaint about the head of the station, unless said."""
        accused = about or (Accused(self.station, self.sho.post, date(2026, 11, 20)),)
        return matter(self.force, Lane.COMPLAINT, accused=accused, now=now, **given)

    def tip(self, **given: Any) -> Concern:
        """A tip about a crime in the place."""
        return matter(self.force, Lane.TIP, locality=self.place, **given)

    def threat(self, **given: Any) -> Concern:
        """A threat to life in the place."""
        return matter(self.force, Lane.THREAT, locality=self.place, **given)


class Desk(Force3):
    """The same force with a women's desk at the district and above, and a child-protection focal person between."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.woman = reader(self.district, Lane.WOMEN)
        self.woman_above = reader(self.head, Lane.WOMEN)
        self.guard = reader(self.district, "children", role=Role.SUPERVISOR)

    def brought(self, *, code: str | None = None, words: str = MARKER, **given: Any) -> Concern:
        """A matter of the women's desk in the place."""
        values: dict[str, Any] = {
            "now": RAISED,
            "force": self.force,
            "said": sealed.Said(words, "", "en"),
            "locale": "en",
            "locality": self.place,
            "accused": (),
            "under_18": False,
            "safe": Safe(),
            "address": "",
            "receipt": sealing.receipt_digest(code) if code else None,
            "operation_id": uuid4().hex,
        }
        row: Concern = done(womens.bring, **{**values, **given})
        return row


def matter(
    force: Force, lane: Lane, *, words: str = MARKER, reach: str = "", code: str | None = None, **given: Any
) -> Concern:
    """A sealed matter, taken in."""
    values: dict[str, Any] = {
        "now": RAISED,
        "locality": None,
        "accused": (),
        "locale": "en",
        "receipt": sealing.receipt_digest(code) if code else None,
        "operation_id": uuid4().hex,
    }
    row: Concern = done(
        sealed.take_in, force=force, lane=lane, said=sealed.Said(words, reach, "en"), **{**values, **given}
    )
    return row


def served_before(office: Office, until: date) -> Person:
    """Somebody who served at an office until a day and serves elsewhere since."""
    person = people.person()
    saved(people.posting(person=person, post=org.post(office=office), ends_on=until))
    return person
