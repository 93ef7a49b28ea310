"""A phone number that was typed on a page is a claim: one neutral text, and nothing more until that phone answers."""

from sqlalchemy import func, select

from engagement.concerns.actions.changes import tell_raiser
from engagement.concerns.models import Concern
from engagement.kernel.database import db, fresh, unit
from engagement.organisation.models import Force, Office
from tests.factories import concerns, organisation, people
from tests.factories.texts import AMINA, NOW, Handset


def only_concern() -> Concern:
    return db.session.scalars(select(Concern)).one()


def on_the_web(texting: Handset, office: Office, contact: str = AMINA, **given: str) -> int:
    place = organisation.locality(office=office)
    form = {"lane": "concern", "category": "street_light", "words": "Dark bus stand.", "answer": "email",
            "where": place.ref, "operation_id": "web-1", "contact": contact, **given}  # fmt: skip
    status = texting.app.test_client().post("/concerns/new", data=form).status_code
    texting.work()
    return status


def test_a_number_typed_on_the_web_is_a_claim_and_hears_nothing_until_it_answers(
    texting: Handset, office: Office
) -> None:
    assert on_the_web(texting, office) == 200
    row, post = only_concern(), organisation.post(office=office)
    (first,) = texting.phones.arrived
    assert first.words == "Your number was left here. Is it yours? Reply 1. If not, do nothing."
    assert first.headers["X-Kannel-From"] == "8484"
    concerns.owned(row, post, people.actor_at(post), NOW)
    with unit():
        tell_raiser(fresh(row), "concerns.owned", NOW)
    texting.work()
    assert len(texting.phones.arrived) == 1, "nothing until it answers"
    (reference,) = texting.text("haan ji")
    assert row.ref in reference
    with unit():
        tell_raiser(fresh(row), "concerns.owned", NOW)
    texting.work()
    assert row.ref in texting.phones.arrived[-1].words


def test_whose_number_it_is_not_says_so_once_and_hears_no_more(texting: Handset, office: Office) -> None:
    on_the_web(texting, office)
    assert "No more texts" in texting.text("2")[0]
    on_the_web(texting, office, operation_id="web-2")
    assert len(texting.phones.arrived) == 2


def test_without_a_number_of_the_force_the_web_takes_an_e_mail_address_alone(
    texting: Handset, office: Office
) -> None:
    with unit() as session:
        session.get_one(Force, office.force_id).short_codes = []
    assert on_the_web(texting, office) == 422
    assert db.session.scalar(select(func.count(Concern.id))) == 0


def test_a_sealed_door_asks_for_no_number(texting: Handset, office: Office) -> None:
    for path in ("/concerns/tip", "/concerns/threat", "/concerns/complaint"):
        assert 'name="contact"' not in texting.app.test_client().get(path).text
