"""Limits: the sixth guess of a secret is refused wherever it comes from, and nothing tells who guessed."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, select, text

from engagement.kernel import database, limits
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.limits import Attempt, OwnMemory, TooMany, forget, limit, spend

pytestmark = pytest.mark.both
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def app(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    lite = os.environ.get("TEST_DATABASE") != "postgresql"
    app = Flask("limits")
    app.config.update(SECRET_KEY="s" * 32)
    app.extensions.update(settings=SimpleNamespace(redis_url=""), actor_loader=lambda: VISITOR)
    url = f"sqlite:///{tmp_path / 'limits.db'}" if lite else request.getfixturevalue("database_url")
    database.start(app, url)
    limits.start(app)
    app.register_error_handler(TooMany, lambda no: (no.message, no.status))

    @app.route("/try", methods=["GET", "POST"])
    @requires(PUBLIC)
    @limit("2 per minute")
    def try_it() -> str:
        return "tried"

    with app.app_context():
        Attempt.__table__.create(db.engine, checkfirst=True)
        yield app
        with unit() as session:
            session.execute(delete(Attempt))
        db.session.remove()
        db.engine.dispose()


def guess(key: str = "ali", *, at: datetime = NOON, purpose: str = "sign-in") -> None:
    spend(purpose, key, most=2, per=HOUR, now=at)


def test_one_try_too_many_is_refused_until_the_window_ends(app: Flask) -> None:
    guess()
    guess(at=NOON + timedelta(minutes=20))
    with pytest.raises(TooMany) as no:
        guess(at=NOON + timedelta(minutes=30))
    assert [no.value.status, no.value.retry_after, no.value.values] == [429, 1800, {"minutes": 30}]
    with pytest.raises(TooMany):
        guess(at=NOON + timedelta(minutes=59))
    guess(at=NOON + HOUR)
    guess(at=NOON + HOUR)
    with pytest.raises(TooMany):
        guess(at=NOON + HOUR)


def test_keys_and_purposes_are_counted_apart(app: Flask) -> None:
    for _twice in range(2):
        guess()
        guess("sara")
        guess(purpose="receipt")
    with pytest.raises(TooMany):
        guess()


def test_a_try_counts_even_when_what_follows_fails(app: Flask) -> None:
    for _twice in range(2):
        guess()
        with pytest.raises(ZeroDivisionError), unit():
            raise ZeroDivisionError
    with pytest.raises(TooMany):
        guess()


def test_inside_a_unit_a_try_is_a_mistake_because_it_could_be_rolled_back(app: Flask) -> None:
    with unit(), pytest.raises(RuntimeError, match="already open"):
        guess()


def test_a_try_that_was_no_guess_is_taken_back_and_others_still_count(app: Flask) -> None:
    for _time in range(2):
        spend("code", "a", most=5, per=HOUR, now=NOON)
    limits.refund("code", "a")
    assert [row.count for row in db.session.scalars(select(Attempt))] == [1]
    db.session.rollback()
    limits.refund("code", "a")
    assert db.session.scalars(select(Attempt)).all() == []


def test_success_forgets_the_tries(app: Flask) -> None:
    guess()
    guess()
    forget("sign-in", "ali")
    guess()
    with unit():
        forget("sign-in", "ali")
    guess()
    guess()


@pytest.mark.sqlite_only
def test_the_database_does_not_tell_who_tried(app: Flask, tmp_path: Path) -> None:
    guess("198.51.100.7")
    with db.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    assert b"198.51.100.7" not in (tmp_path / "limits.db").read_bytes()


def test_old_windows_are_deleted_and_present_ones_stay(app: Flask) -> None:
    guess("old", at=NOON - timedelta(days=2))
    guess("new")
    with unit():
        limits.purge(NOON)
    assert [row.ends_at for row in db.session.scalars(select(Attempt))] == [NOON + HOUR]


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [
        (0, "Too many tries. Wait a minute, then try again."),
        (61, "Too many tries. Wait 2 minutes, then try again."),
        (7_201, "Too many tries. Wait 3 hours, then try again."),
    ],
)
def test_the_refusal_says_how_long_to_wait(seconds: int, sentence: str) -> None:
    no = TooMany(seconds)
    assert no.message % no.values == sentence


def test_an_address_presses_a_button_so_often_and_reads_as_it_likes(app: Flask) -> None:
    client = app.test_client()
    with time_machine.travel(NOON, tick=False) as clock:
        answers = [client.post("/try").status_code for _ in range(3)]
        assert answers == [200, 200, 429]
        assert [client.get("/try").status_code for _ in range(4)] == [200] * 4
        assert client.post("/try", environ_base={"REMOTE_ADDR": "198.51.100.7"}).status_code == 200
        clock.shift(timedelta(minutes=1))
        assert client.post("/try").status_code == 200


def test_a_limit_hangs_no_hook_on_views_that_carry_none(app: Flask) -> None:
    assert [app.before_request_funcs, app.teardown_request_funcs] == [{}, {}]
    assert limits.limit_of(app.view_functions["try_it"]) == "2 per minute"


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix:", ""),
    ],
)
def test_the_many_addresses_of_one_asker_count_as_one(app: Flask, given: str, address: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": given}):
        assert limits.client_address() == address


def test_counts_in_memory_are_bounded_and_start_no_threads() -> None:
    import threading

    before = threading.active_count()
    memory = OwnMemory("chowk://")
    for number in range(limits.MOST_KEYS + 10):
        memory.incr(str(number), 60)
    assert memory.reset() <= limits.MOST_KEYS
    assert threading.active_count() == before
