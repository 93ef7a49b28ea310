"""Who is there: offices, posts with their holders, localities and venues of one force, as the chronicle needs them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from engagement.demo.chronicle import Calendar
from engagement.kernel.actor import Actor, Holding, Kind
from engagement.organisation.models import Force, Locality, Office, Post, Venue
from engagement.people.models import Person


@dataclass(slots=True)
class Station:
    """A station with its three posts, and the places that it serves."""

    office: Office
    sho: Post
    officer: Post
    second: Post  # the women's desk, where there is one
    has_desk: bool
    places: list[Locality] = field(default_factory=list)
    venues: dict[int, Venue] = field(default_factory=dict)  # by locality


@dataclass(slots=True)
class Cast:
    """One force with its people."""

    force: Force
    calendar: Calendar
    languages: tuple[str, ...]  # in which its people speak and write, the commonest first
    administrator: Post
    district: Office
    chief: Post  # over all stations
    head: Post  # over the chief
    pro: Post
    overseer: Post | None = None  # who reads complaints about police
    stations: list[Station] = field(default_factory=list)
    holders: dict[int, Person] = field(default_factory=dict)  # by post; a vacant post is missing

    def act(self, post: Post) -> Actor:
        """Return the actor who holds a post now; who fills in while it is vacant is the chief."""
        held = post if post.id in self.holders else self.chief
        person = self.holders[held.id]
        holding = Holding(
            post_id=held.id,
            posting_id=0,
            role=held.role,
            office_id=held.office_id,
            office_path=held.office.path,
            force_id=held.force_id,
        )
        return Actor(Kind.PERSON, person.id, (holding,), holding, locale=person.locale)

    def another(self, station: Station | None, writer: int | None) -> Actor:
        """Return who reviews what person `writer` wrote: the head of the station, else who stands over it."""
        posts = (station.sho, self.chief, self.head) if station else (self.chief, self.head)
        return next(actor for post in posts if (actor := self.act(post)).person_id != writer)

    def everywhere(self) -> Iterator[tuple[Station, Locality]]:
        """Give each station with each of its places, in turn."""
        for station in self.stations:
            for place in station.places:
                yield station, place
