"""Who may give the second yes for a sealed lane: nobody of the line that asked, or that wrote roster and training.

One command line would else let its own in: whoever leads a station enrols, writes down the training and asks, and an
officer of that station says yes. So the yes comes from a desk at another office that none of them commands, or from
oversight, which stands in no chain of command.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.kernel import clock
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db
from engagement.organisation.models import Force, Office, Post
from engagement.people.models import LaneOffer, Person, Posting
from engagement.people.permissions import oversees
from engagement.people.queries import held
from engagement.people.rules import TRAINED, WOMENS_DESK

COMMANDS = frozenset({Role.COMMANDER, Role.SUPERVISOR})
ENROL, TRAIN = "people.enrol", "people.train"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody serves, and whether all beneath are under their command."""

    office_id: int
    path: str
    commands: bool

    def reaches(self, office_id: int, path: str) -> bool:
        """Whether who serves at an office is of this one, or under its command."""
        return self.office_id == office_id or (self.commands and path.startswith(self.path))


@dataclass(frozen=True, slots=True)
class Line:
    """Who asked for an offer or wrote what it rests on, and all places from which that was done or where it is for."""

    people: frozenset[int]
    places: frozenset[Place]


def stands_apart(who: Actor, offer: LaneOffer, line: Line) -> bool:
    """Whether the yes of `who` is not that of the line which asked; oversight's never is."""
    if who.person_id in line.people:
        return False
    if oversees(who, offer.posting):
        return True
    return not any(
        place.reaches(each.office_id, each.office_path) for place in line.places for each in who.holdings
    )


def lines_of(offers: Sequence[LaneOffer]) -> dict[int, Line]:
    """Return the line of each offer; three statements for any number."""
    acts = {offer.id: {offer.asked_by_id: offer.asked_at} for offer in offers}
    written = _written({offer.posting.person_id for offer in offers if offer.lane in TRAINED})
    for offer in offers:
        keys = [(ENROL, offer.posting_id)] if offer.lane == WOMENS_DESK else []
        keys += [(TRAIN, offer.posting.person_id)] if offer.lane in TRAINED else []
        for person_id, at in filter(None, map(written.get, keys)):
            acts[offer.id][person_id] = min(at, acts[offer.id].get(person_id, at))
    served = _served({person_id for each in acts.values() for person_id in each})
    return {
        offer.id: Line(
            frozenset(acts[offer.id]),
            frozenset(
                [place_of(offer.posting), *(p for act in acts[offer.id].items() for p in _then(served, *act))]
            ),
        )
        for offer in offers
    }


def place_of(posting: Posting) -> Place:
    """Return where a posting serves."""
    office = posting.post.office
    return Place(office.id, office.path, posting.post.role in COMMANDS)


def somebody(posting: Posting, readers: Iterable[Posting], now: datetime) -> bool:
    """Whether one of the readers of a lane, or oversight, could let a posting in: then the command line does not."""
    place = place_of(posting)
    if any(not place.reaches(each.post.office_id, each.post.office.path) for each in readers):
        return True
    return any(each != posting.person_id for each in overseers(posting.post.office, now))


def overseers(office: Office, now: datetime) -> list[int]:
    """Return the keys of those who oversee an office today, in their own name."""
    force: Force = office.force
    today = clock.to_local(now, force.zone).date()
    query = select(Posting.person_id, Office.path).join(Post, Post.id == Posting.post_id)
    query = query.join(Office, Office.id == Post.office_id).join(Person, Person.id == Posting.person_id)
    query = query.where(Post.force_id == force.id, Post.role == Role.OVERSIGHT, Person.active.is_(True))
    rows = db.session.execute(query.where(held(today, now), Posting.stands_for_id.is_(None)))
    return sorted({person for person, path in rows if office.path.startswith(path)})


Served = dict[int, list[tuple[date | None, Place]]]


def _written(people: set[int]) -> dict[tuple[str, int], tuple[int, datetime]]:
    """Return by whom and when roster and trainings of some people were written down last."""
    if not people:
        return {}
    theirs = select(Posting.id).where(Posting.person_id.in_(sorted(people)))
    query = select(AuditEntry).where(
        AuditEntry.subject_kind == Posting.__tablename__,
        AuditEntry.subject_id.in_(theirs),
        AuditEntry.verb.in_([ENROL, TRAIN]),
        AuditEntry.person_id.is_not(None),
    )
    found = {}
    for entry in db.session.scalars(query.order_by(AuditEntry.id)):
        key = entry.subject_id if entry.verb == ENROL else int(entry.facts["person"])
        found[entry.verb, key] = (entry.person_id or 0, entry.at)
    return found


def _served(people: set[int]) -> Served:
    query = select(Posting.person_id, Posting.ends_on, Office.id, Office.path, Post.role)
    query = query.join(Post, Post.id == Posting.post_id).join(Office, Office.id == Post.office_id)
    query = query.where(Posting.person_id.in_(sorted(people)))
    served: Served = {}
    for person_id, ends_on, office_id, path, role in db.session.execute(query):
        served.setdefault(person_id, []).append((ends_on, Place(office_id, path, role in COMMANDS)))
    return served


def _then(served: Served, person_id: int, at: datetime) -> list[Place]:
    """Return where somebody served when they did something, or serves since."""
    day = at.date() - timedelta(days=1)  # a force's day may still be yesterday's
    return [place for ends_on, place in served.get(person_id, []) if ends_on is None or ends_on >= day]
