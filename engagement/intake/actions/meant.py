"""What words are about that we know already: an answer to what we asked, one's own concern, a question, a place kept.

Words with a matter of their own, of danger, or for the women's desk, are none of these.
"""

from dataclasses import replace
from datetime import timedelta

from engagement.concerns.actions import following
from engagement.concerns.models import Concern
from engagement.concerns.rules import AT_WORK, MOST_WORDS, Category, State
from engagement.intake import phrases
from engagement.intake.actions.asked import Asked
from engagement.intake.actions.texts import goes_above
from engagement.intake.keywords import Means, Said
from engagement.intake.phrases import Asks
from engagement.intake.queries import own
from engagement.intake.queries import texts as queries
from engagement.intake.rules import SAME_AGAIN
from engagement.kernel.database import fresh
from engagement.kernel.refusals import Refusal

LATELY = timedelta(days=30)
ANSWERS = timedelta(days=3)  # what is written so soon after an answer of an office answers it
JUST_NOW = timedelta(hours=1)
PUT = "put"  # said of the last words alone that they answer it
MEETINGS = frozenset({"next", "rsvp"})


def otherwise(asked: Asked) -> Asked | None:
    """Return what is asked for by words that are no new concern, to be done; None where they are one."""
    words = phrases.words_of(asked.words)
    if asked.plain or asked.said.danger or asked.said.guarded:
        return None
    for read in (_answer, _of_reference, _question, _attends, _goes_on):
        said = read(asked, words)
        if said is not None:
            return replace(asked, said=said, plain=True)
    return None


def not_fixed(asked: Asked) -> Concern | None:
    """Return the concern of which somebody says in words that it is not fixed, whatever else was offered since."""
    said = asked.said.code == "2" and phrases.of_repair(phrases.words_of(asked.words))
    return own.asked_about(asked.contact, asked.row.number, asked.now) if said else None


def is_asked(asked: Asked, concern: Concern) -> bool:
    """Whether somebody was asked of a concern whether it is fixed, and has not said."""
    last = own.asked_about(asked.contact, asked.row.number, asked.now)
    return last is not None and last.id == concern.id


def _answer(asked: Asked, words: list[str]) -> Said | None:
    """Read yes and no in a sentence, while a question whether it is fixed stands open."""
    digit = phrases.fixed(words)
    asking = digit == "1" and _is_asking(asked)
    tells = not digit and phrases.begins_no(words) and phrases.about_coming(words)[0] is None
    concern = own.asked_about(asked.contact, asked.row.number, asked.now) if digit or tells else None
    if concern is None or asking:
        return Said(Means.STATUS, guessed=True) if asking else None
    if tells and not (_belongs(asked, concern) and _add(asked, concern)):
        return None
    return Said(Means.DIGIT, digit or "2", reference=concern.ref)


def _is_asking(asked: Asked) -> bool:
    return asked.words.rstrip().endswith(("?", "؟"))


def _belongs(asked: Asked, concern: Concern) -> bool:
    """Whether words may be about a concern: of its kind or of none, and for no other office."""
    kind = asked.said.category in {Category.OTHER, concern.category}
    return kind and not goes_above(asked.said, asked.row.force_id)


def _of_reference(asked: Asked, words: list[str]) -> Said | None:
    """Put words beside one's own reference into its talk; that it is broken again opens it."""
    found = phrases.references(words)
    rows = own.named(asked.contact, list(found)) if found else []
    if len(rows) != 1:
        return None
    concern = rows[0]
    beside = found[concern.ref]
    if not beside or phrases.asks(beside) is Asks.STATUS or phrases.asks_of_it(set(beside)):
        return Said(Means.STATUS, concern.ref)
    digit = phrases.fixed(beside)
    if digit and concern.state == State.TOLD:
        return Said(Means.DIGIT, digit, reference=concern.ref)
    if goes_above(asked.said, asked.row.force_id) or not _add(asked, concern):
        return None
    if phrases.is_again(beside) and own.may_reopen(concern):
        return Said(Means.DIGIT, "2", reference=concern.ref)
    return Said(Means.ADDED, concern.ref)


