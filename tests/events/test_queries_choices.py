"""What a planner may choose from, and who owes a meeting."""

from datetime import date

from engagement.events import queries
from engagement.kernel.actor import VISITOR, Role
from tests.factories import organisation, people

TODAY = date(2026, 11, 20)


def test_hosts_are_the_offices_under_ones_posts(app):
    district = organisation.office()
    here, there = organisation.station(district=district), organisation.station(district=district)
    organisation.station()
    supervisor = people.actor_at(organisation.post(office=district, role=Role.SUPERVISOR))
    officer = people.actor_at(organisation.post(office=here))
    administrator = people.actor_at(organisation.post(office=district, role=Role.ADMINISTRATOR))
    assert list(queries.hosts(supervisor)) == [district, here, there]
    assert list(queries.hosts(officer)) == [here]
    assert list(queries.hosts(administrator)) == []
    assert list(queries.hosts(VISITOR)) == []


def test_localities_are_those_served_today_or_all_of_the_force(app):
    district = organisation.office()
    here, bare = organisation.station(district=district), organisation.station(district=district)
    served = organisation.locality(office=here)
    other = organisation.locality(force=here.force)
    organisation.locality()
    assert list(queries.localities_of(here, TODAY)) == [served]
    assert list(queries.localities_of(here, date(2019, 1, 1))) == [served, other]
    assert list(queries.localities_of(bare, TODAY)) == [served, other]


def test_venues_are_those_in_the_localities(app):
    where = organisation.locality()
    hall = organisation.venue(locality=where)
    organisation.venue(locality=organisation.locality())
    assert list(queries.venues_in([where])) == [hall]


def test_the_head_of_the_station_owes_the_next_meeting(app):
    host = organisation.station()
    where = organisation.locality(office=host)
    organisation.post(office=host, role=Role.OFFICER)
    head = organisation.post(office=host, role=Role.COMMANDER)
    assert queries.owed_by(host, None) == head
    assert queries.owed_by(None, where) == head
    assert queries.owed_by(None, None) is None
    assert queries.owed_by(organisation.station(), None) is None
