"""Reading a thread."""

from datetime import UTC, datetime

from engagement.dialogue import actions, queries
from engagement.dialogue.models import Message
from engagement.dialogue.rules import Speaker
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from tests.factories import organisation

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def test_words_whose_key_is_missing_are_none_not_an_error(app: object) -> None:
    assert queries.words_of(Message(words=b"\x01" + b"0" * 40)) is None


def test_a_message_is_found_by_its_operation(app: object) -> None:
    force = organisation.force()
    with unit():
        thread = actions.open_thread(force_id=force.id, lane="concern", now=NOW)
        said = actions.say(
            thread=thread,
            force=db.session.merge(force),
            speaker=Speaker.RAISER,
            words="One",
            language="en",
            post=None,
            actor=VISITOR,
            now=NOW,
            operation_id="a",
        )
    assert queries.message_of_operation("a").id == said.id
    assert queries.message_of_operation("b") is None
