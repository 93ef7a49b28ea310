"""Photos and papers that come with a concern: the table and its bounds. Bytes lie sealed with the key of its lane.

The name that a file had on somebody's machine is never kept: it may say more than its owner meant, or be written so
that it reads as another. As sent it is kept until it was drawn anew, and is shown to nobody.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.concerns.models import Concern
from engagement.dialogue.rules import Speaker
from engagement.kernel import redrawing
from engagement.kernel.database import Base, Referenced
from engagement.kernel.redrawing import Sort
from engagement.kernel.refusals import N_
from engagement.organisation.models import Post

MOST_FILES = 6  # of one concern
MOST_TRIES = 3  # of drawing a file, when the process that draws it was ended
MOST_BYTES = redrawing.MOST_BYTES


class FileState(StrEnum):
    """Where a file stands."""

    SENT = "sent"  # waits for the worker; nobody can open it
    READY = "ready"
    REFUSED = "refused"  # could not be drawn; `reason` says why, the bytes are gone


SORT_WORDS = {Sort.PHOTO: N_("Photo"), Sort.PAPER: N_("PDF")}


class Attachment(Base, Referenced):
    """A photo or a PDF of a concern. `content` is what may be downloaded, drawn anew; both are envelopes of its lane."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id", ondelete="CASCADE"), index=True)
    state: Mapped[FileState] = mapped_column(String(8), default=FileState.SENT)
    sort: Mapped[Sort] = mapped_column(String(8))
    speaker: Mapped[Speaker] = mapped_column(String(8))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    size: Mapped[int] = mapped_column(Integer, default=0)  # below 0: tries, while it waits
    at: Mapped[datetime]
    sent: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    operation_id: Mapped[str] = mapped_column(String(48), unique=True)

    concern: Mapped[Concern] = relationship()
    post: Mapped[Post | None] = relationship()

    @property
    def tries(self) -> int:
        """How often drawing it was cut off."""
        return max(-self.size, 0)

    @property
    def type(self) -> tuple[str, str]:
        """The media type of the download and the end of its name."""
        return redrawing.TYPES[Sort(self.sort)]
