"""The web door and the slip."""

import io
import re

import pytest
from flask import current_app
from sqlalchemy import func, select, text

from engagement.channels.models import OutboxMessage
from engagement.concerns import queries
from engagement.concerns.attachments import Attachment, FileState
from engagement.concerns.models import Concern
from engagement.concerns.rules import Category, Lane, State
from engagement.kernel import codes
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from engagement.kernel.sealing import receipt_digest
from tests.concerns.conftest import Town
from tests.factories import events, organisation
from tests.kernel.test_redrawing import photo
from tests.pages import PageClient

GOOD = {"lane": "concern", "category": "street_light", "words": "Dark bus stand.", "answer": "code"}


def send(client: PageClient, town: Town, operation: str = "op-1", **given: str):
    """Send the form of the web door, well filled in but for what is given."""
    fields = {**GOOD, "where": town.place.ref, "operation_id": operation, **given}
    return client.post("/concerns/new", data=fields)


def code_in(html: str) -> str:
    """The receipt code on a slip."""
    found = re.search(r"\d{4} \d{4} \d{4} \d{4}", html)
    assert found is not None
    return found.group()


def test_the_door_says_first_what_it_does_not_take(client: PageClient, town: Town) -> None:
    html = client.get("/concerns/new").get_data(as_text=True)
    before, _after = html.split("<form method", 1)
    assert "tel:15" in before
    assert "Public Safety Commission, Peshawar" in before
    assert (
        "A complaint about police. A tip about a crime. Violence against a woman: no trained woman officer is on a roster here."
        in before
    )
    assert "A concern is not an FIR" in before
    assert "We promise" in before
    assert "We cannot" in before


