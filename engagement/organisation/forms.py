"""The forms of the organisation: offices, posts, places and venues, each named in the force's languages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from engagement.kernel import codes
from engagement.kernel.actor import Role
from engagement.kernel.form_base import Count, Day, Form, OneLine, VersionField, Words
from engagement.kernel.locale import OWN_NAMES, current, in_language, say
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation import geometry
from engagement.organisation.models import Area, Force, Locality, Office, Partner
from engagement.organisation.rules import (
    FEATURE_WORDS,
    MOST_ALIASES,
    MOST_OUTLINE,
    OFFICE_WORDS,
    ROLE_WORDS,
    OfficeKind,
    kinds_under,
)

MOST_NAME = 120
MAILBOX = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
PHONE = re.compile(r"\+?(?:[ ()-]*[0-9]){3,20}[ ()-]*")


class Degrees(StringField):
    """A longitude or latitude in degrees; empty is None. Digits of any script and a comma are read."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a decimal number."""
        text = (valuelist[0] if valuelist else "").translate(codes.DIGITS).strip().replace(",", ".")
        self.raw, self.data = text[:40], None
        if not text:
            return
        try:
            self.data = round(float(text[:40]), 6)
        except (ValueError, OverflowError):
            raise ValueError(gettext(N_("Write degrees as a number, such as 34.015."))) from None

    def _value(self) -> str:
        return str(getattr(self, "raw", "") or ("" if self.data is None else self.data))


