"""The database: words of our own that are written into a statement; what the end of a read keeps and what it undoes."""

import pytest
from sqlalchemy import NullPool, column, create_engine, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError

from engagement.kernel.database import db, one_of


def test_words_of_our_own_are_written_into_the_statement_in_order():
    written = one_of(column("state"), {"open", "closed"}).compile(dialect=sqlite.dialect())
    assert str(written) == "state IN ('closed', 'open')"
    assert written.params == {}


def test_what_is_no_plain_word_is_never_written_into_a_statement():
    with pytest.raises(ValueError, match="plain words"):
        one_of(column("state"), ["open') OR ('' = '"])


@pytest.fixture
def alone(app):
    """One connection, a new one: others that tests left in the pool would each take a part of the reads."""
    db.session.remove()
    db.engine.dispose()


def reads(*, times: int) -> None:
    """Read as so many requests in a row would."""
    for _ in range(times):
        db.session.execute(text("SELECT count(*) AS one_read FROM data_version"))
        db.session.remove()


def prepared() -> int:
    """Return how often PostgreSQL holds that read ready on the connection in use."""
    named = "statement LIKE 'SELECT count(*) AS one_read%'"
    found = db.session.scalar(text(f"SELECT count(*) FROM pg_prepared_statements WHERE {named}"))
    db.session.remove()
    return found


@pytest.mark.postgres
def test_a_statement_that_many_reads_run_is_prepared_once_for_them_all(alone):
    reads(times=10)
    assert prepared() == 1


@pytest.mark.postgres
def test_the_end_of_a_read_undoes_what_was_written_outside_a_unit(app):
    db.session.execute(text("INSERT INTO data_version (topic, number) VALUES ('stray', 1)"))
    db.session.remove()
    assert db.session.scalar(text("SELECT count(*) FROM data_version WHERE topic = 'stray'")) == 0


@pytest.mark.postgres
def test_a_read_that_failed_leaves_its_connection_fit_for_the_next(alone):
    with pytest.raises(DBAPIError, match="division by zero"):
        db.session.execute(text("SELECT 1 / 0"))
    db.session.remove()
    reads(times=10)
    assert prepared() == 1


@pytest.mark.postgres
def test_a_read_prepared_for_a_column_that_changed_its_type_fails_once(alone):
    def elsewhere(statement: str) -> None:
        with create_engine(db.engine.url, poolclass=NullPool).begin() as other:
            other.execute(text(statement))

    def read() -> None:
        try:
            db.session.execute(text("SELECT a FROM scratch"))
        finally:
            db.session.remove()

    elsewhere("CREATE TABLE scratch (a integer)")
    try:
        for _ in range(10):
            read()
        elsewhere("ALTER TABLE scratch ALTER a TYPE text")
        with pytest.raises(DBAPIError, match="cached plan"):
            read()
        read()
    finally:
        elsewhere("DROP TABLE scratch")


def cut_while_reading() -> None:
    """Begin a read, and have its connection cut from elsewhere."""
    own = db.session.scalar(text("SELECT pg_backend_pid()"))
    with db.engine.connect() as other:
        other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})


@pytest.mark.postgres
def test_a_connection_that_is_cut_between_two_reads_is_replaced(alone):
    cut_while_reading()
    with pytest.raises(DBAPIError, match="terminating connection"):
        db.session.scalar(text("SELECT 1"))
    db.session.remove()
    reads(times=1)


@pytest.mark.postgres
def test_a_connection_that_is_cut_after_the_last_read_is_replaced_for_the_next(alone):
    cut_while_reading()
    with pytest.raises(DBAPIError, match="connection is lost"):
        db.session.remove()
    db.session.remove()
    reads(times=1)
