"""The message that closes the loop: what was done, and whether it is fixed."""

from flask_babel import gettext as _

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice
from engagement.concerns import mailing, texting
from engagement.concerns import queries as concerns
from engagement.concerns.models import Concern
from engagement.concerns.notices import link_to
from engagement.concerns.rules import OPEN_LANES, State
from engagement.kernel.locale import in_language
from engagement.people.actions import contacts
from engagement.problems import queries
from engagement.problems.models import Problem
from engagement.problems.rules import Outcome


@notice("problems.told")
def told(message: OutboxMessage) -> Notice | None:
    """Say what was done, in the words that two people of the station agreed on, and ask."""
    concern = concerns.concern_by_id(int(message.about["concern_id"]))
    problem = queries.problem_by_id(int(message.about["problem_id"]))
    if concern is None or problem is None or concern.contact is None or concern.state != State.TOLD:
        return None
    if concern.contact.stopped_at or concern.contact_id != message.recipient_id:
        return None
    if concern.contact.channel == contacts.SMS and concern.lane not in OPEN_LANES:
        return None  # nothing of a sealed lane is ever sent by SMS
    intro = _("We could not do it, because:") if problem.outcome == Outcome.COULD_NOT else _("This was done:")
    return Notice(
        address=contacts.address_of(concern.contact),
        locale=concern.locale,
        subject=_("%(ref)s: is it fixed?", ref=concern.ref),
        paragraphs=(
            _("%(post)s answers you.", post=in_language(problem.owner_post.names)),
            intro,
            problem.shown,
            _("Is it fixed? Open your page and press yes or no. Only you can close it."),
        ),
        headers=mailing.headers_for(concern),
        link=link_to(concern),
        link_words=_("Say whether it is fixed"),
        text=lambda: _text(concern, problem),
        offers="" if problem.outcome == Outcome.COULD_NOT else texting.OFFERS,
    )


def _text(concern: Concern, problem: Problem) -> str:
    if problem.outcome == Outcome.COULD_NOT:
        return texting.could_not(concern, problem.shown, link_to(concern))
    return texting.fixed(concern, problem.shown, link_to(concern))
