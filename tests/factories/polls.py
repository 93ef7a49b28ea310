"""Polls for tests, asked and read through the real actions."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from engagement.feedback import actions
from engagement.feedback.models import Poll
from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.kernel.database import db, unit


def poll(*, writer: Actor, office: Any, reviewer: Actor | None = None, **given: Any) -> Poll:
    """A poll about lamps with two answers; open once a reviewer is named."""
    now: datetime = given.pop("now", None) or clock.now()
    values: dict[str, Any] = {
        "locality": None,
        "event": None,
        "question": "Where is a lamp needed first?",
        "choices": ("At the bus stand", "At the school"),
        "language": "en",
        "closes_on": date(2026, 11, 30),
        "names_nobody": False,
        "operation_id": uuid4().hex,
    }
    with unit():
        row = actions.ask(actor=writer, now=now, office=office, **{**values, **given})
        if reviewer is not None:
            actions.review(actor=reviewer, now=now, poll=row)
    return row


def pressed(row: Poll, *counts: int) -> None:
    """So many answers to each choice."""
    with unit():
        for position, count in enumerate(counts):
            for _each in range(count):
                actions.answer(now=clock.now(), poll=row, choice=position, operation_id=uuid4().hex)
        db.session.flush()
