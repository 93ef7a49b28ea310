"""Which projects a meeting belongs to, and which partner organisations host it as well."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engagement.kernel.database import Base


class EventProject(Base):
    """A meeting of a project."""

    __tablename__ = "event_projects"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"), primary_key=True, index=True)


class EventPartner(Base):
    """A partner organisation that hosts a meeting together with the police: public."""

    __tablename__ = "event_partners"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), primary_key=True, index=True)
