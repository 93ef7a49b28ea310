"""One's own passkeys: seen, added under a name, removed; only soon after the password was given."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.kernel import headers
from engagement.kernel.access import SIGNED_IN, requires
from engagement.kernel.actor import actor
from engagement.kernel.limits import limit
from engagement.kernel.pages import page
from engagement.kernel.refusals import Refusal
from engagement.people import passkeys as own_keys
from engagement.people import permissions
from engagement.people.actions import passkeys as actions
from engagement.people.forms import PasskeyForm, PressForm
from engagement.people.models import Passkey
from engagement.people.sign_in import keys, presence
from engagement.people.views.routes import blueprint

ENDPOINT = "people.passkeys"
headers.allow(ENDPOINT, keys=True)
headers.private_always(ENDPOINT, "people.remove_passkey")


@blueprint.route("/account/passkeys", methods=["GET", "POST"])
@limit("60 per minute")
@requires(SIGNED_IN)
def passkeys() -> ResponseReturnValue:
    """Show one's keys; keep a new one."""
    if not presence.fresh():
        return _again()
    person = presence.person()
    form: PasskeyForm = PasskeyForm.sent()
    if form.accepted() and _kept(form):
        flash(_("The key is kept. It works after your password, beside the codes of your app."))
        return redirect(url_for(ENDPOINT))
    return page(form=form, keys=own_keys.passkeys_of(person), asked=keys.to_make(person)), form.status


def _kept(form: PasskeyForm) -> bool:
    try:
        made = keys.made(form.credential.data or "")
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return form.carries_out(
        actions.add, actor=actor(), person=presence.person(), made=made, name=form.name.data or ""
    )


@blueprint.post("/account/passkeys/<ref>/remove")
@limit("30 per minute")
@requires(permissions.REMOVE_PASSKEY, find=own_keys.passkey)
def remove_passkey(passkey: Passkey) -> ResponseReturnValue:
    """Take a key of one's own away."""
    if not presence.fresh():
        return _again()
    form: PressForm = PressForm.sent()
    if form.accepted() and form.carries_out(actions.remove, actor=actor(), passkey=passkey):
        flash(_("The key is removed. It lets nobody in any more."))
    return redirect(url_for(ENDPOINT))


def _again() -> ResponseReturnValue:
    """Ask for the password once more; a form that came too late is filled in again."""
    flash(_("Please type your password again before you go on."))
    return redirect(url_for("security.verify", next=url_for(ENDPOINT, lang=request.args.get("lang"))))
