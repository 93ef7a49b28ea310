"""Meetings, RSVPs, the tally at the door, the record, and promises."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.events.models.cadence import OwedPause as OwedPause
from engagement.events.models.councils import Council as Council
from engagement.events.models.councils import CouncilItem as CouncilItem
from engagement.events.models.councils import CouncilMeeting as CouncilMeeting
from engagement.events.models.councils import CouncilMember as CouncilMember
from engagement.events.models.councils import CouncilPresence as CouncilPresence
from engagement.events.models.imports import MeetingImport as MeetingImport
from engagement.events.models.invitations import Delegate as Delegate
from engagement.events.models.paper import OfficePresent as OfficePresent
from engagement.events.models.paper import PaperCount as PaperCount
from engagement.events.models.partners import EventPartner as EventPartner
from engagement.events.models.partners import EventProject as EventProject
from engagement.events.models.programme import Appearance as Appearance
from engagement.events.models.programme import DayArrival as DayArrival
from engagement.events.models.programme import EventDay as EventDay
from engagement.events.models.programme import SeriesModule as SeriesModule
from engagement.events.models.vouchers import Voucher as Voucher
from engagement.events.models.vouchers import VoucherBatch as VoucherBatch
from engagement.events.rules import (
    LEAST_PUBLIC,
    PUBLIC_STATES,
    Audience,
    Kind,
    PhotoState,
    PromiseState,
    RsvpState,
    State,
)
from engagement.kernel.database import Base, Referenced, Versioned
from engagement.kernel.wording import Worded
from engagement.organisation.models import Force, Locality, Office, Post, Venue
from engagement.people.models import Contact


class Series(Base, Referenced):
    """Meetings planned together by a rule. Each is a row of its own, with a number that it keeps."""

    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="en")
    every: Mapped[str] = mapped_column(String(12))  # the rule as it was first said
    weekday: Mapped[int] = mapped_column(Integer)
    nth: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime]
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)

    office: Mapped[Office] = relationship()


class Event(Base, Referenced, Versioned):
    """A meeting. `starts_at` is the instant; the wall time and zone say what was agreed with people."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("capacity IS NULL OR seats_taken <= capacity", name="seats"),
        CheckConstraint("ends_at > starts_at", name="order"),
        UniqueConstraint("force_id", "source_key"),
        Index("ix_events_state_starts_at", "state", "starts_at"),
        Index("ix_events_force_id_starts_at", "force_id", "starts_at"),
        Index("ix_events_locality_id_starts_at", "locality_id", "starts_at"),
        Index("ix_events_office_id_starts_at", "office_id", "starts_at"),
        Index("ix_events_series_id_series_number", "series_id", "series_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    host_post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("localities.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    series_number: Mapped[int | None] = mapped_column(Integer)  # 3 of 12: kept once the public saw it
    place: Mapped[str] = mapped_column(
        Text, default=""
    )  # where no venue is known: words of an import or of the host
    online_address: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[State] = mapped_column(String(12), default=State.DRAFT)
    kind: Mapped[Kind] = mapped_column(String(16))
    audience: Mapped[Audience] = mapped_column(String(16), default=Audience.EVERYONE)
    languages: Mapped[list[str]] = mapped_column(default=list)
    # the meeting itself, whatever its hall has: child care, an interpreter, a way without steps
    offers: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    invite_only: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="en")  # of title and words
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    wall_start: Mapped[str] = mapped_column(String(16))  # "2026-11-24T16:00"
    wall_end: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str] = mapped_column(String(60))
    end_assumed: Mapped[bool] = mapped_column(Boolean, default=False)  # an import did not say when it ends
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)
    capacity: Mapped[int | None] = mapped_column(Integer)
    group_seats: Mapped[int | None] = mapped_column(Integer)  # of these, for groups; none: no groups
    seats_taken: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    sequence: Mapped[int] = mapped_column(
        Integer, default=0
    )  # RFC 5545 §3.8.7.4: raised when time or place moves
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    chased: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # days: 3, 7, 14
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    cancel_language: Mapped[str] = mapped_column(String(8), default="en", server_default="en")
    moved_from: Mapped[str | None] = mapped_column(
        String(16)
    )  # the wall time that was told before the last move
    moved_at: Mapped[datetime | None]  # when time or place last moved under its RSVPs
    remind_wall: Mapped[str | None] = mapped_column(
        String(16)
    )  # when the host chose to remind; else a day before
    source_key: Mapped[str | None] = mapped_column(
        String(80)
    )  # where an import found it, so that twice is once
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)

    @property
    def place_told(self) -> bool:
        """Whether the exact place is told; of a women's session only the locality is."""
        return self.kind != Kind.WOMEN

    @property
    def public(self) -> bool:
        """Whether it is out: anybody may read it, or whoever is invited."""
        return self.state in PUBLIC_STATES

    force: Mapped[Force] = relationship()
    office: Mapped[Office] = relationship()
    host_post: Mapped[Post | None] = relationship()
    locality: Mapped[Locality | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    series: Mapped[Series | None] = relationship()


class AgendaItem(Base):
    """One point of a meeting's agenda, in order; it may lie inside another, and people are counted at it apart."""

    __tablename__ = "agenda_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="en")
    minutes: Mapped[int | None] = mapped_column(Integer)
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("agenda_items.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    starts: Mapped[str | None] = mapped_column(String(5))  # on the wall clock: 10:30
    came: Mapped[int | None] = mapped_column(Integer)  # a head-count of its own, no part of the meeting's
    came_women: Mapped[int | None] = mapped_column(Integer)
    came_men: Mapped[int | None] = mapped_column(Integer)
    covered_at: Mapped[datetime | None]  # ticked: it was dealt with
    module_id: Mapped[int | None] = mapped_column(
        ForeignKey("series_modules.id", ondelete="CASCADE"), index=True
    )

    module: Mapped[SeriesModule | None] = relationship()

    @property
    def inside(self) -> bool:
        """Whether it lies inside another point."""
        return self.parent_id is not None


class Rsvp(Base, Referenced):
    """A party that means to come. Waiting parties are promoted in the order of their ids."""

    __tablename__ = "rsvps"
    __table_args__ = (
        UniqueConstraint("event_id", "contact_id"),
        UniqueConstraint("event_id", "code"),
        CheckConstraint("party >= 1", name="party"),
        Index("ix_rsvps_event_id_state_id", "event_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    code: Mapped[str] = mapped_column(String(8))  # said at the door
    name: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed, lane "contacts"
    door_name: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=false()
    )  # the officer's phone at the door may hold it
    party: Mapped[int] = mapped_column(Integer)
    is_group: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    need: Mapped[str] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(8))
    state: Mapped[RsvpState] = mapped_column(String(12))
    created_at: Mapped[datetime]
    promoted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    again_at: Mapped[datetime | None]  # when its contact was last told that somebody answered with it again
    reminded_at: Mapped[datetime | None]
    thanked_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]  # of a women's session: the host or a voucher opened the place
    declined_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    arrived: Mapped[int | None] = mapped_column(Integer)  # how many of the party came
    operation_id: Mapped[str] = mapped_column(String(40), unique=True)

    event: Mapped[Event] = relationship()
    contact: Mapped[Contact | None] = relationship()


class TallyEntry(Base):
    """One tap at the door: no name, all optional. Undoing marks it, so that the count can be explained."""

    __tablename__ = "tally_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    at: Mapped[datetime]
    side: Mapped[str] = mapped_column(String(12))
    sex: Mapped[str] = mapped_column(String(12))
    age_band: Mapped[str] = mapped_column(String(12))
    disability: Mapped[str] = mapped_column(String(12))
    undone_at: Mapped[datetime | None]
    operation_id: Mapped[str] = mapped_column(String(40), unique=True)
    # counted by themselves, by the square that hangs at the door; else by an officer
    by_self: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class Minutes(Base, Versioned, Worded):
    """The record of a meeting: the station's own words, and the summary that the public reads."""

    __tablename__ = "minutes"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), unique=True)
    words: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    written_at: Mapped[datetime]
    decided_by_id: Mapped[int | None]  # who wrote the decisions, which the public reads with the summary
    told_at: Mapped[datetime | None]  # when people were told that the summary is published

    event: Mapped[Event] = relationship()


