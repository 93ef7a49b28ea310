"""The one call upward: what a lower room announces and an upper room may listen to.

Listeners run inside the sender's unit, so they stand or fall with the write; they receive `actor` and `now`.
"""

from blinker import Namespace

_names = Namespace()

event_published = _names.signal("event-published", doc="sender: Event; a meeting became public.")
event_changed = _names.signal("event-changed", doc="sender: Event; its time or place moved.")
event_cancelled = _names.signal("event-cancelled", doc="sender: Event.")
event_closed = _names.signal("event-closed", doc="sender: Event; its record was closed.")
concern_raised = _names.signal("concern-raised", doc="sender: Concern.")
concern_owned = _names.signal("concern-owned", doc="sender: Concern; a post took it.")
concern_confirmed = _names.signal("concern-confirmed", doc="sender: Concern; the raiser said it is fixed.")
concern_reopened = _names.signal("concern-reopened", doc="sender: Concern; the raiser said it is not.")
posting_ended = _names.signal("posting-ended", doc="sender: Posting.")
