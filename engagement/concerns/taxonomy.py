"""What concerns are about, force by force: what every force begins with, laid over by what it changed in its table.

A force has a row only for what it renamed, hid, guarded otherwise, gave to an agency, or added. Each process keeps a
copy until the topic "organisation" is bumped, which every change here does.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Boolean, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from engagement.concerns.rules import (
    AGENCY,
    ALL_CATEGORY_WORDS,
    CATEGORY_SIGNS,
    GUARDED,
    NOT_POLICE,
    Category,
    Lane,
    Sensitivity,
)
from engagement.kernel.database import Base, LocaleMap, Versioned, db
from engagement.kernel.freshness import Kept, keep_topics
from engagement.kernel.locale import in_language
from engagement.kernel.refusals import N_, Refusal

# What each guarded category that every force begins with is brought as; one that a force added: a tip.
DOORS = {
    Category.KIDNAPPING: Lane.THREAT,
    Category.EXTORTION: Lane.THREAT,
    Category.HOMICIDE: Lane.TIP,
    Category.CONDUCT: Lane.COMPLAINT,
}
TOPIC = "organisation"
WORDS: dict[str, str] = {str(key): words for key, words in ALL_CATEGORY_WORDS.items()}
SIGNS: dict[str, str] = {str(key): sign for key, sign in CATEGORY_SIGNS.items()}


class CategoryRow(Base, Versioned):
    """What a force changed of one category, or a category of its own."""

    __tablename__ = "categories"
    __table_args__ = (UniqueConstraint("force_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    key: Mapped[str] = mapped_column(String(24))
    names: Mapped[LocaleMap]  # empty: the words that every force begins with
    sensitivity: Mapped[Sensitivity] = mapped_column(String(12))
    agency: Mapped[LocaleMap]  # who does the work; empty: the police
    offered: Mapped[bool] = mapped_column(Boolean, default=True)


@dataclass(frozen=True, slots=True)
class Kind:
    """One category of a force as its pages use it."""

    key: str
    names: Mapping[str, str]
    sensitivity: Sensitivity
    agency: Mapping[str, str] | None  # None: the municipal office, in the reader's language
    offered: bool = True
    version: int = 0  # 0: the force changed nothing

    @property
    def name(self) -> str:
        """Its name in the reader's language."""
        return in_language(self.names) if self.names else str(_(WORDS.get(self.key, self.key)))

    @property
    def done_by(self) -> str:
        """The agency that does the work, in the reader's language; empty where it is a police matter."""
        return str(_(AGENCY)) if self.agency is None else in_language(self.agency)

    @property
    def sign(self) -> str:
        """The icon beside its name."""
        return SIGNS.get(self.key, "chat")

    @property
    def open(self) -> bool:
        """Whether an open door offers it."""
        return self.offered and self.sensitivity is Sensitivity.ORDINARY


def _begun() -> dict[str, Kind]:
    return {
        str(key): Kind(
            str(key), {}, GUARDED.get(key, Sensitivity.ORDINARY), None if key in NOT_POLICE else {}
        )
        for key in Category
        if key is not Category.OTHER
    } | {str(Category.OTHER): Kind(str(Category.OTHER), {}, Sensitivity.ORDINARY, {})}


BEGUN = _begun()


def kinds_of(force_id: int | None) -> dict[str, Kind]:
    """Return every category of a force by its key, "Something else" last."""
    kinds = BEGUN | _changed().get(force_id or 0, {})
    last = str(Category.OTHER)
    return {**{key: kind for key, kind in kinds.items() if key != last}, last: kinds[last]}


def open_kinds(force_id: int | None, present: str = "") -> list[Kind]:
    """Return what an open door of a force offers, and `present`, which a concern has already."""
    return [kind for kind in kinds_of(force_id).values() if kind.open or kind.key == present]


def guarded_ways(force_id: int | None, lanes: Collection[Lane]) -> list[tuple[Kind, Lane]]:
    """Return the guarded categories of a force, each with the door that takes it, where somebody reads what comes there.

    A sensitive one is taken by the women's desk.
    """
    kinds = [kind for kind in kinds_of(force_id).values() if kind.offered]
    ways = [(kind, _door(kind)) for kind in kinds if kind.sensitivity is not Sensitivity.ORDINARY]
    return [(kind, lane) for kind, lane in ways if lane in lanes]


def _door(kind: Kind) -> Lane:
    if kind.sensitivity is Sensitivity.SENSITIVE:
        return Lane.WOMEN
    return DOORS.get(Category(kind.key), Lane.TIP) if kind.key in BEGUN else Lane.TIP


def kind_of(force_id: int | None, key: str) -> Kind:
    """Return one category of a force; one that it no longer knows is called by its key."""
    keep_topics(TOPIC)
    return kinds_of(force_id).get(str(key)) or Kind(str(key), {}, Sensitivity.ORDINARY, {})


def check_open(force_id: int, key: str, present: str = "") -> None:
    """Refuse a category that is not read by a whole station; the one a concern has already stays as it is."""
    if key != present and kind_of(force_id, key).sensitivity is not Sensitivity.ORDINARY:
        raise Refusal(N_("This is not written down here: the whole station would read it."), field="category")


def called(force_id: int | None, key: str) -> str:
    """Return the name of a category in the reader's language."""
    return kind_of(force_id, key).name


def row_of(force_id: int, key: str) -> CategoryRow | None:
    """Return what a force changed of a category, or None."""
    return db.session.scalar(
        select(CategoryRow).where(CategoryRow.force_id == force_id, CategoryRow.key == key)
    )


def _changed() -> dict[int, dict[str, Kind]]:
    if db.session().info.get("unit"):
        return _read()
    mark = cast("Kept", current_app.extensions["kept"]).marks.read_as_session((TOPIC,))
    held = current_app.extensions.get("taxonomy")
    if held is None or held[0] != mark:
        held = current_app.extensions["taxonomy"] = (mark, _read())
    return cast("dict[int, dict[str, Kind]]", held[1])


def _read() -> dict[int, dict[str, Kind]]:
    found: dict[int, dict[str, Kind]] = {}
    for row in db.session.scalars(select(CategoryRow).order_by(CategoryRow.id)):
        kind = Kind(
            row.key, dict(row.names), Sensitivity(row.sensitivity), dict(row.agency), row.offered, row.version
        )
        found.setdefault(row.force_id, {})[row.key] = kind
    return found
