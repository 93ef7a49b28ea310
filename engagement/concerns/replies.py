"""Answers that an office keeps ready in each language, and what an officer began to write: their tables and reads.

A ready answer of an office is offered there and in all offices under it. A draft is its writer's alone: no query here
returns one without naming the person.
"""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import Boolean, ForeignKey, LargeBinary, String, UniqueConstraint, false, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.concerns import phrases, taxonomy
from engagement.concerns.models import Concern
from engagement.concerns.rules import LANE_WORDS, OPEN_LANES, SEALED_LANES, Category
from engagement.kernel import sealing
from engagement.kernel.codes import reference_of
from engagement.kernel.database import Base, LocaleMap, Referenced, Versioned, db
from engagement.kernel.locale import OWN_NAMES, day, in_language, speaking
from engagement.kernel.refusals import N_
from engagement.organisation.models import Force, Office, Post
from engagement.people.models import Person, Posting

PLACE_WORDS = {
    "reference": N_("the reference of the concern"),
    "office": N_("the office that holds it"),
    "date": N_("today's date"),
}


class ReadyReply(Base, Referenced, Versioned):
    """An answer that an office keeps ready, in the languages in which it was written."""

    __tablename__ = "ready_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))  # for officers; no raiser reads it
    words: Mapped[LocaleMap]
    sealed: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())  # fit for all lanes
    changed_at: Mapped[datetime]

    office: Mapped[Office] = relationship()


class ReplyDraft(Base):
    """What one officer began to write in one matter, in an envelope of its lane."""

    __tablename__ = "reply_drafts"
    __table_args__ = (UniqueConstraint("concern_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    words: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(index=True)


def ready_of(office: Office) -> Sequence[ReadyReply]:
    """Return the ready answers that an office wrote itself, by title; one statement."""
    query = select(ReadyReply).where(ReadyReply.office_id == office.id)
    return db.session.scalars(query.order_by(ReadyReply.title, ReadyReply.id)).all()


def ready_in(office: Office, ref: str) -> ReadyReply | None:
    """Return the ready answer of that public name among those of an office, or None."""
    query = select(ReadyReply).where(ReadyReply.ref == reference_of(ref), ReadyReply.office_id == office.id)
    return db.session.scalar(query)


def ready_for(concern: Concern) -> Sequence[ReadyReply]:
    """Return the ready answers that fit a concern and its raiser's language: its office's and those above; one statement."""
    over = [int(part) for part in concern.office.path.strip("/").split("/")]
    query = select(ReadyReply).where(ReadyReply.office_id.in_(over))
    if concern.lane not in OPEN_LANES:
        query = query.where(ReadyReply.sealed)
    rows = db.session.scalars(query.order_by(ReadyReply.title, ReadyReply.id)).all()
    language = language_of_raiser(concern)
    return [row for row in rows if row.words.get(language)]


def language_of_raiser(concern: Concern) -> str:
    """Return the language in which a raiser is answered: that of their words, where it is one of ours, else their page's."""
    return concern.language if concern.language in OWN_NAMES else concern.locale


def filled(row: ReadyReply, concern: Concern, now: datetime) -> str:
    """Return a ready answer for a concern in its raiser's language, its places filled in."""
    language = language_of_raiser(concern)
    with speaking(language):
        values = {
            "reference": concern.ref,
            "office": in_language(concern.office.names),
            "date": day(now, concern.force.zone, form="d MMMM yyyy"),
        }
    return phrases.filled(row.words.get(language, ""), values)


def people_of(force: Force) -> Sequence[str]:
    """Return the names of all who serve or served in a force; one statement."""
    posted = select(Posting.person_id).join(Post, Post.id == Posting.post_id).where(Post.force_id == force.id)
    return db.session.scalars(select(Person.name).where(Person.id.in_(posted))).all()


def shut_words(force: Force) -> list[str]:
    """Return what the sealed lanes and the kinds of concerns are called, in every language of a force."""
    kinds = [kind for key, kind in taxonomy.kinds_of(force.id).items() if key != Category.OTHER]
    found = {name for kind in kinds for name in kind.names.values()}
    for code in force.locales:
        with speaking(code):
            found |= {kind.name for kind in kinds}
            found |= {str(_(LANE_WORDS[lane])) for lane in SEALED_LANES}
    return sorted(found)


def draft_of(concern: Concern, person_id: int | None) -> ReplyDraft | None:
    """Return what this very person began to write in a matter, or None."""
    if person_id is None:
        return None
    query = select(ReplyDraft).where(ReplyDraft.concern_id == concern.id, ReplyDraft.person_id == person_id)
    return db.session.scalar(query)


def words_of_draft(row: ReplyDraft | None) -> str:
    """Return the words of a draft; empty where there is none, or its key is not here."""
    try:
        return sealing.read(row.words) if row else ""
    except sealing.Unreadable:
        return ""
