"""Photos and PDFs of a concern: sent by its raiser or the desk, opened by those two, drawn anew before anybody sees them."""

import io
import re
from typing import Any

import pytest
from flask import current_app
from sqlalchemy import select, text

from engagement.audit.models import AuditEntry
from engagement.concerns import files
from engagement.concerns.actions import attaching as taking_in
from engagement.concerns.actions import breaking, desk
from engagement.concerns.attachments import MOST_FILES, Attachment, FileState
from engagement.concerns.models import Concern, Opening
from engagement.concerns.views import attaching
from engagement.dialogue.rules import Speaker
from engagement.kernel import clock, redrawing
from engagement.kernel.database import db
from engagement.kernel.refusals import Busy
from tests.concerns.conftest import Town
from tests.concerns.test_views_report import GOOD, code_in
from tests.factories import concerns, people
from tests.factories.concerns import done
from tests.factories.sealed import Force3
from tests.kernel.test_redrawing import MARK, huge, paper, photo, zipped
from tests.pages import PageClient

CODE = "4820193755620914"


def send(client: PageClient, town: Town, raw: bytes, name: str = "IMG_1.jpg", operation: str = "op-1") -> Any:
    """Raise a concern with a file."""
    fields = {**GOOD, "where": town.place.ref, "operation_id": operation, "file": (io.BytesIO(raw), name)}
    return client.post("/concerns/new", data=fields, content_type="multipart/form-data")


def drawn() -> None:
    """Let the worker work."""
    current_app.extensions["jobs"].drain()
    db.session.rollback()


def row() -> Attachment:
    """The one file."""
    return db.session.scalars(select(Attachment)).one()


def kept() -> str:
    """All that the table of files holds."""
    return repr(db.session.execute(text("SELECT * FROM attachments")).all())


def opened(client: PageClient, code: str = CODE) -> str:
    """The page that a code opens."""
    return client.post("/follow", data={"code": code}).get_data(as_text=True)


def bearer_in(html: str) -> str:
    """What the forms of an opened page carry."""
    return re.search(r'name="bearer" value="([^"]+)"', html).group(1)


@pytest.fixture
def mine(town: Town) -> Concern:
    """A concern whose code is known."""
    return concerns.concern(locality=town.place, code=CODE)


def add(client: PageClient, raw: bytes, operation: str = "op-f", name: str = "a.jpg") -> Any:
    """Send a file on the raiser's own page."""
    fields = {
        "bearer": bearer_in(opened(client)),
        "file-operation_id": operation,
        "file-file": (io.BytesIO(raw), name),
    }
    return client.post("/follow", data=fields, content_type="multipart/form-data")


def test_a_photo_that_came_with_a_concern_is_opened_by_its_raiser_without_place_and_camera(
    client: PageClient, town: Town
) -> None:
    slip = send(client, town, photo()).get_data(as_text=True)
    assert "Your file came with it." in slip
    code = code_in(slip)
    page = opened(client, code)
    assert "It is being drawn anew." in page
    assert "file:" not in page
    drawn()
    page = opened(client, code)
    press = re.search(r'value="(file:[^"]+)"', page).group(1)
    answer = client.post("/follow", data={"bearer": bearer_in(page), "press": press})
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data.startswith(b"\xff\xd8")
    assert MARK.encode() not in answer.data
    assert MARK not in kept()


def test_a_slip_says_that_the_file_did_not_come(
    client: PageClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**_values: object) -> Attachment:
        raise Busy

    monkeypatch.setattr(taking_in, "attach", busy)
    answer = send(client, town, photo())
    slip = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Your file came with it." not in slip
    assert "Your words came. Your file did not. Send it again on your page." in slip
    assert code_in(slip)


def test_bytes_lie_sealed_before_and_after_the_worker(client: PageClient, town: Town) -> None:
    send(client, town, photo())
    assert row().sent is not None
    for _time in range(2):
        for envelope in (row().sent, row().content):
            assert envelope is None or (envelope[:1] == b"\x01" and b"JFIF" not in envelope)
        drawn()
    assert (row().state, row().sent) == (FileState.READY, None)


