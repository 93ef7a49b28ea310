"""Who may see, plan, run and attend meetings."""

from typing import Protocol

from engagement.events.models import Council, Event, MeetingImport, Promise, Series
from engagement.events.rules import PUBLIC_STATES
from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor, Role

PLANNERS = (Role.OFFICER, Role.COMMANDER, Role.SUPERVISOR, Role.PRO)


class Meeting(Protocol):
    """What these rules ask of a meeting."""

    @property
    def state(self) -> str:
        """How far it is."""

    @property
    def invite_only(self) -> bool:
        """Whether only those may read of it who are invited."""


def for_everybody(event: Meeting) -> bool:
    """Whether anybody may read of a meeting: it is out, and not by invitation."""
    return event.state in PUBLIC_STATES and not event.invite_only


def _reads(who: Actor, event: Event) -> bool:
    return for_everybody(event) or who.over(event.office.path, *PLANNERS)


def _plans(who: Actor, event: Event) -> bool:
    return who.over(event.office.path, *PLANNERS)


def _plans_series(who: Actor, series: Series) -> bool:
    return who.over(series.office.path, *PLANNERS)


READ = Permission("read a meeting", _reads, anyone=True)
LIST = Permission("list meetings", lambda _who, _none: True, anyone=True)
START = Permission("start a meeting", lambda who, _none: bool(who.paths(*PLANNERS)))
PLAN = Permission("plan a meeting", _plans, sight=READ)  # edit, publish, cancel
PLAN_SERIES = Permission("plan a series of meetings", _plans_series)
HOST = Permission(  # approve answers and give vouchers: the woman officer who holds the post that hosts
    "host a women's session", lambda who, event: who.hosts_women_as(event.host_post_id), sight=READ
)
RUN = Permission("run a meeting", _plans, sight=READ)  # the door and the record
ATTEND = Permission("attend a meeting", lambda _who, event: for_everybody(event), sight=READ, anyone=True)
POSTER = Permission(
    "print the poster of a meeting", lambda _who, event: for_everybody(event), sight=READ, anyone=True
)


def _reads_promise(who: Actor, promise: Promise) -> bool:
    offices = (promise.event.office.path, promise.post.office.path)
    return who.holds(promise.post_id) or any(who.over(path, *PLANNERS) for path in offices)


def _settles(who: Actor, promise: Promise) -> bool:
    return who.holds(promise.post_id) or who.over(promise.post.office.path, *HEADS)


HEADS = (Role.COMMANDER, Role.SUPERVISOR)
REVIEW = Permission("review a record", lambda who, event: who.over(event.office.path, *HEADS), sight=READ)
READ_PROMISE = Permission("read a promise", _reads_promise)
WORD_PROMISE = Permission("word a promise for the public", _reads_promise, sight=READ_PROMISE)
SETTLE = Permission("settle a promise", _settles, sight=READ_PROMISE)
REVIEW_PROMISE = Permission(
    "review a promise", lambda who, promise: who.over(promise.event.office.path, *HEADS), sight=READ_PROMISE
)
SEE_PHOTO = Permission(
    "see a photo",
    lambda who, photo: photo.public or who.over(photo.event.office.path, *PLANNERS),
    anyone=True,
)
KEEP_PHOTO = Permission(
    "keep a photo", lambda who, photo: who.over(photo.event.office.path, *PLANNERS), sight=SEE_PHOTO
)
REVIEW_PHOTO = Permission(
    "review a photo", lambda who, photo: who.over(photo.event.office.path, *HEADS), sight=SEE_PHOTO
)


def _supervises(who: Actor, row: MeetingImport) -> bool:
    return who.over(row.office.path, *PLANNERS)


SUPERVISE_IMPORT = Permission("supervise an import", _supervises)


def _keeps(who: Actor, council: Council) -> bool:
    return who.over(council.office.path, *PLANNERS)


SEE_COUNCIL = Permission("know of a council", lambda _who, _council: True, anyone=True)
KEEP_COUNCIL = Permission("keep a council", _keeps, sight=SEE_COUNCIL)
KEEP_MEMBER = Permission("keep a member of a council", lambda who, member: _keeps(who, member.council))
RUN_COUNCIL = Permission(
    "run a meeting of a council", lambda who, sitting: _keeps(who, sitting.meeting.council)
)
