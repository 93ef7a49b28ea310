"""The worker's part in concerns: files drawn anew; sealed matters that nobody reads, and who hears of them outside."""

from datetime import timedelta

from engagement.concerns import files, openings, queries, routing
from engagement.concerns.actions import attaching, breaking, calling, indexing, replies, sealed, womens
from engagement.concerns.attachments import FileState
from engagement.kernel import clock, redrawing, sealing
from engagement.kernel.actor import JOB
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.jobs import every, job
from engagement.kernel.redrawing import Sort
from engagement.kernel.refusals import Refusal
from engagement.organisation import queries as organisation

AGAIN_AFTER = timedelta(days=1)  # a message outside that did not go is written anew, at most once a day
LEFT_AFTER = timedelta(minutes=2)  # a file that no worker has drawn by then was left by a crash


@job(attaching.REDRAW)
def redraw_file(file_id: int) -> None:
    """Draw one file anew; killed half-way, it is done again from what was sent."""
    row = files.file_by_id(file_id)
    if row is None or row.state != FileState.SENT:
        return
    raw = files.bytes_of(row.sent)
    if raw is None:
        return  # its key is not here: it waits
    sort, force, lane = Sort(row.sort), row.concern.force.ref, row.concern.lane
    db.session.rollback()  # drawing takes long: no read stays open meanwhile
    try:
        drawn = redrawing.redraw(raw, sort)
    except Refusal as problem:
        with unit():
            attaching.undrawn(actor=JOB, now=clock.now(), row=fresh(row), reason=problem.message)
        return
    except redrawing.Unfinished:
        with unit():
            attaching.cut_off(actor=JOB, now=clock.now(), row=fresh(row), reason=redrawing.given_up(sort))
        return
    envelope = sealing.store_bytes(drawn, force=force, lane=lane)
    with unit():
        concern = fresh(row.concern)
        if concern.lane != lane:  # it was sealed meanwhile
            envelope = sealing.store_bytes(drawn, force=force, lane=concern.lane)
        attaching.redrawn(actor=JOB, now=clock.now(), row=fresh(row), envelope=envelope, size=len(drawn))


@every("*/5")
def sweep_files() -> None:
    """Draw what a crash left."""
    for file_id in files.waiting(clock.now() - LEFT_AFTER):
        redraw_file(file_id)


@every("10", "3")
def draw_call_backs() -> None:
    """Each night, draw the month before for the offices that have no draw of it yet."""
    now = clock.now()
    for force in organisation.all_forces():
        with unit():
            calling.draw_month(force=force, day=clock.to_local(now, force.zone).date(), now=now)


@every("40")
def index_older() -> None:
    """Each hour, index open concerns whose words were not searched yet."""
    with unit():
        indexing.keep_older()


@every("20")
def find_readers() -> None:
    """Each hour, let sealed matters go on whose reader has left; with nobody left, the outside address is told."""
    now = clock.now()
    for force in organisation.all_forces():
        for concern in queries.sealed_at_work(force):
            if not routing.is_read(concern, now):
                with unit():
                    sealed.find_reader(concern=fresh(concern), now=now)
            if concern.under_18:
                with unit():
                    womens.find_guard(concern=fresh(concern), now=now)


@every("25")
def tell_of_dormant() -> None:
    """Each hour, tell the outside address of complaints that wait longer than the force allows; again what did not go."""
    now = clock.now()
    for force in organisation.all_forces():
        for concern in queries.dormant(force, now - timedelta(days=force.dormant_days)):
            with unit():
                sealed.tell_outside(fresh(concern), now)
        with unit():
            for concern in queries.untold(force, now - AGAIN_AFTER):
                sealed.tell_again(concern=concern, now=now)


@every("*/5")
def end_openings() -> None:
    """Write down which emergencies are over; sight ended by itself."""
    now = clock.now()
    for row in openings.lapsed(now):
        with unit():
            breaking.lapse(actor=JOB, now=now, opening=fresh(row))


@every("35", "3")
def purge_drafts() -> None:
    """Each night, delete what somebody began to write and left for thirty days."""
    with unit():
        replies.purge_drafts(now=clock.now())
