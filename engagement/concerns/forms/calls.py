"""What a raiser said when called."""

from flask_babel import lazy_gettext as _l

from engagement.concerns.calls import OUTCOME_WORDS
from engagement.concerns.forms import OneOf, words_of
from engagement.kernel.form_base import Form


class CallForm(Form):
    """One of three."""

    outcome = OneOf(_l("What did the raiser say?"), words_of(OUTCOME_WORDS))
