"""To be decided: what phones sent and could not be taken in by itself; each for itself, or all of one kind."""

from collections.abc import Iterable
from itertools import groupby

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import queries as events
from engagement.events.models import Event
from engagement.intake import envelopes, permissions, queries
from engagement.intake.actions import decide
from engagement.intake.actions.decide import CHOICE_WORDS, Choice, choices, counts_from
from engagement.intake.forms import DecideForm
from engagement.intake.models import DoorEntry
from engagement.intake.rules import REASON_WORDS, Reason
from engagement.intake.views.routes import blueprint
from engagement.intake.views.shown import told
from engagement.kernel import headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.pages import page

WHOLE = frozenset({Choice.TAKE, Choice.LEAVE})  # what may be chosen for all of one kind


@blueprint.route("/door/<reference>/undecided", methods=["GET", "POST"])
@requires(permissions.TAKE, find=events.event)
def undecided(event: Event) -> ResponseReturnValue:
    """Show what waits for a person, phone by phone, with what may be done; decide upon all of one kind."""
    headers.private()
    form: DecideForm = DecideForm.sent()
    if form.accepted() and _all(form, event):
        return redirect(url_for("intake.undecided", reference=event.ref), 303)
    groups = [
        (rows[0].lease, rows[0].reason, rows)
        for _key, found in groupby(
            queries.to_be_decided(event), key=lambda row: (row.lease_id, row.reason, row.said)
        )
        if (rows := list(found))
    ]
    shown = page(
        form=form,
        event=event,
        groups=groups,
        told=told,
        choices=choices,
        counts_from=counts_from,
        sentence=_sentence,
        choice_words=CHOICE_WORDS,
        whole=WHOLE,
    )
    return shown, form.status


def _all(form: DecideForm, event: Event) -> bool:
    """Decide upon the entry that is named, or all of one phone and one reason; return whether it could be done."""
    waiting = queries.to_be_decided(event)
    if form.entry.data:
        return _decide(form, [row for row in waiting if row.operation_id == form.entry.data])
    if form.do.data not in WHOLE:
        return True
    same = (form.lease.data, form.reason.data)
    return _decide(form, [row for row in waiting if (row.lease.ref, row.reason) == same])


def _decide(form: DecideForm, rows: Iterable[DoorEntry]) -> bool:
    good = True
    for row in rows:
        if form.do.data not in choices(row):
            continue
        choice, said = Choice(form.do.data), envelopes.opened(row.lease, row.operation_id, row.sealed)
        good &= form.carries_out(
            decide.decide,
            actor=actor(),
            event=row.lease.event,
            entry=row,
            choice=choice,
            said=said,
            receipt=envelopes.receipt_of(said) if choice != Choice.LEAVE else None,
        )
    form.refusals = list(dict.fromkeys(form.refusals))
    return good


def _sentence(row: DoorEntry) -> str:
    """Return why an entry waits."""
    if row.reason == Reason.REFUSED and row.said:
        return str(_(row.said))
    return str(_(REASON_WORDS[Reason(row.reason or Reason.REFUSED)]))
