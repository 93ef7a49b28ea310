"""Health: what watches the installation learns whether it works, and nothing about anybody."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import text

from engagement.kernel import database, headers, health, logs, revisions
from engagement.kernel.access import check_doors
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db

ROOT = Path(health.__file__).parents[2]
TOKEN = "a-long-metrics-token"


@pytest.fixture
def app(tmp_path):
    app = Flask("health", root_path=str(ROOT), static_folder=None)
    app.extensions.update(
        settings=SimpleNamespace(metrics_token=TOKEN, public_url="http://localhost", tile_url=""),
        actor_loader=lambda: VISITOR,
        jobs=SimpleNamespace(huey=SimpleNamespace(pending_count=lambda: 0)),
    )
    database.start(app, f"sqlite:///{tmp_path / 'health.db'}")
    headers.start(app)
    logs.start(app)
    health.start(app)
    check_doors(app)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


def scrape(client, token=TOKEN):
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"})


def test_the_process_says_that_it_answers(client):
    answer = client.get("/healthz")
    assert [answer.status_code, answer.json, answer.headers["Cache-Control"]] == [
        200,
        {"ok": True},
        "no-store",
    ]


def test_an_installation_that_is_not_migrated_is_not_ready(client, capsys):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"database": True, "migrations": False, "queue": True}


def test_an_installation_is_ready_when_the_last_migration_ran(app, client):
    newest = revisions.head(ROOT / "migrations" / "versions")
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:v)"), {"v": "0001"})
    assert client.get("/readyz").json["migrations"] is False
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": newest})
    answer = client.get("/readyz")
    assert [answer.status_code, answer.json["migrations"]] == [200, True]


def test_a_queue_that_cannot_be_reached_is_said_without_its_address(app, client, capsys):
    def away():
        raise ConnectionError("redis://user:secret@10.0.0.1 is away")

    app.extensions["jobs"].huey.pending_count = away
    assert client.get("/readyz").json["queue"] is False
    written = capsys.readouterr().err
    assert '"need":"queue"' in written
    assert "secret" not in written


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}])
def test_without_the_token_there_are_no_metrics(client, header):
    assert client.get("/metrics", headers=header).status_code == 404


def test_where_no_token_is_set_there_are_no_metrics(app, client):
    app.extensions["settings"].metrics_token = ""
    assert scrape(client, "").status_code == 404


def test_requests_are_counted_by_view_and_status_and_the_process_is_named(client):
    client.get("/healthz")
    client.get("/healthz")
    client.get("/nowhere")
    told = scrape(client).text
    pid = health.os.getpid()
    assert f'chowk_requests_total{{endpoint="health.process",process="{pid}",status="200"}} 2.0' in told
    assert f'chowk_requests_total{{endpoint="none",process="{pid}",status="404"}} 1.0' in told
    assert f'chowk_request_seconds_count{{endpoint="health.process",process="{pid}"}} 2.0' in told


def test_gauges_are_asked_at_each_scrape_and_a_broken_one_spoils_nothing(client, monkeypatch):
    monkeypatch.setattr(health, "_gauges", {})
    waiting = [3, 5]
    health.gauge("broken", lambda: 1 / 0)
    health.gauge("outbox_waiting", waiting.pop, "Messages not sent yet")
    assert "chowk_outbox_waiting 5.0" in scrape(client).text
    assert "chowk_outbox_waiting 3.0" in scrape(client).text
