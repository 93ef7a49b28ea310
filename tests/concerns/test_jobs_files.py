"""The worker's part: a file is drawn anew once, also when the worker was killed over it."""

from datetime import timedelta

import pytest
import time_machine
from flask import current_app
from sqlalchemy import select

from engagement.concerns import jobs
from engagement.concerns.actions import attaching
from engagement.concerns.attachments import Attachment, FileState
from engagement.concerns.models import Concern
from engagement.dialogue.rules import Speaker
from engagement.kernel import clock, key_files, redrawing, sealing
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db
from engagement.kernel.redrawing import Sort
from tests.concerns.conftest import Town
from tests.factories import concerns
from tests.kernel.test_redrawing import paper, photo


def sent(town: Town, raw: bytes, sort: Sort = Sort.PHOTO, operation_id: str = "op-1") -> Attachment:
    """A file as it was sent."""
    concern: Concern = concerns.concern(locality=town.place)
    envelope = sealing.store_bytes(raw, force=town.force.ref, lane=concern.lane)
    return concerns.done(
        attaching.attach,
        actor=VISITOR,
        now=clock.now(),
        concern=concern,
        sort=sort,
        envelope=envelope,
        speaker=Speaker.RAISER,
        operation_id=operation_id,
    )


def again(row: Attachment) -> Attachment:
    """The row as the database holds it."""
    db.session.rollback()
    db.session.refresh(row)
    return row


def test_a_worker_killed_over_a_file_draws_it_at_the_next_sweep(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = sent(town, photo())

    def killed(_raw: bytes, _sort: Sort) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(redrawing, "redraw", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.redraw_file(row.id)
    assert again(row).state == FileState.SENT
    jobs.sweep_files()
    assert again(row).state == FileState.SENT  # another worker may be at it
    with time_machine.travel(clock.now() + timedelta(minutes=70), tick=False):
        jobs.sweep_files()
    assert again(row).state == FileState.READY
    first = row.content
    jobs.redraw_file(row.id)
    assert again(row).content == first
    assert len(db.session.scalars(select(Attachment)).all()) == 1


def test_a_file_that_breaks_what_reads_it_is_refused_once_and_overwritten(town: Town) -> None:
    row = sent(town, b"%PDF-1.7 rubbish\n%%EOF", Sort.PAPER)
    current_app.extensions["jobs"].drain()
    assert again(row).state == FileState.REFUSED
    assert (row.reason, row.sent, row.content) == (redrawing.LOCKED, None, None)


def test_a_file_whose_drawing_is_cut_off_waits_and_is_refused_after_three(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = sent(town, photo())

    def ended(_raw: bytes, _sort: Sort) -> bytes:
        raise redrawing.Unfinished

    with monkeypatch.context() as patched:
        patched.setattr(redrawing, "redraw", ended)
        jobs.redraw_file(row.id)
        jobs.redraw_file(row.id)
        assert (again(row).state, row.tries) == (FileState.SENT, 2)
        assert again(row).sent
        other = sent(town, photo(), operation_id="op-2")
        jobs.redraw_file(other.id)
        jobs.redraw_file(row.id)
    assert (again(row).state, row.reason, row.sent, row.size) == (
        FileState.REFUSED,
        redrawing.NOT_WHOLE,
        None,
        0,
    )
    jobs.redraw_file(other.id)
    assert again(other).state == FileState.READY
    assert other.size > 0


def test_a_file_whose_key_is_not_here_waits(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    row = sent(town, paper(), Sort.PAPER)
    with monkeypatch.context() as patched:
        patched.setattr(key_files.KeyFiles, "by_id", lambda _self, _id: None)
        jobs.redraw_file(row.id)
    assert again(row).state == FileState.SENT
    jobs.redraw_file(row.id)
    assert again(row).state == FileState.READY
