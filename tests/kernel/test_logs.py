"""Logs: a line a request that tells what happened and nothing about anybody."""

import json
import re
import sqlite3

import pytest
from flask import Flask, g

from engagement.kernel import logs
from engagement.kernel.actor import Actor, Kind

PHONE = "03001234567"


@pytest.fixture
def client():
    app = Flask("logs")
    logs.start(app)

    @app.get("/follow/<code>")
    def follow(code):
        g.actor = Actor(Kind.PERSON, person_id=7)
        return code

    @app.post("/broken")
    def broken():
        name = "Gul Khan"
        try:
            return {"0": ""}[PHONE]
        except KeyError as problem:
            raise ValueError(f"{name!r} has no phone {PHONE} at gul@example.pk") from problem

    @app.errorhandler(ValueError)
    def fault(problem):
        logs.log.error("fault", exc_info=problem)
        return "fault", 500

    return app.test_client()


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_request_is_one_line_without_path_query_address_or_agent(client, capsys):
    client.get(
        f"/follow/1234567812345678?phone={PHONE}",
        headers={"User-Agent": "Nokia"},
        environ_base={"REMOTE_ADDR": "198.51.100.7"},
    )
    (line,) = lines(capsys)
    assert re.fullmatch("[0-9a-f]{16}", line.pop("id"))
    assert isinstance(line.pop("ms"), float)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "endpoint": "follow",
        "status": 200,
        "actor": "person",
    }


def test_an_address_nobody_knows_is_not_written_down(client, capsys):
    client.open(f"/{PHONE}", method="GETTHISNOW")
    (line,) = lines(capsys)
    assert [line["endpoint"], line["status"], line["method"]] == ["none", 404, "?"]


def test_a_fault_says_its_kind_and_place_and_no_values(client, capsys):
    answer = client.post("/broken", data={"name": "Gul Khan"})
    written = capsys.readouterr().err
    fault, request = (json.loads(line) for line in written.splitlines())
    assert fault["fault"] == "ValueError"
    assert fault["said"] == "… has no phone … at …"
    assert fault["because"] == "KeyError: …"
    assert fault["at"][-1].endswith(" broken")
    assert [secret for secret in ("Gul", PHONE, "example.pk") if secret in written] == []
    assert answer.headers["X-Request-ID"] == request["id"]


def test_only_our_own_faults_show_the_requests_id(client):
    assert "X-Request-ID" not in client.get("/follow/1").headers
    assert "X-Request-ID" not in client.get("/nowhere").headers


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ('duplicate key violates "uq_contacts_value"\nDETAIL: Key (value)=(0300)', 'duplicate key violates "uq_contacts_value"'),
        ("UNIQUE constraint failed: contacts.value\n[parameters: ('a@b.pk',)]", "UNIQUE constraint failed: contacts.value"),
        ("could not reach smtp://me:secret@mail.example.pk", "could not reach …"),
        ("no such person: گل خان", "no such person: … …"),
        ('invalid integer: "Ali Khan"', "invalid integer: …"),
    ],
)  # fmt: skip
def test_messages_lose_what_people_wrote(said, left):
    assert logs.scrubbed(said) == left


def test_a_fault_of_the_database_shows_no_row(capsys):
    logs.start(Flask("configure"))
    try:
        sqlite3.connect(":memory:").execute(f"INSERT INTO nothing VALUES ('{PHONE}')")
    except sqlite3.Error:
        logs.log.error("fault", exc_info=True)
    assert PHONE not in capsys.readouterr().err


def test_a_fault_outside_flask_is_told_too(capsys):
    def inner(_environ, _start):
        raise RuntimeError

    told = []
    layer = logs.Telling(inner)
    layer.observers.append(lambda *values: told.append(values[:2]))
    with pytest.raises(RuntimeError):
        layer({"REQUEST_METHOD": "GET"}, lambda *_values: None)
    assert told == [("none", 500)]
