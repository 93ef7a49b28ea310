"""What happens inside the write transaction of each action of the journey: nothing that others would wait for."""

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import argon2
import pytest
import time_machine
from flask import Flask, before_render_template
from sqlalchemy import event

from engagement.kernel.database import db
from tests.journeys.house import House
from tests.journeys.the_chain import Journey

MORNING = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # nine in Karachi
LONGEST = 0.25  # seconds of CPU, on a slow machine
SOCKETS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto"})
watching: list["Watch"] = []  # an audit hook stays for the life of the process


@dataclass
class Watch:
    """What was done while a unit was open, and how long each took."""

    slow: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    began: float = 0.0

    def saw(self, what: str) -> None:
        """Note something slow, if a unit is open."""
        if db.session().info.get("unit"):
            self.slow.append(what)

    def begin(self, connection: Any) -> None:
        """A write transaction begins."""
        if connection.get_execution_options().get("write"):
            self.began = time.thread_time()

    def end(self, _connection: Any) -> None:
        """It ends."""
        if self.began:
            self.took.append(time.thread_time() - self.began)
            self.began = 0.0


def _audited(name: str, _details: object) -> None:
    if watching and name in SOCKETS:
        watching[0].saw(name)


sys.addaudithook(_audited)


@pytest.fixture
def watch(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    watch = Watch()
    heard = {"begin": watch.begin, "commit": watch.end, "rollback": watch.end}
    for name, call in heard.items():
        event.listen(db.engine, name, call)
    hash_secret = argon2.low_level.hash_secret

    def hashing(*values: Any, **more: Any) -> bytes:
        watch.saw("argon2")
        return hash_secret(*values, **more)

    def rendering(_app: Flask, template: Any, **_more: Any) -> None:
        watch.saw(f"rendering {template.name}")

    monkeypatch.setattr(argon2.low_level, "hash_secret", hashing)
    watching.append(watch)
    with before_render_template.connected_to(rendering, app):
        yield watch
    watching.clear()
    for name, call in heard.items():
        event.remove(db.engine, name, call)


# M
def test_no_unit_renders_hashes_or_opens_a_socket_and_none_is_long(watch: Watch):
    with time_machine.travel(MORNING, tick=False) as traveller:
        steps = list(Journey(House(), traveller).walk())
    assert not watch.slow
    assert len(watch.took) >= len(steps) / 2
    assert max(watch.took) < LONGEST
