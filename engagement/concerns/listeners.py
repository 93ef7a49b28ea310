"""What concerns hear from meetings: what is to be read out of last time."""

from typing import Any

from engagement.concerns import queries
from engagement.events.models import Event
from engagement.events.readout import ReadOut
from engagement.kernel.signals import last_time_asked


@last_time_asked.connect
def _asked(_event: Event, *, before: Event, **_more: Any) -> list[ReadOut]:
    return queries.read_out_of(before)
