"""HTTP input of problems and tasks → clean values."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.fields.core import Field
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from engagement.concerns.models import Concern
from engagement.concerns.queries import words_of
from engagement.kernel.form_base import Day, Form, OneLine, OperationField, VersionField, Words
from engagement.kernel.locale import in_language, ltr, written
from engagement.organisation.models import Post
from engagement.problems.rules import MOST_COMMENT, MOST_NAME, MOST_WORDS, OUTCOME_WORDS, Outcome

EXCERPT = 90


def opening(concern: Concern) -> str:
    """Return the beginning of what a raiser said, for people of the station."""
    words = " ".join((words_of(concern) or "").split())
    return words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"


class BeginForm(Form):
    """A new problem, from a concern."""

    operation_id = OperationField()
    title = OneLine(_l("What is the problem?"), most=200, least=1)


class NoteForm(Form):
    """What was found or done in the present stage."""

    named = "note"
    version = VersionField()
    words = Words(_l("What you found"), most=MOST_WORDS, least=1)


class AdvanceForm(NoteForm):
    """The same words under the other button, which also goes on; what was noted before is enough for it."""

    words = Words(_l("What you found"), most=MOST_WORDS)


class VersionForm(Form):
    """A lone button on a row that others may have changed."""

    version = VersionField()


class GatherForm(Form):
    """Concerns of the place that belong to the problem."""

    named = "gather"
    concerns = SelectMultipleField(
        _l("Concerns of this place"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, rows: Sequence[Concern]) -> "GatherForm":
        """Set which concerns may be chosen, each with the beginning of what was said."""
        self.concerns.choices = [
            SelectChoice(row.id, Markup("{} · {}").format(ltr(row.ref), written(opening(row), row.language)))
            for row in rows
        ]
        return self


class TaskForm(Form):
    """A task for a post."""

    named = "task"
    operation_id = OperationField()
    words = OneLine(_l("What is to be done?"), most=500, least=1)
    post = SelectField(_l("Which post does it?"), coerce=int)
    due = Day(_l("By when?"), required=True, render_kw={"type": "date"})

    def offer(self, rows: Sequence[Post]) -> "TaskForm":
        """Set which posts may be chosen."""
        self.post.choices = [
            SelectChoice(row.id, f"{in_language(row.names)} · {in_language(row.office.names)}")
            for row in rows
        ]
        return self


class EvidenceForm(Form):
    """What was done on a task, and whether that ends it."""

    named = "evidence"
    version = VersionField()
    words = Words(_l("What was done"), most=MOST_WORDS, least=1)
    then = RadioField(
        _l("And now?"),
        choices=[
            SelectChoice("note", _l("The task goes on")),
            SelectChoice("finish", _l("The task is done")),
            SelectChoice("drop", _l("We give the task up")),
        ],
        default="note",
    )


class DueForm(Form):
    """Another due day."""

    named = "date"
    version = VersionField()
    due = Day(_l("New date"), required=True, render_kw={"type": "date"})


class WordingForm(Form):
    """What the public and the raisers read."""

    named = "wording"
    version = VersionField()
    public_title = OneLine(_l("You said"), most=200, least=1)
    public_words = Words(_l("What was done, or why it could not be"), most=2000, least=1)
    names_nobody = BooleanField(_l("I looked: it names nobody"))


class CloseForm(Form):
    """How a problem ended."""

    named = "close"
    version = VersionField()
    outcome = RadioField(
        _l("How did it end?"),
        choices=[SelectChoice(outcome.value, _l(words)) for outcome, words in OUTCOME_WORDS.items()],
        coerce=Outcome,
    )


class CommentForm(Form):
    """What somebody says to a public answer: the words are needed, and that they may be shown; a name is not."""

    words = Words(_l("Your comment"), most=MOST_COMMENT, least=1)
    name = OneLine(_l("A name to stand beside it, if you like"), most=MOST_NAME)
    agreed = BooleanField(_l("It may be shown to everybody on this page."))
    operation_id = OperationField()

    def validate_agreed(self, field: Field) -> None:
        """Nothing is published of who did not say so."""
        if not field.data:
            raise ValidationError(_("Set the tick, or nobody may read it."))


class JudgeForm(Form):
    """Whether a comment may stand in public."""

    names_nobody = BooleanField(_l("I looked: it names nobody"))
