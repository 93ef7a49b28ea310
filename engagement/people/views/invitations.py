"""Taking up an invitation: name, language, password, then the second factor."""

from flask import current_app
from flask.typing import ResponseReturnValue

from engagement.kernel import clock, locale, pages
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.limits import limit
from engagement.people import factors, queries
from engagement.people.actions import invitations
from engagement.people.forms import AcceptForm
from engagement.people.views.routes import blueprint

NOT_REMEMBERED = False


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@limit("30 per minute")
@requires(PUBLIC)
def accept(token: str) -> ResponseReturnValue:
    """Open the account of whoever holds the link; used, lapsed, unknown: one and the same page."""
    invitation = queries.invitation_of(token)
    if invitation is None or not invitations.is_open(invitation, clock.now()):
        return pages.answer(410, form=None)
    form: AcceptForm = AcceptForm.sent(data={"name": invitation.name, "locale": locale.current()})
    form.locale.offer(tuple(current_app.config["LOCALES"]))
    form.email = invitation.email
    if form.accepted() and form.carries_out(
        invitations.accept,
        invitation=invitation,
        name=form.name.data,
        locale=form.locale.data,
        password_hash=factors.password_hash(form.password.data),
    ):
        return _second_factor(form.result)
    return pages.answer(form.status, form=form, invitation=invitation)


def _second_factor(person: object) -> ResponseReturnValue:
    """Go on as after a password that was right: the second factor is set up before anything else."""
    security = current_app.extensions["security"]
    entered: ResponseReturnValue = security.two_factor_plugins.tf_enter(
        person, NOT_REMEMBERED, "invitation", None
    )
    return entered
