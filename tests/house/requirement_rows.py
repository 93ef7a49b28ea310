"""The rows of the source documents, and which of them a test names (`# 003.4` in a comment)."""

import re

from tests.house.tree import ROOT, files

# The rows are kept beside the project, not in it.
SOURCE = ROOT.parent / "shared" / "requirements.md"
NAMED = re.compile(r"\b((?:00[0-4]|C)\.\d{1,2})\b")
ROW = re.compile(r"^\|((?:00[0-4]|C)\.\d{1,2})\|", re.MULTILINE)


def named() -> set[str]:
    """Return the rows that comments of tests name."""
    return {
        row
        for path in files("tests")
        if path.parent.name != "house"
        for line in path.read_text().splitlines()
        for row in NAMED.findall(line.partition("#")[2])
    }


def rows() -> set[str]:
    """Return every row, or nothing where the source is not beside this clone."""
    return set(ROW.findall(SOURCE.read_text())) if SOURCE.exists() else set()


def unnamed() -> str:
    """Say which rows no test names."""
    every = rows()
    left = sorted(every - named())
    return f"rows of the requirements that no test names: {len(left)} of {len(every)}: {' '.join(left)}"
