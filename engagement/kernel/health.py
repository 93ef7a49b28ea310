"""How the installation is: `/healthz` for its process, `/readyz` for what it needs, `/metrics` for what it did."""

import hmac
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from sqlalchemy import text

from engagement.kernel import headers, revisions
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.database import db
from engagement.kernel.logs import Telling, log
from engagement.settings import Settings

BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
blueprint = Blueprint("health", __name__)
_gauges: dict[str, tuple[str, Callable[[], float]]] = {}


def gauge(name: str, function: Callable[[], float], about: str = "") -> None:
    """Tell `/metrics` a number that `function` counts when it is asked, inside an app context."""
    _gauges[name] = (about or name, function)


@blueprint.get("/healthz")
@requires(PUBLIC)
def process() -> ResponseReturnValue:
    """Say that this process answers."""
    headers.private()
    return jsonify(ok=True)


@blueprint.get("/readyz")
@requires(PUBLIC)
def ready() -> ResponseReturnValue:
    """Say whether the database answers, is migrated, and the queue can be reached."""
    headers.private()
    told = readiness()
    return jsonify(told), 200 if all(told.values()) else 503


@blueprint.get("/metrics")
@requires(PUBLIC)
def metrics() -> ResponseReturnValue:
    """Tell the numbers of this process, to who knows METRICS_TOKEN; to everybody else nothing is here."""
    headers.private()
    token = cast("Settings", current_app.extensions["settings"]).metrics_token
    given = request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        abort(404)
    return Response(generate_latest(current_app.extensions["metrics"]), content_type=CONTENT_TYPE_LATEST)


def readiness() -> dict[str, bool]:
    """Return what is needed and whether it is there; `flask doctor` asks the same."""
    needs = {"database": _database, "migrations": _migrated, "queue": _queue}
    return {name: _works(name, need) for name, need in needs.items()}


def _works(name: str, need: Callable[[], bool]) -> bool:
    try:
        return need()
    except Exception as problem:  # noqa: BLE001 - whatever is wrong, the answer is: not ready
        db.session.rollback()
        log.error("not ready", need=name, exc_info=problem)
        return False


def _database() -> bool:
    return db.session.execute(text("SELECT 1")).scalar() == 1


def _migrated() -> bool:
    """Whether the last migration ran."""
    ran = db.session.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return ran == [revisions.head(Path(current_app.root_path) / "migrations" / "versions")]


def _queue() -> bool:
    return cast("int", current_app.extensions["jobs"].huey.pending_count()) >= 0


class _Gauges(Collector):
    """Asks the registered functions at each scrape; one that fails is left out, and said."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield one family a gauge."""
        for name, (about, function) in _gauges.items():
            try:
                value = function()
            except Exception as problem:  # noqa: BLE001 - the other numbers are still wanted
                db.session.rollback()
                log.error("gauge failed", gauge=name, exc_info=problem)
                continue
            yield GaugeMetricFamily(f"chowk_{name}", about, value=value)

    def describe(self) -> list[GaugeMetricFamily]:
        """Ask nothing when the collector is registered."""
        return []


def _observer(registry: CollectorRegistry) -> Callable[[str, int, float], None]:
    """Count requests by endpoint and status; each process counts its own and says which it is."""
    counted = Counter(
        "chowk_requests", "Requests answered", ("process", "endpoint", "status"), registry=registry
    )
    took = Histogram(
        "chowk_request_seconds", "Time to answer", ("process", "endpoint"), registry=registry, buckets=BUCKETS
    )
    children: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def observe(endpoint: str, status: int, seconds: float) -> None:
        process_id = os.getpid()
        pair = children.get((process_id, endpoint, status))
        if pair is None:
            pair = counted.labels(process_id, endpoint, status), took.labels(process_id, endpoint)
            children[process_id, endpoint, status] = pair
        pair[0].inc()
        pair[1].observe(seconds)

    return observe


def start(app: Flask) -> None:
    """Mount the three addresses and count what the log tells; called after `logs.start`."""
    registry = CollectorRegistry()
    registry.register(_Gauges())
    app.extensions["metrics"] = registry
    cast("Telling", app.extensions["telling"]).observers.append(_observer(registry))
    app.register_blueprint(blueprint)
