"""The one blueprint of this room, and the words that its templates use."""

from flask import Blueprint
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _

from engagement.concerns.rules import State, links
from engagement.problems import rules
from engagement.problems.rules import Stage

blueprint = Blueprint("problems", __name__)


@blueprint.record_once
def _words(state: BlueprintSetupState) -> None:
    """Give the templates of this room its words."""
    state.app.jinja_env.globals.update(
        stage_words=lambda stage: _(rules.STAGE_WORDS[Stage(stage)]),
        stage_question=lambda stage: _(rules.STAGE_QUESTIONS[Stage(stage)]),
        sentence_of=lambda word: _(rules.WORD_SENTENCES[word]),
        links_of=rules.LINKS_OF.__getitem__,
        links_state=lambda state: links(State(state)),
        days_late=rules.days_late,
    )
