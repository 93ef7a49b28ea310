"""What is texted, in Pashto: every text has its words, in the letters of the language, and fits."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from engagement.channels.gsm import measure, plain
from tests.house.tree import ROOT

MODULES = ("intake/notices.py", "concerns/texting.py", "events/texting.py")
SAMPLES = {"ref": "K7P2QX", "name": "412", "when": "24 نومبر، 15:00", "n": "15", "emergency": "15", "day": "24 نومبر",
           "post": "ایس ایچ او بډهبېر", "stage": "وویل شوه", "why": "کار د بلدیې دی", "words": "سبا به راشو", "time": "15:00", "code": "48210937"}  # fmt: skip
NOT_PASHTO = set("كہھےٹڈڑگں")


def texts() -> list[str]:
    found: set[str] = set()
    for module in MODULES:
        for node in ast.walk(ast.parse((ROOT / "engagement" / module).read_text())):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "_"
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    return sorted(found)


with (Path(ROOT) / "engagement/translations/ps/LC_MESSAGES/messages.po").open("rb") as file:
    PASHTO = read_po(file, locale="ps")


@pytest.mark.house
@pytest.mark.parametrize("text", texts())
def test_every_text_has_its_pashto_in_its_own_letters_and_fits_one_part(text: str) -> None:
    held = PASHTO.get(text)
    assert held is not None
    said = str(held.string)
    assert set(re.findall(r"%\((\w+)\)s", said)) == set(re.findall(r"%\((\w+)\)s", text))
    assert not NOT_PASHTO & set(said)
    assert not re.match(r"\d|[A-Z]|%\((ref|name)\)", said) or said.startswith("1 "), (
        "begins with a word, never a code"
    )
    filled = plain(said % {**SAMPLES, "n": "4" if "waiting" in text else "15"})
    assert measure(filled).parts == 1, f"{measure(filled).counted}: {filled}"
