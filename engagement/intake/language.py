"""In which language a text is answered."""

from flask import current_app

from engagement.intake import keywords
from engagement.kernel import sealing
from engagement.organisation.models import Force
from engagement.people import queries as people
from engagement.people.actions.contacts import LANE


def language_for(force: Force, sender: str, words: str) -> str:
    """Return in which language to answer: the one of the words, else the sender's, else the installation's."""
    offered = current_app.config["LOCALES"]
    seen = keywords.language(words)
    if seen == "ps" and seen not in offered:
        seen = "ur"
    if seen in offered:
        return str(seen)
    mark = sealing.fingerprint(sender.lower(), force=force.ref, purpose=LANE)
    known = people.contact_by_fingerprint(force.id, mark)
    return known.locale if known else str(current_app.config["DEFAULT_LOCALE"])
