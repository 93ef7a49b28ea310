"""The trail in the database: sealed by the worker, append-only, read back from the command line."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import delete, select, text, update

from engagement.audit import actions, chain
from engagement.audit.jobs import seal_trail
from engagement.audit.models import AuditEntry, Unchangeable
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, unit
from tests.factories import organisation

NOW = datetime(2026, 11, 24, 7, 30, 1, 123456, tzinfo=UTC)


@pytest.fixture
def trail(app, settings):
    """Record seven acts and seal them."""
    chain.put_head(settings.data_dir, None)
    record(7)
    seal_trail()
    yield
    chain.put_head(settings.data_dir, None)


def record(number):
    force = organisation.force()
    with unit():
        for n in range(number):
            actions.record(
                actor=COMMAND,
                now=NOW + timedelta(seconds=n),
                verb="organisation.found",
                subject=force,
                state="offen · کھلا",
                n=n,
            )


def verify(app):
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    return result.exit_code, result.output


def ids():
    return db.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all()


def past_the_model(statement, **values):
    """Change the table as somebody does who has the database."""
    with unit() as session:
        session.connection().execute(text(statement), values)


def test_a_sealed_trail_is_whole(app, trail):
    assert verify(app) == (0, "7 sealed entries read.\nThe chain is whole.\n")


def test_what_is_not_sealed_yet_is_counted(app, trail):
    record(2)
    with time_machine.travel(NOW + timedelta(seconds=40), tick=False):
        assert "2 entries are not sealed yet; the oldest waits for 40 seconds." in verify(app)[1]
    seal_trail()
    assert verify(app) == (0, "9 sealed entries read.\nThe chain is whole.\n")


@pytest.mark.parametrize("place", [0, 3, 6])
def test_an_altered_entry_fails_and_is_named(app, trail, place):
    entry = ids()[place]
    past_the_model("UPDATE audit_entries SET verb = 'events.cancel' WHERE id = :id", id=entry)
    code, said = verify(app)
    assert (code, f"Entry {entry} was altered" in said) == (1, True)


@pytest.mark.parametrize("place", [0, 3])
def test_an_entry_taken_away_fails(app, trail, place):
    past_the_model("DELETE FROM audit_entries WHERE id = :id", id=ids()[place])
    assert verify(app)[0] == 1


def test_taking_away_the_newest_entries_fails(app, trail):
    newest = ids()[-1]
    past_the_model("DELETE FROM audit_entries WHERE id >= :id", id=newest - 1)
    code, said = verify(app)
    assert (code, f"Entry {newest} was altered, or an entry at that place was taken away" in said) == (
        1,
        True,
    )


def test_a_long_tail_is_sealed_in_batches(app, settings, trail):
    record(11)
    assert [chain.seal_next(settings.data_dir, batch=4) for _ in range(4)] == [4, 4, 3, 0]
    assert verify(app)[0] == 0


def test_an_entry_that_came_late_waits_for_a_newer_one(app, settings, trail):
    record(3)
    table = AuditEntry.__table__
    late = db.session.execute(select(table).order_by(table.c.id).offset(7)).first()._asdict()
    past_the_model("DELETE FROM audit_entries WHERE id = :id", id=late["id"])  # as if not committed yet
    assert chain.seal_next(settings.data_dir) == 2
    with unit() as session:
        session.execute(table.insert().values(**late))
    assert chain.seal_next(settings.data_dir) == 0
    record(1)
    assert chain.seal_next(settings.data_dir) == 2
    assert verify(app) == (0, "11 sealed entries read.\nThe chain is whole.\n")


def test_entries_are_never_changed_by_our_own_code(app, trail):
    entry = db.session.get(AuditEntry, ids()[0])
    with pytest.raises(Unchangeable), unit():
        entry.verb = "events.cancel"
    with pytest.raises(Unchangeable), unit() as session:
        session.delete(db.session.get(AuditEntry, ids()[0]))
    with pytest.raises(Unchangeable), unit() as session:
        session.execute(delete(AuditEntry))
    with pytest.raises(Unchangeable), unit() as session:
        session.execute(update(AuditEntry).values(verb="x"))
    assert verify(app)[0] == 0
