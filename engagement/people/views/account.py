"""One's own page: name, language, posts held, what one signs in with."""

from collections.abc import Sequence

from flask import current_app, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from engagement.kernel import clock
from engagement.kernel.access import SIGNED_IN, requires
from engagement.kernel.actor import actor
from engagement.kernel.limits import limit
from engagement.kernel.locale import in_language
from engagement.kernel.pages import page
from engagement.people import offers, permissions, queries
from engagement.people import passkeys as own_keys
from engagement.people.actions import accounts
from engagement.people.actions import sign_ins as ending
from engagement.people.forms import AccountForm, ActingForm, PressForm
from engagement.people.models import Person, Posting, SignIn
from engagement.people.sign_in import presence
from engagement.people.views.routes import blueprint


@blueprint.route("/account", methods=["GET", "POST"])
@limit("30 per minute")
@requires(SIGNED_IN)
def account() -> ResponseReturnValue:
    """Show and change what is one's own."""
    person = presence.person()
    form: AccountForm = AccountForm.sent(obj=person)
    form.locale.offer(tuple(current_app.config["LOCALES"]))
    if form.accepted() and form.carries_out(
        accounts.change_own, actor=actor(), person=person, name=form.name.data, locale=form.locale.data
    ):
        flash(_("Saved."))
        return redirect(url_for(".account", lang=form.locale.data))
    held = queries.own_postings(person.id, clock.now())
    return page(
        form=form,
        person=person,
        held=held,
        acting_form=_acting_form(held),
        codes_left=len(person.mf_recovery_codes or []),
        keys=own_keys.passkeys_of(person),
        sign_ins=queries.sign_ins_of(person),
        may_delegate=permissions.DELEGATE,
        offers=offers.offers_to(person.id, clock.now()),
        asked=offers.offers_for([each.id for each in held], clock.now()),
        stand_ins=queries.stand_ins([each.id for each in held], clock.now()),
        here=session.get(presence.SIGN_IN),
        zone=held[0].post.office.force.zone,
        shut={each.id for each in held if _shut(each)},
    ), form.status


@blueprint.post("/account/sign-ins/<ref>/end")
@limit("30 per minute")
@requires(permissions.END_SIGN_IN, find=queries.sign_in)
def end_sign_in(sign_in: SignIn) -> ResponseReturnValue:
    """Sign out somewhere else."""
    form: PressForm = PressForm.sent()
    if form.accepted() and form.carries_out(ending.end, actor=actor(), sign_in=sign_in):
        flash(_("Signed out there."))
    return redirect(url_for(".account"))


@blueprint.post("/account/sign-ins/end-others")
@limit("30 per minute")
@requires(SIGNED_IN)
def end_other_sign_ins() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    form: PressForm = PressForm.sent()
    here = str(session.get(presence.SIGN_IN))
    if form.accepted() and form.carries_out(
        ending.end_others, actor=actor(), person=presence.person(), present=here
    ):
        flash(_("Signed out everywhere else."))
    return redirect(url_for(".account"))


@blueprint.post("/account/acting")
@limit("30 per minute")
@requires(SIGNED_IN)
def act() -> ResponseReturnValue:
    """Choose in the name of which post one acts, for this sign-in."""
    person: Person = presence.person()
    form = _acting_form(queries.own_postings(person.id, clock.now()))
    if form.validate() and actor().holds(form.post.data):
        session[presence.ACTING] = form.post.data
        flash(_("Saved."))
    return redirect(url_for(".account"))


def _shut(posting: Posting) -> bool:
    """Whether somebody was let into a lane that is closed to them today."""
    mine = next((each for each in actor().holdings if each.posting_id == posting.id), None)
    return mine is not None and set(posting.lanes.split()) != mine.lanes


def _acting_form(held: Sequence[Posting]) -> ActingForm:
    who = actor()
    form: ActingForm = ActingForm.sent()
    form.post.choices = [
        SelectChoice(p.post_id, f"{in_language(p.post.names)} · {in_language(p.post.office.names)}")
        for p in held
        if who.holds(p.post_id)
    ]
    if form.post.data is None and who.acting:
        form.post.data = who.acting.post_id
    return form
