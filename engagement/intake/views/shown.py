"""What a page may say of an entry that waits: what kind it is and its numbers. Words of raisers stay sealed."""

from flask_babel import gettext as _
from flask_babel import ngettext

from engagement.concerns.rules import ALL_CATEGORY_WORDS, Category
from engagement.events.models import Rsvp
from engagement.events.rules import AGE_WORDS, ONE_WORDS, AgeBand, Sex
from engagement.intake import envelopes, queries
from engagement.intake.models import DoorEntry
from engagement.intake.rules import DEED_WORDS, Captured, Deed
from engagement.kernel.database import db


def told(row: DoorEntry) -> list[str]:
    """Return what an entry says, as far as a page may show it."""
    said = envelopes.opened(row.lease, row.operation_id, row.sealed)
    if said is None:
        return [_(DEED_WORDS[Deed(row.deed)])] if row.deed else []
    return [_(DEED_WORDS[said.deed]), *_MORE.get(said.deed, _nothing)(row, said)]


def _nothing(_row: DoorEntry, _said: Captured) -> list[str]:
    return []


def _party(row: DoorEntry, said: Captured) -> list[str]:
    number = said.number("n")
    shown = [ngettext("%(num)s person", "%(num)s people", number)]
    if row.subject_kind == Rsvp.__tablename__ and row.subject_id:
        rsvp = db.session.get(Rsvp, row.subject_id)
        if rsvp is not None and rsvp.arrived:
            shown.append(_("counted before: %(n)s", n=rsvp.arrived))
    if said.text("code"):
        shown.append(_("code %(code)s", code=said.text("code")[:8]))
    return shown


def _walked_in(_row: DoorEntry, said: Captured) -> list[str]:
    return [_(ONE_WORDS[Sex(said.text("sex"))]), _(AGE_WORDS[AgeBand(said.text("age"))])]


def _concern(_row: DoorEntry, said: Captured) -> list[str]:
    return [_(ALL_CATEGORY_WORDS[Category(said.text("category"))])]


def _promise(_row: DoorEntry, said: Captured) -> list[str]:
    return [said.text("words"), said.due_on.isoformat()]


def _undone(_row: DoorEntry, said: Captured) -> list[str]:
    target = queries.entry_of(said.text("of"))
    return [_(DEED_WORDS[Deed(target.deed)])] if target is not None and target.deed else []


_MORE = {
    Deed.ARRIVE: _party,
    Deed.COUNT: _walked_in,
    Deed.CONCERN: _concern,
    Deed.PROMISE: _promise,
    Deed.UNDO: _undone,
}
