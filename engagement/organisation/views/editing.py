"""What the edit pages share: when somebody else saved first, both texts are kept and shown."""

from collections.abc import Callable

from engagement.kernel.database import db
from engagement.kernel.refusals import Stale
from engagement.organisation.forms import NamedForm
from engagement.organisation.models import Force, Locality, Office, Post, Venue

Theirs = list[tuple[str, str]] | None


def settle(
    form: NamedForm, row: Force | Office | Post | Locality | Venue, stored: Callable[[], NamedForm]
) -> Theirs:
    """Return what somebody else saved meanwhile, label by label, where it differs; None when nobody did.

    From then on the form carries their version, so that saving again is done knowingly.
    """
    if form.status == Stale.status:
        db.session.refresh(row)
        form.version.data = row.version
    return form.theirs(stored)
