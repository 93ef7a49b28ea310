"""The public part of a concern: reviewed wording, category, area, chain, office. Nothing else, for nobody else."""

from flask.typing import ResponseReturnValue

from engagement.concerns import queries, taxonomy
from engagement.concerns.models import Concern
from engagement.concerns.permissions import SHOWN
from engagement.concerns.rules import State, links
from engagement.concerns.views.routes import blueprint
from engagement.kernel.access import requires
from engagement.kernel.codes import reference_of
from engagement.kernel.freshness import kept
from engagement.kernel.pages import page


@blueprint.get("/concerns/<ref>")
@kept(lambda ref: [f"concern:{reference_of(ref)}", "organisation"])
@requires(SHOWN, find=queries.concern)
def show(concern: Concern) -> ResponseReturnValue:
    """The reviewed wording of one concern and how far it is; missing and not reviewed are the same 404."""
    return page(
        concern=concern,
        about=taxonomy.called(concern.force_id, concern.category),
        chain_links=links(State(concern.state)),
    )
