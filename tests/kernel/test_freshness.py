"""Kept pages: repeated to everybody, never to the wrong person, never older than what was written."""

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, abort, g, make_response, request, session
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from engagement.kernel import access, actor, database, freshness, glances, locale, logs
from engagement.kernel.access import PUBLIC, STAFF, requires
from engagement.kernel.database import db, unit
from engagement.kernel.freshness import DataVersion, bump, check_kept, keep_topics, keep_until, kept

pytestmark = pytest.mark.both
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LONG = "x" * 2_000


def app_on(url: str) -> Flask:
    app = Flask("kept")
    app.config.update(SECRET_KEY="s" * 32, LOCALES=("en", "ur"), DEFAULT_LOCALE="en", TESTING=True)
    app.extensions["actor_loader"] = lambda: actor.VISITOR
    app.extensions["asked"] = []  # what reached a view
    database.start(app, url)
    glances.start(app)
    with app.app_context():
        DataVersion.__table__.create(db.engine, checkfirst=True)
    freshness.start(app)
    logs.start(app)
    _views(app)
    return app


def _views(app: Flask) -> None:
    asked = app.extensions["asked"]

    @app.get("/event/<ref>")
    @kept(lambda ref: (f"event:{ref}", "words"), query=("size",))
    @requires(PUBLIC)
    def event(ref: str) -> ResponseReturnValue:
        asked.append(ref)
        return f"{len(asked)} {ref} {locale.current()} {LONG}"

    @app.get("/odd/<what>")
    @kept(lambda **_values: ("odd",))
    @requires(PUBLIC)
    def odd(what: str) -> ResponseReturnValue:
        asked.append(what)
        if what == "missing":
            abort(404)
        answer = make_response(f"{len(asked)}")
        if what == "cookie":
            session["who"] = "me"
        if what == "private":
            answer.headers["Cache-Control"] = "no-store"
        if what == "varies":
            answer.vary.add("Accept")
        if what == "soon":
            keep_until(NOON + timedelta(hours=2))
            keep_until(None)
            keep_until(NOON + timedelta(hours=1))
        return answer


@pytest.fixture
def url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database where nothing was bumped: a new file, or the tests' own PostgreSQL."""
    if os.environ.get("TEST_DATABASE") != "postgresql":
        return f"sqlite:///{tmp_path / 'kept.db'}"
    url: str = request.getfixturevalue("database_url")
    app = app_on(url)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DELETE FROM data_version"))
    close(app)
    return url


@pytest.fixture
def app(url: str) -> Iterator[Flask]:
    app = app_on(url)
    yield app
    close(app)


def close(app: Flask) -> None:
    app.extensions["glances"].close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client(use_cookies=False)


def write(app: Flask, *topics: str) -> None:
    with app.app_context(), unit():
        bump(*topics)


def asked(app: Flask) -> int:
    return len(app.extensions["asked"])


def test_a_kept_page_is_repeated_whole_until_its_topic_is_bumped(app: Flask, client: FlaskClient) -> None:
    first, second = client.get("/event/a"), client.get("/event/a")
    assert [first.data, list(first.headers)] == [second.data, list(second.headers)]
    assert asked(app) == 1
    write(app, "event:b", "events")
    assert client.get("/event/a").data == first.data
    write(app, "event:a")
    assert client.get("/event/a").data.startswith(b"2 a")


def test_a_write_that_is_rolled_back_bumps_nothing(app: Flask, client: FlaskClient) -> None:
    client.get("/event/a")
    with app.app_context():
        with contextlib.suppress(ZeroDivisionError), unit():
            bump("event:a")
            raise ZeroDivisionError
        with unit():
            bump("other")
    client.get("/event/a")
    assert asked(app) == 1


def test_topics_are_bumped_only_inside_a_unit(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError):
        bump("event:a")


def test_a_bump_is_the_last_statement_and_in_one_order(app: Flask) -> None:
    said: list[Any] = []
    with app.app_context():
        database.event.listen(
            db.engine,
            "before_cursor_execute",
            lambda _c, _k, sql, values, _x, _many: said.append((sql, values)),
        )
        with unit() as writing:
            bump("b", "a", "c", "a")
            writing.add(DataVersion(topic="row", number=1))
    assert "row" in str(said[-2])
    assert [value[0] if isinstance(value, tuple) else value["topic"] for value in said[-1][1]] == [
        "a",
        "b",
        "c",
    ]


