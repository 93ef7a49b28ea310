"""Ready answers and drafts as officers meet them."""

from sqlalchemy import select

from engagement.concerns.replies import ReadyReply
from engagement.dialogue.models import Message
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from tests.concerns.conftest import Town
from tests.concerns.test_actions_replies import drafts, ready
from tests.concerns.test_views_oversight import signed_in
from tests.factories import concerns, organisation, people
from tests.factories.sealed import Force3
from tests.pages import PageClient

PAGE = "/organisation/answers"


def said() -> int:
    return len(db.session.scalars(select(Message)).all())


def test_a_commander_and_an_administrator_write_them_each_for_their_office(
    client: PageClient, town: Town
) -> None:
    admin = people.person(holding=organisation.post(office=town.district, role=Role.ADMINISTRATOR))
    for who in (town.sho, admin):
        fresh = client.application.test_client()
        fresh.sign_in(who)
        assert fresh.get(f"{PAGE}?about=new").status_code == 200
        assert fresh.send(PAGE, title="It came", words_en="{reference} came.", version="0").status_code == 303
    rows = db.session.scalars(select(ReadyReply).order_by(ReadyReply.id)).all()
    assert [row.office_id for row in rows] == [town.badhber.id, town.district.id]
    fresh.send(PAGE, key=rows[1].ref, do="drop")
    fresh.send(PAGE, key=rows[0].ref, do="drop")  # not theirs
    db.session.expire_all()
    assert [row.ref for row in db.session.scalars(select(ReadyReply))] == [rows[0].ref]


def test_officers_find_no_such_page(client: PageClient, town: Town) -> None:
    client.sign_in(town.officer)
    assert client.get(PAGE).status_code == 404


def test_a_name_that_no_answer_can_have_is_a_new_one_and_breaks_nothing(
    client: PageClient, town: Town
) -> None:
    client.sign_in(town.sho)
    for key in ("a\0b", "9" * 5000, "\u202e"):
        assert client.send(PAGE, key=key, do="drop").status_code == 303


def test_a_refused_one_stands_as_it_was_typed(client: PageClient, town: Town) -> None:
    client.sign_in(town.sho)
    answer = client.send(PAGE, title="It came", words_en="Ask {somebody}", version="0")
    assert answer.status_code == 422
    assert "Ask {somebody}" in answer.get_data(as_text=True)


def test_an_officer_puts_one_into_the_answer_without_sending_and_changes_it(
    client: PageClient, town: Town
) -> None:
    row = ready(town.acts(town.sho, town.sho_post), town.badhber)
    concern = concerns.concern(locality=town.place)
    client.sign_in(town.officer)
    url = f"/concerns/{concern.ref}/reply"
    answer = client.send(
        url, **{"do": "fill", "reply-ready": row.ref, "reply-words": "Salaam.", "reply-operation_id": "a"}
    )
    shown = answer.get_data(as_text=True)
    assert (answer.status_code, said()) == (200, 0)
    assert f"Salaam.\n\n{concern.ref}: " in shown
    sent = {"do": "send", "reply-words": "Changed.", "reply-operation_id": "a", "reply-ready": row.ref}
    assert client.send(url, **sent).status_code == 302
    assert said() == 1


def test_a_draft_waits_for_its_writer_over_a_sign_out_and_shows_to_nobody_else(
    client: PageClient, town: Town
) -> None:
    concern = concerns.concern(locality=town.place)
    url, page = f"/concerns/{concern.ref}/reply", f"/concerns/{concern.ref}/work"
    for person in (town.officer, town.sho):
        fresh = client.application.test_client()
        fresh.sign_in(person)
        assert "marker-draft" not in fresh.get(page).get_data(as_text=True)
        if person is town.officer:
            fresh.send(url, **{"do": "keep", "reply-words": "marker-draft", "reply-operation_id": "a"})
    again = client.application.test_client()
    again.sign_in(town.officer)
    assert "marker-draft" in again.get(page).get_data(as_text=True)
    assert (said(), drafts()) == (0, [(concern.id, town.officer.id)])
    again.send(url, **{"do": "keep", "reply-words": "", "reply-operation_id": "a"})
    assert drafts() == []


def test_sealed_matters_have_drafts_ready_answers_and_files_too(client: PageClient) -> None:
    here = Force3(slug="kp")
    row = here.complaint()
    fit = ready(here.dpo.actor, here.district, title="Fit", sealed=True)
    focal = signed_in(client, here.focal)
    url = f"/oversight/{row.ref}/reply"
    filled = focal.send(
        url, **{"do": "fill", "reply-ready": fit.ref, "reply-words": "", "reply-operation_id": "a"}
    )
    assert f"{row.ref}: " in filled.get_data(as_text=True)
    focal.send(url, **{"do": "keep", "reply-words": "marker-draft", "reply-operation_id": "a"})
    assert "marker-draft" in focal.get(f"/oversight/{row.ref}").get_data(as_text=True)
    over = signed_in(client, here.oversight)
    assert "marker-draft" not in over.get(f"/oversight/{row.ref}").get_data(as_text=True)
