"""The worker's part in concerns: files drawn anew."""

from datetime import timedelta

from engagement.concerns import files
from engagement.concerns.actions import attaching
from engagement.concerns.attachments import FileState
from engagement.kernel import clock, redrawing, sealing
from engagement.kernel.actor import JOB
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.jobs import every, job
from engagement.kernel.redrawing import Sort
from engagement.kernel.refusals import Refusal

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
    envelope = sealing.store_bytes(drawn, force=force, lane=lane)
    with unit():
        attaching.redrawn(actor=JOB, now=clock.now(), row=fresh(row), envelope=envelope, size=len(drawn))


@every("*/5")
def sweep_files() -> None:
    """Draw what a crash left."""
    for file_id in files.waiting(clock.now() - LEFT_AFTER):
        redraw_file(file_id)
