"""Which migration is the newest, read off the files themselves: Alembic need not be loaded for it."""

import re
from functools import lru_cache
from pathlib import Path

NAMED = re.compile(r'^(revision|down_revision)\b[^=]*=\s*["\'](.+?)["\']', re.MULTILINE)


class SeveralEnds(Exception):
    """The migrations end in several places; which ones."""


@lru_cache
def head(folder: Path) -> str:
    """Return the revision that no other comes after. Their numbers are names and say nothing of their order."""
    told: list[dict[str, str]] = [dict(NAMED.findall(path.read_text())) for path in folder.glob("[0-9]*.py")]
    heads = {each["revision"] for each in told} - {each.get("down_revision") for each in told}
    if len(heads) != 1:
        raise SeveralEnds(", ".join(sorted(heads)))
    return str(heads.pop())
