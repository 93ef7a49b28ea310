"""Public wording: a second text beside the private words, written by one person and reviewed by another."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engagement.kernel import identifying
from engagement.kernel.refusals import N_, Refusal


class Wording(StrEnum):
    """How far a public wording is."""

    NONE = "none"
    WRITTEN = "written"
    REVIEWED = "reviewed"


class Worded:
    """Columns and laws of a public wording; nothing of it is shown before a second person reviewed it."""

    public_words: Mapped[str] = mapped_column(Text, default="", server_default="")
    public_language: Mapped[str] = mapped_column(String(8), default="en", server_default="en")
    wording: Mapped[str] = mapped_column(String(12), default=Wording.NONE, server_default=Wording.NONE)
    worded_by_id: Mapped[int | None]
    reviewed_by_id: Mapped[int | None]
    reviewed_at: Mapped[datetime | None]

    def word(self, words: str, language: str, person_id: int | None, *, names_nobody: bool = False) -> int:
        """Write the public wording; an earlier review no longer counts.

        Refuses what looks like a card, a phone or a plate, unless the writer says that it names nobody.
        Returns how many such pieces that decision let through, for the trail.
        """
        if not words.strip():
            raise Refusal(N_("Please fill this in."), field="public_words")
        decided = identifying.check(words, field="public_words", names_nobody=names_nobody)
        self.public_words, self.public_language = words, language
        self.wording, self.worded_by_id = Wording.WRITTEN, person_id
        self.reviewed_by_id = self.reviewed_at = None
        return decided

    def review(self, person_id: int | None, now: datetime) -> None:
        """Approve the wording for the public; refuses its own writer, and a wording that is not there."""
        if self.wording == Wording.NONE:
            raise Refusal(N_("There is no public wording yet."), field="public_words")
        if person_id is None or person_id == self.worded_by_id:
            raise Refusal(N_("Somebody other than its writer must review the public wording."))
        self.wording, self.reviewed_by_id, self.reviewed_at = Wording.REVIEWED, person_id, now

    @property
    def shown(self) -> str:
        """The words that the public may read; empty until reviewed."""
        return self.public_words if self.wording == Wording.REVIEWED else ""
