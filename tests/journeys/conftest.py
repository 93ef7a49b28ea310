"""What the journeys share: paper that is drawn once, however often somebody walks past it."""

from collections.abc import Iterator
from functools import lru_cache

import pytest

from engagement.kernel import paper


@pytest.fixture(scope="session", autouse=True)
def drawn_once() -> Iterator[None]:
    """Draw the same sheet once: the walkers ask for each again and again, and what is set from the same HTML is the same."""
    draw = lru_cache(maxsize=200)(paper._set)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paper, "_set", draw)
        yield
