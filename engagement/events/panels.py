"""What meetings show in the pages of offices and localities, and on their outlines."""

from typing import Any

from flask import render_template, url_for

from engagement.events import queries, telling
from engagement.events.councils import COUNCIL_WORDS
from engagement.events.queries import Asked, councils
from engagement.kernel import clock, locale
from engagement.kernel.freshness import keep_topics, keep_until
from engagement.kernel.slots import fill
from engagement.organisation.models import Locality, Office
from engagement.organisation.queries import today

NEXT, LAST = 5, 3


@fill("organisation.station")
def at_station(office: Office) -> str:
    """On an office's page: the next and last meetings that it or an office beneath it hosts."""
    return _panel(Asked(station=office.ref), office=office)


@fill("organisation.station")
def councils_at(office: Office) -> str | None:
    """On an office's page: the councils that stand beside it."""
    keep_topics(f"station:{office.id}")
    rows = councils.councils_of(office, today(office.force))
    return render_template("events/_councils.html", councils=rows, kinds=COUNCIL_WORDS) if rows else None


@fill("organisation.locality")
def in_locality(locality: Locality) -> str:
    """On a locality's page: the next and last meetings there."""
    return _panel(Asked(locality=locality.ref), locality=locality)


def _panel(asked: Asked, *, office: Office | None = None, locality: Locality | None = None) -> str:
    keep_topics("events")
    now, code, base = clock.now(), locale.current(), url_for("events.show", reference="-")[:-1]
    coming = queries.listing(asked, now=now, size=NEXT)
    gone = queries.listing(asked.gone(), now=now, size=LAST)
    keep_until(coming.changes_at)
    post = queries.owed_by(office, locality) if not coming.rows else None
    return render_template(
        "events/_meetings.html",
        coming=telling.lines(coming.rows, base, code),
        gone=telling.lines(gone.rows, base, code, past=True),
        every=url_for("events.index", **_address(office, locality)),
        more=coming.further is not None,
        post=post,
    )


def _address(office: Office | None, locality: Locality | None) -> dict[str, Any]:
    return {"station": office.slug if office else None, "locality": locality.slug if locality else None}