def test_no_category_is_chosen_beforehand_and_no_cookie_is_set(client: PageClient, town: Town) -> None:
    answer = client.get("/concerns/new")
    html = answer.get_data(as_text=True)
    fieldset = html.split('id="category"')[1].split("</fieldset>")[0]
    assert "checked" not in fieldset
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_concern_goes_to_the_station_that_serves_the_place(client: PageClient, town: Town) -> None:
    answer = send(client, town)
    row = db.session.scalars(select(Concern)).one()
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert row.ref in html
    assert (row.office_id, row.state, row.lane) == (town.badhber.id, State.RAISED, Lane.CONCERN)
    assert (row.category, row.door, row.by_proxy, row.language) == (Category.STREET_LIGHT, "web", False, "en")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_code_is_shown_once_and_kept_nowhere(
    client: PageClient, town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    code = code_in(send(client, town).get_data(as_text=True)).replace(" ", "")
    row = db.session.scalars(select(Concern)).one()
    assert row.receipt == receipt_digest(code)
    for table in ("concerns", "audit_entries", "outbox", "threads", "messages"):
        for line in db.session.execute(text(f"SELECT * FROM {table}")):
            assert code not in repr(line)
    written = capsys.readouterr()
    assert code not in written.out + written.err
    again = send(client, town).get_data(as_text=True)
    assert "We have it already" in again
    assert row.ref in again
    assert re.search(r"\d{4} \d{4} \d{4} \d{4}", again) is None
    assert db.session.scalar(select(func.count(Concern.id))) == 1


def test_the_code_is_shown_also_while_the_queue_is_away(
    client: PageClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_values: object) -> None:
        raise ConnectionError("no queue at redis://queue:6379")

    monkeypatch.setattr(current_app.extensions["jobs"], "ask", away)
    picture = io.BytesIO(photo())
    fields = {**GOOD, "where": town.place.ref, "operation_id": "op-1", "file": (picture, "a.jpg")}
    answer = client.post("/concerns/new", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 200
    slip = answer.get_data(as_text=True)
    code = code_in(slip).replace(" ", "")
    assert "Your file came with it." in slip  # the sweep draws it
    assert db.session.scalars(select(Concern)).one().receipt == receipt_digest(code)
    assert db.session.scalars(select(Attachment)).one().state == FileState.SENT


def test_who_wants_no_answer_gets_no_code(client: PageClient, town: Town) -> None:
    html = send(client, town, answer="none").get_data(as_text=True)
    assert re.search(r"\d{4} \d{4} \d{4} \d{4}", html) is None
    assert db.session.scalars(select(Concern)).one().receipt is None


def test_who_leaves_an_address_gets_one_first_message(client: PageClient, town: Town) -> None:
    send(client, town, answer="email", contact="Gul@example.org")
    send(client, town, "op-2", answer="email", contact="gul@example.org")
    kinds = db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["concerns.received"]
    assert {row.contact_id for row in db.session.scalars(select(Concern))} == {
        db.session.scalars(select(OutboxMessage.recipient_id)).one()
    }


def test_an_address_is_dropped_when_the_code_was_chosen(client: PageClient, town: Town) -> None:
    send(client, town, answer="code", contact="gul@example.org")
    assert db.session.scalars(select(Concern)).one().contact_id is None


def test_a_place_nobody_names_goes_to_the_highest_office_that_reads(client: PageClient, town: Town) -> None:
    send(client, town, where="")
    row = db.session.scalars(select(Concern)).one()
    assert (row.office_id, row.locality_id) == (town.district.id, None)


def test_from_a_meeting_the_place_is_filled_in_and_the_meeting_kept(client: PageClient, town: Town) -> None:
    event = events.event(office=town.badhber, locality=town.place)
    html = client.get(f"/concerns/new?event={event.ref}").get_data(as_text=True)
    assert re.search(rf'<option selected value="{town.place.ref}"', html)
    send(client, town, event=event.ref)
    assert db.session.scalars(select(Concern)).one().event_id == event.id


def test_urdu_typed_on_the_english_page_keeps_its_own_direction(client: PageClient, town: Town) -> None:
    send(client, town, words="بس اڈے پر اندھیرا ہے")
    assert db.session.scalars(select(Concern)).one().language == "ur"


def test_the_urdu_page_reads_right_to_left(client: PageClient, town: Town) -> None:  # 003.14
    assert 'dir="rtl"' in client.get("/concerns/new?lang=ur").get_data(as_text=True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"words": ""}, "Please fill this in."),
        ({"words": "x" * 10_000}, "Too long: at most 4000 characters."),
        ({"words": "dark\x00stand"}, "This holds characters that cannot be read."),
        ({"category": ""}, "Choose one of these."),
        ({"category": "extortion"}, "Choose one of these."),
        ({"lane": "complaint"}, "Choose one of these."),
        ({"where": "NOWHERE"}, "Choose one from the list."),
        ({"answer": "email", "contact": ""}, "Write your e-mail address, or choose the code."),
        ({"answer": "email", "contact": "gul at home"}, "This is not an e-mail address."),
    ],
)
def test_bad_input_gets_a_sentence_and_changes_nothing(
    client: PageClient, town: Town, given: dict[str, str], said: str
) -> None:
    answer = send(client, town, **given)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert said in html
    typed = given.get("words", GOOD["words"])
    assert typed.replace("\x00", "") in html.replace("\x00", "")
    assert db.session.scalar(select(func.count(Concern.id))) == 0


def test_a_body_of_ten_megabytes_is_refused(client: PageClient, town: Town) -> None:
    assert send(client, town, words="x" * 10_000_000).status_code == 413
    assert db.session.scalar(select(func.count(Concern.id))) == 0


def test_another_site_cannot_send_the_form(client: PageClient, town: Town) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/concerns/new", data=GOOD, headers=headers).status_code == 403


NOT_OPEN = "This site is not open for concerns yet."


@pytest.mark.parametrize("founded", [True, False])
def test_where_no_post_reads_concerns_the_page_says_so_first_and_keeps_what_was_typed(
    client: PageClient, founded: bool
) -> None:
    if founded:
        head = organisation.office(kind="region")
        organisation.post(office=head, role=Role.ADMINISTRATOR)
    before, _after = client.get("/concerns/new").get_data(as_text=True).split("<form method", 1)
    assert NOT_OPEN in before
    answer = client.post("/concerns/new", data={**GOOD, "where": ""})
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert html.count(NOT_OPEN) == 2
    assert "Dark bus stand." in html
    assert db.session.scalar(select(func.count(Concern.id))) == 0


def test_an_open_site_does_not_say_it_is_closed(client: PageClient, town: Town) -> None:
    assert NOT_OPEN not in client.get("/concerns/new").get_data(as_text=True)


