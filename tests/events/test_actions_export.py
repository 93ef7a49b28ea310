"""Taking meetings out is written down, and only for offices of one's own."""

import pytest

from engagement.events.actions.export import export
from engagement.kernel.database import unit
from engagement.kernel.refusals import Refusal
from tests.factories import organisation, people
from tests.factories.events import SOON


def test_an_office_of_others_is_refused(app):
    who = people.actor_at(organisation.post(office=organisation.station()))
    with pytest.raises(Refusal, match="Choose an office of yours"), unit():
        export(actor=who, now=SOON, office=organisation.station(), year=2026, sort="csv")
