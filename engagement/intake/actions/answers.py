"""What is done about a text: join, withdraw, stage, stop, start, confirm, reopen, raise; and what is answered, once.

A sender's number is a claim, never an identity (field.md T8): a text may join, withdraw, open, reopen, and confirm
provisionally. It reads nothing but where that stands what the same number raised and what was answered last, which goes
to that number as the answer did; and nothing of a sealed lane.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from engagement.audit import actions as audit
from engagement.channels.models import OutboxMessage
from engagement.concerns import queries as concerns
from engagement.concerns import taxonomy
from engagement.concerns.actions import following, raising, sealed, womens
from engagement.concerns.models import Concern
from engagement.concerns.rules import MOST_WORDS, OPEN_LANES, Category, Door, Lane, Sensitivity, State
from engagement.concerns.safe import Safe
from engagement.events.queries import joining
from engagement.events.rules import State as Meeting
from engagement.intake import keywords, phrases
from engagement.intake.actions import coming, meant
from engagement.intake.actions.asked import Asked, contact_of
from engagement.intake.actions.texts import forget_words, goes_above, read
from engagement.intake.keywords import Means, Said
from engagement.intake.models import TextIn
from engagement.intake.queries import own
from engagement.intake.queries import texts as queries
from engagement.intake.rules import (
    MOST_ALIKE,
    MOST_CONCERNS,
    SAME_AGAIN,
    TextState,
)
from engagement.kernel.actor import Actor
from engagement.kernel.database import fresh
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Office
from engagement.people.actions import contacts

HOUR = timedelta(hours=1)


def act(
    *, actor: Actor, now: datetime, row: TextIn, said: Said, words: str, sender: str, locale: str
) -> TextIn:
    """Do what a text asks for, and answer it; a second time changes nothing. Held where a person has to look."""
    if row.state != TextState.WAITING or not queries.is_first(row):
        return row
    contact = contact_of(row, sender, locale, now)
    row.contact_id, row.contact = contact.id, contact
    released, row.state, row.decided_at = row.decided_at is not None, TextState.DONE, now
    asked = Asked(
        actor=actor, now=now, row=row, said=said, words=words, address=sender, contact=contact, released=released
    )  # fmt: skip
    _DO[said.means](asked)
    audit.record(
        actor=actor, now=now, verb="intake.text", subject=row, means=said.means, contact_id=contact.id,
        concern_id=row.concern_id,
    )  # fmt: skip
    return row


def _stop(asked: Asked) -> None:
    if asked.contact.stopped_at is None:  # one confirmation, then silence
        contacts.stop(asked.contact, asked.now)
        asked.reply("stopped")


def _start(asked: Asked) -> None:
    since = asked.contact.stopped_at
    contacts.resume(asked.contact)
    news = queries.news_for(asked.contact, since) if since is not None else None
    asked.reply("started", **({"concern": news.id} if news is not None else {}))


def _menu(asked: Asked) -> None:
    asked.reply("menu")


def _unclear(asked: Asked) -> None:
    asked.reply("unclear")


def _write(asked: Asked) -> None:
    asked.reply("write")


def _language(asked: Asked) -> None:
    asked.reply("language")


def _added(asked: Asked) -> None:
    concern = concerns.concern(asked.said.code)
    if concern is not None:
        asked.reply("put" if asked.said.guessed else "added", concern=concern.id)


def _status(asked: Asked) -> None:
    """Tell where stands what this number raised in an open lane; all else is one and the same answer."""
    code = asked.said.code
    row = concerns.concern(code) if code else queries.last_concern_of(asked.contact)
    if code and (row is None or not _theirs(asked, row)):
        row = own.nearly(asked.contact, code)
    if row is not None and _theirs(asked, row):
        asked.reply("told" if meant.is_asked(asked, row) else "stage", concern=row.id)
    elif code or asked.said.guessed:
        _no_such(asked)
    else:
        asked.reply("which")


def _theirs(asked: Asked, concern: Concern) -> bool:
    """Whether this number raised it, in an open lane."""
    return concern.contact_id == asked.contact.id and concern.lane in OPEN_LANES


def _no_such(asked: Asked) -> None:
    """Say that there is no such reference, where it is none of theirs; a plain word of six letters is no reference."""
    if asked.said.guessed:
        said = keywords.free(asked.words)
        _DO[said.means](replace(asked, said=said))
    else:
        asked.reply("unknown")


def _join(asked: Asked) -> None:
    code = asked.said.code
    if not code:
        coming.next_meeting(asked)
        return
    event = joining.event_of(asked.row.force_id, code)
    if event is None or event.state == Meeting.DRAFT or event.invite_only:
        asked.reply("no_such_meeting")
    else:
        coming.comes(asked, event)


def _digit(asked: Asked) -> None:
    asked = replace(asked, to_offer=True)
    if asked.said.reference:
        _answers_named(asked)
        return
    unfixed = meant.not_fixed(asked)
    if unfixed is not None and _fixed(asked, unfixed):
        return
    replied = meant.answered(asked)
    if replied is not None and meant.says_more(
        asked, replied
    ):  # a yes or a no in words, to what an office asked
        asked.reply("added", concern=replied.id)
        return
    offer = queries.offer_to(asked.contact, asked.row.number, asked.now)
    answer = _OFFERED.get(offer.offers) if offer is not None else None
    if offer is None or answer is None or not answer(asked, offer):
        replace(asked, to_offer=False).reply("unclear")


def _answers_named(asked: Asked) -> None:
    """Whoever is asked about two concerns names the one that they mean."""
    concern = concerns.concern(asked.said.reference)
    if concern is None or not _theirs(asked, concern):
        _no_such(replace(asked, to_offer=False))
    else:
        _fixed(asked, concern)


def _answers_menu(asked: Asked, _offer: OutboxMessage) -> bool:
    match asked.said.code:
        case "1":
            coming.next_meeting(asked)
        case "2":
            asked.reply("write")
        case "3":
            _status(replace(asked, said=Said(Means.STATUS)))
        case _:
            return False
    return True


def _answers_next(asked: Asked, offer: OutboxMessage) -> bool:
    event = joining.event_by_id(int(offer.about["event"]))
    if asked.said.code != "1" or event is None:
        return False
    coming.comes(asked, event)
    return True


def _answers_rsvp(asked: Asked, offer: OutboxMessage) -> bool:
    rsvp = queries.rsvp(int(offer.about.get("rsvp") or offer.about.get("rsvp_id") or 0))
    if rsvp is None or rsvp.contact_id != asked.contact.id or asked.said.code not in {"1", "2"}:
        return False
    if asked.said.code == "1":
        coming.comes(asked, rsvp.event)
    else:
        coming.cannot_come(asked, rsvp)
    return True


def _answers_yours(asked: Asked, offer: OutboxMessage) -> bool:
    """Whose number was typed on a page says that it is theirs: now they get the reference; what follows comes too."""
    concern = concerns.concern_by_id(int(offer.about["concern_id"]))
    if concern is None or not _theirs(asked, concern):
        return False
    match asked.said.code:
        case "1":
            asked.row.concern_id = concern.id
            asked.reply("again", concern=concern.id)
        case "2":
            _stop(asked)
        case _:
            return False
    return True


def _answers_is_it(asked: Asked, offer: OutboxMessage) -> bool:
    """Open again what was asked about; or raise what was written, where it is something else."""
    concern = concerns.concern_by_id(int(offer.about["concern"]))
    row = queries.text_by_id(int(offer.about["text"]))
    match asked.said.code:
        case "1" if concern is not None and _theirs(asked, concern):
            return _fixed(replace(asked, said=replace(asked.said, code="2")), concern)
        case "2" if row is not None and read(row)[1]:
            words = read(row)[1]
            _concern(
                replace(asked, row=row, said=keywords.free(words), words=words, to_offer=False, plain=True)
            )
            return True
        case _:
            return False


def _answers_put(asked: Asked, offer: OutboxMessage) -> bool:
    """Raise what was put into the talk of another, where it is something else."""
    return asked.said.code == "2" and _answers_is_it(asked, offer)


def _answers_fixed(asked: Asked, offer: OutboxMessage) -> bool:
    concern = concerns.concern_by_id(int(offer.about.get("concern_id") or offer.about["concern"]))
    return concern is not None and _theirs(asked, concern) and _fixed(asked, concern)


def _fixed(asked: Asked, concern: Concern) -> bool:
    fresh(concern)
    try:
        match asked.said.code:
            case "1":
                following.confirm(actor=asked.actor, now=asked.now, concern=concern, provisional=True)
                asked.reply("confirmed", concern=concern.id)
            case "2":
                following.reopen(actor=asked.actor, now=asked.now, concern=concern)
                asked.reply("reopened", concern=concern.id)
            case _:
                return False
    except Refusal:  # it moved on meanwhile
        more = phrases.of_repair(phrases.words_of(asked.words)) and meant.says_more(asked, concern)
        asked.reply("added" if more else "stage", concern=concern.id)
    asked.row.concern_id = concern.id
    return True


def _concern(asked: Asked) -> None:
    """Raise what was written; the same words from the same phone within a day are one concern with two contacts."""
    if asked.said.danger:
        asked.reply("danger")
    if asked.said.guarded:
        _sealed(asked)
        return
    other = meant.otherwise(asked)
    if other is not None:
        _DO[other.said.means](other)
        return
    if meant.asks_back(asked):
        return
    same = queries.concern_of_same(asked.row, asked.now - SAME_AGAIN)
    if same is not None:
        _came_again(asked, same)
        return
    office = _holder(asked)
    if office is None or _one_of_many(asked):
        asked.row.state, asked.row.decided_at = TextState.HELD, None
        return
    concern = raising.raise_concern(
        actor=asked.actor,
        now=asked.now,
        force=asked.row.force,
        locality=None,
        event=None,
        lane=Lane.CONCERN,
        category=_category(asked),
        words=asked.words[:MOST_WORDS],
        language=asked.contact.locale,
        locale=asked.contact.locale,
        address=asked.address,
        receipt=None,
        operation_id=f"text-{asked.row.ref}",
        door=Door.SMS,
        office=office,
    )
    asked.row.concern_id = concern.id


def _sealed(asked: Asked) -> None:
    """Give to the women's desk what it alone may read: no link from the text to the matter, no word of it in an answer.

    Where nobody of it serves, nobody reads it; the answer then says what to do in danger.
    """
    said = sealed.Said(words=asked.words[:MOST_WORDS], reach="", language=asked.contact.locale)
    safe = Safe(reach=asked.address, silent=True)
    try:
        womens.bring(
            now=asked.now, force=asked.row.force, said=said, locale=asked.contact.locale, locality=None, accused=(),
            under_18=False, safe=safe, address="", receipt=None, operation_id=f"text-{asked.row.ref}",
        )  # fmt: skip
    except Refusal:
        asked.row.state = TextState.GUARDED
        if not asked.said.danger:
            asked.reply("danger")
        return
    forget_words(asked.row)
    asked.reply("have")


def _one_of_many(asked: Asked) -> bool:
    """Whether too many say the same, or too much comes at all, for it to be read by itself; a person's word stands."""
    since = asked.now - HOUR
    return not asked.released and (
        queries.senders_alike(asked.row.words, since) > MOST_ALIKE
        or queries.concerns_since(asked.row.force_id, since) >= MOST_CONCERNS
    )


