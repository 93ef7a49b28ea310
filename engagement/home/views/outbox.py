"""The outbox: what goes out, to whom as far as it may be shown, how far it is; and "send again"."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.channels import actions, gsm
from engagement.channels.delivery import compose
from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice
from engagement.home import permissions, queries, rules
from engagement.home.forms import AgainForm
from engagement.home.permissions import Sent
from engagement.home.views.routes import blueprint
from engagement.kernel import headers, sealing
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.locale import day, hour
from engagement.kernel.pages import page, turn
from engagement.organisation import present
from engagement.people.actions.contacts import address_of
from engagement.people.models import Contact

MOST = 30


@blueprint.get("/outbox")
@requires(permissions.OUTBOX)
def outbox() -> ResponseReturnValue:
    """Show what failed or may not have arrived first, then all else, the newest first."""
    headers.private()
    who = actor()
    stuck = queries.stuck(who, MOST)
    leaf = turn(queries.moving(who), OutboxMessage.id)
    readers = queries.readers_of([*stuck, *leaf.rows])
    return page(
        stuck=_rows(stuck, readers),
        stuck_total=queries.stuck_count(who),
        rows=_rows(leaf.rows, readers),
        leaf=leaf,
        mail=bool(current_app.extensions["settings"].smtp_url),
    )


def _rows(messages: Sequence[OutboxMessage], readers: dict[tuple[str, int], Any]) -> list[dict[str, Any]]:
    zone = present.current_force().zone
    return [_row(m, readers.get((m.recipient_kind, m.recipient_id)), zone) for m in messages]


def _row(message: OutboxMessage, reader: Any, zone: str) -> dict[str, Any]:
    at = message.sent_at or message.created_at
    return {
        "name": message.message_id.strip("<>").partition("@")[0],
        "what": _(rules.MESSAGE_WORDS.get(message.kind, message.kind)),
        "state": _(rules.STATE_WORDS[message.state]),
        "colour": {"sent": "green", "failed": "red", "uncertain": "red"}.get(message.state, "blue"),
        "day": day(at, zone),
        "hour": hour(at, zone),
        "reader": _masked(reader),
        "reason": _reason(message.reason),
        "attempts": message.attempts,
    }


def _reason(kept: str) -> str:
    if not kept:
        return ""
    words, places = rules.reason_words(kept)
    return str(_(words, **places))


def _masked(reader: Any) -> str | None:
    """Return what may be shown of where a message goes; None where the reader was erased."""
    if reader is None:
        return None
    try:
        return rules.masked_address(address_of(reader) if isinstance(reader, Contact) else reader.email)
    except sealing.Unreadable:
        return rules.HIDDEN


@blueprint.get("/outbox/<name>")
@requires(permissions.READ, find=queries.sent)
def message(sent: Sent) -> ResponseReturnValue:
    """Show one message in its reader's language, without what opens something."""
    headers.private()
    return _message(sent)


def _message(sent: Sent, form: AgainForm | None = None) -> ResponseReturnValue:
    who, form = actor(), form or AgainForm()
    readers = queries.readers_of([sent.message])
    (row,) = _rows([sent.message], readers)
    may_read = permissions.READ_WORDS.allows(who, sent)
    return render_template(
        "home/message.html",
        row=row,
        sent=sent,
        notice=_shown(compose(sent.message)) if may_read else None,
        may_read=may_read,
        may_resend=permissions.RESEND.allows(who, sent),
        form=form,
    ), form.status


def _shown(notice: Notice | None) -> dict[str, Any] | None:
    if notice is None:
        return None
    return {
        "language": notice.locale,
        "subject": rules.masked(notice.subject),
        "paragraphs": [rules.masked(words) for words in notice.paragraphs],
        "link_words": notice.link_words,
        "has_link": bool(notice.link),
        "has_code": bool(notice.code),
        "calendar": notice.calendar is not None,
        "short": rules.masked(notice.short) if notice.by_sms else "",
        "parts": gsm.measure(notice.short).parts if notice.by_sms else 0,
    }


@blueprint.post("/outbox/<name>/again")
@requires(permissions.RESEND, find=queries.sent)
def again(sent: Sent) -> ResponseReturnValue:
    """Send a message that failed or may not have arrived once more, under the same Message-ID."""
    headers.private()
    form = AgainForm.sent()
    if form.accepted() and form.carries_out(actions.send_again, actor=actor(), message=sent.message):
        flash(_("It goes out again."))
        return redirect(url_for("home.outbox"))
    return _message(sent, form)