def test_each_force_shows_its_own_numbers_and_the_way_to_the_other(client: PageClient, town: Town) -> None:
    other = organisation.force(oversight_address="Inspectorate, Prishtina", emergency_number="192")
    there = organisation.office(force=other)
    organisation.post(office=there)
    organisation.locality(office=there)
    here = client.get("/concerns/new").get_data(as_text=True)
    assert "Public Safety Commission, Peshawar" in here
    assert "Inspectorate, Prishtina" not in here
    assert f"/concerns/new?force={other.slug}" in here
    page = client.get(f"/concerns/new?force={other.slug}").get_data(as_text=True)
    assert "Inspectorate, Prishtina" in page
    assert "tel:192" in page
    assert "tel:15" not in page
    groups = re.findall(r'<optgroup label="([^"]+)"', page)
    assert groups == ["Not in the list", other.names["en"], town.force.names["en"]]


def test_who_is_not_sure_where_reaches_the_force_of_the_page(client: PageClient, town: Town) -> None:
    other = organisation.force()
    there = organisation.office(force=other)
    organisation.post(office=there)
    fields = {**GOOD, "where": "", "operation_id": "op-1"}
    html = client.post(f"/concerns/new?force={other.slug}", data=fields).get_data(as_text=True)
    assert there.names["en"] in html
    assert db.session.scalars(select(Concern)).one().force_id == other.id


def test_the_day_on_the_slip_is_not_the_day_of_the_first_contact(client: PageClient, town: Town) -> None:
    assert "A named office must give a first answer within 24 hours, on your page." in client.get(
        "/concerns/new"
    ).get_data(as_text=True)
    html = send(client, town).get_data(as_text=True)
    assert "what was done, or why not, by " in html
    assert "We answer by" not in html


def test_a_reference_has_no_characters_that_look_alike(client: PageClient, town: Town) -> None:
    send(client, town)
    ref = db.session.scalars(select(Concern.ref)).one()
    assert len(ref) == 6
    assert set(ref) <= set(codes.ALPHABET)


def test_words_of_danger_show_the_emergency_number_and_are_taken_in(client: PageClient, town: Town) -> None:
    html = send(client, town, words="Daakoo aa gaye, bachaaao").get_data(as_text=True)
    slip = html.split("<h1>")[0]
    assert 'role="alert"' in slip
    assert "tel:15" in slip.split('role="alert"')[1]
    assert db.session.scalar(select(func.count(Concern.id))) == 1
    calm = send(client, town, "op-2").get_data(as_text=True)
    assert 'role="alert"' not in calm


def test_the_form_carries_the_number_for_while_one_types(client: PageClient, town: Town) -> None:
    form = client.get("/concerns/new").get_data(as_text=True).split("<form method", 1)[1]
    sign = form.split("data-danger=", 1)[1].split("</div>")[0]
    assert " hidden>" in sign
    assert "tel:15" in sign


def test_a_code_pasted_into_another_concern_is_taken_out(client: PageClient, town: Town) -> None:
    code = code_in(send(client, town).get_data(as_text=True))
    html = send(client, town, "op-2", words=f"As I said, {code}, it is dark.").get_data(as_text=True)
    assert "A code stood in your words; we took it out." in html
    row = db.session.scalars(select(Concern).where(Concern.operation_id == "op-2")).one()
    assert queries.words_of(row) == "As I said, […], it is dark."
    assert concerns_of(client, code) == 200


def concerns_of(client: PageClient, code: str) -> int:
    """Whether a code still opens its page."""
    return client.post("/follow", data={"code": code}).status_code


def test_guessing_codes_in_words_is_counted_as_guessing_them(client: PageClient, town: Town) -> None:
    code = code_in(send(client, town).get_data(as_text=True))
    for number in range(12):
        guesses = " ".join(f"{number * 5 + n:016}" for n in range(5))
        send(client, town, f"guess-{number}", words=guesses)
    assert concerns_of(client, code) == 429
    send(client, town, "late", words="1234567890123456")
    late = db.session.scalars(select(Concern).where(Concern.operation_id == "late")).one()
    assert queries.words_of(late) == "[…]"


def test_signs_that_turn_the_order_of_letters_are_not_taken_in(client: PageClient, town: Town) -> None:
    send(client, town, words="pay \u202e0005\u202c to \u2066سکول\u2069")
    row = db.session.scalars(select(Concern)).one()
    assert queries.words_of(row) == "pay 0005 to سکول"
