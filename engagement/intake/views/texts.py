"""The SMS gateway's doors: a text that came in, and what became of one that went out."""

import structlog
from flask import request
from flask.typing import ResponseReturnValue

from engagement.channels import actions as channels
from engagement.channels import delivery_reports
from engagement.intake import gateway
from engagement.intake.views.routes import blueprint
from engagement.kernel import clock, database, headers
from engagement.kernel.access import PUBLIC, requires

log = structlog.get_logger()


@blueprint.post("/sms/incoming")
@requires(PUBLIC)
def incoming() -> ResponseReturnValue:
    """Take in a text by the gateway's token: kept, sealed, in a unit of its own before anything is decided.

    The answer holds no words: what is answered goes through the outbox. 202, since Kannel asks again after any other
    yes but 200; 503 lets it try again.
    """
    headers.private()
    if not gateway.proven(request):
        return "", 403
    if not gateway.take(request):
        log.warning("text not taken in: no force is set up")
        return "", 503
    return "", 202


@blueprint.route("/sms/receipt", methods=["GET", "POST"])
@requires(PUBLIC)
def receipt() -> ResponseReturnValue:
    """Take a delivery report, by the signed id that went out with the text: it says nothing and opens nothing else."""
    headers.private()
    message = delivery_reports.message_of(request.args.get("about", "")[:200])
    if message is None:
        return "", 403
    report = delivery_reports.report_of(request.args.get("state", ""))
    if report is not None:
        with database.unit():
            channels.settle(now=clock.now(), message=database.fresh(message), report=report)
    return "", 204
