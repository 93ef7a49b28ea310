"""Sight and rights come from the posts held today and the offices under them."""

from engagement.kernel.actor import COMMAND, VISITOR, Actor, Holding, Kind, Role, actor

FORCE, DISTRICT, STATION = "/1/", "/1/3/", "/1/3/17/"
SHO = Holding(5, 50, Role.COMMANDER, 17, STATION, 1)
DPO = Holding(6, 60, Role.SUPERVISOR, 3, DISTRICT, 1)


def person(*holdings: Holding, acting: Holding | None = None) -> Actor:
    return Actor(Kind.PERSON, person_id=1, holdings=holdings, acting=acting)


def test_a_post_reaches_its_office_and_what_lies_under_it():
    assert [person(DPO).over(path) for path in (FORCE, DISTRICT, STATION)] == [False, True, True]
    assert [person(SHO).over(path) for path in (FORCE, DISTRICT, STATION)] == [False, False, True]


def test_an_office_whose_number_begins_alike_is_another_office():
    assert not person(SHO).over("/1/3/170/")
    assert not person(SHO).over("/1/31/17/")


def test_reach_counts_only_in_the_roles_asked_for():
    both = person(SHO, DPO)
    assert both.over(STATION, Role.COMMANDER)
    assert not both.over(DISTRICT, Role.COMMANDER)
    assert not both.over(STATION, Role.PRO, Role.OVERSIGHT)
    assert both.paths(Role.SUPERVISOR) == (DISTRICT,)


def test_who_holds_no_post_reaches_nothing():
    for who in (VISITOR, COMMAND, person()):
        assert [who.over("/"), who.holds(5), who.as_post(STATION), who.staff] == [False, False, None, False]
    assert not person(SHO).holds(None)


def test_a_write_is_made_in_the_name_of_the_nearest_post():
    assert person(DPO, SHO).as_post(STATION) == SHO
    assert person(DPO, SHO).as_post(DISTRICT) == DPO
    assert person(DPO, SHO).as_post(FORCE) is None
    assert person(DPO, SHO).as_post(STATION, Role.SUPERVISOR) == DPO


def test_the_acting_post_goes_before_a_nearer_one_where_it_reaches():
    assert person(SHO, DPO, acting=DPO).as_post(STATION) == DPO
    assert person(SHO, DPO, acting=SHO).as_post(DISTRICT) == DPO
    assert person(SHO, DPO, acting=DPO).as_post(STATION, Role.COMMANDER) == SHO


def test_outside_a_request_the_command_line_acts():
    assert actor() is COMMAND
