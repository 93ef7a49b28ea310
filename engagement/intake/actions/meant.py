"""What words are about that we know already: an answer to what we asked, one's own concern, a question, a place kept.

Words with a matter of their own, of danger, or for the women's desk, are none of these.
"""

from dataclasses import replace
from datetime import timedelta

from engagement.concerns.actions import following
from engagement.concerns.models import Concern
from engagement.concerns.rules import MOST_WORDS, State
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


def otherwise(asked: Asked) -> Asked | None:
    """Return what is asked for by words that are no new concern, to be done; None where they are one."""
    words = phrases.words_of(asked.words)
    if asked.plain or asked.said.danger or asked.said.guarded:
        return None
    for read in (_answer, _of_reference, _question, _leave):
        said = read(asked, words)
        if said is not None:
            return replace(asked, said=said, plain=True)
    return None


def not_fixed(asked: Asked) -> Concern | None:
    """Return the concern of which somebody says in words that it is not fixed, whatever else was offered since."""
    said = asked.said.code == "2" and phrases.of_repair(phrases.words_of(asked.words))
    return own.asked_about(asked.contact, asked.row.number, asked.now) if said else None


def _answer(asked: Asked, words: list[str]) -> Said | None:
    """Read yes and no in a sentence, while a question whether it is fixed stands open."""
    digit = phrases.fixed(words)
    concern = own.asked_about(asked.contact, asked.row.number, asked.now) if digit else None
    return Said(Means.DIGIT, digit, reference=concern.ref) if concern is not None else None


def _of_reference(asked: Asked, words: list[str]) -> Said | None:
    """Put words beside one's own reference into its talk; that it is broken again opens it."""
    found = phrases.references(words)
    rows = own.named(asked.contact, list(found)) if found else []
    if len(rows) != 1:
        return None
    concern = rows[0]
    beside = found[concern.ref]
    if not beside or phrases.asks(beside) is Asks.STATUS:
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
        case _:
            return None


def _leave(asked: Asked, words: list[str]) -> Said | None:
    """Read that somebody cannot come, where they have said that they do."""
    leaves = phrases.asks(words) is Asks.LEAVE
    return Said(Means.LEAVE) if leaves and own.places(asked.contact, asked.now) else None


def asks_back(asked: Asked) -> bool:
    """Ask whether it is the one that was told of lately, where words say no more than that it is broken again.

    Whether that was asked: whoever gets no answers has what they wrote filed.
    """
    silent = asked.plain or asked.released or asked.said.danger or asked.contact.stopped_at is not None
    if silent or not phrases.again(phrases.words_of(asked.words)):
        return False
    rows = own.told_since(asked.contact, asked.now - LATELY)
    return len(rows) == 1 and own.may_reopen(rows[0]) and asked.reply("is_it", concern=rows[0].id)
