"""Who may read, triage, own, answer, word and review concerns, and who may follow one."""

from dataclasses import dataclass
from typing import Any

from engagement.concerns import sight
from engagement.concerns.models import Concern, Opening
from engagement.concerns.rules import OPEN_LANES, Lane, State
from engagement.events.models import Event
from engagement.events.permissions import READ as READ_EVENT
from engagement.kernel.access import Permission, Rule
from engagement.kernel.actor import Actor, Role
from engagement.kernel.wording import Wording
from engagement.organisation.permissions import SEE as SEE_OFFICE

# An administrator and oversight hold no place here: they see no words of raisers at a desk. Sealed lanes: sight.py.
DESK_ROLES = (Role.OFFICER, Role.COMMANDER, Role.SUPERVISOR, Role.PRO)
REVIEWERS = (Role.COMMANDER, Role.SUPERVISOR)
WRITERS = (*REVIEWERS, Role.ADMINISTRATOR)  # of ready answers, each for their own office


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A concern as its raiser opened it: `bearer` is the actor that a code or a private link made."""

    concern: Concern
    bearer: Actor


def _at_desk(who: Actor, concern: Concern) -> bool:
    return concern.lane in OPEN_LANES and who.over(concern.office.path, *DESK_ROLES)


def _reads(who: Actor, concern: Concern) -> bool:
    return _at_desk(who, concern) or sight.reads_sealed(who, concern)


def _works(who: Actor, concern: Concern) -> bool:
    return concern.state != State.MISPLACED and _at_desk(who, concern)


def _deletes(who: Actor, concern: Concern) -> bool:
    """From above the office that holds it: no station deletes what was brought to it."""
    return _works(who, concern) and who.over(concern.office.path, Role.SUPERVISOR)


def _reviews(who: Actor, concern: Concern) -> bool:
    return (
        _works(who, concern)
        and who.over(concern.office.path, *REVIEWERS)
        and who.person_id is not None
        and concern.worded_by_id != who.person_id
    )


def _shown(_who: Actor, concern: Concern) -> bool:
    return (
        concern.lane in OPEN_LANES
        and concern.state != State.MISPLACED
        and concern.wording == Wording.REVIEWED
    )


def _calls(who: Actor, call: Any) -> bool:
    """A drawn concern that is still open to all of the desk, called by who did not close it."""
    return (
        who.over(call.concern.office.path, Role.SUPERVISOR)
        and call.concern.lane in OPEN_LANES
        and call.concern.state != State.MISPLACED
        and who.person_id is not None
        and who.person_id != call.closed_by_id
    )


def _bears(_who: Actor, opened: Opened) -> bool:
    return ("concern", opened.concern.id) in opened.bearer.bears


def _answers(who: Actor, concern: Concern) -> bool:
    return concern.state != State.MISPLACED and sight.reads_sealed(who, concern)


def _handles(who: Actor, concern: Concern) -> bool:
    """Only who was let in: an emergency neither owns nor decides, and nobody declares themselves too near to it."""
    return _answers(who, concern) and sight.regular(who, concern) is not None


def _agrees(who: Actor, row: Opening) -> bool:
    return sight.may_agree(who, row)


def _handles_in(judges: Rule, *lanes: Lane) -> Rule:
    return lambda who, concern: concern.lane in lanes and judges(who, concern)


READ = Permission("read a concern", _reads)
READ_FILE = Permission("open a file of a concern", lambda who, row: _reads(who, row.concern))
CATEGORIES = Permission(
    "say what concerns are about", lambda who, head: who.over(head.path, Role.ADMINISTRATOR), sight=SEE_OFFICE
)
READY = Permission(
    "write ready answers", lambda who, office: who.over(office.path, *WRITERS), sight=SEE_OFFICE
)
LIST = Permission("list concerns", lambda who, _none: bool(who.paths(*DESK_ROLES)))
TRIAGE = Permission("triage a concern", _works, sight=READ)
SLIP = Permission("print the slip of a concern", _at_desk, sight=READ)
OWN = Permission("give a concern an owner", _works, sight=READ)
REPLY = Permission("reply to a raiser", _works, sight=READ)
WORD = Permission("word a concern for the public", _works, sight=READ)
REVIEW = Permission("review the public wording of a concern", _reviews, sight=READ)
SEAL = Permission("seal a concern", _works, sight=READ)
MISPLACE = Permission("say that a concern does not belong here", _deletes, sight=READ)
OWN_LIST = Permission("let a list of one's own go", lambda who, row: row.person_id == who.person_id)
CALLS = Permission("list call-backs", lambda who, _none: bool(who.paths(Role.SUPERVISOR)))
READ_CALL = Permission("read a call-back", lambda who, call: who.over(call.office.path, Role.SUPERVISOR))
CALL = Permission("call a raiser back", _calls, sight=READ_CALL)
SEALED = Permission("list sealed matters", lambda who, _none: sight.let_in(who))
OPEN_SEALED = Permission("read a sealed matter", sight.reads_sealed)
HANDLE = Permission("handle a sealed matter", _handles, sight=OPEN_SEALED)
TAKE = Permission(
    "take a sealed matter on",
    lambda who, row: _handles(who, row) and sight.takes(who, row),
    sight=OPEN_SEALED,
)
ANSWER_SEALED = Permission("answer in a sealed matter", _answers, sight=OPEN_SEALED)
DECIDE = Permission("decide a complaint", _handles_in(_handles, Lane.COMPLAINT), sight=OPEN_SEALED)
PASS_ON = Permission(
    "pass a sealed matter on", _handles_in(_answers, Lane.TIP, Lane.THREAT), sight=OPEN_SEALED
)
ASK_OPENING = Permission("ask that a sealed matter is opened in an emergency", sight.may_ask)
EMERGENCIES = Permission(
    "see emergencies of sealed matters", lambda who, _none: sight.breaks(who) or sight.let_in(who)
)
BREAK = Permission("break the glass", lambda who, _none: sight.breaks(who))
AGREE = Permission("agree that a sealed matter is opened", _agrees)
SHOWN = Permission("read the public part of a concern", _shown, anyone=True)
FOLLOW_TOO = Permission(
    "follow a concern of others", lambda _who, _support: True, anyone=True
)  # by link or code
FOLLOW = Permission("follow one's own concern", _bears, anyone=True)


def _captures(who: Actor, event: Event) -> bool:
    return who.over(event.office.path, *DESK_ROLES)


CAPTURE = Permission("write down a concern at a meeting", _captures, sight=READ_EVENT)
