"""The SMS gateway's side of the door: who may speak as it, and what a request of it says."""

import hashlib
import hmac
from contextlib import suppress
from typing import cast
from urllib.parse import unquote_to_bytes

from flask import Request, current_app
from sqlalchemy.exc import IntegrityError

from engagement.concerns import queries as concerns
from engagement.intake.actions import texts
from engagement.intake.actions.texts import Came, mark_of, sealed_of
from engagement.intake.models import TEXTS
from engagement.intake.queries import texts as queries
from engagement.intake.rules import MOST_TEXT, parts_of
from engagement.kernel import clock, database, sealing
from engagement.kernel.codes import DIGITS
from engagement.organisation.models import Force, Office
from engagement.people import phones
from engagement.settings import Settings

MOST_BYTES = 16_000
LONGEST_NUMBER = 40


def proven(request: Request) -> bool:
    """Whether a request carries GATEWAY_TOKEN: as a bearer, or as the password of basic authentication."""
    token = cast("Settings", current_app.extensions["settings"]).gateway_token
    given = request.authorization
    said = (given.token or given.password or "") if given else ""
    return bool(token) and hmac.compare_digest(said.encode(), token.encode())


def take(request: Request) -> bool:
    """Keep the text in a request, sealed, in a unit of its own; False before any force is set up."""
    office = _office(number_in(request))
    if office is None:
        return False
    force = office.force
    found = came(request, force)
    with suppress(IntegrityError), database.unit():  # of the same text twice at once, one was first
        texts.take_in(now=clock.now(), came=found, force=force, office=office)
    return True


def _office(number: str) -> Office | None:
    """Return the office to which a text to a number of ours goes; without one set, the head of the first force."""
    known = queries.number_of(number)
    if known is not None:
        return known.office
    force = queries.first_force()
    return (concerns.desk_office(force) or queries.highest_office(force)) if force else None


def number_in(request: Request) -> str:
    """Return the number of ours to which a text came, digits alone."""
    said = request.headers.get("X-Kannel-To", "").translate(DIGITS)
    return "".join(each for each in said if each in "+0123456789")[:20]


def came(request: Request, force: Force) -> Came:
    """Return the text in a request: words in the body, numbers in headers; bytes that are no letters are shown as such."""
    sender = _header(request, "X-Kannel-From")[:LONGEST_NUMBER]
    text = _words(request)
    normal = phones.normal(sender, force.country)
    parts = parts_of(unquote_to_bytes(request.headers.get("X-Kannel-UDH", "")))
    reference, total, part = parts or (0, 1, 1)
    number = number_in(request)
    return Came(
        gateway_id=_id(request, sender, number, text, (reference, total, part)),
        number=number,
        sender=sealing.fingerprint(normal or sender, force=force.ref, purpose=TEXTS),
        words=mark_of(text, force),
        sealed=sealed_of(sender, text, force),
        known=normal is not None,
        reference=reference,
        part=part,
        parts=total,
    )


def _words(request: Request) -> str:
    body = request.get_data(cache=False)[:MOST_BYTES]
    wide = request.headers.get("X-Kannel-Coding") == "2" and "utf-16" in (request.content_type or "").lower()
    text = body.decode("utf-16-be" if wide else "utf-8", errors="replace")
    return text.replace("\0", "")[:MOST_TEXT]


def _header(request: Request, name: str) -> str:
    """Return a header's words: HTTP hands bytes on as Latin-1."""
    return request.headers.get(name, "").encode("latin-1", "replace").decode("utf-8", "replace").strip()


def _id(request: Request, *said: object) -> str:
    """Return the gateway's own id of a text; where it gives none, one made of all that it says, its time among it."""
    given = request.args.get("id", "") or request.headers.get("X-Kannel-ID", "")
    if given and len(given) <= 64 and given.isascii() and given.isprintable():
        return given
    told = repr((*said, request.headers.get("X-Kannel-Time", "")))
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, b"text\0" + told.encode(), hashlib.sha256).hex()
