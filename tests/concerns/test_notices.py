"""Mails to raisers: a reference and a link, never a word of the matter."""

from datetime import UTC, datetime

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import composer
from engagement.concerns.actions import desk, following
from engagement.concerns.models import Concern
from engagement.kernel.actor import JOB
from engagement.kernel.database import db
from engagement.people.actions import contacts
from tests.concerns.conftest import Town
from tests.factories import concerns

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture
def row(town: Town) -> Concern:
    """A concern of somebody who left an address and asked for mail."""
    row = concerns.concern(locality=town.place, address="gul@example.org")
    concerns.done(following.allow_mail, actor=JOB, now=NOW, concern=row)
    sho = town.acts(town.sho, town.sho_post)
    concerns.owned(row, town.sho_post, sho)
    concerns.done(
        desk.reply, actor=sho, now=NOW, concern=row, words="We come at nine.", language="en", operation_id="r"
    )
    return row


def messages() -> list[OutboxMessage]:
    """Every message, the oldest first."""
    return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))


def test_each_mail_names_the_concern_and_carries_no_words(row: Concern) -> None:
    kinds = []
    for message in messages():
        with force_locale("en"):
            notice = composer(message.kind)(message)
        kinds.append(message.kind)
        assert notice is not None
        assert notice.address == "gul@example.org"
        text = " ".join([notice.subject, *notice.paragraphs])
        assert row.ref in text
        assert notice.link.startswith("http://localhost/follow/")
        for words in ("street light", "We come at nine.", "Street light"):
            assert words not in text
    assert kinds == ["concerns.received", "concerns.owned", "concerns.replied"]


def test_an_erased_or_stopped_reader_gets_nothing(row: Concern) -> None:
    concerns.done(following.stop_mail, actor=JOB, now=NOW, concern=row)
    assert [composer(message.kind)(message) for message in messages()] == [None, None, None]
    concerns.done(contacts.erase, actor=JOB, now=NOW, contact=row.contact)
    db.session.expire_all()
    assert [composer(message.kind)(message) for message in messages()] == [None, None, None]


def test_a_reply_that_was_erased_is_not_announced(town: Town, row: Concern) -> None:
    concerns.done(desk.misplace, actor=town.acts(town.sho, town.sho_post), now=NOW, concern=row)
    by_kind = {message.kind: composer(message.kind)(message) for message in messages()}
    assert by_kind["concerns.replied"] is None
    assert by_kind["concerns.misplaced"] is not None