class NamedForm(Form):
    """A form whose subject has a name in each language of the force."""

    name_en = OneLine(_l("Name in English"), most=MOST_NAME)
    name_ur = OneLine(_l("Name in Urdu"), most=MOST_NAME)
    name_ps = OneLine(_l("Name in Pashto"), most=MOST_NAME)
    name_sq = OneLine(_l("Name in Albanian"), most=MOST_NAME)
    name_sr = OneLine(_l("Name in Serbian"), most=MOST_NAME)
    version = VersionField("")

    def __init__(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(formdata, *args, **kwargs)
        self.is_sent = formdata is not None  # it carries what somebody sent

    def speak(self, force: Force, names: Mapping[str, str] | None = None) -> None:
        """Keep the name fields of the force's languages, and of those in which it has a name already."""
        wanted = {*force.locales, *(names or {})} or {"en"}
        for code in OWN_NAMES:
            if code not in wanted:
                delattr(self, f"name_{code}")
        self.named_in = [code for code in OWN_NAMES if code in wanted]

    def show(self, names: Mapping[str, str]) -> None:
        """Fill in the names as they stand."""
        for code in self.named_in:
            self[f"name_{code}"].data = names.get(code, "")

    def names(self) -> dict[str, str]:
        """Return the names by language."""
        return {code: self[f"name_{code}"].data or "" for code in self.named_in}


class ForceForm(NamedForm):
    """What every page of a force says of it."""

    emergency_number = OneLine(_l("Emergency number"), most=20, least=1)
    oversight_address = Words(_l("Address of the oversight body"), most=500)
    dormant_days = Count(_l("Days until it hears of a complaint that nobody answers"), least=1, most=60)

    def validate_emergency_number(self, field: OneLine) -> None:
        """A number that a phone can dial."""
        field.data = (field.data or "").translate(codes.DIGITS)
        if not field.data.replace("-", "").isdigit():
            raise ValidationError(gettext(N_("Write the number in digits, such as 15.")))


class PlacedForm(NamedForm):
    """A form whose subject may stand somewhere on the map."""

    latitude = Degrees(_l("Latitude"))
    longitude = Degrees(_l("Longitude"))


class OfficeForm(PlacedForm):
    """An office under another."""

    kind = SelectField(_l("Kind of office"))
    parent = SelectField(_l("Stands under"), validate_choice=True)
    phone = OneLine(_l("Phone, for everybody"), most=40)
    address = Words(_l("Address"), most=500)

    def validate_phone(self, field: OneLine) -> None:
        """A number that a phone can dial: digits, with spaces, dashes and one plus before them."""
        field.data = (field.data or "").translate(codes.DIGITS)
        if field.data and not PHONE.fullmatch(field.data):
            raise ValidationError(gettext(N_("Write the phone number in digits, such as 091 1234567.")))

    def offer(self, parent: Office | None, offices: Sequence[Office] = ()) -> None:
        """Fill the choices: kinds that fit under `parent`; where it may move to."""
        if parent is None:  # the head office stays what it is
            del self.kind
            del self.parent
            return
        kinds = {kind.value: gettext(OFFICE_WORDS[kind]) for kind in kinds_under(OfficeKind(parent.kind))}
        if offices:
            kinds = {
                kind.value: gettext(words)
                for kind, words in OFFICE_WORDS.items()
                if kind is not OfficeKind.FORCE
            }
            self.parent.choices = {office.ref: in_language(office.names) for office in offices}
        else:
            del self.parent
        self.kind.choices = kinds


class PostForm(NamedForm):
    """A post of an office and what its holder may do."""

    role = SelectField(_l("What its holder may do"))
    mailbox = OneLine(_l("E-mail address of the post"), most=254)

    def validate_mailbox(self, field: OneLine) -> None:
        """An address of the post, which stays when its holder is moved."""
        if field.data and not MAILBOX.fullmatch(field.data):
            raise ValidationError(
                gettext(N_("This is not an e-mail address. It looks like name@example.org."))
            )

    def offer(self) -> None:
        """Fill the choices."""
        self.role.choices = {role.value: gettext(words) for role, words in ROLE_WORDS.items()}
        if not self.role.data:
            self.role.data = Role.OFFICER.value


class LocalityForm(PlacedForm):
    """A place people name, with or without an outline."""

    aliases = Words(_l("Other names and spellings, one a line"), most=2000)
    population = Count(_l("People who live there"), most=100_000_000)
    outline = Words(_l("Outline as GeoJSON"), most=MOST_OUTLINE)
    without = BooleanField(_l("Remove the outline"))
    office = SelectField(_l("Served by"))
    since = Day(_l("Since"))
    valid_to = Day(_l("Last day as a place of its own, if it ended"))
    drawn: dict[str, Any] | None = None

    def offer(self, offices: Iterable[Office]) -> None:
        """Fill the choice of who serves it."""
        none = {"": gettext("Nobody yet")}
        self.office.choices = none | {office.ref: in_language(office.names) for office in offices}

    def validate_outline(self, field: Words) -> None:
        """Read what was pasted; a broken outline is mended where that can be done."""
        if not field.data or field.errors:
            return
        try:
            self.drawn = geometry.read_outline(field.data)
        except Refusal as refusal:
            raise ValidationError(say(refusal)) from None

    def other_names(self) -> list[str]:
        """Return the other names, each once."""
        lines = (" ".join(line.split())[:MOST_NAME] for line in (self.aliases.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))[:MOST_ALIASES]


class HandOverForm(Form):
    """Who serves a place from a day on."""

    office = SelectField(_l("Served by"))
    since = Day(_l("From this day on"), required=True)

    def offer(self, offices: Iterable[Office]) -> None:
        """Fill the choice."""
        self.office.choices = {office.ref: in_language(office.names) for office in offices}


class VenueForm(PlacedForm):
    """A place where meetings are held."""

    locality = SelectField(_l("In which place"))
    features = SelectMultipleField(
        _l("What it offers"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    directions = Words(_l("How to get there"), most=500)
    directions_language = SelectField(_l("Language of these words"))

    def offer(self, localities: Iterable[Locality]) -> None:
        """Fill the choices."""
        self.locality.choices = {place.ref: in_language(place.names) for place in localities}
        self.features.choices = {value.value: gettext(words) for value, words in FEATURE_WORDS.items()}
        self.directions_language.choices = dict(OWN_NAMES)
        if not self.directions_language.data:
            self.directions_language.data = current()


class PartnerForm(NamedForm):
    """A partner organisation."""


class ProjectForm(NamedForm):
    """A project: who pays, who runs it, from when to when, and where."""

    funder = OneLine(_l("Funder"), most=80)
    partner = SelectField(_l("Partner organisation"), default="")
    starts_on = Day(_l("First day"), required=True)
    ends_on = Day(_l("Last day"))
    areas = SelectMultipleField(
        _l("Areas"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    localities = SelectMultipleField(
        _l("Localities"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def offer(
        self, partners: Iterable[Partner], areas: Iterable[Area], localities: Iterable[Locality]
    ) -> None:
        """Fill the choices."""
        self.partner.choices = {"": gettext("None")} | {row.ref: in_language(row.names) for row in partners}
        self.areas.choices = {str(row.id): in_language(row.names) for row in areas}
        self.localities.choices = {row.ref: in_language(row.names) for row in localities}
