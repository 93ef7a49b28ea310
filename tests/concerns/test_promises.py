"""Each promise that stands before the first field, kept: the test bears the promise's name."""

import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from engagement.audit.models import AuditEntry
from engagement.channels import delivery
from engagement.channels.models import OutboxMessage
from engagement.concerns import permissions, promises
from engagement.concerns.actions import chain, desk
from engagement.concerns.attachments import Attachment
from engagement.concerns.models import Concern
from engagement.concerns.rules import SEALED_LANES, State
from engagement.dialogue.models import Message, Thread
from engagement.kernel import clock
from engagement.kernel.actor import JOB
from engagement.kernel.database import Base, db, fresh, unit
from engagement.kernel.limits import Attempt
from tests.concerns.conftest import Town
from tests.concerns.test_views_report import GOOD, code_in, send
from tests.concerns.test_views_sealed import LANES, fields
from tests.factories import concerns, organisation
from tests.factories.sealed import MARKER, RAISED, Desk, Force3
from tests.kernel.test_redrawing import MARK, photo
from tests.pages import PageClient

ADDRESS = "203.0.113.77"
PHONE = "Markerphone/9.1 (a rare one)"
WORDS = "Zarghuna lamp post seventeen is out."
FROM = {"environ_base": {"REMOTE_ADDR": ADDRESS, "HTTP_USER_AGENT": PHONE}}
OURS = ("/static/", "/", "#", "?", "tel:")


def bodies(client: PageClient, town: Town) -> list:
    """Every page of the way of one raiser: the form, the slip, the code's page, more words, a wrong code, the way out."""
    slip = send(client, town, words=WORDS)
    code = code_in(slip.get_data(as_text=True))
    opened = client.post("/follow", data={"code": code})
    bearer = re.search(r'name="bearer" value="([^"]+)"', opened.get_data(as_text=True)).group(1)
    return [
        client.get("/concerns/new"),
        slip,
        client.get("/follow"),
        opened,
        client.post("/follow", data={"bearer": bearer, "words": "It is still out.", "operation_id": "op-9"}),
        client.post("/follow", data={"code": "1" * 16}),
        client.post("/follow", data={"bearer": "made up"}),
        client.post("/concerns/new", data={"words": ""}),
        client.post("/concerns/new", headers={"Sec-Fetch-Site": "cross-site"}),
        client.post("/concerns/new", data={"words": "x" * 10_000_000}),
        client.get("/follow/nonsense"),
        client.get("/leave"),
    ]


def everything(app: Flask) -> str:
    """All that the database holds, and every file beside it."""
    rows = [
        repr(row)
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(text(f"SELECT * FROM {table.name}"))
    ]
    folder = Path(app.extensions["settings"].data_dir)
    files = [path.read_bytes().decode("latin-1") for path in folder.rglob("*") if path.is_file()]
    return "\n".join([*rows, *files])


def test_each_promise_has_a_test_of_its_name() -> None:
    proved = {name.removeprefix("test_promise_") for name in globals() if name.startswith("test_promise_")}
    assert proved == set(promises.CAN)


SAID = {  # of each promise and of each that we cannot give: the words that say it before the first field
    "no_name_number_or_account_is_needed": "No name, number, ID card or account.",
    "no_address_of_yours_is_kept": "We keep no network address, only for a day a mark of it against too many tries.",
    "nothing_stays_in_the_browser": "Our one cookie is for the language; it goes with the browser.",
    "no_other_company_is_asked": "Nothing comes from another company.",
    "only_the_code_opens_your_page": "Only your code opens your page.",
    "what_is_sealed_is_locked": "What is sealed is locked: its key lies apart",
    "of_what_is_sealed_no_text_is_sent": "no text message is sent",
    "what_is_sealed_has_no_minute": "its minute is not kept",
    "a_named_office_must_answer_within_a_day": "A named office must give a first answer within 24 hours, on your page.",
    "nothing_you_write_is_public": "Nothing you write is public.",
    "a_file_is_drawn_anew": "A file loses its place and camera.",
    "only_you_can_say_it_is_done": "Only you can say it is done.",
    "history": "Hide that this phone opened this page",
    "texts": "or your number if you text",
    "seizure": "Stop a court, or somebody who takes this computer.",
    "whose_computer": "It is on the internet; it may belong to the police.",
    "guess": "Promise that nobody guesses who you are.",
    "code": "Show your code again.",
    "fir": "A concern is not an FIR: that stays your right at any station.",
}