def _add(asked: Asked, concern: Concern) -> bool:
    """Say more in the talk of a concern, the same within a day once; whether it could be said."""
    same = queries.concern_of_same(asked.row, asked.now - SAME_AGAIN)
    try:
        if same is None or same.id != concern.id:
            following.add_words(
                actor=asked.actor,
                now=asked.now,
                concern=fresh(concern),
                words=asked.words[:MOST_WORDS],
                language=asked.contact.locale,
                operation_id=f"text-{asked.row.ref}",
            )
    except Refusal:
        return False
    asked.row.concern_id = concern.id
    return True


def _question(_asked: Asked, words: list[str]) -> Said | None:
    match phrases.asks(words):
        case Asks.STATUS:
            return Said(Means.STATUS, guessed=True)
        case Asks.MEETING:
            return Said(Means.JOIN)
        case Asks.STOP:
            return Said(Means.STOP)
        case Asks.WRITE:
            return Said(Means.WRITE)
        case _:
            return None


def _attends(asked: Asked, words: list[str]) -> Said | None:
    """Read that somebody comes or cannot come to a meeting, with its number or of the one that was told last."""
    about, codes = phrases.about_coming(words)
    if about is None or len(codes) > 1:
        return None
    if about is Asks.COMES and codes:
        return Said(Means.JOIN, codes[0])
    places = about is Asks.LEAVE and own.places(asked.contact, asked.now)
    if not (codes or places) and _offer(asked) not in MEETINGS:
        return None
    return Said(Means.LEAVE, "".join(codes)) if about is Asks.LEAVE else Said(Means.DIGIT, "1")


def _offer(asked: Asked) -> str:
    """Return what was offered last to whoever texts; nothing where an answer of an office came since."""
    offer = queries.offer_to(asked.contact, asked.row.number, asked.now)
    since = offer.handed_at if offer is not None else None
    replied = own.replied_about(asked.contact, asked.row.number, asked.now - LATELY, since)
    return offer.offers if offer is not None and replied is None else ""


def _goes_on(asked: Asked, words: list[str]) -> Said | None:
    """Put what answers an office, or says more of what was raised just before, into its talk; nothing is lost if not."""
    concern = answered(asked)
    if concern is None:
        last = own.at_work(asked.contact)
        lately = last is not None and last.raised_at > asked.now - JUST_NOW
        more = (lately and phrases.goes_on(words)) or phrases.fixed(words)
        concern = last if more else None
    if concern is None or not _belongs(asked, concern) or not _add(asked, concern):
        return None
    return Said(Means.ADDED, concern.ref, guessed=True)


def answered(asked: Asked) -> Concern | None:
    """Return the concern that an office answered lately, where its raiser was offered and raised nothing since."""
    offer = queries.offer_to(asked.contact, asked.row.number, asked.now)
    since = offer.handed_at if offer is not None and offer.offers != PUT else None
    concern = own.replied_about(asked.contact, asked.row.number, asked.now - ANSWERS, since)
    last = own.at_work(asked.contact)
    return concern if concern is not None and last is not None and last.id == concern.id else None


def says_more(asked: Asked, concern: Concern) -> bool:
    """Say a yes or a no in words in the talk of a concern that is worked on, where it answers nothing that was asked."""
    said = asked.words.strip()
    return not said.isdigit() and concern.state in AT_WORK and _add(asked, concern)


def asks_back(asked: Asked) -> bool:
    """Ask whether it is the one that was told of lately, where words say no more than that it is broken again.

    Whether that was asked: whoever gets no answers has what they wrote filed.
    """
    silent = asked.plain or asked.released or asked.said.danger or asked.contact.stopped_at is not None
    if silent or not phrases.again(phrases.words_of(asked.words)):
        return False
    rows = own.told_since(asked.contact, asked.now - LATELY)
    return len(rows) == 1 and own.may_reopen(rows[0]) and asked.reply("is_it", concern=rows[0].id)
