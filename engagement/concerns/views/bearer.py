"""Who opened a concern: the holder of its code for half an hour, or of the private link in a mail."""

from dataclasses import replace
from datetime import timedelta

from engagement.concerns import queries, receipts
from engagement.concerns.models import Concern
from engagement.concerns.notices import LINK
from engagement.concerns.permissions import Opened
from engagement.concerns.support import LINK as LINK_TOO
from engagement.concerns.support import LINK_BY_CODE, Support, by_ref
from engagement.kernel import clock, codes, limits
from engagement.kernel.actor import Actor, Kind, actor

PURPOSE = "concerns.bearer"
SECONDS = 30 * 60
TRIES = "concerns.follow"
MOST_TRIES, PER = 60, timedelta(hours=1)  # of one address, which many phones share; a code has 53 bits


def nobody() -> Actor:
    """Return who raises something on the web: somebody without a name, also where an officer is signed in."""
    return replace(actor(), kind=Kind.VISITOR, person_id=None, holdings=(), acting=None)


def found(code: str) -> Concern | Support | None:
    """Return what a code opens, or None; raise `TooMany` for who guesses. Who has it leaves no print."""
    address = limits.client_address()
    limits.spend(TRIES, address, most=MOST_TRIES, per=PER, now=clock.now())
    opens = receipts.found(code)
    if opens is not None:
        limits.refund(TRIES, address)
    return opens


def support_token(support: Support, *, mailed: bool) -> str:
    """Return what the address of a followed concern carries; one of a mail shows whose the address is."""
    return codes.sign(LINK_TOO if mailed else LINK_BY_CODE, support.ref)


def support_by_token(token: str) -> Support | None:
    """Return whom a link or an opened code names, or None; it dies when they take themselves out."""
    ref = codes.unsign(LINK_TOO, token) or codes.unsign(LINK_BY_CODE, token)
    return by_ref(ref) if isinstance(ref, str) else None


def was_mailed(token: str) -> bool:
    """Whether what an address carries came by mail."""
    return codes.unsign(LINK_TOO, token) is not None


def without_codes(words: str, own: str | None = None) -> tuple[str, bool]:
    """Return words without receipt codes, and whether one stood in them; `own` is the digest of the opened one.

    Each look at somebody else's counts as a try to open it; past those, what looks like a code is taken out unread.
    """

    def opens(code: str) -> bool:
        try:
            return found(code) is not None
        except limits.TooMany:
            return True

    return receipts.without_codes(words, own, opens)


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
    """Return what the forms of an opened page carry in a hidden field, never in an address; a row's number would count others."""
    return codes.sign_for_a_while(PURPOSE, concern.ref)


def by_form(token: str) -> Opened | None:
    """Return what a hidden field opens, or None when it is not ours or half an hour old."""
    payload = codes.unsign_in_time(PURPOSE, token, seconds=SECONDS)
    concern = queries.concern(payload) if isinstance(payload, str) else None
    return opened(concern) if concern else None


def by_link(token: str) -> Opened | None:
    """Return what a mailed link opens, or None; it dies when the address was erased."""
    match codes.unsign(LINK, token):
        case [str(ref), str(contact)]:
            concern = queries.concern(ref)
            return opened(concern) if concern and concern.contact and concern.contact.ref == contact else None
        case [int(concern_id), int(contact_id)]:  # mailed before links named public names
            concern = queries.concern_by_id(concern_id)
            return opened(concern) if concern and concern.contact_id == contact_id else None
    return None
