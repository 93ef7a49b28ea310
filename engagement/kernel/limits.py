"""Limits: general ones by address, in memory or Redis; those that guard secrets, counted in the database.

Addresses and names are kept as keyed digests alone and never logged.
"""

import hmac
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import wraps
from ipaddress import ip_address, ip_network
from typing import Any, cast

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItem, parse
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import BigInteger, String, bindparam, delete, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from engagement.kernel import clock, jobs
from engagement.kernel.database import Base, UtcDateTime, db, unit
from engagement.kernel.refusals import N_, Refusal
from engagement.settings import Settings

View = Callable[..., ResponseReturnValue]
MOST_KEYS = 20_000  # of one process, in memory
KEPT_FOR = timedelta(days=1)


class TooMany(Refusal):
    """Asked too often; says how long to wait."""

    status = 429

    def __init__(self, wait: float) -> None:
        self.retry_after = max(1, int(wait))
        minutes = -(-self.retry_after // 60)
        if minutes == 1:
            super().__init__(N_("Too many tries. Wait a minute, then try again."))
        elif minutes <= 90:
            super().__init__(N_("Too many tries. Wait %(minutes)s minutes, then try again."), minutes=minutes)
        else:
            super().__init__(
                N_("Too many tries. Wait %(hours)s hours, then try again."), hours=-(-minutes // 60)
            )


class Attempt(Base):
    """How often something was tried within one window; the key tells nothing about who tried."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]


COUNT = (
    text(
        "INSERT INTO attempts (key, ends_at, count) VALUES (:key, :ends_at, 1) ON CONFLICT (key) DO UPDATE SET "
        "count = CASE WHEN attempts.ends_at <= :now THEN 1 ELSE attempts.count + 1 END, "
        "ends_at = CASE WHEN attempts.ends_at <= :now THEN excluded.ends_at ELSE attempts.ends_at END "
        "RETURNING count, ends_at"
    )
    .bindparams(bindparam("ends_at", type_=UtcDateTime()), bindparam("now", type_=UtcDateTime()))
    .columns(count=BigInteger, ends_at=UtcDateTime())
)


def spend(purpose: str, key: str, *, most: int, per: timedelta, now: datetime) -> None:
    """Count one try; raise `TooMany` when there were more than `most` within `per` of the first.

    Counts in a unit of its own, so that a try counts whatever becomes of the request: never call it inside a unit.
    """
    with unit() as session:
        values = {"key": _hidden(purpose, key), "ends_at": now + per, "now": now}
        count, ends_at = session.execute(COUNT, values).one()
    if count > most:
        raise TooMany((ends_at - now).total_seconds())


def refund(purpose: str, key: str) -> None:
    """Take one try back: the secret was known. Where nothing else was tried nothing stays; never inside a unit."""
    values = {"key": _hidden(purpose, key)}
    with unit() as session:
        session.execute(text("UPDATE attempts SET count = count - 1 WHERE key = :key"), values)
        session.execute(text("DELETE FROM attempts WHERE key = :key AND count < 1"), values)


def forget(purpose: str, key: str) -> None:
    """Start from nothing again: the secret was known. In the open unit if there is one."""
    if db.session().info.get("unit"):
        _forget(db.session(), purpose, key)
    else:
        with unit() as session:
            _forget(session, purpose, key)


def _forget(session: Session, purpose: str, key: str) -> None:
    session.execute(delete(Attempt).where(Attempt.key == _hidden(purpose, key)))


def purge(now: datetime) -> None:
    """Delete windows that ended a day ago; inside a unit."""
    db.session.execute(delete(Attempt).where(Attempt.ends_at < now - KEPT_FOR))


@jobs.every("17")
def purge_attempts() -> None:
    """Delete old windows each hour."""
    with unit():
        purge(clock.now())


def client_address() -> str:
    """Return where a request comes from: an IPv4 address, or the /64 of an IPv6 one, which one person has whole.

    Behind TRUSTED_PROXIES the factory has put the asker's own address in place.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    if address.version == 4 or mapped:
        return str(mapped or address)
    return str(ip_network(f"{address}/64", strict=False))


def _hidden(purpose: str, key: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, f"attempts\0{purpose}\0{key}".encode(), "sha256").hex()


class OwnMemory(Storage):
    """Counts in this process, bounded, without the timer threads that the library's own storage starts."""

    STORAGE_SCHEME = ("chowk",)  # type: ignore[assignment]

    def __init__(self, uri: str | None = None, *, wrap_exceptions: bool = False, **_options: object) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._counts: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Nothing here fails."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count within a window of `expiry` seconds from the first."""
        now = time.time()
        with self._lock:
            count, ends = self._counts.get(key, (0, 0.0))
            if ends <= now:
                if len(self._counts) >= MOST_KEYS:
                    self._make_room(now)
                count, ends = 0, now + expiry
            self._counts[key] = (count + amount, ends)
            return count + amount

    def get(self, key: str) -> int:
        """Return the count of the present window."""
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the present window ends."""
        return self._counts.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int:
        """Forget every count."""
        with self._lock:
            gone = len(self._counts)
            self._counts.clear()
            return gone

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self._lock:
            self._counts.pop(key, None)

    def _make_room(self, now: float) -> None:
        for key in [key for key, (_count, ends) in self._counts.items() if ends <= now]:
            del self._counts[key]
        for key in list(self._counts)[: len(self._counts) - MOST_KEYS + MOST_KEYS // 10]:
            del self._counts[key]


def limit(rule: str, *, methods: Iterable[str] = ("POST",)) -> Callable[[View], View]:
    """Let one address use a view so often ("6 per minute"); counted for each method named, by each process alone."""
    most, counted = parse(rule), frozenset(methods)
    if "GET" in counted:
        counted |= {"HEAD"}  # which does the same work

    def wrap(view: View) -> View:
        @wraps(view)
        def limited(**values: Any) -> ResponseReturnValue:
            if request.method in counted:
                _count(most, request.endpoint or "")
            return view(**values)

        limited.limit = rule  # type: ignore[attr-defined]
        return limited

    return wrap


def use(purpose: str, rule: str) -> None:
    """Count one use of something dear by the present address ("20 per hour"); raise `TooMany` past the limit."""
    _count(parse(rule), purpose)


def _count(most: RateLimitItem, purpose: str) -> None:
    """Count one use by the present address, by each process alone and never on a disk; raise `TooMany` past the limit."""
    counter: FixedWindowRateLimiter = current_app.extensions["limits"]
    who = ("chowk", purpose, _hidden("address", client_address()))
    if not counter.hit(most, *who):
        raise TooMany(counter.get_window_stats(most, *who).reset_time - time.time())


def limit_of(view: object) -> str | None:
    """Return the limit by address that stands on a view, or None."""
    return getattr(view, "limit", None)


def start(app: Flask) -> None:
    """Count in Redis when there is one, else in this process; only views that carry a limit pay for it."""
    settings: Settings = app.extensions["settings"]
    storage = cast("Storage", storage_from_string(settings.redis_url or "chowk://"))
    app.extensions["limits"] = FixedWindowRateLimiter(storage)
