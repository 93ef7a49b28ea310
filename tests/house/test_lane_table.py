"""Who may do what in which lane, printed from the code into docs/privacy.md for those who do not read code.

`UPDATE_GOLDEN=1 script/test tests/house` writes the table anew: read the difference before you commit it.
"""

import os
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from engagement.concerns import permissions
from engagement.concerns.models import Concern, Opening
from engagement.concerns.rules import SEALED_LANES, Lane, State
from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor, Role
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
    ("move it into a sealed lane", permissions.SEAL),
    ("answer and hand on, sealed", permissions.HANDLE),
    ("take it on, sealed", permissions.TAKE),
    ("decide", permissions.DECIDE),
    ("pass on to who acts", permissions.PASS_ON),
    ("ask to open it in an emergency", permissions.ASK_OPENING),
    ("agree to that as the second person", permissions.AGREE),
    ("read the reviewed public words", permissions.SHOWN),
)
LET_IN, DESK = subjects.ACTORS["let in"], subjects.ACTORS["women's desk"]
GUARD = subjects.holder(Role.OFFICER, subjects.DISTRICT, 22, lanes=("children",))
COLUMNS: dict[str, Actor] = {
    **subjects.ACTORS,
    "guards children": GUARD,
    "let in, but it is about them": LET_IN,
    "women's desk, but it is about them": DESK,
}


def concern(lane: Lane, *, about: bool) -> Concern:
    """Return a concern at the station that is being worked on, whose public words were reviewed where it has any.

    One of the women's desk is about somebody under 18, guarded from the district.
    """
    row: Concern = subjects.stand(Concern)
    row.under_18, row.child_office_id = lane is Lane.WOMEN, subjects.DISTRICT_ID
    row.lane, row.state = lane, State.OWNED
    row.wording, row.worded_by_id = Wording.REVIEWED, subjects.WRITER
    if about:  # whoever serves at the station it is about
        accused: Any = SimpleNamespace(post_id=0, office=row.office)
        row.__dict__["accused"] = [accused]
    return row


def allows(permission: Permission, who: Actor, row: Concern) -> bool:
    """Judge on the matter, or on an opening of it that somebody else asked for."""
    if permission is not permissions.AGREE:
        return permission.allows(who, row)
    asked = subjects.stand(Opening)
    asked.concern, asked.asked_by_id = row, subjects.WRITER
    return permission.allows(who, asked)


def lines() -> Iterator[str]:
    yield "| lane | what | " + " | ".join(COLUMNS) + " |"
    yield "|---|---|" + "---|" * len(COLUMNS)
    for lane in Lane:
        for words, permission in VERBS:
            cells = [
                "yes" if allows(permission, who, concern(lane, about="about" in name)) else "–"
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


# Written beforehand by somebody who had read only what the field asks: number, lane, who, whether it is about them, verb,
# whether it is theirs. Row 3 said that a PRO reviews public words: settled as no, who answers for the station does.
FROM_THE_FIELD = (
    (1, Lane.ENQUIRY, "visitor", False, permissions.READ, False),
    (2, Lane.ENQUIRY, "pro", False, permissions.REPLY, True),
    (3, Lane.ENQUIRY, "pro", False, permissions.REVIEW, False),
    (4, Lane.SUGGESTION, "commander", False, permissions.OWN, True),
    (5, Lane.SUGGESTION, "no post", False, permissions.READ, False),
    (6, Lane.CONCERN, "visitor", False, permissions.SHOWN, True),
    (10, Lane.CONCERN, "supervisor", False, permissions.OWN, True),
    (11, Lane.CONCERN, "officer", False, permissions.WORD, True),
    (12, Lane.CONCERN, "elsewhere", False, permissions.READ, False),
    (13, Lane.TIP, "admin", False, permissions.READ, False),
    (14, Lane.TIP, "let in", False, permissions.PASS_ON, True),
    (15, Lane.THREAT, "visitor", False, permissions.READ, False),
    (17, Lane.COMPLAINT, "let in", False, permissions.READ, True),
    (18, Lane.COMPLAINT, "oversight", False, permissions.READ, True),
    (20, Lane.COMPLAINT, "let in", True, permissions.READ, False),
    (22, Lane.COMPLAINT, "let in", True, permissions.DECIDE, False),
    (23, Lane.COMPLAINT, "let in", True, permissions.PASS_ON, False),
    (24, Lane.COMPLAINT, "officer", True, permissions.READ, False),
    (25, Lane.COMPLAINT, "officer", True, permissions.REVIEW, False),
    (26, Lane.COMPLAINT, "officer", True, permissions.HANDLE, False),
    (28, Lane.COMPLAINT, "commander", True, permissions.READ, False),
    (29, Lane.COMPLAINT, "supervisor", True, permissions.READ, False),
    (30, Lane.COMPLAINT, "supervisor", True, permissions.DECIDE, False),
)


@pytest.mark.parametrize(
    ("_row", "lane", "who", "about", "permission", "theirs"), FROM_THE_FIELD, ids=lambda each: str(each)[:24]
)
def test_rows_that_somebody_wrote_who_had_only_read_what_the_field_asks(  # 001.19
    _row: int,
    lane: Lane,
    who: str,
    about: bool,
    permission: Permission,
    theirs: bool,
):
    assert permission.allows(subjects.ACTORS[who], concern(lane, about=about)) is theirs


@pytest.mark.parametrize("lane", list(Lane))
def test_only_a_raiser_confirms_and_opens_again(lane: Lane):
    """Rows 7, 8, 9, 16, 19: no staff verb leads there; `follow` belongs to who holds the code."""
    opened = permissions.Opened(concern(lane, about=False), subjects.CODE_HOLDER)
    assert permissions.FOLLOW.allows(subjects.ACTORS["visitor"], opened)
    for who in COLUMNS.values():
        assert not permissions.FOLLOW.allows(who, permissions.Opened(opened.concern, who))


def test_an_administrator_reads_no_lane_and_who_it_is_about_no_sealed_one():
    for lane in Lane:
        assert not permissions.READ.allows(subjects.ACTORS["admin"], concern(lane, about=False))
        if lane is Lane.WOMEN:  # 002.9: no other lane opens it, and it opens no other
            readers = [
                who for who in COLUMNS.values() if permissions.READ.allows(who, concern(lane, about=False))
            ]
            assert set(readers) == {DESK, GUARD}
            assert not permissions.READ.allows(DESK, concern(lane, about=True))
        elif lane in SEALED_LANES:
            assert not permissions.READ.allows(DESK, concern(lane, about=False))
            assert permissions.READ.allows(LET_IN, concern(lane, about=False))
            assert not permissions.READ.allows(LET_IN, concern(lane, about=True))