def test_a_pdf_with_script_is_given_as_pictures_of_its_pages(client: PageClient, mine: Concern) -> None:
    assert "Sent. You can open it here in a minute." in add(client, paper(), name="a.pdf").get_data(
        as_text=True
    )
    drawn()
    page = opened(client)
    press = re.search(r'value="(file:[^"]+)"', page).group(1)
    answer = client.post("/follow", data={"bearer": bearer_in(page), "press": press})
    assert answer.mimetype == "application/pdf"
    assert b"JavaScript" not in answer.data
    assert MARK.encode() not in answer.data


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (zipped, redrawing.NO_FILE),
        (lambda: photo() + zipped(), "This file is a photo and something else at once."),
        (huge, "This photo has more than 50 million points."),
        (lambda: photo(size=(640, 480))[:-400], "This photo is not whole."),
        (lambda: b"", "This file is empty."),
        (lambda: photo() + bytes(redrawing.MOST_BYTES), "This file is larger than 10 MB."),
    ],
)
def test_a_bad_file_gets_a_sentence_and_nothing_is_taken_in(
    client: PageClient, town: Town, raw, said: str
) -> None:
    answer = send(client, town, raw())
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert said in html
    assert "Dark bus stand." in html  # the words stay on the page
    assert db.session.scalars(select(Concern)).all() == []
    assert db.session.scalars(select(Attachment)).all() == []


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Werkzeug's own half of a file
def test_an_upload_that_dies_half_way_leaves_nothing(client: PageClient, town: Town) -> None:
    head = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {**GOOD, "where": town.place.ref, "operation_id": "op-1"}.items()
    )
    head += '--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    half = head.encode() + photo(size=(640, 480))[:2000]
    answer = client.post("/concerns/new", data=half, content_type="multipart/form-data; boundary=b")
    assert answer.status_code in {400, 422}
    assert db.session.scalars(select(Concern)).all() == []
    assert db.session.scalars(select(Attachment)).all() == []


def test_the_name_of_a_file_is_kept_and_shown_nowhere(client: PageClient, mine: Concern) -> None:
    html = add(client, photo(), name="\u202egpj.exe Zarghuna\u2066.jpg").get_data(as_text=True)
    drawn()
    assert "Zarghuna" not in html + opened(client) + kept()
    assert "\u202e" not in html + opened(client)


def test_the_same_form_sent_twice_is_one_file(client: PageClient, town: Town, mine: Concern) -> None:
    for _time in range(2):
        add(client, photo())
    assert row().speaker == Speaker.RAISER
    for _time in range(2):
        send(client, town, photo(), operation="op-5")
    assert len(db.session.scalars(select(Attachment)).all()) == 2


def test_a_seventh_file_is_refused(client: PageClient, mine: Concern) -> None:
    for number in range(MOST_FILES):
        assert add(client, photo(), f"op-{number}").status_code == 200
    answer = add(client, photo(), "op-7")
    assert answer.status_code == 422
    assert "Six files are the most." in answer.get_data(as_text=True)


def test_one_address_sends_so_many_files_an_hour_and_none_is_half_taken_in(
    client: PageClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "A_FEW", "1 per hour")
    assert send(client, town, photo()).status_code == 200
    assert send(client, town, photo(), operation="op-2").status_code == 429
    assert len(db.session.scalars(select(Concern)).all()) == 1


def test_the_desk_adds_a_pdf_and_the_raiser_opens_it(client: PageClient, town: Town, mine: Concern) -> None:
    client.sign_in(town.officer)
    fields = {"file-operation_id": "op-d", "file-file": (io.BytesIO(paper()), "letter.pdf")}
    answer = client.send(f"/concerns/{mine.ref}/files", **fields)
    assert answer.status_code == 303
    drawn()
    assert (row().speaker, row().post_id) == (Speaker.POST, town.officer_post.id)
    there = client.get(f"/concerns/{mine.ref}/work").get_data(as_text=True)
    assert f"/concerns/{mine.ref}/files/{row().ref}" in there
    assert client.get(f"/concerns/{mine.ref}/files/{row().ref}").mimetype == "application/pdf"
    raiser = current_app.test_client()
    assert f"file:{row().ref}" in opened(raiser)


def test_a_file_is_given_to_who_reads_the_concern_and_is_missing_to_all_others(
    client: PageClient, town: Town, mine: Concern
) -> None:
    add(client, photo())
    address = f"/concerns/{mine.ref}/files/{row().ref}"
    client.sign_in(town.officer)
    assert client.get(address).status_code == 404  # not drawn yet
    drawn()
    assert client.get(address).status_code == 200
    other = concerns.concern(locality=town.place)
    missing = client.get(f"/concerns/{other.ref}/files/{row().ref}")
    stranger = people.person(holding=town.mattani_post)
    client.sign_in(stranger)
    hidden = client.get(address)
    assert (missing.status_code, hidden.status_code) == (404, 404)
    assert hidden.data == client.get("/concerns/AAAAAA/files/BBBBBBBB").data


def test_a_code_opens_no_file_of_another_concern(client: PageClient, town: Town, mine: Concern) -> None:
    add(client, photo())
    drawn()
    there = concerns.concern(locality=town.place, code="1111222233334444")
    html = opened(client, "1111222233334444")
    press = f"file:{row().ref}"
    assert client.post("/follow", data={"bearer": bearer_in(html), "press": press}).status_code == 404
    assert there.id != row().concern_id


