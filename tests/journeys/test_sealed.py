"""The attacker of field.md T1–T4: walks every address for the words of sealed matters, as each who must not see them."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from engagement.concerns import permissions, queries, sight
from engagement.concerns.models import Concern
from engagement.kernel.database import db, unit
from engagement.people.models import Posting
from tests.factories import organisation as org
from tests.factories import people
from tests.journeys.test_attack import _read, _told, clock_stands, elsewhere
from tests.journeys.world import SEALED, WORDS, Town, town
from tests.pages import PageClient

WITH_ADDRESS = ("/concerns/", "/oversight/", "/problems/", "/follow/")
__all__ = ["clock_stands"]  # a fixture
LISTS = (
    "/desk",
    "/concerns",
    "/concerns?mine=1",
    "/problems",
    "/outbox",
    "/people",
    "/events/ours",
    "/account",
)
# Who reads which lane; whoever is not named reads none.
READERS = {"focal": {"complaint", "tip", "threat"}, "oversight": {"complaint"}, "womens": {"women"}}
# 002.9, 002.10: a woman whose training has ended, and a man let in to the women's desk by mistake
SHUT = ("untrained", "mistaken")
BARRED = (None, "commander", "officer", "supervisor", "pro", "administrator", "elsewhere", "stranger", *SHUT)


@pytest.fixture
def here(app: Flask) -> Town:
    return town()


def pushed(app: Flask, here: Town, who: str | None) -> PageClient:
    client: Any = app.test_client()
    if who is not None:
        client.sign_in(here.people[who])
    client.get("/help")  # the first page that a session is shown writes into it
    return client


def of_a_matter(app: Flask, ref: str) -> list[tuple[str, str]]:
    """Every method and address that names a concern, with this one's name in it."""
    return [
        (method, re.sub(r"<(\w+)>", ref, rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.arguments == {"ref"} and rule.rule.startswith(WITH_ADDRESS)
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def leaks(app: Flask, here: Town, who: str, pages: tuple[str, ...] = LISTS) -> list[str]:
    """On which pages somebody finds the words or the reference of a sealed matter; test_attack.py walks every address."""
    client, marks = pushed(app, here, who), {SEALED, *here.sealed.values()}
    told = {page: _read(client.get(page)) for page in pages}
    return [page for page, said in told.items() if any(mark in said for mark in marks)]


@pytest.mark.parametrize("who", [*BARRED, *READERS])
@pytest.mark.usefixtures("clock_stands")
def test_forbidden_is_missing_byte_for_byte(app: Flask, here: Town, who: str | None) -> None:
    # T2: the whole answer but its date, at every door that takes a reference
    client, wrong = pushed(app, here, who), []
    theirs = {lane: ref for lane, ref in here.sealed.items() if lane not in READERS.get(who or "", set())}
    token = client.token() if who else ""
    for n, (method, missing) in enumerate(of_a_matter(app, "ZZZZZZ")):
        sent = {"data": {"csrf_token": token}} if method == "POST" and who else {}
        sent["environ_overrides"] = elsewhere(n)
        none = client.open(missing, method=method, **sent)
        for lane, ref in theirs.items():
            there = client.open(missing.replace("ZZZZZZ", ref), method=method, **sent)
            same = _told(there) == _told(none)
            signed_out = who is None and there.status_code == 302 and none.status_code == 302
            if not (same or signed_out) or there.status_code not in {302, 404}:
                wrong.append((lane, method, missing, there.status_code, none.status_code))
    assert wrong == []


def test_the_accused_the_colleague_the_subordinate_and_the_superior_find_nothing(
    app: Flask, here: Town
) -> None:
    # T2
    row = db.session.scalars(db.select(Concern).where(Concern.ref == here.sealed["complaint"])).one()
    below = org.post(office=org.office(parent=row.accused[0].office))
    here.people["subordinate"] = people.person(holding=below)
    for who in ("commander", "officer", "supervisor", "subordinate"):
        assert leaks(app, here, who) == [], who


def test_what_its_raiser_hides_is_missing_to_all_who_read_it_until_then(app: Flask, here: Town) -> None:
    # T1, T2
    client = pushed(app, here, None)
    link, ref = f"/follow/{here.named['/follow/']['token']}", str(here.named["/concerns/"]["ref"])
    row = db.session.scalars(db.select(Concern).where(Concern.ref == ref)).one()
    before = row.office_id
    assert client.post(link, data={"press": "hidden"}).status_code == 200
    db.session.expire_all()
    assert row.lane == "women"
    assert row.office_id != before
    assert WORDS in client.get(link).get_data(as_text=True)
    for who in BARRED[1:]:
        theirs = pushed(app, here, who)
        told = {page: _read(theirs.get(page)) for page in (*LISTS, f"/concerns/{ref}", f"/oversight/{ref}")}
        assert [page for page, said in told.items() if WORDS in said] == [], who
        assert theirs.get(f"/concerns/{ref}/work").status_code == 404, who


def test_a_list_that_leaks_is_caught(app: Flask, here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "open_to", lambda _who: db.select(Concern).options(*queries.LISTED))
    assert leaks(app, here, "commander") == ["/concerns"]


def test_a_door_that_leaks_is_caught(app: Flask, here: Town) -> None:
    door = permissions.OPEN_SEALED
    rule = door.rule
    object.__setattr__(door, "rule", lambda _who, _row: True)
    try:
        with pytest.raises(AssertionError):
            test_forbidden_is_missing_byte_for_byte(app, here, "commander")
    finally:
        object.__setattr__(door, "rule", rule)


def test_a_list_by_clock_that_forgets_who_is_barred_is_caught(
    app: Flask, here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit():
        posting = db.session.scalars(
            db.select(Posting).where(Posting.person_id == here.people["officer"].id)
        ).one()
        posting.lanes = "complaint"  # a colleague of the accused, let in all the same
    assert leaks(app, here, "officer", ("/oversight",)) == []
    monkeypatch.setattr(sight, "sealed_visible_to", lambda _who: db.select(Concern))
    assert leaks(app, here, "officer", ("/oversight",)) == ["/oversight"]


def test_whoever_may_read_finds_the_words(app: Flask, here: Town) -> None:
    # Else the tests above would find nothing because nothing is there.
    for who, lanes in READERS.items():
        client = pushed(app, here, who)
        for lane in lanes:
            assert SEALED in client.get(f"/oversight/{here.sealed[lane]}").get_data(as_text=True)


def test_database_files_and_logs_hold_no_word(
    app: Flask, here: Town, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    # T1: the file with its write-ahead log and free pages, a copy as the backup makes it, and what was logged
    client = pushed(app, here, "focal")
    for ref in here.sealed.values():
        client.get(f"/oversight/{ref}")
    client.get(f"/oversight/{'A' * 6}")
    marker = SEALED.encode()
    if db.engine.dialect.name == "sqlite":
        file = Path(db.engine.url.database or "")
        with sqlite3.connect(file) as source, sqlite3.connect(tmp_path / "copy.db") as copy:
            source.backup(copy)
        copies = [*file.parent.glob(f"{file.name}*"), tmp_path / "copy.db"]
        assert [path.name for path in copies if marker in path.read_bytes()] == []
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(text(f"SELECT * FROM {table.name}")):
            assert SEALED not in repr(tuple(row)), table.name
    folder = Path(app.extensions["settings"].data_dir)
    assert [p.name for p in folder.rglob("*") if p.is_file() and marker in p.read_bytes()] == []
    told = capfd.readouterr()
    assert SEALED not in told.out + told.err


def test_a_matter_opened_in_an_emergency_is_found_by_who_asked_and_its_readers_alone(
    app: Flask, here: Town
) -> None:
    # T4: two people; everywhere else, and for everybody else, it stays missing
    ref = here.sealed["complaint"]
    opening = here.named["/oversight/emergency/"]["ref"]
    assert pushed(app, here, "supervisor").get(f"/oversight/{ref}").status_code == 404
    assert pushed(app, here, "focal").send(f"/oversight/emergency/{opening}", yes="y").status_code == 302
    asker = pushed(app, here, "supervisor")
    assert ref in _read(asker.get("/oversight/emergency"))
    assert SEALED in _read(asker.get(f"/oversight/{ref}"))
    assert asker.get(f"/concerns?q={ref}").headers["Location"].endswith(f"/concerns/{ref}/work")
    for who in ("commander", "officer", "pro", "administrator"):
        assert leaks(app, here, who, (*LISTS, "/oversight/emergency")) == [], who
    assert "read 1 time" in _read(pushed(app, here, "focal").get(f"/oversight/{ref}"))
    assert pushed(app, here, "focal").send(f"/oversight/{ref}/close").status_code == 302
    assert asker.get(f"/oversight/{ref}").status_code == 404
    assert ref not in _read(asker.get("/oversight/emergency"))


@pytest.mark.usefixtures("clock_stands")
def test_asking_for_what_is_not_there_and_for_what_one_is_barred_from_answer_alike(
    app: Flask, here: Town
) -> None:
    why = "Its readers are on leave until Monday."
    told = []
    for ref in ("ZZZZZZ", here.sealed["threat"]):
        client = pushed(app, here, "supervisor")
        answer = client.send("/oversight/emergency", matter=ref, reason=why)
        told += [(answer.status_code, answer.headers["Location"], _read(client.get("/oversight/emergency")))]
    hidden = re.compile(r'value="[^"]+"')
    assert hidden.sub("", str(told[0])) == hidden.sub("", str(told[1]))
