"""What a printed sheet says: its leaves, their words and where these stand, its fonts and links."""

import io
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from pypdf import PageObject, PdfReader
from werkzeug.test import TestResponse

from engagement.kernel import paper

needs_type = pytest.mark.skipif(
    bool(paper.missing_libraries()), reason=f"nothing can be printed here: {paper.CURE}"
)
A4 = (595, 842)  # points


@dataclass
class Sheet:
    """A PDF that was answered."""

    data: bytes

    @cached_property
    def leaves(self) -> list[PageObject]:
        return list(PdfReader(io.BytesIO(self.data)).pages)

    @property
    def sizes(self) -> set[tuple[int, int]]:
        return {(round(leaf.mediabox.width), round(leaf.mediabox.height)) for leaf in self.leaves}

    @property
    def text(self) -> str:
        """What a reader finds in it; letters of Urdu whose dots are set apart are not all found (a known catch)."""
        return " ".join(" ".join(leaf.extract_text() for leaf in self.leaves).split())

    def placed(self, words: str) -> float:
        """Return how far from the left edge the first run that holds these words begins, in points."""
        return self._spots(words)[0][0]

    def lowest(self, words: str) -> float:
        """Return how far from the upper edge the lowest run that holds these words stands, in pixels of its look."""
        return max(down for _along, down in self._spots(words))

    def _spots(self, words: str) -> list[tuple[float, float]]:
        found: list[tuple[float, float]] = []

        def seen(text: str, _user: Any, matrix: Any, *_more: Any) -> None:
            if words in text:
                found.append((float(matrix[4]), float(matrix[5])))

        for leaf in self.leaves:
            leaf.extract_text(visitor_text=seen)
        assert found, f"{words!r} stands nowhere: {self.text[:400]}"
        return found

    @property
    def fonts(self) -> set[str]:
        """The fonts that are set in it, all of them embedded."""
        names = set()
        for leaf in self.leaves:
            for font in leaf["/Resources"]["/Font"].values():
                deep = font.get_object()["/DescendantFonts"][0].get_object()
                assert {"/FontFile2", "/FontFile3"} & set(deep["/FontDescriptor"].get_object()), deep
                names.add(str(deep["/BaseFont"]).partition("+")[2])
        return names

    @property
    def addresses(self) -> list[str]:
        """Addresses that a click opens."""
        notes = [note.get_object() for leaf in self.leaves for note in leaf.get("/Annots", [])]
        return [str(note["/A"]["/URI"]) for note in notes if "/A" in note]


def sheet_of(answer: TestResponse) -> Sheet:
    """Read a sheet, which must be one."""
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.get_data(as_text=True)[
        :2000
    ]
    return Sheet(answer.data)
