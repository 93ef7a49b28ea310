"""A station with a place, who writes and who reads polls there, and a visitor."""

from datetime import UTC, datetime
from typing import Any

import pytest

from engagement.feedback.models import Poll
from engagement.kernel.actor import Role
from tests.factories import organisation, people, polls
from tests.pages import PageClient

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
CLOSED = datetime(2026, 11, 30, 19, 30, tzinfo=UTC)  # 1 December in Karachi


class Town:
    """A station with a place, its officer and its head at screens, and a visitor."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.station = organisation.station()
        self.place = organisation.locality(office=self.station)
        post = organisation.post(office=self.station)
        chief = organisation.post(office=self.station, role=Role.COMMANDER)
        writer, reader = people.person(holding=post), people.person(holding=chief)
        self.writer = people.actor_at(post, person=writer)
        self.reader = people.actor_at(chief, person=reader)
        self.officer, self.head = self.screen(writer), self.screen(reader)
        self.visitor: PageClient = app.test_client()

    def screen(self, person: Any) -> PageClient:
        client: PageClient = self.app.test_client()
        client.sign_in(person)
        return client

    def poll(self, *, out: bool = True, **given: Any) -> Poll:
        reviewer = self.reader if out else None
        values = {"locality": None if "event" in given else self.place, **given}
        return polls.poll(writer=self.writer, office=self.station, reviewer=reviewer, **values)

    def text(self, row: Poll, who: PageClient | None = None) -> str:
        page = (who or self.visitor).get(f"/polls/{row.ref}")
        assert page.status_code == 200
        return " ".join(page.get_data(as_text=True).split())


@pytest.fixture
def town(app: Any, time_machine: Any) -> Town:
    time_machine.move_to(NOW, tick=False)
    return Town(app)
