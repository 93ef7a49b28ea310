"""The form of an answer, at the desk and in sealed matters alike: filled from a ready one, kept as a draft, sent."""

from typing import Any

from flask import flash, request
from flask_babel import gettext as _

from engagement.concerns import replies, texting
from engagement.concerns.actions import replies as actions
from engagement.concerns.forms.answers import ReplyForm
from engagement.concerns.models import Concern
from engagement.concerns.rules import OPEN_LANES
from engagement.concerns.views import talk
from engagement.kernel import clock
from engagement.kernel.actor import actor
from engagement.kernel.locale import OWN_NAMES
from engagement.people.actions import contacts

PREFIX = "reply"


def blank(concern: Concern) -> ReplyForm:
    """Return the form with what this person began to write, and the ready answers in the raiser's language."""
    draft = replies.draft_of(concern, actor().person_id)
    form = ReplyForm(prefix=PREFIX, data={"words": replies.words_of_draft(draft)})
    form.draft_at = draft.at if draft else None
    return form.offer(replies.ready_for(concern))


def sent(concern: Concern) -> ReplyForm:
    """Return the form as it came."""
    form: ReplyForm = ReplyForm.sent(prefix=PREFIX)
    return form.offer(replies.ready_for(concern))


def only(concern: Concern, form: ReplyForm) -> str:
    """Do what is no sending: "filled", to be shown again; "kept", as a draft; "" where the answer is to be sent."""
    asked = request.form.get("do")
    if asked == "fill":
        row = next((each for each in replies.ready_for(concern) if each.ref == form.ready.data), None)
        if row is not None:
            typed = (form.words.data or "").strip()
            text = replies.filled(row, concern, clock.now())
            form.words.data = f"{typed}\n\n{text}" if typed else text
        return "filled"
    if asked != "keep":
        return ""
    words = form.words.data or ""
    if (words.strip() and not form.accepted()) or not form.carries_out(
        actions.keep_draft, actor=actor(), concern=concern, words=(form.words.data or "")
    ):
        return "filled"
    flash(_("Kept for you alone. Nothing was sent.") if words.strip() else _("The draft is gone."))
    return "kept"


def shown(concern: Concern) -> dict[str, Any]:
    """Return what the pages of a matter at work say beside the answer: the raiser's language, the custody chain."""
    code = replies.language_of_raiser(concern)
    by_text = concern.contact is not None and concern.contact.channel == contacts.SMS
    silent = by_text and concern.contact is not None and concern.contact.stopped_at is not None
    return {
        "raiser_language": OWN_NAMES.get(code, code),
        "custody": talk.custody_of(concern),
        "by_text": texting.room_for_reply(concern) if by_text and concern.lane in OPEN_LANES else None,
        "silent": silent,
    }
