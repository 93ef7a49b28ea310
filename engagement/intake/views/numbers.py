"""The numbers that people text, and to which office each leads; its administrator sets them."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from engagement.intake import permissions
from engagement.intake.actions import texts
from engagement.intake.forms import DropForm, NumberForm
from engagement.intake.queries import texts as queries
from engagement.intake.views.routes import blueprint
from engagement.kernel import headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.codes import DIGITS
from engagement.kernel.locale import in_language
from engagement.kernel.pages import page


@blueprint.route("/organisation/numbers", methods=["GET", "POST"])
@requires(permissions.NUMBERS)
def numbers() -> ResponseReturnValue:
    """Show the numbers with their offices, and lead one to an office."""
    headers.private()
    who = actor()
    offices = {each.ref: each for each in queries.offices_for_numbers(who)}
    form: NumberForm = NumberForm.sent()
    form.office.choices = [(ref, in_language(each.names)) for ref, each in offices.items()]
    if form.accepted():
        typed = "".join(form.number.data.translate(DIGITS).split()).replace("-", "")
        if form.carries_out(texts.set_number, actor=who, number=typed, office=offices[form.office.data]):
            return redirect(url_for("intake.numbers"), 303)
    return page(form=form, rows=queries.numbers(who)), form.status


@blueprint.post("/organisation/numbers/drop")
@requires(permissions.NUMBERS)
def drop_number() -> ResponseReturnValue:
    """Take a number from its office; one that is not in sight changes nothing."""
    headers.private()
    form: DropForm = DropForm.sent()
    if form.accepted():
        for row in queries.numbers(actor()):
            if row.number == form.number.data:
                form.carries_out(texts.drop_number, actor=actor(), number=row)
    return redirect(url_for("intake.numbers"), 303)
