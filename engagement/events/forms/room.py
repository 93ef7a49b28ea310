"""What is written while a room sits: last time answered, the paper tally, three priorities by a show of hands."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from engagement.events.counting import COLUMNS, FACETS, MOST_PEOPLE, Paper, added_up, offices_in
from engagement.events.forms.record import Begun, languages
from engagement.events.models import OfficePresent, PaperCount, ReadBack
from engagement.events.readout import ANSWER_WORDS, LONGEST_WORD, Answer, Priority, ReadOut
from engagement.events.rules import AGE_WORDS, DISABILITY_WORDS, SEX_WORDS, SIDE_WORDS
from engagement.kernel.form_base import (
    Count,
    Day,
    Form,
    OneLine,
    OperationField,
    VersionField,
    Words,
    language_written,
)
from engagement.kernel.refusals import Refusal

FACET_WORDS: dict[str, Mapping[Any, str]] = {
    "side": SIDE_WORDS,
    "sex": SEX_WORDS,
    "age": AGE_WORDS,
    "disability": DISABILITY_WORDS,
}


class LastTimeForm(Begun):
    """Each thing of last time: done, or not yet with a word why. Its fields are made for the things that are asked."""

    language = SelectField(_l("Written in"), choices=languages, default=language_written)

    @classmethod
    def about(
        cls, sent: Any, items: Sequence[ReadOut], known: Mapping[str, ReadBack], **kwargs: Any
    ) -> "LastTimeForm":
        """Build the form with what stands already."""
        fields: dict[str, Any] = {}
        data: dict[str, str] = {}
        for item in items:
            fields[f"answer_{item.name}"] = RadioField(
                _l("Answer"),
                choices=[SelectChoice(key.value, _l(words)) for key, words in ANSWER_WORDS.items()],
                validators=[Optional()],
            )
            fields[f"word_{item.name}"] = OneLine(_l("In a word"), most=LONGEST_WORD)
            row = known.get(item.name)
            if row is not None:
                data |= {f"answer_{item.name}": row.answer, f"word_{item.name}": row.words}
        made: LastTimeForm = type("LastTimeForm", (cls,), fields)(sent, data=data, **kwargs)
        if not sent:
            made.begin()
        return made

    def answers(self, items: Sequence[ReadOut]) -> dict[str, tuple[Answer, str]]:
        """Return what was answered, by the name of each thing."""
        return {
            item.name: (Answer(given), self[f"word_{item.name}"].data or "")
            for item in items
            if (given := self[f"answer_{item.name}"].data)
        }


class _PaperForm(Begun):
    """Who was there, in numbers."""

    people = Count(_l("Everybody together"), most=MOST_PEOPLE)
    offices = Count(_l("How many offices took part?"), most=10_000)
    named = Words(_l("Offices present"), most=26_000)
    version = VersionField()

    @classmethod
    def about(
        cls, sent: Any, row: PaperCount | None, offices: Sequence[OfficePresent], **kwargs: Any
    ) -> "_PaperForm":
        """Build the form with what stands already."""
        data: dict[str, Any] = {"version": row.version if row else 0}
        if row is not None:
            data |= {name: getattr(row, name) or None for name in ("people", "offices", *COLUMNS)}
            data["named"] = "\n".join(
                each.words if each.people is None else f"{each.words} | {each.people}" for each in offices
            )
        made = cls(sent, data=data, **kwargs)
        return made if sent else made.begin()

    def facets(self) -> list[tuple[str, list[Any]]]:
        """Return the fields of each facet, in order."""
        return [
            (facet, [self[f"{facet}_{value}"] for value in values if f"{facet}_{value}" in self])
            for facet, values in FACETS.items()
        ]

    def paper(self) -> Paper | None:
        """Return the tally made whole, or None after putting a refusal beside its field."""
        typed = {name: self[name].data for name in COLUMNS}
        try:
            named = offices_in(self.named.data or "")
            return added_up(typed, people=self.people.data, offices=self.offices.data, named=named)
        except Refusal as refusal:
            self.refuse(refusal)
            return None


PaperForm: Any = type(
    "PaperForm",
    (_PaperForm,),
    {
        f"{facet}_{value}": Count(_l(FACET_WORDS[facet][value]), most=MOST_PEOPLE)
        for facet, values in FACETS.items()
        for value in values
    },
)


class PrioritiesForm(Form):
    """What the room wants first: as many rows as are free of three. Its fields are made for them."""

    language = SelectField(_l("Written in"), choices=languages, default=language_written)
    operation_id = OperationField()

    @classmethod
    def about(
        cls,
        sent: Any,
        *,
        free: int,
        posts: Sequence[SelectChoice],
        host: int | None,
        due_on: date,
        **kwargs: Any,
    ) -> "PrioritiesForm":
        """Build the form: the host's post and a day four weeks on stand there already."""
        fields: dict[str, Any] = {}
        for n in range(1, free + 1):
            fields |= {
                f"words_{n}": OneLine(_l("What the room wants"), most=300),
                f"hands_{n}": Count(_l("Hands"), most=MOST_PEOPLE),
                f"post_{n}": SelectField(_l("Who does it"), coerce=int, choices=list(posts), default=host),
                f"due_{n}": Day(_l("By when"), default=due_on),
            }
        made: PrioritiesForm = type("PrioritiesForm", (cls,), fields)(sent, **kwargs)
        return made

    def rows(self) -> list[tuple[Any, Any, Any, Any]]:
        """Return the fields of each row."""
        numbers = range(1, sum(name.startswith("words_") for name in self._fields) + 1)
        return [
            (self[f"words_{n}"], self[f"hands_{n}"], self[f"post_{n}"], self[f"due_{n}"]) for n in numbers
        ]

    @property
    def typed(self) -> bool:
        """Whether any of them was begun."""
        return any((words.data or "").strip() for words, *_more in self.rows())

    def priorities(self) -> list[Priority] | None:
        """Return the rows that have words, or None after saying what one of them lacks."""
        found = []
        for n, (words, hands, post, due) in enumerate(self.rows(), 1):
            if not (words.data or "").strip():
                continue
            for field in (hands, due):
                if field.data is None:
                    field.errors = [_l("Please fill this in.")]
                    self.status = 422
                    return None
            found.append(
                Priority(words=words.data, hands=hands.data, post_id=post.data, due_on=due.data, row=n)
            )
        return found