def test_what_does_not_belong_here_loses_its_files_too(client: PageClient, town: Town, mine: Concern) -> None:
    add(client, photo())
    drawn()
    officer = town.acts(town.officer, town.officer_post)
    concerns.done(desk.misplace, actor=officer, now=clock.now(), concern=mine)
    assert db.session.scalars(select(Attachment)).all() == []
    assert files.number_of(mine) == 0


def test_the_trail_says_that_a_file_came_and_was_drawn(client: PageClient, mine: Concern) -> None:
    add(client, photo())
    drawn()
    verbs = db.session.scalars(
        select(AuditEntry.verb).where(AuditEntry.subject_kind == "concerns").order_by(AuditEntry.id)
    ).all()
    assert verbs[-2:] == ["concerns.attach", "concerns.redraw"]


def test_a_reader_of_a_sealed_matter_adds_a_file_that_the_raiser_opens_with_the_code(  # 001.21
    client: PageClient,
) -> None:
    here = Force3(slug="kp")
    matter = here.complaint(code=CODE)
    client.sign_in(here.focal.person)
    fields = {
        "file-operation_id": "op-f",
        "file-file": (io.BytesIO(photo()), "a.jpg"),
        "csrf_token": client.token(),
    }
    sent = client.post(f"/oversight/{matter.ref}/files", data=fields, content_type="multipart/form-data")
    assert sent.status_code == 303
    drawn()
    assert (row().speaker, row().post_id, row().at.minute) == (Speaker.POST, here.focal.post.id, 0)
    assert f'value="file:{row().ref}"' in opened(client.application.test_client())


def test_a_file_opened_in_an_emergency_is_counted_and_the_trail_names_the_opening(client: PageClient) -> None:
    here = Force3(slug="kp")
    matter = here.complaint()
    client.sign_in(here.focal.person)
    fields = {
        "file-operation_id": "op-f",
        "file-file": (io.BytesIO(photo()), "a.jpg"),
        "csrf_token": client.token(),
    }
    client.post(f"/oversight/{matter.ref}/files", data=fields, content_type="multipart/form-data")
    drawn()
    why = "Both readers are on leave and it cannot wait."
    done(breaking.ask, actor=here.dpo.actor, now=clock.now(), concern=matter, reason=why)
    opening = db.session.scalars(select(Opening)).one()
    done(breaking.settle, actor=here.focal_above.actor, now=clock.now(), opening=opening, yes=True)
    client.sign_in(here.dpo.person)
    assert client.get(f"/concerns/{matter.ref}/files/{row().ref}").status_code == 200
    db.session.refresh(opening)
    assert opening.reads == 1
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.open_file")).one()
    assert entry.facts["opening"] == opening.id


def test_words_and_a_file_go_with_one_button_and_neither_is_lost(client: PageClient, town: Town) -> None:
    slip = client.post("/concerns/new", data={**GOOD, "where": town.place.ref}).get_data(as_text=True)
    page = opened(client, code_in(slip))
    fields = {"bearer": bearer_in(page), "words": "He came again.", "operation_id": "w-1"}
    given = {**fields, "file-operation_id": "f-1", "file-file": (io.BytesIO(photo()), "a.jpg")}
    html = client.post("/follow", data=given, content_type="multipart/form-data").get_data(as_text=True)
    assert "He came again." in html
    assert row().concern.ref in html
    bad = {**given, "words": "And once more.", "operation_id": "w-2", "file-operation_id": "f-2"}
    bad["file-file"] = (io.BytesIO(b"no picture"), "a.jpg")
    refused = client.post("/follow", data=bad, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "And once more.</textarea>" in refused.get_data(as_text=True)


def test_words_come_though_their_file_is_one_too_many_and_why_is_said(
    client: PageClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    slip = client.post("/concerns/new", data={**GOOD, "where": town.place.ref}).get_data(as_text=True)
    code = code_in(slip)
    bearer = bearer_in(opened(client, code))
    monkeypatch.setattr(taking_in, "MOST_FILES", 0)
    fields = {"bearer": bearer, "words": f"He came again. {code}", "operation_id": "w-1"}
    given = {**fields, "file-operation_id": "f-1", "file-file": (io.BytesIO(photo()), "a.jpg")}
    answer = client.post("/follow", data=given, content_type="multipart/form-data")
    html = answer.get_data(as_text=True)
    assert "He came again." in html
    assert "Your words came. Your file did not." in html
    assert "Six files are the most." in html
    assert "Your code stood in your words" in html
