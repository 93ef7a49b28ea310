"""The one call upward: what a lower room announces and an upper room may listen to.

Listeners run inside the sender's unit, so they stand or fall with the write; they receive `actor` and `now`.
"""

from blinker import Namespace

_names = Namespace()

event_published = _names.signal("event-published", doc="sender: Event; a meeting became public.")
event_changed = _names.signal("event-changed", doc="sender: Event; its time or place moved.")
event_cancelled = _names.signal("event-cancelled", doc="sender: Event.")
event_discarded = _names.signal("event-discarded", doc="sender: Event; a draft, about to be deleted.")
event_closed = _names.signal("event-closed", doc="sender: Event; its record was closed.")
last_time_asked = _names.signal(
    "last-time-asked",
    doc="sender: Event; `before`: the closed meeting before it. Asks, and writes nothing: each listener returns the list "
    "of `events.readout.ReadOut` that the room is to be read, in words that may be said aloud.",
)
hearers_asked = _names.signal(
    "hearers-asked",
    doc="sender: Event; its summary is published. Asks, and writes nothing: each listener returns the ids of the contacts "
    "that may hear of it although they never answered the meeting.",
)
read_back = _names.signal(
    "read-back", doc="sender: Event; `rows`: the ReadBack rows that were just written or changed."
)
concern_raised = _names.signal("concern-raised", doc="sender: Concern.")
concern_owned = _names.signal("concern-owned", doc="sender: Concern; a post took it.")
problem_chosen = _names.signal(
    "problem-chosen",
    doc="sender: Concern; `ref`: the public name of the problem to put it under. A listener refuses what it cannot be put under.",
)
concern_confirmed = _names.signal("concern-confirmed", doc="sender: Concern; the raiser said it is fixed.")
concern_reopened = _names.signal("concern-reopened", doc="sender: Concern; the raiser said it is not.")
concern_sealed = _names.signal(
    "concern-sealed",
    doc="sender: Concern; it was open and is sealed now: each room that copied its words or names it lets go of them.",
)
post_role_changed = _names.signal("post-role-changed", doc="sender: Post; it may do other things now.")
office_moved = _names.signal("office-moved", doc="sender: Office; it stands elsewhere, with all beneath it.")
posting_started = _names.signal("posting-started", doc="sender: Posting; from today on, or later.")
posting_ended = _names.signal("posting-ended", doc="sender: Posting.")
