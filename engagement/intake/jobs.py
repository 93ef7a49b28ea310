"""The worker's share of texts: read what waits, join parts that came late, give meetings their codes, delete what is old."""

from threading import Lock

from engagement.events.actions import joining
from engagement.events.queries.joining import without_code
from engagement.intake.actions import mails, texts
from engagement.intake.actions.texts import ROUTE
from engagement.kernel import clock, database
from engagement.kernel.jobs import every, job

AT_ONCE = 200
_one_sweep = Lock()  # a mail that takes long is not begun again by the next minute


@job(ROUTE)
def route() -> None:
    """Read the texts that wait."""
    _read()


@every("*")
def sweep() -> None:
    """Read what a crash left, and texts whose last parts never came."""
    with database.unit():
        texts.join_late(now=clock.now())
    _read()


def _read() -> None:
    from engagement.intake import router  # noqa: PLC0415 - only the worker reads texts

    router.route_waiting()


@every("*")
def sweep_mails() -> None:
    """Read mails that the command which took them in did not come to read."""
    from engagement.intake import mailroom  # noqa: PLC0415 - only the worker reads mails

    if not _one_sweep.acquire(blocking=False):
        return
    try:
        mailroom.read_waiting()
    finally:
        _one_sweep.release()


@every("*")
def give_codes() -> None:
    """Give each announced meeting that anybody may answer its join code."""
    now = clock.now()
    if without_code(now, 1):
        with database.unit():
            for event in without_code(now, AT_ONCE):
                joining.give(event=event, now=now)


@every("43")
def purge_mails() -> None:
    """Delete what is known of mails when it is 30 days old."""
    gone = mails.BATCH
    while gone == mails.BATCH:
        with database.unit():
            gone = mails.purge(now=clock.now())


@every("41")
def purge() -> None:
    """Delete raw texts when they are 30 days old: the number in them goes with them."""
    gone = texts.BATCH
    while gone == texts.BATCH:
        with database.unit():
            gone = texts.purge(now=clock.now())
