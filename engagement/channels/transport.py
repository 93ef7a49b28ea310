"""What a transport is, and how it may fail."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, runtime_checkable

from engagement.channels.notice import Notice

Handing = Callable[[], None]


class Later(Exception):
    """Not now: nothing was handed over; try again after a while, or at an instant that is known, which is no try."""

    def __init__(self, reason: str, *, until: datetime | None = None) -> None:
        super().__init__(reason)
        self.until = until


class Never(Exception):
    """Refused for good; trying again changes nothing. The reason holds no address."""


class Unanswered(Exception):
    """The body was handed over and no answer came: it may or may not have arrived."""


class Transport(Protocol):
    """A way out. `handing` must be called just before the body leaves: from then on a crash leaves doubt."""

    def send(self, notice: Notice, *, message_id: str, handing: Handing) -> None:
        """Deliver one notice, or raise `Later`, `Never` or `Unanswered`."""


@runtime_checkable
class Keeping(Protocol):
    """A way out over which several messages may go by one connection."""

    def keep(self) -> AbstractContextManager[None]:
        """Let what is sent inside go over one connection."""
