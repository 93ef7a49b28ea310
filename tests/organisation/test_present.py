"""The forces that every page asks for: held by the process, the request's own rows, never older than their writing."""

import pytest
from sqlalchemy import inspect, select

from engagement.kernel.database import db, unit
from engagement.organisation import present
from engagement.organisation.models import Force
from tests.factories import organisation as make


def names(app):
    with app.app_context():
        return [force.names["en"] for force in present.forces()]


def test_they_are_read_once_and_then_held(app, statements):
    make.force(names={"en": "First"})
    with statements() as ran:
        assert [names(app), names(app)] == [["First"], ["First"]]
    assert ran == []


def test_a_change_and_a_new_one_are_seen_at_once_however_they_are_written(app):
    force = make.force(names={"en": "First"})
    assert names(app) == ["First"]
    with unit():
        force.names = {"en": "Renamed"}
    assert names(app) == ["Renamed"]
    make.force(names={"en": "Second"})
    assert names(app) == ["Renamed", "Second"]


def test_a_change_that_is_rolled_back_is_not_seen(app):
    force = make.force(names={"en": "First"})
    names(app)
    with pytest.raises(ZeroDivisionError), unit() as session:  # noqa: PT012 - what is undone must stand inside
        force.names = {"en": "Never"}
        session.flush()
        assert [each.names["en"] for each in present.forces()] == ["Never"]
        raise ZeroDivisionError
    assert names(app) == ["First"]


def test_what_one_request_does_to_its_row_is_not_what_the_next_one_sees(app):
    make.force(names={"en": "First"})
    names(app)
    with app.app_context():
        (force,) = present.forces()
        assert (inspect(force).persistent, force is db.session.scalars(select(Force)).one()) == (True, True)
        force.names = {"en": "Typed and never saved"}
    assert names(app) == ["First"]
