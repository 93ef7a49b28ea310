"""Lists of concerns that a person keeps by name: which of the desk's filters are set, nothing of what they show."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from engagement.kernel.actor import Actor
from engagement.kernel.database import Base, Referenced, db

MOST = 20
LONGEST_NAME = 60
FILTERS = ("state", "lane", "mine", "category", "order")


class SavedList(Base, Referenced):
    """One list: a name and the filters behind it. What it shows is what its reader may see on that day."""

    __tablename__ = "concern_lists"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    chosen: Mapped[dict[str, str]]


def lists_of(who: Actor) -> Sequence[SavedList]:
    """Return the lists of a person by name; one statement."""
    if who.person_id is None:
        return []
    query = select(SavedList).where(SavedList.person_id == who.person_id)
    return db.session.scalars(query.order_by(SavedList.name).limit(MOST)).all()


def list_of(who: Actor, ref: str) -> SavedList | None:
    """Return one list of a person by its public name; another's is none."""
    query = select(SavedList).where(SavedList.ref == ref, SavedList.person_id == who.person_id)
    return db.session.scalar(query)
