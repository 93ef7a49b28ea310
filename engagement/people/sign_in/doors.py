"""The sign-in library's views that we use, at our addresses, each with its guard; the others are not there."""

from flask import Blueprint, Response
from flask_security import recovery_codes, views

from engagement.kernel.access import PUBLIC, SIGNED_IN, Permission, requires
from engagement.kernel.limits import limit
from engagement.people.sign_in import keys, setting_up

blueprint = Blueprint("security", __name__)
BOTH = ["GET", "POST"]
# What a person who has no recovery codes yet may open.
BEFORE_CODES = frozenset({"security.mf_recovery_codes", "security.logout", "security.verify", "static", None})


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


def _door(address: str, name: str, view: object, permission: Permission, methods: list[str] = BOTH) -> None:
    guarded = requires(permission)(limit("60 per minute")(view))  # type: ignore[arg-type]
    blueprint.add_url_rule(address, name, guarded, methods=methods)


_door("/sign-in", "login", views.login, PUBLIC)
_door("/sign-out", "logout", views.logout, PUBLIC, ["POST"])
_door("/sign-in/code", "two_factor_token_validation", views.two_factor_token_validation, PUBLIC)
_door("/sign-in/passkey", "passkey", keys.enter, PUBLIC, ["POST"])
_door("/sign-in/recovery-code", "mf_recovery", recovery_codes.mf_recovery, PUBLIC)
_door("/sign-in/forgotten", "forgot_password", views.forgot_password, PUBLIC)
_door("/sign-in/forgotten/<token>", "reset_password", views.reset_password, PUBLIC)
_door("/sign-in/again", "verify", views.verify, SIGNED_IN)
_door("/sign-in/second-factor", "two_factor_setup", views.two_factor_setup, PUBLIC)
_door(
    "/sign-in/second-factor/<token>",
    "two_factor_setup_validate",
    setting_up.confirm,
    SIGNED_IN,
    ["POST"],
)
_door("/account/password", "change_password", views.change_password, SIGNED_IN)
_door("/account/recovery-codes", "mf_recovery_codes", recovery_codes.mf_recovery_codes, SIGNED_IN)