def test_each_promise_is_carried_by_one_short_line_and_stands_whole_on_the_page_of_privacy(
    client: PageClient, town: Town
) -> None:
    for short, whole in ((promises.SHORT_CAN, promises.CAN), (promises.SHORT_CANNOT, promises.CANNOT)):
        assert sorted(name for names in short.values() for name in names) == sorted(whole)
    page = client.get("/privacy").get_data(as_text=True).split('id="raising"')[1]
    for sentence in (*promises.CAN.values(), *promises.CANNOT.values()):
        assert sentence in page


@pytest.mark.parametrize("language", ["en", "ur"])
def test_promises_and_what_we_cannot_stand_before_the_first_field(
    client: PageClient, town: Town, language: str
) -> None:
    html = client.get(f"/concerns/new?lang={language}").get_data(as_text=True)
    before, _after = html.split("<form method", 1)
    told = [
        line
        for part in re.findall(r'<div class="can(?:not)?">.*?</ul>', before, re.DOTALL)
        for line in re.findall(r"<li>.*?</li>", part, re.DOTALL)
    ]
    assert len(told) == len(promises.SHORT_CAN) + len(promises.SHORT_CANNOT) <= 5
    assert "Public Safety Commission, Peshawar" in before
    if language == "en":
        for name in [*promises.CAN, *promises.CANNOT]:
            assert SAID[name] in before, name
    else:
        assert all(re.search("[\u0600-\u06ff]", line) for line in told)
    assert 'href="/privacy#raising"' in before
    assert "<details" not in before.split('id="before"')[1].split("</section>")[0]


def test_where_no_address_outside_is_known_the_page_says_so(client: PageClient, app: Flask) -> None:
    organisation.post(office=organisation.office(force=organisation.force(oversight_address="")))
    before, _after = client.get("/concerns/new").get_data(as_text=True).split("<form method", 1)
    assert "This force has named nobody." in before


def test_promise_no_name_number_or_account_is_needed(client: PageClient, town: Town) -> None:
    client.sign_in(town.officer)
    answer = client.send(
        "/concerns/new",
        lane="concern",
        category="drugs",
        words=WORDS,
        answer="code",
        where=town.place.ref,
        operation_id="op-1",
    )
    assert answer.status_code == 200
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.raise")).one()
    assert (entry.actor_kind, entry.person_id, entry.post_id) == ("visitor", None, None)
    assert db.session.scalars(select(Concern)).one().contact_id is None


