"""docs/settings.md lists every setting, and nothing else."""

import re

from tests.house.tree import ROOT


def test_the_page_lists_the_settings_that_the_code_reads():
    code = (ROOT / "engagement" / "settings.py").read_text()
    page = (ROOT / "docs" / "settings.md").read_text()
    read = set(re.findall(r'given(?:\.get\(|\[|, )"([A-Z_]+)"', code))
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.MULTILINE))
    assert read
    assert listed == read
