"""The phones on the screen: a resident's side of texts, through the same door as a gateway's, and what came of them."""

import time
from secrets import randbelow
from urllib.parse import quote_from_bytes

from flask import Blueprint, Request, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engagement.channels import gsm
from engagement.concerns.rules import STATE_WORDS
from engagement.demo import permissions, queries, rules
from engagement.demo.forms import TextForm
from engagement.demo.rules import Phone
from engagement.dialogue.rules import language_of
from engagement.intake import gateway
from engagement.intake import permissions as intake
from engagement.kernel import clock, headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.locale import current, in_language
from engagement.kernel.pages import page
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation import present
from engagement.organisation.models import Office

blueprint = Blueprint("demo", __name__)
NAP = 0.1
PATIENCE = "PHONE_PATIENCE"  # seconds that a page waits for an answer
SECONDS = 6.0


@blueprint.get("/demo/phones")
@requires(permissions.PHONE, find=queries.any_phone)
def phones(first: Phone) -> ResponseReturnValue:
    """Lead to the first phone."""
    headers.private()
    return redirect(url_for("demo.phone", name=first.name))


@blueprint.route("/demo/phones/<name>", methods=["GET", "POST"])
@requires(permissions.PHONE, find=queries.phone)
def phone(used: Phone) -> ResponseReturnValue:
    """Show a phone with all that it sent and got, and send what is typed there as a network would."""
    headers.private()
    offered = queries.numbers()
    first = queries.number_for(used, offered)
    form: TextForm = TextForm.sent(data={"to": request.args.get("to") or (first.number if first else "")})
    form.to.choices = [(each.number, f"{each.number} · {in_language(each.office.names)}") for each in offered]
    if form.accepted():
        if form.said():
            _send(used, form)
            again = url_for("demo.phone", name=used.name, to=form.to.data, sent=1, _anchor="phone")
            return redirect(again, 303)
        form.refuse(Refusal(N_("Please fill this in."), field="words"))
    waits = bool(request.args.get("sent")) and not _answered(used)
    chosen = next((each for each in offered if each.number == form.to.data), first)
    return _page(used, form, chosen.office if chosen else None, waits=waits), form.status


def _page(used: Phone, form: TextForm, office: Office | None, *, waits: bool) -> str:
    lines = queries.lines(used)
    code = queries.next_code(office, clock.now()) if office else ""
    return page(
        phone=used,
        phones=rules.PHONES,
        national=rules.national,
        form=form,
        lines=lines[::-1],
        came=[line for line in lines[::-1] if not line.ours][:6],
        tries=rules.tries(used.writes, code),
        digits=rules.DIGITS,
        zone=office.force.zone if office else present.current_force().zone,
        waits=waits,
        office=office,
        decides=intake.TEXTS.allows(actor()),
        stages=STATE_WORDS,
        language_of=lambda words: language_of(words, current()),
    )


def _answered(used: Phone) -> bool:
    """Wait a little for the worker, and return whether nothing of this phone is under way any more."""
    until = time.monotonic() + float(current_app.config.get(PATIENCE, SECONDS))
    while queries.under_way(used, clock.now()):
        db.session.rollback()
        if time.monotonic() >= until:
            return False
        time.sleep(NAP)
    return True


def _send(used: Phone, form: TextForm) -> None:
    """Hand a text over in its parts, as a gateway does: by the same door, in the same words, without its token."""
    from werkzeug.test import EnvironBuilder  # noqa: PLC0415 - only a demonstration needs it

    parts, reference = gsm.cut(form.said()), randbelow(256)
    for number, words in enumerate(parts, 1):
        wide = gsm.measure(form.said()).coding == gsm.UCS2
        said = {
            "X-Kannel-From": used.number,
            "X-Kannel-To": str(form.to.data),
            "X-Kannel-Coding": "2" if wide else "0",
            "X-Kannel-ID": f"phone-{form.operation_id.data}-{number}"[:64],
        }
        if len(parts) > 1:
            said["X-Kannel-UDH"] = quote_from_bytes(bytes([5, 0, 3, reference, len(parts), number]), safe="")
        built = EnvironBuilder(
            method="POST",
            path="/sms/incoming",
            headers=list(said.items()),
            content_type=f'text/plain; charset="{"UTF-16BE" if wide else "UTF-8"}"',
            data=words.encode("utf-16-be" if wide else "utf-8"),
        )
        gateway.take(Request(built.get_environ()))
        built.close()