def test_promise_no_address_of_yours_is_kept(
    client: PageClient, town: Town, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    client.environ_base.update(FROM["environ_base"])
    bodies(client, town)
    written = capsys.readouterr()
    kept = everything(app) + written.out + written.err
    for marker in (ADDRESS, "Markerphone"):
        assert marker not in kept


def test_who_has_the_code_leaves_no_print_of_an_address(client: PageClient, town: Town) -> None:
    code = code_in(send(client, town).get_data(as_text=True))
    client.post("/follow", data={"code": code})
    assert db.session.scalars(select(Attempt)).all() == []
    client.post("/follow", data={"code": "1" * 16})
    client.post("/follow", data={"code": code})
    assert [row.count for row in db.session.scalars(select(Attempt))] == [1]  # the wrong one still counts


def test_promise_nothing_stays_in_the_browser(client: PageClient, town: Town) -> None:
    for answer in bodies(client, town):
        assert "Set-Cookie" not in answer.headers, answer.request.path
        assert answer.headers.getlist("Cache-Control") == ["no-store"], answer.request.path
        assert answer.headers.getlist("Referrer-Policy") == ["no-referrer"], answer.request.path
    cookie = client.get("/concerns/new?lang=ur").headers["Set-Cookie"]
    assert cookie.startswith("lang=ur;")
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_promise_no_other_company_is_asked(client: PageClient, town: Town) -> None:
    for answer in bodies(client, town):
        html = answer.get_data(as_text=True)
        named = re.findall(
            r'<(?:link|script|img|form|iframe|source|use)\b[^>]*?\b(?:href|src|action)="([^"]*)"', html
        )
        assert [
            address for address in named if not address.startswith(OURS) or address.startswith("//")
        ] == []
        assert "http" not in answer.headers["Content-Security-Policy"]


def test_promise_only_the_code_opens_your_page(
    client: PageClient, town: Town, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    code = code_in(send(client, town, words=WORDS).get_data(as_text=True))
    ref = db.session.scalars(select(Concern.ref)).one()
    wrong = client.post("/follow", data={"code": code[:-1] + str((int(code[-1]) + 1) % 10)})
    assert WORDS not in wrong.get_data(as_text=True)
    assert client.post("/follow", data={"code": ref}).status_code == 422
    assert client.get(f"/concerns/{ref}").status_code == 404
    assert WORDS in client.post("/follow", data={"code": code}).get_data(as_text=True)
    written = capsys.readouterr()
    kept = everything(app) + written.out + written.err
    assert code not in kept
    assert code.replace(" ", "") not in kept


DOORS = (*LANES, "talk")  # the last: the women's desk


def at_sealed_doors(client: PageClient) -> tuple[Force3, list[Concern]]:
    """One matter through each sealed door, with a photo, and more words by its raiser."""
    here = Desk(slug="sealed")
    for lane in DOORS:
        sent = {**fields(here, lane, operation_id=f"op-{lane}"), "file": (io.BytesIO(photo()), "a.jpg")}
        slip = client.post(
            f"/concerns/new/{lane}?force=sealed", data=sent, content_type="multipart/form-data"
        )
        assert slip.status_code == 200
        opened = client.post("/follow", data={"code": code_in(slip.get_data(as_text=True))})
        bearer = re.search(r'name="bearer" value="([^"]+)"', opened.get_data(as_text=True)).group(1)
        more = {"bearer": bearer, "words": f"More of {MARKER}.", "operation_id": f"more-{lane}"}
        assert MARKER in client.post("/follow", data=more).get_data(as_text=True)
    return here, list(db.session.scalars(select(Concern)))


def test_promise_what_is_sealed_is_locked(
    client: PageClient, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    _here, rows = at_sealed_doors(client)
    assert {row.lane for row in rows} == SEALED_LANES
    app.extensions["jobs"].drain()
    db.session.rollback()
    assert db.session.scalars(select(Attachment.state)).all() == ["ready"] * len(DOORS)
    written = capsys.readouterr()
    for marker in (MARKER, MARK, "JFIF"):
        assert marker not in everything(app) + written.out + written.err
    keys = app.extensions["settings"].keys_dir
    inside = "".join(repr(row) for row in db.session.execute(text("SELECT * FROM concerns")))
    assert all(each.read_bytes().hex() not in inside for each in keys.iterdir())


def test_promise_of_what_is_sealed_no_text_is_sent(client: PageClient, app: Flask) -> None:
    here, rows = at_sealed_doors(client)
    assert db.session.scalars(select(OutboxMessage)).all() == []  # nobody asked for a mail
    row = here.brought(address="someone@example.org")
    message = db.session.scalars(select(OutboxMessage)).one()
    notice = delivery.compose(message)
    assert (notice.by_sms, notice.text, notice.link) == (False, None, "")
    assert all(lane not in " ".join([notice.subject, *notice.paragraphs]).lower() for lane in SEALED_LANES)
    with unit():
        for each in (*rows, row):
            fresh(each).contact = row.contact
        contact = fresh(row.contact)
        contact.channel, contact.verified_at = "sms", RAISED
    for number, each in enumerate((*rows, row)):
        reader = here.woman if each.lane == "women" else here.focal
        said = {"words": "We read it.", "language": "en", "operation_id": f"r-{number}"}
        concerns.done(desk.reply, actor=reader.actor, now=RAISED, concern=each, **said)
    assert db.session.scalars(select(OutboxMessage)).all() == [message]


def test_promise_what_is_sealed_has_no_minute(client: PageClient, app: Flask) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 6, 47, 13, tzinfo=UTC), tick=False):
        _here, rows = at_sealed_doors(client)
        app.extensions["jobs"].drain()
        db.session.rollback()
    hour = datetime(2026, 11, 22, 6, tzinfo=UTC)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.actor_kind != "job")).all()
    times = [
        *(row.raised_at for row in rows),
        *db.session.scalars(select(Thread.opened_at)),
        *db.session.scalars(select(Message.at)),
        *db.session.scalars(select(Attachment.at)),
        *(entry.at for entry in entries),
    ]
    assert len(times) > 12
    assert set(times) == {hour}


