"""One station that serves one place, with the posts that answer there."""

from dataclasses import dataclass

import pytest

from engagement.kernel.actor import Actor, Role
from engagement.organisation.models import Force, Locality, Office, Post
from engagement.people.models import Person
from tests.factories import organisation as org
from tests.factories import people


@dataclass
class Town:
    """A district with two stations; Badhber serves one place and has an SHO, who stands for `sho`."""

    force: Force
    district: Office
    badhber: Office
    mattani: Office
    place: Locality
    sho_post: Post
    officer_post: Post
    dpo_post: Post
    mattani_post: Post
    sho: Person
    officer: Person
    dpo: Person

    def acts(self, person: Person, *posts: Post) -> Actor:
        """The actor that a person with these posts is."""
        return people.actor_at(*posts, person=person)


@pytest.fixture
def town(app: object) -> Town:
    """The town, saved."""
    force = org.force()
    district = org.office(force=force, kind="district")
    badhber, mattani = org.office(parent=district, force=force), org.office(parent=district, force=force)
    place = org.locality(office=badhber)
    sho_post = org.post(office=badhber, role=Role.COMMANDER)
    officer_post = org.post(office=badhber, role=Role.OFFICER)
    dpo_post = org.post(office=district, role=Role.SUPERVISOR)
    mattani_post = org.post(office=mattani, role=Role.COMMANDER)
    return Town(
        force,
        district,
        badhber,
        mattani,
        place,
        sho_post,
        officer_post,
        dpo_post,
        mattani_post,
        people.person(holding=sho_post),
        people.person(holding=officer_post),
        people.person(holding=dpo_post),
    )
