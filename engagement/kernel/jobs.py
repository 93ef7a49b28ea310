"""The one job queue and its clock. Huey carries names and ids; the rows in the database are the truth."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey, crontab
from huey.api import Task

from engagement.kernel.database import after_commit, db
from engagement.settings import Settings

Work = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Tick:
    """Work that the clock starts; it must bear running twice."""

    work: Work
    minutes: str  # a crontab minute field: "*", "*/5"
    hours: str = "*"


_works: dict[str, Work] = {}
_ticks: dict[str, Tick] = {}


def job(name: str) -> Callable[[Work], Work]:
    """Register work that `enqueue` may ask for by name; it gets plain values and runs inside an app context."""

    def wrap(work: Work) -> Work:
        _works[name] = work
        return work

    return wrap


def every(minutes: str, hours: str = "*") -> Callable[[Work], Work]:
    """Register work that the clock starts; it must bear running twice."""

    def wrap(work: Work) -> Work:
        _ticks[f"{work.__module__}.{work.__name__}"] = Tick(work, minutes, hours)
        return work

    return wrap


def enqueue(name: str, *values: Any) -> None:
    """Ask the worker for work once the open unit is committed; a sweep finds what a crash left."""
    queue = current_app.extensions["jobs"]
    after_commit(lambda: queue.ask(name, values))


class Queue:
    """The queue of one app: where it lies, and what runs its work."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.app = app
        self.huey = _huey(settings)
        self._run = self.huey.task(name="run")(self._perform)
        for name, tick in _ticks.items():
            self.huey.periodic_task(crontab(minute=tick.minutes, hour=tick.hours), name=name)(
                self._timed(tick.work)
            )

    def ask(self, name: str, values: tuple[Any, ...]) -> None:
        """Put one piece of work in the queue."""
        self._run(name, list(values))

    def _perform(self, name: str, values: list[Any]) -> None:
        self.perform(_works[name], *values)

    def perform(self, work: Work, *values: Any) -> None:
        """Run work in an app context of its own."""
        with self.app.app_context():
            try:
                work(*values)
            finally:
                db.session.remove()

    def _timed(self, work: Work) -> Callable[[], None]:
        return lambda: self.perform(work)

    def drain(self) -> int:
        """Run what waits, here and now, and return how much it was: for commands and tests."""
        done = 0
        while (task := self.huey.dequeue()) is not None:
            self._execute(task)
            done += 1
        return done

    def tick(self) -> None:
        """Run each piece of clock work once, here and now: for commands and tests."""
        for tick in _ticks.values():
            self.perform(tick.work)

    def _execute(self, task: Task) -> None:
        self.huey.execute(task)


def _huey(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("chowk", url=settings.redis_url, results=False)
    Path(settings.data_dir).mkdir(parents=True, exist_ok=True)
    return SqliteHuey("chowk", filename=str(settings.data_dir / "jobs.db"), results=False, fsync=False)


def start(app: Flask, settings: Settings) -> None:
    """Attach the queue; called after every room is mounted, since rooms register their work."""
    app.extensions["jobs"] = Queue(app, settings)
