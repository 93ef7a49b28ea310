"""Persons who sign in, their postings and invitations; contacts of residents, apart and sealed."""

from datetime import date, datetime
from typing import Any

from flask_security import UserMixin
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.kernel.database import Base, Referenced
from engagement.organisation.models import Post


class Person(Base, Referenced, UserMixin):
    """Somebody who signs in. What they see follows from postings alone."""

    __tablename__ = "persons"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    locale: Mapped[str] = mapped_column(String(8), default="en")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON)
    # the last training in gender sensitivity and the day until which it holds; each record stays in the trail
    trained_on: Mapped[date | None] = mapped_column(Date)
    trained_until: Mapped[date | None] = mapped_column(Date)

    postings: Mapped[list["Posting"]] = relationship(back_populates="person", order_by="Posting.id")

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """No roles: sight and rights come from postings held today."""
        return []


class Posting(Base):
    """Who holds a post from when to when; both days count."""

    __tablename__ = "postings"
    __table_args__ = (Index("ix_postings_person_id_ends_on", "person_id", "ends_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None]  # ended at once: no sight from this instant on
    # a woman officer who agreed to host women's sessions; nothing else is asked of anybody's sex
    hosts_women: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    # a woman officer who agreed to stand on the roster of the women's desk
    womens_desk: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    # the sealed lanes it was let into by somebody already there, with blanks between; the work stays with the post
    lanes: Mapped[str] = mapped_column(String(60), default="", server_default="")
    # whose posting its holder stands in for, until `ends_on`; it opens no sealed lane and is not delegated on
    stands_for_id: Mapped[int | None] = mapped_column(ForeignKey("postings.id"), index=True)

    person: Mapped[Person] = relationship(back_populates="postings")
    post: Mapped[Post] = relationship()
    stands_for: Mapped["Posting | None"] = relationship(remote_side="Posting.id")


class SignIn(Base, Referenced):
    """One place where somebody is signed in, from both factors to the end; its name stands in the session."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    device: Mapped[str] = mapped_column(String(40))  # "Firefox, Android"; no more of it is kept
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Passkey(Base, Referenced):
    """A key that a person keeps in a phone, a machine or a stick: their second factor beside the app. Nothing secret."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"), index=True)
    credential: Mapped[bytes] = mapped_column(LargeBinary, unique=True)  # by which the device knows it
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    uses: Mapped[int] = mapped_column(BigInteger)  # what the device counts; a copy would count the same again
    transports: Mapped[str] = mapped_column(String(80), default="", server_default="")
    name: Mapped[str] = mapped_column(String(60))
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LaneOffer(Base, Referenced):
    """Somebody is to be let into a sealed lane: asked by who gives posts, approved by another who is in that lane."""

    __tablename__ = "lane_offers"

    id: Mapped[int] = mapped_column(primary_key=True)
    posting_id: Mapped[int] = mapped_column(ForeignKey("postings.id"), index=True)
    lane: Mapped[str] = mapped_column(String(12))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))

    posting: Mapped[Posting] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])


class PostingOffer(Base, Referenced):
    """A post, or standing in for its holder, that waits for the yes of whoever it is for; until then they hold none of it."""

    __tablename__ = "posting_offers"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    starts_on: Mapped[date | None] = mapped_column(Date)  # none: on the day of the yes
    ends_on: Mapped[date | None] = mapped_column(Date)
    hosts_women: Mapped[bool] = mapped_column(Boolean, default=False)
    leaves_others: Mapped[bool] = mapped_column(Boolean, default=False)
    stands_for_id: Mapped[int | None] = mapped_column(ForeignKey("postings.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
    post: Mapped[Post] = relationship()
    stands_for: Mapped[Posting | None] = relationship()


class Invitation(Base, Referenced):
    """An offer of a post to an address, by signed link; used once, before it lapses."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    email: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(120))
    locale: Mapped[str] = mapped_column(String(8), default="en")
    invited_by_id: Mapped[int | None]
    created_at: Mapped[datetime]
    lapses_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    post: Mapped[Post] = relationship()


class Contact(Base, Referenced):
    """Where a resident can be told; sealed, in a table of its own, so that erasing is a delete."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("force_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    channel: Mapped[str] = mapped_column(String(8))  # "email" | "sms"
    address: Mapped[bytes] = mapped_column(LargeBinary)  # sealed, lane "contacts"
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    locale: Mapped[str] = mapped_column(String(8), default="en")
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]  # its holder opened a link and pressed a button
    first_message_at: Mapped[datetime | None]  # an unverified contact gets one first message
    stopped_at: Mapped[datetime | None]
    short_code: Mapped[str] = mapped_column(
        String(20), default="", server_default=""
    )  # the number of ours that its holder last wrote to
    calendar_number: Mapped[int] = mapped_column(
        Integer, default=1, server_default="1"
    )  # ends older addresses
    version: Mapped[int] = mapped_column(Integer, default=1)
