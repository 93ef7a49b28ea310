"""The summary is published: each person who answered or brought something hears of it once, others never."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, composer
from engagement.concerns.actions import following
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane
from engagement.events import jobs
from engagement.events.actions import attend
from engagement.events.actions import record as keeping
from engagement.events.models import Event, Rsvp
from engagement.events.queries import attend as answers_of
from engagement.events.queries import record as queries
from engagement.events.rules import Kind, RsvpState
from engagement.kernel.actor import JOB, VISITOR, Role
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.locale import speaking
from engagement.organisation.models import Post
from tests.factories import answers, concerns, events, organisation, people

EARLY = answers.NOW
OVER = events.SOON + timedelta(hours=5)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(OVER, tick=False)


class Meeting:
    """A meeting whose officer writes its record, and whose SHO reviews it."""

    def __init__(self, **given: Any) -> None:
        self.event: Event = events.event(title="Badhber monthly", place="Hujra of Malik Khan", **given)
        post: Post = organisation.post(office=self.event.office)
        self.officer = people.actor_at(post)
        self.sho = people.actor_at(organisation.post(office=self.event.office, role=Role.COMMANDER))

    def answered(self, who: str, *, came: bool = False, **more: Any) -> Rsvp:
        with unit():
            given = answers.given(self.event, address=f"{who}@example.org", **more)
            rsvp = db.session.get(Rsvp, attend.answer(actor=VISITOR, now=EARLY, given=given).rsvp_id)
            if came:
                rsvp.arrived_at, rsvp.arrived = events.SOON, 1
        return rsvp

    def brought(self, who: str, *, allows: bool = True, **more: Any) -> Concern:
        row = concerns.concern(
            locality=self.event.locality, event=self.event, address=f"{who}@example.org", **more
        )
        if allows:
            concerns.done(following.allow_mail, actor=JOB, now=EARLY, concern=row)
        return row

    def written(self) -> None:
        with unit():
            keeping.write_minutes(
                actor=self.officer, now=OVER, event=fresh(self.event), words="We met.", language="en",
                decisions=(),
            )  # fmt: skip

    def reviewed(self, words: str = "The lamps come first.") -> None:
        with unit():
            minutes = queries.minutes(fresh(self.event))
            about = {"event": self.event, "minutes": minutes, "version": minutes.version}
            keeping.word_minutes(actor=self.officer, now=OVER, words=words, language="en", **about)
            about["version"] = minutes.version
            keeping.review_minutes(actor=self.sho, now=OVER, **about)

    def closed(self) -> None:
        with unit():
            keeping.close(actor=self.officer, now=OVER, event=fresh(self.event))


@pytest.fixture
def meeting(app) -> Meeting:
    return Meeting()


def told(kind: str = "events.summary") -> list[OutboxMessage]:
    db.session.rollback()
    query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return list(db.session.scalars(query))


def hearers() -> list[int]:
    return sorted(message.recipient_id for message in told())


def said(code: str = "en") -> list[Notice | None]:
    with speaking(code):
        return [composer(message.kind)(message) for message in told()]


def test_who_answered_and_who_brought_something_hear_once_each(meeting):  # C.7
    amina = meeting.answered("amina")
    both = meeting.answered("gul")
    raiser = meeting.brought("Gul")  # the same mailbox
    other = meeting.brought("zar")
    meeting.answered("gone")
    with unit():
        gone = db.session.scalars(select(Rsvp).order_by(Rsvp.id.desc())).first()
        attend.withdraw(actor=VISITOR, now=EARLY, event=gone.event, rsvp=gone)
    answers.rsvp(event=meeting.event)  # left no address
    meeting.written()
    meeting.reviewed()
    assert hearers() == []
    meeting.closed()
    assert raiser.contact_id == both.contact_id
    assert hearers() == sorted([amina.contact_id, both.contact_id, other.contact_id])
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "events.summary")).one()
    assert entry.facts["told"] == 3


def test_closed_before_the_review_it_is_told_on_the_review_and_not_again(meeting):
    meeting.answered("amina")
    meeting.written()
    meeting.closed()
    assert hearers() == []
    meeting.reviewed()
    assert len(hearers()) == 1
    meeting.reviewed("The lamps come first, then the road.")
    assert len(hearers()) == 1


def test_who_is_to_be_thanked_gets_one_message_not_two(meeting):
    came = meeting.answered("amina", came=True)
    meeting.answered("gul")
    meeting.written()
    meeting.reviewed()
    meeting.closed()
    jobs.thank()
    assert told("events.thanks") == []
    assert came.thanked_at is not None
    first, second = said()
    assert first.paragraphs[0] == "Thank you for coming."
    assert "Thank you for coming." not in second.paragraphs


def test_thanks_that_wait_in_the_outbox_give_way_to_the_summary(meeting):
    meeting.answered("amina", came=True)
    meeting.written()
    jobs.thank()
    meeting.reviewed()
    meeting.closed()
    (thanks,) = told("events.thanks")
    assert composer("events.thanks")(thanks) is None
    assert len(hearers()) == 1


def test_it_says_where_to_read_it_in_the_readers_language_and_not_what_was_said(meeting):
    meeting.answered("amina")
    meeting.brought("zar")
    meeting.written()
    meeting.reviewed()
    meeting.closed()
    for notice in said():
        assert notice.subject == "What came of it: Badhber monthly"
        assert notice.link == f"http://localhost/events/{meeting.event.ref}"
        text = " ".join([notice.subject, *notice.paragraphs])
        for words in ("lamp", "We met", "street light", "Hujra"):
            assert words not in text.lower()
    assert "نومبر" in " ".join(said("ur")[0].paragraphs)


def test_of_a_womens_session_no_place_stands_in_the_words_and_the_link_is_the_answers_own(app):  # T7
    meeting = Meeting(kind=Kind.WOMEN)
    rsvp = meeting.answered("amina", women=True)
    with unit():
        rsvp.state, rsvp.approved_at = RsvpState.CONFIRMED, EARLY
    meeting.written()
    meeting.reviewed()
    meeting.closed()
    (notice,) = said()
    place = meeting.event.locality.names["en"]
    assert notice.link.endswith("/mine")
    assert not any(words in line for line in notice.paragraphs for words in ("Hujra", place))


def test_who_stopped_mail_never_allowed_it_or_complained_hears_nothing(meeting):
    stopped = meeting.answered("amina")
    meeting.brought("zar", allows=False)
    complained = meeting.brought("gul")
    with unit():
        fresh(stopped).contact.stopped_at = EARLY
        row = fresh(complained)
        row.lane, row.search_text = Lane.COMPLAINT, ""
    meeting.written()
    meeting.reviewed()
    meeting.closed()
    assert hearers() == []


def test_who_stops_mail_or_withdraws_meanwhile_is_not_told(meeting):
    rsvp = meeting.answered("amina")
    meeting.answered("gul")
    meeting.written()
    meeting.reviewed()
    meeting.closed()
    with unit():
        fresh(rsvp).state = RsvpState.WITHDRAWN
    assert [notice is None for notice in said()] == [True, False]
    with unit():
        queries.minutes(meeting.event).word("Something else.", "en", None)
    assert said() == [None, None]


def test_an_invitation_is_told_to_the_invited_alone_and_their_page_shows_what_came_of_it(app, client):
    meeting = Meeting(invite_only=True)
    rsvp = answers.rsvp(event=meeting.event, contact_id=meeting.brought("zar").contact_id)
    meeting.brought("gul")
    meeting.written()
    meeting.reviewed()
    meeting.closed()
    assert hearers() == [rsvp.contact_id]
    (notice,) = said()
    assert notice.link.endswith("/mine")


def test_the_private_page_shows_what_came_of_it(meeting, client):
    rsvp = meeting.answered("amina")
    meeting.written()
    meeting.reviewed()
    meeting.closed()
    shown = client.get(f"/rsvp/{answers_of.link_token(rsvp)}/mine")
    assert "The lamps come first." in shown.text
