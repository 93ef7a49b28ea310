"""Reading texts that wait: one by one, each in a unit of its own, those of one sender in their order."""

import structlog
from sqlalchemy.exc import OperationalError

from engagement.concerns import receipts
from engagement.intake import keywords
from engagement.intake.actions import answers, texts
from engagement.intake.language import language_for
from engagement.intake.models import TextIn
from engagement.intake.queries import texts as queries
from engagement.intake.rules import MOST_TRIES, TextState
from engagement.kernel import clock, database, sealing
from engagement.kernel.actor import Actor, Kind
from engagement.kernel.database import db
from engagement.kernel.form_base import TURNING
from engagement.kernel.logs import places
from engagement.kernel.refusals import Busy

log = structlog.get_logger()


def route_waiting() -> int:
    """Read every text that waits, the oldest first, and return how many were read."""
    done, last = 0, 0
    while ids := queries.waiting(last):
        for key in ids:
            done += _route(key)
        last = ids[-1]
    return done


def _route(key: int) -> bool:
    row = db.session.get(TextIn, key)
    if row is None:
        return False
    try:
        sender, words = texts.read(row)
        words = words.translate(TURNING)
        words, _caught = receipts.without_codes(words, None, lambda code: receipts.found(code) is not None)
        said = keywords.read(words)
        locale = language_for(row.force, sender, words)
        actor = Actor(Kind.BEARER, locale=locale, door="sms")
        with database.unit():
            answers.act(
                actor=actor, now=clock.now(), row=database.fresh(row), said=said, words=words, sender=sender,
                locale=locale,
            )  # fmt: skip
    except (Busy, OperationalError):
        return False  # the next sweep tries again
    except Exception as problem:  # noqa: BLE001 - one strange text keeps no other back
        # The problem's words may be the text's: they are not logged.
        db.session.rollback()
        fault = type(problem).__qualname__
        log.error("text not read", text=row.ref, fault=fault, at=places(problem.__traceback__))  # noqa: TRY400
        _try_later(key, final=isinstance(problem, sealing.Unreadable))
        return False
    return row.state != TextState.WAITING


def _try_later(key: int, *, final: bool) -> None:
    """Try a strange text a few times; then a person looks at it. It keeps no other back."""
    with database.unit() as session:
        row = session.get(TextIn, key, populate_existing=True)
        if row is not None and row.state == TextState.WAITING:
            row.tries += 1
            if final or row.tries >= MOST_TRIES:
                row.state = TextState.HELD
