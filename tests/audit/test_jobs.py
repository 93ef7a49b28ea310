"""Two workers at the same tick do not both seal."""

import threading

import pytest
from sqlalchemy import func, select

from engagement.audit import chain
from engagement.kernel.database import db, unit
from tests.audit.test_commands import record, verify


@pytest.mark.postgres
def test_while_one_worker_seals_another_leaves_it_alone(app, settings):
    chain.put_head(settings.data_dir, None)
    record(3)
    held, go_on = threading.Event(), threading.Event()

    def first():
        with app.app_context(), unit() as session:
            session.scalar(select(func.pg_advisory_xact_lock(chain.LOCK)))
            held.set()
            go_on.wait(10)

    worker = threading.Thread(target=first)
    worker.start()
    held.wait(10)
    assert chain.seal_next(settings.data_dir) == 0
    go_on.set()
    worker.join()
    assert chain.seal_next(settings.data_dir) == 3


def test_workers_side_by_side_leave_one_whole_chain(app, settings):
    chain.put_head(settings.data_dir, None)
    record(40)
    db.session.commit()

    def seal():
        with app.app_context():
            while chain.seal_next(settings.data_dir, batch=3) or chain.tail()[0]:
                db.session.remove()
            db.session.remove()

    workers = [threading.Thread(target=seal) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert verify(app) == (0, "40 sealed entries read.\nThe chain is whole.\n")
    chain.put_head(settings.data_dir, None)
