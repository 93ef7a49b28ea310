"""Who opened a concern: the holder of its code for half an hour, or of the private link in a mail."""

from dataclasses import replace

from engagement.concerns import queries
from engagement.concerns.models import Concern
from engagement.concerns.notices import LINK
from engagement.concerns.permissions import Opened
from engagement.kernel import codes
from engagement.kernel.actor import Actor, Kind, actor

PURPOSE = "concerns.bearer"
SECONDS = 30 * 60


def nobody() -> Actor:
    """Return who raises something on the web: somebody without a name, also where an officer is signed in."""
    return replace(actor(), kind=Kind.VISITOR, person_id=None, holdings=(), acting=None)


def opened(concern: Concern) -> Opened:
    """Return a concern with the actor that its code made: a bearer of this one alone, never the person signed in."""
    bearer = replace(
        actor(),
        kind=Kind.BEARER,
        person_id=None,
        holdings=(),
        acting=None,
        bears=frozenset({("concern", concern.id)}),
    )
    return Opened(concern, bearer)


def token_for(concern: Concern) -> str:
    """Return what the forms of an opened page carry in a hidden field, never in an address."""
    return codes.sign_for_a_while(PURPOSE, concern.id)


def by_form(token: str) -> Opened | None:
    """Return what a hidden field opens, or None when it is not ours or half an hour old."""
    payload = codes.unsign_in_time(PURPOSE, token, seconds=SECONDS)
    concern = queries.concern_by_id(payload) if isinstance(payload, int) else None
    return opened(concern) if concern else None


def by_link(token: str) -> Opened | None:
    """Return what a mailed link opens, or None; it dies when the address was erased."""
    match codes.unsign(LINK, token):
        case [int(concern_id), int(contact_id)]:
            concern = queries.concern_by_id(concern_id)
            return opened(concern) if concern and concern.contact_id == contact_id else None
    return None
