"""Phone numbers in their one form, E.164, whatever keyboard and habit they come from."""

import re

from engagement.kernel.codes import DIGITS

_ALIKE = re.compile(r"[+0-9()\s./-]{5,}")


def looks_like_one(text: str) -> bool:
    """Whether somebody who typed this meant a phone number."""
    tidy = _tidy(text)
    return bool(_ALIKE.fullmatch(tidy)) and sum(each.isdigit() for each in tidy) >= 5


def normal(text: str, country: str) -> str | None:
    """Return a number as +923001234567, read as people of `country` (ISO 3166) write it; None when it is none."""
    import phonenumbers  # noqa: PLC0415 - 4 MB, and only doors need it

    try:
        number = phonenumbers.parse(_tidy(text), country)
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _tidy(text: str) -> str:
    return text.translate(DIGITS).strip("\u200e\u200f\u2066\u2067\u2068\u2069 ")
