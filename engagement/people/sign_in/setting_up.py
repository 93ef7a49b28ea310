"""While a second factor is set up: its square and its key stay on the page until a code of theirs was right."""

from typing import Any

from flask import g, render_template, session
from flask.typing import ResponseReturnValue
from flask_security import views
from flask_security.proxies import _security

from engagement.kernel.actor import actor
from engagement.people.sign_in import accounts

PAGE = "security/two_factor_setup.html"
CODE_PAGE = "security/two_factor_verify_code.html"
PAGES = frozenset({PAGE, CODE_PAGE})


def keep_square(template: str, context: dict[str, Any]) -> str:
    """Return the template to show: of a second factor that is not confirmed yet, the one with its square."""
    secret = session.get("tf_totp_secret")
    if template not in PAGES or session.get("tf_state") != "validating_profile" or not secret:
        return template
    form = context["two_factor_verify_code_form"]
    setup = context.setdefault("two_factor_setup_form", form)
    changing = actor().signed_in
    context.update(_square(form.tf_totp_secret or secret, form.user or setup.user, changing=changing))
    return PAGE


def _square(secret: str, user: Any, *, changing: bool) -> dict[str, Any]:
    values = accounts.codes().fetch_setup_values(secret, user)
    state = {"totp_secret": secret, "method": "authenticator", "phone": None}
    return {
        "authr_qrcode": values["image"],
        "authr_key": values["key"],
        "changing": changing,
        "state_token": _security.tf_setup_serializer.dumps(state) if changing else None,
    }


def confirm(token: str) -> ResponseReturnValue:
    """Put a signed-in person's new second factor in force; a wrong code shows the same square again."""
    answer: ResponseReturnValue = views.two_factor_setup_validate(token)
    form = g.get("code_form")
    if form is None or not (form.errors or form.form_errors):
        return answer
    session.pop("_flashes", None)  # the sentence stands beside the field
    context = {"two_factor_verify_code_form": form}
    return render_template(keep_square(PAGE, context), **context), g.get("form_status", 422)
