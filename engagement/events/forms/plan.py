"""The forms of planning: a meeting's facts, and the reason why one is called off."""

from collections.abc import Sequence
from datetime import date, datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from engagement.events.models import AgendaItem, Event, EventDay
from engagement.events.programme import (
    Point,
    agenda_of,
    days_of,
    days_shown,
    days_typed,
    spans_of,
    typed,
)
from engagement.events.recurrence import (
    EVERY_WORDS,
    NTH_WORDS,
    SCOPE_WORDS,
    WEEKDAY_WORDS,
    Every,
    Rule,
    Scope,
)
from engagement.events.rules import (
    AUDIENCE_WORDS,
    KIND_WORDS,
    LANGUAGES,
    Audience,
    Kind,
    Plan,
)
from engagement.kernel.codes import DIGITS
from engagement.kernel.form_base import Count, Day, Form, Hour, OneLine, OperationField, VersionField, Words
from engagement.kernel.locale import OWN_NAMES, current, in_language, say
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Locality, Office, Post, Venue
from engagement.organisation.rules import FEATURE_WORDS, OFFERS


class PlanForm(Form):
    """What a planner says of a meeting."""

    title = OneLine(_l("Title"), most=200, least=1)
    kind = SelectField(_l("Kind of meeting"), default=Kind.MEETING)
    audience = SelectField(_l("Who is it for?"), default=Audience.EVERYONE)
    day = Day(_l("Date"), required=True)
    starts = Hour(_l("Begins at"), required=True)
    ends = Hour(_l("Ends at"), required=True)
    last_day = Day(_l("Last day, if it lasts longer than one"))
    more_days = Words(_l("More days with hours of their own"), most=1000)
    host_post = SelectField(_l("Host"), default="")
    locality = SelectField(_l("Locality"), default="")
    venue = SelectField(_l("Venue"), default="")
    place = OneLine(_l("Place in words"), most=200)
    online_address = OneLine(_l("Online address"), most=300)
    capacity = Count(_l("Number of places"), least=1, most=100_000)
    invite_only = BooleanField(_l("By invitation only"))
    group_seats = Count(_l("Places that groups may take"), least=2, most=100_000)
    languages = SelectMultipleField(
        _l("Languages spoken"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    offers = SelectMultipleField(
        _l("What the meeting itself offers"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    words = Words(_l("What it is about"), most=4000)
    agenda = Words(_l("Agenda"), most=5000)
    language = SelectField(_l("Language of these words"))
    operation_id = OperationField()
    version = VersionField("")

    def offer(
        self, posts: Sequence[Post], localities: Sequence[Locality], venues: Sequence[Venue]
    ) -> "PlanForm":
        """Fill the choices."""
        rows: tuple[Post | Locality | Venue, ...] = (*posts, *localities, *venues)
        self._ids = {row.ref: row.id for row in rows}
        where = {locality.id: in_language(locality.names) for locality in localities}
        choose = {"": gettext("Choose")}
        self.kind.choices = {kind.value: gettext(words) for kind, words in KIND_WORDS.items()}
        self.audience.choices = {each.value: gettext(words) for each, words in AUDIENCE_WORDS.items()}
        self.host_post.choices = choose | {post.ref: in_language(post.names) for post in posts}
        self.locality.choices = choose | {each.ref: in_language(each.names) for each in localities}
        self.venue.choices = {"": gettext("None of these")} | {
            venue.ref: gettext(", ").join((in_language(venue.names), where.get(venue.locality_id, "")))
            for venue in venues
        }
        self.languages.choices = {code: gettext(words) for code, words in LANGUAGES.items()}
        self.offers.choices = {each.value: gettext(FEATURE_WORDS[each]) for each in OFFERS}
        self.language.choices = dict(OWN_NAMES)
        if not self.language.data:
            self.language.data = current()
        return self

    def plan(self) -> Plan:
        """Return what was said; only of a form that was accepted."""
        day, starts, ends = self.day.data, self.starts.data, self.ends.data
        if day is None or starts is None or ends is None:
            raise RuntimeError("the form was not accepted")
        begins = datetime.combine(day, starts)
        days = days_typed(self.more_days.data or "", begins, ends)
        return Plan(
            title=self.title.data,
            starts=begins,
            ends=days_of(begins, begins, days)[-1][1]
            if days
            else datetime.combine(self.last_day.data or day, ends),
            days=days,
            kind=Kind(self.kind.data),
            audience=Audience(self.audience.data),
            languages=tuple(self.languages.data or ()),
            offers=tuple(self.offers.data or ()),
            words=self.words.data,
            language=self.language.data,
            host_post_id=self._id(self.host_post.data),
            locality_id=self._id(self.locality.data),
            venue_id=self._id(self.venue.data),
            place=self.place.data,
            online_address=self.online_address.data,
            capacity=self.capacity.data,
            group_seats=self.group_seats.data,
            invite_only=self.invite_only.data,
            agenda=agenda_of(self.agenda.data or ""),
        )

    def _id(self, ref: str) -> int | None:
        return self._ids.get(ref)

    def validate_agenda(self, field: Words) -> None:
        """Refuse an agenda that cannot be read."""
        try:
            agenda_of(field.data or "")
        except Refusal as refusal:
            raise ValidationError(say(refusal)) from None

    def validate_more_days(self, field: Words) -> None:
        """Refuse days that cannot be read, and both ways of saying them at once."""
        if not field.data:
            return
        if self.last_day.data:
            raise ValidationError(gettext("Write the last day or the days, not both."))
        day, starts, ends = self.day.data, self.starts.data, self.ends.data
        if day is None or starts is None or ends is None:
            return
        try:
            days_typed(field.data, datetime.combine(day, starts), ends)
        except ValueError:
            raise ValidationError(
                gettext("Write one day a line with its hours, such as 2026-11-25 09:00-13:00.")
            ) from None

    def validate_online_address(self, field: OneLine) -> None:
        """Refuse what no browser opens."""
        if field.data and not field.data.startswith(("https://", "http://")):
            raise ValidationError(gettext("Write the whole address, such as https://meet.example.org/room."))


def as_typed(event: Event, agenda: Sequence[AgendaItem], days: Sequence[EventDay] = ()) -> dict[str, object]:
    """Return a meeting as its form shows it."""
    hours = [
        (datetime.fromisoformat(each.wall_start), datetime.fromisoformat(each.wall_end))
        for each in days or (event,)
    ]
    starts, ends = hours[0][0], hours[-1][1]
    own = spans_of(hours)
    return {
        "title": event.title,
        "kind": event.kind,
        "audience": event.audience,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": own[0].ends if own else ends.time(),
        "last_day": ends.date() if ends.date() != starts.date() and not own else None,
        "more_days": days_shown(own, starts.date()),
        "host_post": event.host_post.ref if event.host_post else "",
        "locality": event.locality.ref if event.locality else "",
        "venue": event.venue.ref if event.venue else "",
        "place": event.place,
        "online_address": event.online_address,
        "capacity": event.capacity,
        "group_seats": event.group_seats,
        "invite_only": event.invite_only,
        "languages": event.languages,
        "offers": event.offers,
        "words": event.words,
        "agenda": typed(
            Point(i.words, i.minutes, i.starts, i.day, i.inside) for i in agenda if i.module_id is None
        ),
        "language": event.language,
        "version": event.version,
    }


class NewForm(PlanForm):
    """A new meeting, or a series of them by a rule. What the rule leaves open is as the first date has it."""

    every = SelectField(_l("Does it repeat?"), default="")
    weekday = SelectField(_l("On which weekday"), default="")
    nth = SelectField(_l("Which one in the month"), default="")
    times = Count(_l("How many meetings in all"), least=1, most=1_000_000)
    until = Day(_l("Or until this day"))
    without = Words(_l("Dates to leave out"), most=2000)

    def offer(
        self, posts: Sequence[Post], localities: Sequence[Locality], venues: Sequence[Venue]
    ) -> "NewForm":
        """Fill the choices."""
        super().offer(posts, localities, venues)
        first = {"": gettext("As the first date")}
        self.every.choices = {"": gettext("No, once")} | {
            each.value: gettext(words) for each, words in EVERY_WORDS.items()
        }
        self.weekday.choices = first | {
            str(number): gettext(words) for number, words in enumerate(WEEKDAY_WORDS)
        }
        self.nth.choices = first | {str(number): gettext(words) for number, words in NTH_WORDS.items()}
        return self

    def rule(self) -> Rule | None:
        """Return the rule of a series, or None of a single meeting; only of a form that was accepted."""
        if not self.every.data:
            return None
        return Rule(
            every=Every(self.every.data),
            weekday=int(self.weekday.data) if self.weekday.data else None,
            nth=int(self.nth.data) if self.nth.data else None,
            times=self.times.data,
            until=self.until.data,
            without=_days(self.without.data or ""),
        )

    def validate_without(self, field: Words) -> None:
        """Refuse dates that cannot be read."""
        try:
            _days(field.data or "")
        except ValueError:
            sentence = gettext("Write one date a line as year-month-day, such as 2026-11-24.")
            raise ValidationError(sentence) from None


def _days(text: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(line) for line in text.translate(DIGITS).split())


class MemberForm(PlanForm):
    """A meeting of a series: what is changed here may be carried to the others."""

    scope = RadioField(
        _l("What shall change?"),
        choices=[SelectChoice(each.value, _l(words)) for each, words in SCOPE_WORDS.items()],
        default=Scope.ONE.value,
    )


class OfficeForm(Form):
    """In whose name a meeting is planned, where somebody may plan for several offices."""

    office = SelectField(_l("Which office hosts it?"))

    def offer(self, offices: Sequence[Office]) -> "OfficeForm":
        """Fill the choices."""
        self.office.choices = {office.ref: in_language(office.names) for office in offices}
        return self


class PublishForm(Form):
    """One press."""


class CancelForm(Form):
    """Why a meeting is called off, in words that go to everybody who meant to come."""

    reason = Words(_l("Why is it called off?"), most=500, least=1)


class CancelMembersForm(CancelForm):
    """Which meetings of a series are called off, and why."""

    scope = RadioField(
        _l("What is called off?"),
        choices=[SelectChoice(each.value, _l(words)) for each, words in SCOPE_WORDS.items()],
        default=Scope.ONE.value,
    )


class ReplanForm(NewForm):
    """The rest of a series by another rule, and why the old dates are called off."""

    reason = Words(_l("Why are the old dates called off?"), most=500, least=1)

    def validate_every(self, field: SelectField) -> None:
        """A series repeats."""
        if not field.data:
            raise ValidationError(gettext("Choose how often it repeats."))


class DuplicateForm(Form):
    """One press, which done twice makes one draft."""

    operation_id = OperationField()


class ReminderForm(Form):
    """When people are reminded of a meeting, on its wall clock; both empty: a day before."""

    day = Day(_l("Day of the reminder"))
    hour = Hour(_l("Hour of the reminder"))

    def validate_hour(self, _hour: Hour) -> None:
        """Ask for both or for none."""
        if (self.day.data is None) != (self.hour.data is None):
            raise ValidationError(gettext("Write a day and an hour, or neither."))

    @property
    def wall(self) -> datetime | None:
        """What was chosen."""
        if self.day.data is None or self.hour.data is None:
            return None
        return datetime.combine(self.day.data, self.hour.data)
