"""In which language a text is answered."""

from flask import current_app

from engagement.intake import keywords
from engagement.kernel import sealing
from engagement.kernel.locale import direction
from engagement.organisation.models import Force
from engagement.people import queries as people
from engagement.people.actions.contacts import LANE


def language_for(force: Force, sender: str, words: str) -> str:
    """Return in which language to answer: the one of the words, else the sender's, else the installation's.

    Where that is written from the right, a new sender's Latin letters that are no Urdu are English.
    """
    offered = current_app.config["LOCALES"]
    seen = keywords.language(words)
    if seen == "ps" and seen not in offered:
        seen = "ur"
    if seen in offered:
        return str(seen)
    mark = sealing.fingerprint(sender.lower(), force=force.ref, purpose=LANE)
    known = people.contact_by_fingerprint(force.id, mark)
    if known:
        return known.locale
    usual = str(current_app.config["DEFAULT_LOCALE"])
    english = direction(usual) == "rtl" and "en" in offered and keywords.in_latin(words)
    return "en" if english else usual