def test_another_worker_sees_the_bump_at_once(app: Flask, client: FlaskClient, url: str) -> None:
    client.get("/event/a")
    other = app_on(url)
    write(other, "words")
    client.get("/event/a")
    assert asked(app) == 2
    close(other)


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "session=x"},
        {"Cookie": "lang=en; remember_token=1|x"},
        {"Authorization": "Basic eDp5"},
    ],
)
def test_somebody_who_may_be_signed_in_is_answered_by_flask(
    app: Flask, client: FlaskClient, headers: dict[str, str]
) -> None:
    client.get("/event/a")
    client.get("/event/a", headers=headers)
    client.get("/event/a", headers=headers)
    assert asked(app) == 3
    client.get("/event/a")
    assert asked(app) == 3


def test_each_language_is_kept_by_itself_and_chosen_as_flask_chooses(app: Flask, client: FlaskClient) -> None:
    asks: list[tuple[str, dict[str, str], bytes]] = [
        ("", {}, b"en"),
        ("?lang=ur", {}, b"ur"),
        ("?lang=xx", {}, b"en"),
        ("", {"Cookie": "lang=ur"}, b"ur"),
        ("", {"Accept-Language": "ur-PK,en;q=0.5"}, b"ur"),
        ("?lang=en", {"Cookie": "lang=ur"}, b"en"),
    ]
    for _twice in range(2):
        for query, headers, language in asks:
            assert client.get(f"/event/a{query}", headers=headers).data.split()[2] == language
    assert asked(app) == 2


def test_known_query_keys_are_part_of_the_key_and_unknown_ones_are_not_kept(
    app: Flask, client: FlaskClient
) -> None:
    for query in ("?size=1", "?size=2", "?size=1", "?size=1&lang=en"):
        client.get(f"/event/a{query}")
    assert asked(app) == 2
    client.get("/event/a?utm=1")
    client.get("/event/a?utm=1")
    assert asked(app) == 4
    assert len(app.extensions["kept"].shelf) == 2


@pytest.mark.parametrize("what", ["missing", "cookie", "private", "varies"])
def test_what_is_not_the_same_for_everybody_is_not_kept(app: Flask, client: FlaskClient, what: str) -> None:
    client.get(f"/odd/{what}")
    again = client.get(f"/odd/{what}")
    assert asked(app) == 2
    assert "ETag" not in again.headers
    assert ("Set-Cookie" in again.headers) == (what == "cookie")


def test_a_page_known_already_answers_304(app: Flask, client: FlaskClient) -> None:
    first = client.get("/event/a")
    again = client.get("/event/a", headers={"If-None-Match": first.headers["ETag"]})
    assert [again.status_code, again.data, asked(app)] == [304, b"", 1]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Content-Type" not in again.headers
    write(app, "event:a")
    changed = client.get("/event/a", headers={"If-None-Match": first.headers["ETag"]})
    assert [changed.status_code, asked(app)] == [200, 2]


def test_a_bump_that_changed_nothing_still_answers_304(app: Flask, client: FlaskClient) -> None:
    tag = client.get("/odd/plain").headers["ETag"]
    app.extensions["asked"].clear()
    write(app, "odd")
    assert client.get("/odd/plain", headers={"If-None-Match": tag}).status_code == 304
    assert asked(app) == 1


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    whole = client.get("/event/a")
    head = client.head("/event/a")
    assert [list(head.headers), head.data] == [list(whole.headers), b""]


def test_kept_answers_are_revalidated_by_browsers(client: FlaskClient) -> None:
    for _cold_and_warm in range(2):
        headers = client.get("/event/a").headers
        assert headers.get_all("Cache-Control") == ["no-cache"]
        assert headers.get_all("Vary") == ["Cookie, Accept-Language, Accept-Encoding"]


