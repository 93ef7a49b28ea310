"""Forces, one tree of offices, one of areas, localities linked to both, posts and venues."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.kernel.actor import Role
from engagement.kernel.database import Base, LocaleMap, Referenced, Versioned
from engagement.organisation.rules import OfficeKind


class Force(Base, Referenced, Versioned):
    """A police force: the tenant. Its own row, not the settings, says its zone, languages and numbers."""

    __tablename__ = "forces"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    names: Mapped[LocaleMap]
    zone: Mapped[str] = mapped_column(String(60))
    locales: Mapped[list[str]]
    emergency_number: Mapped[str] = mapped_column(String(20))
    oversight_address: Mapped[str] = mapped_column(Text, default="")
    # days without a word of its reader after which the address above is told that a complaint waits
    dormant_days: Mapped[int] = mapped_column(Integer, default=14, server_default="14")
    short_codes: Mapped[list[str]] = mapped_column(default=list)
    country: Mapped[str] = mapped_column(
        String(2), default="PK", server_default="PK"
    )  # ISO 3166: how phone numbers read


class Office(Base, Referenced, Versioned):
    """An office of a force, from its head office down to a station. `path` lists the ids from the root: "/1/4/9/"."""

    __tablename__ = "offices"
    __table_args__ = (UniqueConstraint("force_id", "slug"), Index("ix_offices_path", "path"))

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"), index=True)
    kind: Mapped[OfficeKind] = mapped_column(String(12))
    slug: Mapped[str] = mapped_column(String(80), index=True)
    names: Mapped[LocaleMap]
    path: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")  # the office's own line, public
    address: Mapped[str] = mapped_column(Text, default="")
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)

    force: Mapped[Force] = relationship()
    parent: Mapped["Office | None"] = relationship(remote_side="Office.id")


class Area(Base):
    """An administrative area; police areas and administrative ones need not agree."""

    __tablename__ = "areas"
    __table_args__ = (UniqueConstraint("force_id", "kind", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    kind: Mapped[str] = mapped_column(String(12))
    slug: Mapped[str] = mapped_column(String(80))
    names: Mapped[LocaleMap]


class Locality(Base, Referenced, Versioned):
    """The place people name when they say where they live; the finest place that is ever mapped."""

    __tablename__ = "localities"
    __table_args__ = (UniqueConstraint("force_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"))
    slug: Mapped[str] = mapped_column(String(80), index=True)
    names: Mapped[LocaleMap]
    aliases: Mapped[list[str]] = mapped_column(default=list)
    # GeoJSON Polygon or MultiPolygon, WGS 84; large, so read only where it is drawn
    outline: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    longitude: Mapped[float | None] = mapped_column(Float)  # a point inside the outline
    latitude: Mapped[float | None] = mapped_column(Float)
    population: Mapped[int | None] = mapped_column(Integer)
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    force: Mapped[Force] = relationship()
    area: Mapped[Area | None] = relationship()
    services: Mapped[list["LocalityService"]] = relationship(viewonly=True, order_by="LocalityService.id")


class LocalityService(Base):
    """Which office serves a locality from when to when: boundaries move."""

    __tablename__ = "locality_services"
    __table_args__ = (UniqueConstraint("locality_id", "office_id", "valid_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    locality_id: Mapped[int] = mapped_column(ForeignKey("localities.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    locality: Mapped[Locality] = relationship()
    office: Mapped[Office] = relationship()


class Post(Base, Referenced, Versioned):
    """An office held: SHO Badhber. Work belongs to it and stays when its holder is moved."""

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("office_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    role: Mapped[Role] = mapped_column(String(16))
    slug: Mapped[str] = mapped_column(String(80))
    names: Mapped[LocaleMap]
    mailbox: Mapped[str] = mapped_column(String(254), default="", server_default="")  # of the post, public

    office: Mapped[Office] = relationship()


class Venue(Base, Referenced, Versioned):
    """A place where meetings are held, and what it offers to those who need it."""

    __tablename__ = "venues"

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    locality_id: Mapped[int] = mapped_column(ForeignKey("localities.id"), index=True)
    names: Mapped[LocaleMap]
    directions: Mapped[str] = mapped_column(Text, default="")
    directions_language: Mapped[str] = mapped_column(String(8), default="en")
    features: Mapped[list[str]] = mapped_column(default=list)
    longitude: Mapped[float | None] = mapped_column(Float)
    latitude: Mapped[float | None] = mapped_column(Float)

    locality: Mapped[Locality] = relationship()


class Partner(Base, Referenced):
    """An organisation that hosts, funds or runs something together with a force."""

    __tablename__ = "partners"

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    names: Mapped[LocaleMap]


class Project(Base, Referenced, Versioned):
    """A project with its funder, its days and where it works. Its partner reads its numbers by a link with `number`."""

    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partners.id"), index=True)
    names: Mapped[LocaleMap]
    funder: Mapped[str] = mapped_column(String(80), default="", index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    number: Mapped[int] = mapped_column(Integer, default=1, server_default="1")

    force: Mapped[Force] = relationship()
    partner: Mapped[Partner | None] = relationship()


class ProjectPlace(Base):
    """A place where a project works: an area with all beneath it, or one locality. Without any it works everywhere."""

    __tablename__ = "project_places"
    __table_args__ = (
        UniqueConstraint("project_id", "area_id"),
        UniqueConstraint("project_id", "locality_id"),
        CheckConstraint("(area_id IS NULL) != (locality_id IS NULL)", name="one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id", ondelete="CASCADE"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("areas.id"), index=True)
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("localities.id"), index=True)
