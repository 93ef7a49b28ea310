"""The SMS gateway's doors: what became of a text that went out."""

from flask import request
from flask.typing import ResponseReturnValue

from engagement.channels import actions as channels
from engagement.channels import receipts
from engagement.intake.views.routes import blueprint
from engagement.kernel import clock, database, headers
from engagement.kernel.access import PUBLIC, requires


@blueprint.route("/sms/receipt", methods=["GET", "POST"])
@requires(PUBLIC)
def receipt() -> ResponseReturnValue:
    """Take a delivery report, by the signed id that went out with the text: it says nothing and opens nothing else."""
    headers.private()
    message = receipts.message_of(request.args.get("about", "")[:200])
    if message is None:
        return "", 403
    report = receipts.report_of(request.args.get("state", ""))
    if report is not None:
        with database.unit():
            channels.settle(now=clock.now(), message=database.fresh(message), report=report)
    return "", 204