class Decision(Base):
    """One decision of a meeting; public with the minutes."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en")


class Promise(Base, Referenced, Versioned, Worded):
    """What a post promised a room, by when. Never suppressed: it is the police's own word."""

    __tablename__ = "promises"
    __table_args__ = (Index("ix_promises_state_due_on", "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en")
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[PromiseState] = mapped_column(String(12), default=PromiseState.OPEN)
    outcome: Mapped[str] = mapped_column(Text, default="")  # what was done, or why it could not be
    outcome_language: Mapped[str] = mapped_column(String(8), default="en")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None]
    outcome_reviewed_by_id: Mapped[int | None]  # the public reads the outcome once somebody else reviewed it
    created_at: Mapped[datetime]
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)
    rank: Mapped[int | None] = mapped_column(Integer)  # 1 to 3: one of the room's own priorities
    hands: Mapped[int | None] = mapped_column(Integer)  # that were shown for it

    event: Mapped[Event] = relationship()
    post: Mapped[Post] = relationship()

    @property
    def hands_told(self) -> int | None:
        """How many hands were shown, as far as the public may read a number of people."""
        return self.hands if self.hands is not None and self.hands >= LEAST_PUBLIC else None


class ReadBack(Base):
    """What a room was told of one thing from last time: done, or not yet and why."""

    __tablename__ = "read_backs"
    __table_args__ = (UniqueConstraint("event_id", "kind", "ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))  # "promise", "task", "concern"
    ref: Mapped[str] = mapped_column(String(12))
    answer: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    at: Mapped[datetime]


class Photo(Base, Referenced, Versioned):
    """A photo of a meeting. The public sees it with the closed meeting, once it is whole and somebody else looked."""

    __tablename__ = "photos"
    __table_args__ = (Index("ix_photos_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    state: Mapped[PhotoState] = mapped_column(String(12), default=PhotoState.SENT)
    reason: Mapped[str] = mapped_column(String(200), default="")  # why it could not be drawn
    width: Mapped[int] = mapped_column(Integer, default=0)
    height: Mapped[int] = mapped_column(Integer, default=0)
    alt: Mapped[str] = mapped_column(String(300), default="")  # what it shows, for who cannot see it
    language: Mapped[str] = mapped_column(String(8), default="en")
    credit: Mapped[str] = mapped_column(String(120), default="")  # who took it
    agreed: Mapped[bool] = mapped_column(Boolean, default=False)  # everybody who can be recognised agreed
    asked_by: Mapped[str] = mapped_column(String(120), default="")  # who asked them
    added_at: Mapped[datetime]
    sent_by_id: Mapped[int | None]
    worded_by_id: Mapped[int | None]  # who sent it, or wrote its words last
    reviewed_by_id: Mapped[int | None]
    reviewed_at: Mapped[datetime | None]
    taken_down_at: Mapped[datetime | None]
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)

    event: Mapped[Event] = relationship()

    @property
    def whole(self) -> bool:
        """Whether it has all that the public must know: agreement, who asked, credit, words for who cannot see."""
        return self.agreed and all(words.strip() for words in (self.asked_by, self.credit, self.alt))

    @property
    def public(self) -> bool:
        """Whether anybody may see it. Never of a women's session or a meeting by invitation."""
        return (
            self.state == PhotoState.READY
            and self.whole
            and self.reviewed_by_id is not None
            and self.event.state == State.CLOSED
            and self.event.kind != Kind.WOMEN
            and not self.event.invite_only
        )
