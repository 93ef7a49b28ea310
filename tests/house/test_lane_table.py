"""Who may do what in which lane, printed from the code into docs/privacy.md for those who do not read code.

`UPDATE_GOLDEN=1 script/test tests/house` writes the table anew: read the difference before you commit it.
"""

import os
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from engagement.concerns import permissions
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane, State
from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor
from engagement.kernel.wording import Wording
from tests.house import subjects
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "privacy.md"
BEGIN, END = "<!-- printed from the code: who may do what, by lane -->", "<!-- end of what is printed -->"
PLACE = re.compile(re.escape(BEGIN) + r"\n(.*?)" + re.escape(END), re.DOTALL)
VERBS: tuple[tuple[str, Permission], ...] = (
    ("read the words", permissions.READ),
    ("give it an owner", permissions.OWN),
    ("reply", permissions.REPLY),
    ("write public words", permissions.WORD),
    ("review them", permissions.REVIEW),
    ("say it does not belong here", permissions.MISPLACE),
    ("answer and hand on, sealed", permissions.HANDLE),
    ("decide", permissions.DECIDE),
    ("pass on to who acts", permissions.PASS_ON),
    ("read the reviewed public words", permissions.SHOWN),
)
LET_IN = subjects.ACTORS["let in"]
COLUMNS: dict[str, Actor] = {**subjects.ACTORS, "let in, but it is about them": LET_IN}


def concern(lane: Lane, *, about: bool) -> Concern:
    """Return a concern at the station that is being worked on, whose public words were reviewed where it has any."""
    row: Concern = subjects.stand(Concern)
    row.lane, row.state = lane, State.OWNED
    row.wording, row.worded_by_id = Wording.REVIEWED, subjects.WRITER
    if about:  # whoever serves at the station it is about
        accused: Any = SimpleNamespace(post_id=0, office=row.office)
        row.__dict__["accused"] = [accused]
    return row


def lines() -> Iterator[str]:
    yield "| lane | what | " + " | ".join(COLUMNS) + " |"
    yield "|---|---|" + "---|" * len(COLUMNS)
    for lane in Lane:
        for words, permission in VERBS:
            cells = [
                "yes" if permission.allows(who, concern(lane, about="about" in name)) else "–"
                for name, who in COLUMNS.items()
            ]
            if "yes" in cells:
                yield f"| {lane.value} | {words} | " + " | ".join(cells) + " |"


def test_the_table_of_lanes_in_the_privacy_page_is_what_the_code_does():
    now = "\n".join(lines()) + "\n"
    page = PAGE.read_text()
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(PLACE.sub(lambda _found: f"{BEGIN}\n{now}{END}", page))
    found = PLACE.search(PAGE.read_text())
    assert found is not None
    assert found[1] == now, "Run UPDATE_GOLDEN=1 script/test tests/house, and read what changed"


def test_an_administrator_reads_no_lane_and_who_it_is_about_no_sealed_one():
    for lane in Lane:
        assert not permissions.READ.allows(subjects.ACTORS["admin"], concern(lane, about=False))
        sealed = lane in {Lane.TIP, Lane.COMPLAINT, Lane.THREAT}
        if sealed:
            assert permissions.READ.allows(LET_IN, concern(lane, about=False))
            assert not permissions.READ.allows(LET_IN, concern(lane, about=True))
