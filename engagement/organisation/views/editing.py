"""What the edit pages share: when somebody else saved first, both texts are kept and shown."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext

from engagement.kernel.database import db
from engagement.kernel.refusals import Stale
from engagement.organisation.forms import NamedForm
from engagement.organisation.models import Force, Locality, Office, Post, Venue

Theirs = list[tuple[str, str]]


def settle(
    form: NamedForm, row: Force | Office | Post | Locality | Venue, stored: Callable[[], NamedForm]
) -> Theirs:
    """Return what somebody else saved meanwhile, label by label, where it differs; empty when nobody did.

    From then on the form carries their version, so that saving again is done knowingly.
    """
    if form.status != Stale.status:
        return []
    db.session.refresh(row)
    form.version.data = row.version
    other = stored()
    return [
        (str(field.label.text), _shown(field))
        for name, field in other._fields.items()
        if name != "version" and name in form and _shown(field) != _shown(form[name])
    ]


def _shown(field: Any) -> str:
    data, choices = field.data, getattr(field, "choices", None)
    if isinstance(choices, dict):
        picked = data if isinstance(data, list) else [data]
        return str(gettext(", ")).join(str(choices.get(str(one), one)) for one in picked if one)
    return "" if data is None or data is False else str(data)
