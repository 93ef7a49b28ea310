"""The forms of councils: the register, a member, the next meeting, who came, what is taken up and what became of it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice

from engagement.events.councils import (
    COUNCIL_WORDS,
    ITEM_WORDS,
    MOST_MEMBERS,
    QUORUM_WORDS,
    SEAT_WORDS,
    Charter,
    CouncilKind,
    ItemState,
    Person,
    QuorumBy,
    Seat,
)
from engagement.events.forms.record import languages
from engagement.events.models import Event
from engagement.events.rules import Sex
from engagement.kernel.form_base import (
    Count,
    Day,
    Form,
    Hour,
    OneLine,
    OperationField,
    VersionField,
    Words,
    language_written,
)
from engagement.kernel.locale import OWN_NAMES, day, in_language
from engagement.organisation.models import Locality, Post

KINDS = [SelectChoice(kind.value, _l(words)) for kind, words in COUNCIL_WORDS.items()]
QUORUMS = [SelectChoice(by.value, _l(words)) for by, words in QUORUM_WORDS.items()]
SEATS = [SelectChoice(seat.value, _l(words)) for seat, words in SEAT_WORDS.items()]
SEXES = [
    SelectChoice(Sex.WOMAN.value, _l("Woman")),
    SelectChoice(Sex.MAN.value, _l("Man")),
    SelectChoice(Sex.OTHER.value, _l("Other")),
    SelectChoice(Sex.UNKNOWN.value, _l("Not said")),
]
BECAME = [
    SelectChoice(state.value, _l(words)) for state, words in ITEM_WORDS.items() if state != ItemState.OPEN
]


class CouncilForm(Form):
    """What is said of a council."""

    kind = SelectField(_l("What sort of council?"), choices=KINDS, default=CouncilKind.LIAISON.value)
    name = OneLine(_l("Name of the council"), most=120, least=1)
    language = SelectField(_l("Language of these words"))
    quorum_by = RadioField(_l("How is the quorum said?"), choices=QUORUMS, default=QuorumBy.SHARE.value)
    quorum = Count(_l("Quorum"), least=1, most=MOST_MEMBERS, required=True)
    ended_on = Day(_l("Last day, if the council has ended"))
    version = VersionField()
    operation_id = OperationField()

    def offer(self) -> "CouncilForm":
        """Fill the choices."""
        self.language.choices = dict(OWN_NAMES)
        if not self.language.data:
            self.language.data = language_written()
        return self

    def charter(self) -> Charter:
        """Return what was said; only of a form that was accepted."""
        return Charter(
            kind=CouncilKind(self.kind.data),
            name=self.name.data or "",
            language=self.language.data,
            quorum_by=QuorumBy(self.quorum_by.data),
            quorum=self.quorum.data,
            ended_on=self.ended_on.data,
        )


class MemberForm(Form):
    """What is said of a member."""

    name = OneLine(_l("Name"), most=80, least=1)
    locality = SelectField(_l("Comes from"))
    seat = SelectField(_l("As what?"), choices=SEATS, default=Seat.MEMBER.value)
    sex = RadioField(_l("Woman or man"), choices=SEXES, default=Sex.UNKNOWN.value)
    since = Day(_l("First day on the council"), required=True)
    until = Day(_l("Last day on the council"))
    phone = OneLine(_l("Phone number"), most=40)
    agreed = BooleanField(_l("The member agrees that this office keeps the number"))
    version = VersionField()
    operation_id = OperationField()

    def offer(self, places: Iterable[Locality]) -> "MemberForm":
        """Fill the choices."""
        self._places = {place.ref: place for place in places}
        self.locality.choices = {ref: in_language(place.names) for ref, place in self._places.items()}
        return self

    def person(self) -> Person:
        """Return what was said; only of a form that was accepted."""
        place = self._places.get(self.locality.data)
        return Person(
            name=self.name.data or "",
            locality_id=place.id if place else None,
            seat=Seat(self.seat.data),
            sex=Sex(self.sex.data),
            since_on=self.since.data or date.min,
            until_on=self.until.data,
            phone=self.phone.data or "",
            agreed=self.agreed.data,
        )


class NextForm(Form):
    """When the council meets next."""

    named = "next"
    day = Day(_l("Day"), required=True)
    starts = Hour(_l("Starts"), required=True)
    ends = Hour(_l("Ends"), required=True)
    operation_id = OperationField()

    def times(self) -> tuple[datetime, datetime]:
        """Return start and end on the wall clock; only of a form that was accepted."""
        on = self.day.data or date.min
        return datetime.combine(on, self.starts.data or time()), datetime.combine(
            on, self.ends.data or time()
        )


class LinkForm(Form):
    """Which meeting is one of the council."""

    named = "link"
    event = SelectField(_l("Meeting"))

    def offer(self, events: Sequence[Event]) -> "LinkForm":
        """Fill the choices: day and title."""
        self._events = {event.ref: event for event in events}
        self.event.choices = {ref: _said(event) for ref, event in self._events.items()}
        return self

    @property
    def chosen(self) -> Event | None:
        """The meeting that was chosen."""
        return self._events.get(self.event.data)


def _said(event: Event) -> str:
    when = day(datetime.fromisoformat(event.wall_start).date(), form="d MMM y")
    return str(when) + str(gettext(", ")) + event.title


class CameForm(Form):
    """Which members came; their boxes are drawn by the page. `shown` are those that stood ticked when it was drawn."""

    shown = HiddenField()
    version = VersionField()


class ItemForm(Form):
    """What the council took up."""

    named = "item"
    words = Words(_l("What is it about?"), most=1000, least=1)
    post = SelectField(_l("Who owns it?"))
    due_on = Day(_l("By when?"), required=True)
    language = SelectField(_l("Language of these words"))
    operation_id = OperationField()

    def offer(self, posts: Sequence[Post]) -> "ItemForm":
        """Fill the choices."""
        self._posts = {post.ref: post for post in posts}
        self.post.choices = {ref: in_language(post.names) for ref, post in self._posts.items()}
        self.language.choices = languages()
        if not self.language.data:
            self.language.data = language_written()
        return self

    @property
    def typed(self) -> bool:
        """Whether its words or its day were begun."""
        return bool((self.words.data or "").strip() or any(self.due_on.raw_data or ()))

    @property
    def post_id(self) -> int | None:
        """The post that was chosen."""
        post = self._posts.get(self.post.data)
        return post.id if post else None


class SettleItemForm(Form):
    """What became of something that was carried over."""

    state = RadioField(_l("What became of it?"), choices=BECAME)
    outcome = Words(_l("In a few words"), most=1000, least=1)
    language = SelectField(_l("Language of these words"))
    version = VersionField()

    @property
    def typed(self) -> bool:
        """Whether its words were begun, or another outcome was chosen."""
        return bool((self.outcome.data or "").strip()) or self.state.data == ItemState.DROPPED

    def offer(self) -> "SettleItemForm":
        """Fill the choices."""
        self.language.choices = languages()
        if not self.language.data:
            self.language.data = language_written()
        return self