def _category(asked: Asked) -> str:
    """Return what it is about, as far as a whole station may read that; all else is sorted by a person."""
    kind = taxonomy.kind_of(asked.row.force_id, asked.said.category)
    return asked.said.category if kind.sensitivity is Sensitivity.ORDINARY else Category.OTHER


def _holder(asked: Asked) -> Office | None:
    """Return who reads it: the number's office; words about police go to the office above it, not to those they name."""
    office = asked.row.office
    above = None
    if _above(asked):
        known = queries.number_of(asked.row.number)
        above = (
            office.parent if known is not None and known.office_id == office.id else None
        )  # else it is there
    return concerns.desk_office(asked.row.force, above or office)


def _above(asked: Asked) -> bool:
    return goes_above(asked.said, asked.row.force_id)


def _came_again(asked: Asked, concern: Concern) -> None:
    """Note that the same came again; what came to the province and to a district is the district's."""
    asked.row.concern_id = concern.id
    office = _holder(asked)
    nearer = (
        office is not None and office.path.startswith(concern.office.path) and office.id != concern.office_id
    )
    if office is not None and nearer and concern.state == State.RAISED and not _above(asked):
        fresh(concern)
        audit.record(
            actor=asked.actor, now=asked.now, verb="concerns.refer", subject=concern,
            office_id=office.id, from_office_id=concern.office_id,
        )  # fmt: skip
        concern.office_id, concern.office = office.id, office
    asked.reply("again", concern=concern.id)


_DO: dict[Means, Callable[[Asked], None]] = {
    Means.STOP: _stop,
    Means.START: _start,
    Means.HELP: _menu,
    Means.UNCLEAR: _unclear,
    Means.STATUS: _status,
    Means.JOIN: _join,
    Means.DIGIT: _digit,
    Means.LANGUAGE: _language,
    Means.ADDED: _added,
    Means.LEAVE: coming.leave,
    Means.WRITE: _write,
    Means.CONCERN: _concern,
}
_OFFERED: dict[str, Callable[[Asked, OutboxMessage], bool]] = {
    "menu": _answers_menu,
    "next": _answers_next,
    "rsvp": _answers_rsvp,
    "fixed": _answers_fixed,
    "yours": _answers_yours,
    "is_it": _answers_is_it,
    "put": _answers_put,
    "told": _answers_fixed,
}
