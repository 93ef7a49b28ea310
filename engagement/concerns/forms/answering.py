"""How a raiser may be answered, and how that is said where they raise."""

from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Answer(StrEnum):
    """How a raiser may be answered."""

    CODE = "code"
    EMAIL = "email"
    NONE = "none"


ANSWER_WORDS = {
    Answer.CODE: _l("Only here, with a code"),
    Answer.EMAIL: _l("By e-mail"),
    Answer.NONE: _l("I need no answer"),
}


CODE_OR_NONE = {Answer.CODE: ANSWER_WORDS[Answer.CODE], Answer.NONE: ANSWER_WORDS[Answer.NONE]}