def test_a_page_that_changes_by_time_alone_is_made_anew_then(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client.get("/odd/soon")
        clock.shift(timedelta(minutes=59))
        client.get("/odd/soon")
        assert asked(app) == 1
        clock.shift(timedelta(minutes=1))
        client.get("/odd/soon")
        assert asked(app) == 2


def test_what_is_written_while_a_page_is_made_is_shown_by_the_next(app: Flask, client: FlaskClient) -> None:
    """A query before the topics are named, a write between: on SQLite the read stands on an older snapshot."""
    between: list[Callable[[], None]] = [lambda: _elsewhere(app, "late"), lambda: None]

    @app.get("/race")
    @kept(lambda: ("early",))
    @requires(PUBLIC)
    def race() -> ResponseReturnValue:
        def number() -> int | None:
            return db.session.scalar(text("SELECT number FROM data_version WHERE topic = 'late'"))

        number()
        if between:
            between.pop(0)()
        keep_topics("late")
        return str(number())

    write(app, "late")
    client.get("/race")
    assert client.get("/race").data == b"2"


def test_what_is_written_before_the_first_query_of_a_page_is_shown_by_the_next(
    app: Flask, client: FlaskClient
) -> None:
    """Something before the view has read already: what it saw must not outlive the mark."""
    writes = ["early"]

    @app.before_request
    def read_early() -> None:
        db.session.execute(text("SELECT 1 FROM data_version")).all()
        while writes:
            _elsewhere(app, writes.pop())

    @app.get("/early")
    @kept(lambda: ("early",))
    @requires(PUBLIC)
    def early() -> ResponseReturnValue:
        return str(db.session.scalar(text("SELECT number FROM data_version WHERE topic = 'early'")))

    assert client.get("/early").data == b"1"


def _elsewhere(app: Flask, topic: str) -> None:
    thread = threading.Thread(target=write, args=(app, topic))
    thread.start()
    thread.join()


def test_topics_named_while_rendering_count_too(app: Flask, client: FlaskClient) -> None:
    @app.get("/panel")
    @kept(lambda: ("page",))
    @requires(PUBLIC)
    def panel() -> ResponseReturnValue:
        keep_topics("panel", "page")
        g.made = True
        return str(request.path)

    client.get("/panel")
    shelf = app.extensions["kept"].shelf
    assert shelf.get(("", "/panel", "", "en")).topics == ("page", "panel")
    write(app, "panel")
    before = shelf.get(("", "/panel", "", "en")).mark
    client.get("/panel")
    assert shelf.get(("", "/panel", "", "en")).mark == before + 1


def test_naming_topics_outside_a_kept_page_says_nothing(app: Flask) -> None:
    with app.test_request_context("/"):
        keep_topics("a")
        keep_until(NOON)
    assert not app.extensions["glances"]._open


def test_a_cut_connection_is_opened_again(app: Flask, client: FlaskClient) -> None:
    client.get("/event/a")
    for raw in app.extensions["glances"]._open:
        raw.close()
    client.get("/event/a")
    assert asked(app) == 1


@pytest.mark.sqlite_only
def test_a_database_that_is_away_is_told_by_flask(app: Flask, client: FlaskClient) -> None:
    client.get("/event/a")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TABLE data_version"))
    assert client.get("/event/a").status_code == 500


def test_many_threads_get_the_same_page(app: Flask) -> None:
    def ask(number: int) -> bytes:
        return app.test_client(use_cookies=False).get(f"/event/{number % 5}").data.split()[1]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(200))) == [str(n % 5).encode() for n in range(200)]
    assert len(app.extensions["kept"].shelf) == 5


def test_a_kept_page_has_the_log_line_of_any_request(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    client.get("/event/a")
    client.get("/event/a")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all('"endpoint":"event"' in line and '"status":200' in line for line in lines)


def test_a_kept_view_that_is_not_public_stops_the_start(app: Flask) -> None:
    check_kept(app)
    app.add_url_rule("/staff", "staff", kept(lambda: ())(requires(STAFF)(lambda: "")))
    with pytest.raises(RuntimeError, match="staff is kept for everybody"):
        check_kept(app)


def test_a_view_kept_below_its_guard_stops_the_start(app: Flask) -> None:
    app.add_url_rule("/below", "below", requires(PUBLIC)(kept(lambda: ())(lambda: "")))
    assert access.guard_of(app.view_functions["below"]) is not None
    with pytest.raises(RuntimeError, match="below has @kept below its guard"):
        check_kept(app)


def test_headers_that_would_fill_the_memory_ask_flask(app: Flask, client: FlaskClient) -> None:
    layer: freshness.Kept = app.extensions["kept"]
    for n in range(3):
        client.get("/event/a", headers={"Accept-Language": f"en, x{n}{'y' * freshness.LONGEST_WISH}"})
        client.get("/event/a", headers={"Cookie": f"lang=en; x{n}={'y' * freshness.LONGEST_WISH}"})
    assert (len(layer.shelf), layer.language.cache_info().currsize) == (0, 0)
