"""C.7: the record of a meeting from a phone, taps and letters counted, in less time than ten minutes."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engagement.events.models import Promise
from engagement.events.queries import attend, record, room
from engagement.events.rules import PromiseState, State
from engagement.kernel import clock
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from tests.browser.port import on_a_port
from tests.factories import events, organisation, people
from tests.factories.saving import saved
from tests.pages import PageClient

SECONDS_A_TAP, LETTERS_A_SECOND = 4, 1.5  # reading, scrolling and finding the place; a slow thumb
TEN_MINUTES = 600


class Thumb:
    """Somebody with a phone: counts what it costs."""

    def __init__(self, page: Any) -> None:
        self.page, self.taps, self.letters = page, 0, 0

    def tap(self, what: str) -> None:
        self.taps += 1
        self.page.locator(what).first.click()

    def type(self, name: str, words: str) -> None:
        self.tap(f"[name='{name}']")
        self.page.keyboard.type(words)
        self.letters += len(words)

    @property
    def seconds(self) -> float:
        return self.taps * SECONDS_A_TAP + self.letters / LETTERS_A_SECOND


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The app on a port of this machine."""
    with on_a_port(app) as address:
        yield address


def _write_down(thumb: Thumb, promises: list[Promise]) -> None:
    """Do what an officer does while eighty people sit there."""
    thumb.tap("#paper summary")
    for name, number in {
        "people": "80",
        "sex_woman": "29",
        "age_child": "6",
        "disability_yes": "3",
        "offices": "4",
    }.items():
        thumb.type(f"paper-{name}", number)
    for n, promise in enumerate(promises):
        thumb.tap(
            f"label:has([name='last-answer_promise_{promise.ref}'][value='{'yes' if n < 2 else 'not_yet'}'])"
        )
    thumb.type(f"last-word_promise_{promises[2].ref}", "No car until Monday.")
    for n, (words, hands) in enumerate(
        (("Lamps at the school", "34"), ("The open canal", "21"), ("Dogs", "12")), 1
    ):
        thumb.type(f"priorities-words_{n}", words)
        thumb.type(f"priorities-hands_{n}", hands)
    thumb.type("minutes-words", "Eighty people came. Most spoke of the dark road to the school.")
    thumb.type("minutes-decisions", "Lamps first.")
    with thumb.page.expect_navigation():
        thumb.tap("[name=do][value=all]")
    with thumb.page.expect_navigation():
        thumb.tap("[name=do][value=close]")


# C.7, 003.1, C.3
@pytest.mark.parametrize("script", [True, False])
def test_the_record_takes_less_than_ten_minutes_on_a_phone(
    app: Flask, address: str, chromium: Any, script: bool
):
    before = events.event(state=State.CLOSED, starts_at=clock.now() - timedelta(weeks=4))
    post = organisation.post(office=before.office, role=Role.COMMANDER)
    made = {"force_id": before.force_id, "event_id": before.id, "post_id": post.id, "created_at": clock.now()}
    promises = [
        saved(Promise(words=w, due_on=clock.now().date(), **made))
        for w in ("Two lamps", "A desk", "A patrol")
    ]
    event = events.event(
        office=before.office,
        locality=before.locality,
        host_post_id=post.id,
        starts_at=clock.now() - timedelta(hours=2),
    )
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(people.person(holding=post))
    cookie = client.get_cookie("session")
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.goto(f"{address}/events/{event.ref}/record")
    thumb = Thumb(page)
    _write_down(thumb, promises)
    context.close()

    db.session.rollback()
    db.session.expire_all()
    assert events_state(event) == State.CLOSED
    assert attend.attendance(event).total == 80
    assert [p.rank for p in record.promises(event)] == [1, 2, 3]
    assert [record.promise(p.ref).state for p in promises] == [
        PromiseState.KEPT,
        PromiseState.KEPT,
        PromiseState.OPEN,
    ]
    assert room.read_out_of(event).read == 3
    assert thumb.taps <= 25  # 20 taps and 144 letters when it was measured: three minutes
    assert thumb.seconds < TEN_MINUTES


def events_state(event: Any) -> str:
    """What the books say of a meeting."""
    db.session.refresh(event)
    return str(event.state)
