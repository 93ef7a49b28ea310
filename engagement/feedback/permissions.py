"""Who may ask a poll, read it before the public does, answer it, and count hands."""

from engagement.events.permissions import HEADS, PLANNERS, for_everybody
from engagement.feedback.models import Poll
from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor
from engagement.kernel.wording import Wording


def _works(who: Actor, poll: Poll) -> bool:
    return who.over(poll.office.path, *PLANNERS)


def _out(poll: Poll) -> bool:
    return poll.wording == Wording.REVIEWED and (poll.event is None or for_everybody(poll.event))


def _reviews(who: Actor, poll: Poll) -> bool:
    return (
        poll.wording == Wording.WRITTEN
        and who.over(poll.office.path, *HEADS)
        and who.person_id is not None
        and poll.worded_by_id != who.person_id
    )


READ = Permission("read a poll", lambda who, poll: _out(poll) or _works(who, poll), anyone=True)
LIST = Permission("list polls", lambda who, _none: bool(who.paths(*PLANNERS)))
ASK = Permission("ask a poll", lambda who, _none: bool(who.paths(*PLANNERS)))
ANSWER = Permission("answer a poll", lambda _who, poll: _out(poll), sight=READ, anyone=True)
REVIEW = Permission("review a poll", _reviews, sight=READ)
HANDS = Permission(
    "count hands of a poll",
    lambda who, poll: poll.wording == Wording.REVIEWED and _works(who, poll),
    sight=READ,
)
DISCARD = Permission(
    "discard a poll",
    lambda who, poll: poll.wording != Wording.REVIEWED and _works(who, poll),
    sight=READ,
)