def test_a_page_of_a_sealed_matter_shows_days_alone(client: PageClient, app: Flask) -> None:
    row = Force3(slug="sealed").tip(code="4820193755620914")
    html = client.post("/follow", data={"code": "4820193755620914"}).get_data(as_text=True)
    assert "21 November" in html
    assert re.search(r"\d\d:\d\d", html.split("<main")[1]) is None
    assert row.raised_at == RAISED.replace(minute=0)


def test_promise_a_named_office_must_answer_within_a_day(client: PageClient, town: Town) -> None:
    row = concerns.concern(locality=town.place, code="4820193755620914")
    for hours, sign in ((23, "Pending"), (25, "Not contacted")):
        with time_machine.travel(row.raised_at + timedelta(hours=hours), tick=False):
            html = client.post("/follow", data={"code": "4820 1937 5562 0914"}).get_data(as_text=True)
        assert sign in html
        assert town.badhber.names["en"] in html


def test_promise_nothing_you_write_is_public(client: PageClient, town: Town, app: Flask) -> None:
    send(client, town, words=WORDS)
    row = db.session.scalars(select(Concern)).one()
    shown = [
        rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments
    ]
    for address in [*shown, f"/concerns/{row.ref}", f"/concerns/{row.ref}/work"]:
        assert "Zarghuna" not in client.get(address).get_data(as_text=True), address
    officer, now = town.acts(town.officer, town.officer_post), clock.now()
    concerns.done(desk.word, actor=officer, now=now, concern=row, words="A lamp is out.", language="en")
    assert client.get(f"/concerns/{row.ref}").status_code == 404
    assert not permissions.REVIEW.allows(officer, row)
    sho = town.acts(town.sho, town.sho_post)
    concerns.done(desk.review, actor=sho, now=now, concern=row)
    public = client.get(f"/concerns/{row.ref}").get_data(as_text=True)
    assert "A lamp is out." in public
    assert "Zarghuna" not in public


def test_promise_a_file_is_drawn_anew(client: PageClient, town: Town, app: Flask) -> None:
    fields = {**GOOD, "where": town.place.ref, "operation_id": "op-1", "file": (io.BytesIO(photo()), "a.jpg")}
    slip = client.post("/concerns/new", data=fields, content_type="multipart/form-data")
    app.extensions["jobs"].drain()
    mine = client.post("/follow", data={"code": code_in(slip.get_data(as_text=True))}).get_data(as_text=True)
    bearer = re.search(r'name="bearer" value="([^"]+)"', mine).group(1)
    press = re.search(r'value="(file:[^"]+)"', mine).group(1)
    given = client.post("/follow", data={"bearer": bearer, "press": press})
    assert given.mimetype == "image/jpeg"
    assert MARK.encode() not in given.data
    assert b"Exif" not in given.data
    assert MARK not in everything(app)


def test_promise_only_you_can_say_it_is_done(client: PageClient, town: Town, app: Flask) -> None:
    row = concerns.concern(locality=town.place, code="4820193755620914")
    concerns.owned(row, town.sho_post, town.acts(town.sho, town.sho_post))
    concerns.done(chain.tell, actor=JOB, now=clock.now(), concern=row)
    client.sign_in(town.dpo)
    verbs = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("concerns.")
        and "POST" in (rule.methods or ())
        and rule.arguments == {"ref"}
    ]
    assert len(verbs) > 5
    for verb in verbs:
        client.send(verb.rule.replace("<ref>", row.ref), press="yes", state="confirmed", words="Done.")
        assert db.session.scalars(select(Concern.state)).one() == State.TOLD, verb.rule
    mine = app.test_client()
    opened = mine.post("/follow", data={"code": "4820193755620914"}).get_data(as_text=True)
    bearer = re.search(r'name="bearer" value="([^"]+)"', opened).group(1)
    mine.post("/follow", data={"bearer": bearer, "press": "yes"})
    assert db.session.scalars(select(Concern.state)).one() == State.CONFIRMED
