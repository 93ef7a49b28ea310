"""Concerns: the raiser's words apart from the public wording, the post that owns it, the chain."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.concerns.rules import SEALED_LANES, Door, Lane, State
from engagement.dialogue.models import Thread
from engagement.events.models import Event
from engagement.kernel import codes, sealing
from engagement.kernel.database import Base, Referenced, Versioned
from engagement.kernel.wording import Worded
from engagement.organisation.models import Force, Locality, Office, Post
from engagement.people.models import Contact, Person

for _lane in SEALED_LANES:
    sealing.declare_sealed(_lane)


_IN_SEALED_LANE = f"lane IN ({', '.join(repr(lane.value) for lane in sorted(SEALED_LANES))})"


class Concern(Base, Versioned, Worded):
    """What somebody brought. `words` is an envelope of its lane (`sealing.store`), never shown to the public."""

    __tablename__ = "concerns"
    __table_args__ = (
        Index("ix_concerns_office_id_state", "office_id", "state"),
        Index("ix_concerns_owner_post_id_state", "owner_post_id", "state"),
        Index("ix_concerns_office_id_wording", "office_id", "wording"),
        Index(  # of the few that are linked alone: else the desk, which leaves them out, would be read by it
            "ix_concerns_same_as_id",
            "same_as_id",
            sqlite_where=text("same_as_id IS NOT NULL"),
            postgresql_where=text("same_as_id IS NOT NULL"),
        ),
        Index(  # of the few that are sealed alone: whoever reads them has no other way in
            "ix_concerns_sealed_office_id",
            "office_id",
            sqlite_where=text(_IN_SEALED_LANE),
            postgresql_where=text(_IN_SEALED_LANE),
        ),
        CheckConstraint(
            "search_text = '' OR lane IN ('concern', 'enquiry', 'suggestion')", name="search_text_open"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(12), unique=True, default=codes.concern_reference)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    lane: Mapped[Lane] = mapped_column(String(12))
    category: Mapped[str] = mapped_column(String(24))  # a key of its force, taxonomy.py
    state: Mapped[State] = mapped_column(String(12), default=State.RAISED)
    door: Mapped[Door] = mapped_column(String(12))
    by_proxy: Mapped[bool] = mapped_column(Boolean, default=False)  # an officer wrote it down for somebody
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))  # the office that holds it
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("localities.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), unique=True)
    owner_post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    receipt: Mapped[str | None] = mapped_column(
        String(128), unique=True
    )  # argon2id digest of the receipt code
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(8))
    locale: Mapped[str] = mapped_column(String(8))  # in which the raiser is told
    due_on: Mapped[date | None] = mapped_column(Date)
    raised_at: Mapped[datetime]
    owned_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]  # first reply
    told_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    provisional: Mapped[bool] = (
        mapped_column(  # confirmed by text, which is a claim: stands until a call back
            Boolean, default=False, server_default=false()
        )
    )
    reopened_at: Mapped[datetime | None]
    reopened: Mapped[int] = mapped_column(Integer, default=0)
    referred_to: Mapped[str] = mapped_column(Text, default="")
    operation_id: Mapped[str] = mapped_column(String(40), unique=True)
    reported_at: Mapped[datetime | None]  # the raiser was told what was found and what will be done
    stopped_at: Mapped[datetime | None]  # since when its clock stands, waiting for somebody
    waits_for: Mapped[str] = mapped_column(String(200), default="", server_default="")
    higher_at: Mapped[datetime | None]  # when its raiser last took it higher
    passed_on_at: Mapped[datetime | None]  # to the unit that acts: a threat, a tip
    call_back_on: Mapped[date | None] = mapped_column(Date)
    called_back_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(String(16), default="", server_default="")  # of a complaint
    decided_at: Mapped[datetime | None]
    outside_told_at: Mapped[datetime | None]  # that it waits and nobody answers
    # Folded words by which likely duplicates are found: of open lanes alone, while somebody may still bring the same.
    search_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    danger: Mapped[bool] = mapped_column(  # its words may speak of danger (emergency.py); of open lanes alone
        Boolean, default=False, server_default=false()
    )
    same_as_id: Mapped[int | None] = mapped_column(
        ForeignKey("concerns.id")
    )  # the one that it is counted with
    # the women's desk: about somebody under 18, and the office whose child-protection focal person reads it as well
    under_18: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    child_office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    safe: Mapped[bytes | None] = mapped_column(
        LargeBinary
    )  # how the raiser may be reached (safe.py), sealed as the words

    force: Mapped[Force] = relationship()
    office: Mapped[Office] = relationship(foreign_keys=[office_id])
    child_office: Mapped[Office | None] = relationship(foreign_keys=[child_office_id])
    locality: Mapped[Locality | None] = relationship()
    event: Mapped[Event | None] = relationship()
    owner_post: Mapped[Post | None] = relationship()
    thread: Mapped[Thread] = relationship()
    contact: Mapped[Contact | None] = relationship()
    accused: Mapped[list["AccusedPost"]] = relationship(order_by="AccusedPost.id")
    barred: Mapped[list["BarredPerson"]] = relationship(order_by="BarredPerson.id")
    openings: Mapped[list["Opening"]] = relationship(order_by="Opening.id", back_populates="concern")


class ConcernKey(Base):
    """One word of a searchable concern, as likeness.py folds it, under the office that holds it."""

    __tablename__ = "concern_keys"

    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(24), primary_key=True)
    concern_id: Mapped[int] = mapped_column(
        ForeignKey("concerns.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class AccusedPost(Base):
    """An office that a complaint is about, with the post where one is named: all who serve there are barred."""

    __tablename__ = "accused_posts"
    __table_args__ = (UniqueConstraint("concern_id", "office_id", "post_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id", ondelete="CASCADE"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"), index=True)
    on_day: Mapped[date] = mapped_column(Date)  # when it happened; the day of raising where that was not said

    office: Mapped[Office] = relationship()
    post: Mapped[Post | None] = relationship()


class BarredPerson(Base):
    """Somebody who never sees one matter, whatever post they come to hold."""

    __tablename__ = "barred_persons"
    __table_args__ = (UniqueConstraint("concern_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    why: Mapped[str] = mapped_column(
        String(12)
    )  # "served": there on the day or since; "conflict": they said so
    at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Handover(Base):
    """A sealed matter passed on from unit to unit: what was taken along, and whether the raiser agreed."""

    __tablename__ = "concern_handovers"

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id", ondelete="CASCADE"), index=True)
    from_office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    to_post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))  # none: a unit outside
    at: Mapped[datetime]
    data_taken: Mapped[bytes] = mapped_column(LargeBinary)  # with the unit outside; sealed as the words are
    agreed: Mapped[bool] = mapped_column(Boolean)  # the raiser agreed to it

    to_post: Mapped[Post | None] = relationship()


class Opening(Base, Referenced):
    """A sealed matter opened in an emergency: asked for by one person, agreed to by another, for a time."""

    __tablename__ = "concern_openings"

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    post_id: Mapped[int] = mapped_column(
        ForeignKey("posts.id")
    )  # in whose name it was asked for, and is read
    reason: Mapped[bytes] = mapped_column(LargeBinary)  # sealed as the words are
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    until: Mapped[datetime | None]  # open until then; none: nobody agreed
    opened_at: Mapped[datetime | None]  # when it was first read
    reads: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    ended_at: Mapped[datetime | None]

    concern: Mapped[Concern] = relationship(back_populates="openings")
    post: Mapped[Post] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    settled_by: Mapped[Person | None] = relationship(foreign_keys=[settled_by_id])
