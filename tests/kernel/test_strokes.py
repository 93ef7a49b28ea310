"""A stroke: whole or nothing, and never inside a unit."""

import pytest
from sqlalchemy import Executable, select, text

from engagement.kernel import glances, strokes
from engagement.kernel.database import db, unit
from engagement.kernel.freshness import BUMP, DataVersion

pytestmark = pytest.mark.usefixtures("app")
WRONG = text("INSERT INTO data_version (topic, number) SELECT NULL, 1 WHERE :topic <> ''")


def topics() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(DataVersion.topic)))


def test_what_was_run_stands_when_it_ends():
    with strokes.stroke() as run:
        run(BUMP, topic="one")
    assert "one" in topics()


def _stroke(*statements: tuple[Executable, str]) -> None:
    with strokes.stroke() as run:
        for statement, topic in statements:
            run(statement, topic=topic)


def test_on_an_error_nothing_of_it_stands_and_the_connection_serves_on():
    bare = glances.here()
    before = [(BUMP, "lost")] if bare.lite else []
    with pytest.raises(bare.refused):
        _stroke(*before, (WRONG, "wrong"))
    assert "lost" not in topics()
    _stroke((BUMP, "next"))
    assert "next" in topics()


def test_a_second_statement_that_would_be_a_second_transaction_is_refused():
    two = (BUMP, "one"), (BUMP, "two")
    if glances.here().lite:
        _stroke(*two)
        assert {"one", "two"} <= set(topics())
    else:
        with pytest.raises(RuntimeError, match="second transaction"):
            _stroke(*two)


def test_it_is_no_part_of_a_unit():
    with unit(), pytest.raises(RuntimeError, match="a unit is open"), strokes.stroke():
        pass


def test_it_ends_what_the_session_was_reading():
    db.session.execute(text("SELECT 1"))
    assert db.session().in_transaction()
    with strokes.stroke() as run:
        run(BUMP, topic="one")
    assert not db.session().in_transaction()
