"""The worker's share: what no station forgets to plan, reminders before meetings, thanks after them, photos."""

from collections.abc import Callable
from datetime import timedelta
from itertools import islice

from flask import current_app

from engagement.events import files, reading
from engagement.events.actions import cadence, chase, modules, supervise
from engagement.events.actions import photos as keeping
from engagement.events.actions import remind as reminding
from engagement.events.actions.photos import DRAW
from engagement.events.files import ImportState
from engagement.events.models import Event, Photo
from engagement.events.queries import chase as chase_queries
from engagement.events.queries import imports, photos, reminders
from engagement.events.queries import modules as module_queries
from engagement.events.reading import Found, Refused, Repeated
from engagement.events.rules import PhotoState
from engagement.kernel import clock, pictures
from engagement.kernel.actor import JOB
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.jobs import every, job
from engagement.kernel.refusals import Refusal

MOST_SERIES = 500
IMPORTED_AT_ONCE = 200
KEPT_FOR = timedelta(days=30)
LEFT_AFTER = timedelta(minutes=2)  # a photo that no worker has drawn by then was left by a crash
LOST_AFTER = timedelta(hours=1)
MOST_BATCHES = 50  # of one meeting in one run; the next run goes on


@every("20")
def draft_owed() -> None:
    """Each hour, draft the meetings that are owed."""
    with unit():
        cadence.draft_owed(actor=JOB, now=clock.now())


@every("35")
def carry_modules() -> None:
    """Each hour, put the modules that were not covered on the agenda of the next meeting."""
    for series in module_queries.to_carry(clock.now(), limit=MOST_SERIES):
        with unit():
            modules.carry(now=clock.now(), series_id=series.id)


@every("50")
def chase_unclosed() -> None:
    """Each hour, ask for records that nobody closed; each day of the three asks once."""
    for event in chase_queries.unclosed(clock.now()):
        with unit():
            chase.chase(actor=JOB, now=clock.now(), event=fresh(event))


@every("*/5")
def remind() -> None:
    """Remind of what is near; each party once."""
    for event in reminders.near(clock.now()):
        _each_batch(reminding.remind, event)


@every("*/5")
def thank() -> None:
    """Thank those who came; each party once."""
    for event in reminders.held_lately(clock.now()):
        _each_batch(reminding.thank, event)


def _each_batch(work: Callable[..., int], event: Event) -> None:
    """Do work on one meeting, a batch a unit, so that writers wait for a moment at most."""
    for _time in range(MOST_BATCHES):
        with unit():
            db.session.refresh(event)
            done = work(actor=JOB, now=clock.now(), event=event)
        if done < reminding.BATCH:
            return


@job(DRAW)
def draw_photo(photo_id: int) -> None:
    """Draw one photo anew and forget it as it was sent; killed half-way, it is done again from what was sent."""
    photo = photos.photo_by_id(photo_id)
    if photo is None or photo.state != PhotoState.SENT:
        return
    try:
        size = pictures.draw(photo.ref)
    except (Refusal, FileNotFoundError) as problem:
        reason = problem.message if isinstance(problem, Refusal) else pictures.NOT_WHOLE
        with unit():
            keeping.undrawn(actor=JOB, now=clock.now(), photo=photo, reason=reason)
        pictures.remove(photo.ref)
        return
    with unit():
        db.session.refresh(photo)
        keeping.drawn(actor=JOB, now=clock.now(), photo=photo, width=size.width, height=size.height)
    _tidy(photo)


def _tidy(photo: Photo) -> None:
    if photo.state == PhotoState.READY:
        pictures.settle(photo.ref)
    else:  # taken down while it was drawn
        pictures.remove(photo.ref)


@every("*/5")
def sweep_photos() -> None:
    """Draw what a crash left, and delete what nobody knows: sent without a row, or taken down by half."""
    now = clock.now()
    for photo_id in photos.waiting(now - LEFT_AFTER):
        draw_photo(photo_id)
    left = pictures.sent_before((now - LOST_AFTER).timestamp())
    for name in set(left) - photos.known(left):
        pictures.remove(name)


@job(supervise.RUN)
def run_import(import_id: int) -> None:
    """Take in an import from where it is, a batch a unit; killed half-way, it goes on after the last whole batch."""
    row = imports.import_by_id(import_id)
    if row is None or row.state != ImportState.RUNNING:
        return
    settings = current_app.extensions["settings"]
    offices = imports.offices_called(row.reach)
    lines = reading.lines(row, settings.data_dir, public_url=settings.public_url, offices=offices)
    at = row.done
    waiting = islice(lines, at, None)
    while some := list(islice(waiting, IMPORTED_AT_ONCE)):
        with unit():
            went = supervise.step(
                actor=JOB,
                now=clock.now(),
                row=fresh(row),
                at=at,
                rows=len(some),
                good=[each for each in some if isinstance(each, Found)],
                repeated=sum(isinstance(each, Repeated) for each in some),
                refused=sum(isinstance(each, Refused) for each in some),
            )
        if not went:
            return  # another worker is at it
        at += len(some)
    with unit():
        supervise.finish(actor=JOB, now=clock.now(), row=fresh(row))


@every("*/5")
def sweep_imports() -> None:
    """Go on with what a crash left, and delete files of imports a month old."""
    now = clock.now()
    for import_id in imports.left(now):
        run_import(import_id)
    lying = {path.stem: path for path in files.folder(current_app.extensions["settings"].data_dir).iterdir()}
    for name in imports.finished(list(lying), now - KEPT_FOR):
        lying[name].unlink(missing_ok=True)
