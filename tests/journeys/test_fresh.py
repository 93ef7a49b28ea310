"""After every action of the journey each kept page is what a fresh render would be, in two workers on one database."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import create_environ

from engagement.factory import create_app
from engagement.kernel.database import db
from engagement.settings import Settings
from tests.journeys.house import House
from tests.journeys.the_chain import Journey

MORNING = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # nine in Karachi


@pytest.fixture(scope="module")
def workers(whole_app: Flask, settings: Settings) -> Iterator[list[Flask]]:
    """A second worker beside the first, and one that keeps nothing."""
    others = [create_app(settings) for _ in range(2)]
    yield [whole_app, *others]
    for each in others:
        each.extensions["glances"].close()
        with each.app_context():
            db.engine.dispose()


def seen(client: FlaskClient, address: str) -> tuple[int, bytes, dict[str, str]]:
    """Return an answer as far as it should not differ: status, body, and what a browser may keep."""
    answer = client.get(address)
    names = ("ETag", "Last-Modified", "Cache-Control", "Content-Type", "Vary", "Content-Security-Policy")
    return answer.status_code, answer.data, {name: answer.headers.get(name, "") for name in names}


# M, 050.1
def test_after_every_action_each_kept_page_is_a_fresh_one(app: Flask, workers: list[Flask]):
    with time_machine.travel(MORNING, tick=False) as time:
        house = House()
        clients = [worker.test_client(use_cookies=False) for worker in workers]
        kept_views = {name for name, view in app.view_functions.items() if hasattr(view, "keeps")}
        assert set(house.addresses()) == kept_views
        said: dict[str, bytes] = {}
        changed: set[str] = set()
        for step in Journey(house, time).walk():
            db.session.rollback()
            for endpoint, addresses in house.addresses().items():
                for address in addresses:
                    workers[2].extensions["kept"].shelf.empty()
                    fresh = seen(clients[2], address)
                    for number, client in enumerate(clients[:2], start=1):
                        assert seen(client, address) == fresh, (
                            f"{step}: {address} is stale in worker {number}"
                        )
                    if said.get(address, fresh[1]) != fresh[1]:
                        changed.add(endpoint)
                    said[address] = fresh[1]
        assert kept_views - changed <= {"home.help", "home.privacy", "intake.app"}, (
            "pages that nothing of the journey changes"
        )
        layer = app.extensions["kept"]
        for address, body in said.items():  # kept they are, or nothing was tried
            held = layer.shelf.get(layer.key(create_environ(address)))
            assert held is not None or not body or clients[0].get(address).status_code == 404, address
