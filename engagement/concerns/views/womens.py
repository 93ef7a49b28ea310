"""The door of the women's desk. Its address, title and slip name nothing: a shared phone shows them."""

from flask.typing import ResponseReturnValue

from engagement.concerns import queries
from engagement.concerns.actions import womens as actions
from engagement.concerns.forms import RaiseForm
from engagement.concerns.forms.womens import WomensForm
from engagement.concerns.routing import Accused
from engagement.concerns.rules import Lane
from engagement.concerns.views import guarding
from engagement.concerns.views.routes import blueprint
from engagement.concerns.views.sealed import force_asked, offices_of, shown, take_in
from engagement.kernel import clock, headers, logs
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.limits import limit
from engagement.organisation import queries as organisation

headers.private_always("concerns.women")
logs.unnamed("concerns.women")


@blueprint.route("/concerns/new/talk", methods=["GET", "POST"])
@limit("60 per minute")
@requires(PUBLIC)
def women() -> ResponseReturnValue:
    """Talk to a trained woman officer; past the office that it is about, where it is about one."""
    force = force_asked()
    if guarding.carried() and not guarding.staffed(force):  # it closed meanwhile: the words are not lost here
        return guarding.asked(RaiseForm.sent(), force, several=len(organisation.all_forces()) > 1)
    places = [row for row in queries.localities(clock.now().date()) if row.force_id == force.id]
    offices = offices_of(force)
    form: WomensForm = guarding.brought() if guarding.carried() else WomensForm.sent()
    form.fill(places)
    form.offices(offices)
    if not guarding.carried() and form.accepted():
        past = [row for row in offices if row.ref in {form.office.data, form.known.data}]
        slip = take_in(
            form,
            force,
            actions.bring,
            locality=next((row for row in places if row.ref == form.where.data), None),
            accused=[Accused(office, None, None) for office in past],
            under_18=bool(form.under_18.data),
            safe=form.safe(),
            address=form.email.data or "",
        )
        if slip is not None:
            return slip
    return shown(Lane.WOMEN, form, force, "concerns/womens.html", carried=guarding.carried())
