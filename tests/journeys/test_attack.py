"""Every door is pushed with what no form of ours sends: nothing breaks, on either database."""

import ast
from collections.abc import Iterator
from functools import cache

import pytest
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from engagement.kernel import clock
from engagement.kernel.database import db
from engagement.kernel.form_base import Form
from tests.fixtures import _empty
from tests.house.tree import ROOT
from tests.journeys import world
from tests.journeys.world import Town, town
from tests.pages import PageClient
from tests.printed import Sheet

QUERY = (
    "after", "audience", "bbox", "event", "find", "force", "from", "kind", "lang", "language", "lat", "locality",
    "lon", "mine", "near", "next", "office", "place", "q", "since", "size", "state", "station", "to", "until", "when",
    "zoom",
)  # fmt: skip
VALUES = ("a%00b", "%FF%FE", "9" * 5000, "nan,1e999,0,0")
NAMES = ("A%00B", "%FF%FE", "9" * 20, "9" * 4500, "..%2F..%5Cexample.org")
SENT = (b"%00", b"\xff\xfe\x80", b"9" * 5000, b"1%0D%0ABcc: x@example.org")
DEEDS = (
    "tap", "undo", "arrive", "not_arrived", "begin", "minutes", "wording", "promise", "drop", "press", "close",
    "withdraw", "settle", "confirm", "voucher", "approve", "decline", "end", "name", "unname 9", "count 9", "invite",
    "back 9", "yes", "no", "add", "plan", "link", "came", "item", "settle 9", "unlink", "erase",
)  # fmt: skip
WITH_DEEDS = {
    "events.door", "events.record", "events.mine", "events.programme", "events.delegates", "events.invited",
    "events.asking", "events.vouchers", "events.register", "events.member", "events.sitting",
}  # fmt: skip
OURS = ("press", "bearer", "rsvp", "tap", "promise", "event", "email", "password", "code", "next", "setup")
WHO = (None, "commander", "administrator")


@pytest.fixture
def here(app: Flask) -> Town:
    return town()


@pytest.fixture
def clock_stands() -> Iterator[None]:
    """The tokens of forms are stamped with the second, as `Date` is."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@cache
def fields_of_forms() -> list[str]:
    """Return the name of every field of every form, with each prefix that a page gives that form."""
    waiting, names, prefixes = [Form], set(OURS), prefixes_in_code()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        fields = {name for name in dir(kind) if hasattr(getattr(kind, name), "field_class")}
        own = {kind.named} if isinstance(kind.named, str) else set()  # a field may be called so
        for prefix in {"", *own, *prefixes.get(kind.__name__, ())}:
            between = "-" if prefix and not prefix.endswith("-") else ""
            names |= {prefix + between + name for name in fields}
    return sorted(names)


@cache
def prefixes_in_code() -> dict[str, set[str]]:
    """Return what stands before the fields of a form wherever the code makes one, by the name of the form."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "engagement").rglob("*.py"):
        if "prefix=" not in path.read_text():
            continue
        tree = ast.parse(path.read_text())
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            maker = call.func.value if isinstance(call.func, ast.Attribute) else call.func
            for given in call.keywords:
                if given.arg == "prefix" and isinstance(maker, ast.Name) and maker.id.endswith("Form"):
                    found.setdefault(maker.id, set()).add(_written(given.value, tree))
    return found


def _written(prefix: ast.expr, tree: ast.Module) -> str:
    """Return a prefix as it stands in the code: a text, a constant of its module, or one with a number in it."""
    if isinstance(prefix, ast.Name):
        (prefix,) = (
            node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and node.targets[0].id == prefix.id
        )
    if isinstance(prefix, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "9" for part in prefix.values)
    assert isinstance(prefix, ast.Constant), ast.dump(prefix)
    return str(prefix.value)


def pushed(app: Flask, here: Town, who: str | None) -> PageClient:
    client = app.test_client()
    if who is not None:
        client.sign_in(here.people[who])
    return client  # type: ignore[return-value]


def elsewhere(number: int) -> dict[str, str]:
    """Come from another address each time: the limits by address are not what is tried here."""
    return {"REMOTE_ADDR": f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"}


@pytest.mark.parametrize("who", WHO)
def test_no_question_breaks_a_page(app: Flask, here: Town, who: str | None):
    client, broken = pushed(app, here, who), []
    for address, endpoint in here.addresses(app):
        if endpoint == "health.ready":  # a test's database knows no migrations
            continue
        for n, value in enumerate(VALUES):
            asked = "&".join(f"{name}={value}" for name in QUERY)
            answer = client.get(f"{address}?{asked}", environ_overrides=elsewhere(n))
            if answer.status_code >= 500:
                broken.append((endpoint, value[:20], answer.status_code))
    assert broken == []


@pytest.mark.parametrize("who", WHO[:2])
def test_no_name_in_an_address_breaks_a_page(app: Flask, here: Town, who: str | None):
    client, broken, number = pushed(app, here, who), [], 0
    for method in ("GET", "POST"):
        for rule in app.url_map.iter_rules():
            if method not in (rule.methods or ()) or not rule.arguments or rule.endpoint == "static":
                continue
            for value in NAMES:
                address, number = rule.rule, number + 1
                for name in rule.arguments:
                    for written in (f"<{name}>", f"<int:{name}>"):
                        address = address.replace(written, value)
                sent = {"data": {"csrf_token": client.token()}} if method == "POST" and who else {}
                answer = client.open(address, method=method, environ_overrides=elsewhere(number), **sent)
                if answer.status_code >= 500:
                    broken.append((method, rule.endpoint, value[:20]))
    assert broken == []


@pytest.mark.parametrize("value", SENT)
@pytest.mark.parametrize("who", WHO[:2])
def test_no_form_breaks_a_door(app: Flask, here: Town, who: str | None, value: bytes):
    app.config.update(MAX_CONTENT_LENGTH=None, MAX_FORM_MEMORY_SIZE=None)  # or what is long comes to no door
    client, broken = pushed(app, here, who), []
    fields = b"&".join(name.encode() + b"=" + value for name in fields_of_forms())
    for n, (address, endpoint) in enumerate(here.addresses(app, "POST")):
        deeds = DEEDS if endpoint in WITH_DEEDS else ("",)
        for deed in deeds:
            token = client.token() if who else ""
            answer = client.post(
                address,
                data=f"do={deed}&csrf_token={token}&".encode() + fields,
                content_type="application/x-www-form-urlencoded",
                environ_overrides=elsewhere(n),
            )
            if answer.status_code >= 500:
                broken.append((endpoint, deed, answer.status_code))
    assert broken == []


# Which of the words only some may read each role finds on any page; whoever is not named finds none.
STATION = frozenset(world.ALL) - {world.ADDRESS, world.NAME, world.SEALED, world.COMMENT}
READS_COMMENTS = STATION | {world.NAME, world.COMMENT}
RAISER = {world.WORDS}  # behind the link of the raiser's own mail
ALLOWED = {
    None: RAISER,
    "officer": STATION | {world.NAME},
    "commander": READS_COMMENTS,
    "supervisor": READS_COMMENTS,
    "pro": STATION | {world.NAME},
    "oversight": RAISER | {world.SEALED, "complaint"},
    "focal": RAISER | {world.SEALED, "complaint", "tip", "threat"} | STATION | {world.NAME},
    "womens": RAISER | {world.SEALED, "women"} | STATION | {world.NAME},
    "untrained": STATION | {world.NAME},  # 002.10: her training has ended
    "mistaken": STATION | {world.NAME},  # 002.9: a man let in by mistake
    "administrator": RAISER | {world.VENUE, world.POINT},
    "elsewhere": RAISER | {world.VENUE},  # the list of venues; that women meet there, it does not say
    "stranger": RAISER,
}


Found = dict[str | None, dict[str, set[str]]]  # who finds which words, on the answers of which endpoints


def found_by(app: Flask, here: Town, who: str | None) -> dict[str, set[str]]:
    """Return which words somebody finds, each with the endpoints on whose answers it stands."""
    client = pushed(app, here, who)
    found: dict[str, set[str]] = {}
    others = [(f"/events/{here.named[name]['reference']}{end}", name) for name in ("draft", "past") for end in ("", ".ics", "/manage", "/record", "/door", "/poster.pdf", "/register.pdf")]  # fmt: skip
    for n, (address, endpoint) in enumerate([*here.addresses(app), *others]):
        if endpoint == "concerns.leave":
            continue
        answer = client.get(address, environ_overrides=elsewhere(n))
        text = (_read(answer) + str(answer.headers)).replace(address, "")
        # A sealed matter is not to be named either: its reference stands on no list.
        words = {**{word: word for word in world.ALL}, **here.sealed}
        for name, word in words.items():
            if word in text:
                found.setdefault(name, set()).add(endpoint)
    return found


def _read(answer: TestResponse) -> str:
    """Return the words of a page, or of a sheet of paper, where a line may break after a hyphen."""
    if answer.mimetype == "application/pdf":
        return Sheet(answer.data).text.replace("- ", "-")
    return answer.get_data(as_text=True)


@pytest.fixture(scope="module")
def read_by_each(whole_app: Flask) -> Found:
    """What everybody finds in one town: reading changes nothing in it."""
    with whole_app.app_context():
        try:
            here = town()
            return {who: found_by(whole_app, here, who) for who in ALLOWED}
        finally:
            db.session.rollback()
            _empty(whole_app)
            db.session.remove()


@pytest.mark.parametrize("who", ALLOWED)
def test_words_that_only_some_may_read_stand_on_no_other_page(read_by_each: Found, who: str | None):
    # field.md T2, T7, T12
    found = read_by_each[who]
    assert {word: ends for word, ends in found.items() if word not in ALLOWED[who]} == {}
    assert world.ADDRESS not in found


def test_those_who_run_the_station_find_every_one_of_the_words(read_by_each: Found):
    # Else the test above would find nothing because nothing is there.
    assert set(read_by_each["commander"]) == ALLOWED["commander"]


def test_the_raisers_words_stand_signed_out_behind_their_own_link_alone(read_by_each: Found):
    assert read_by_each[None] == {world.WORDS: {"concerns.followed"}}


@pytest.mark.parametrize("who", [None, "elsewhere", "stranger", "administrator"])
@pytest.mark.usefixtures("clock_stands")
def test_out_of_sight_and_missing_are_the_same_bytes(app: Flask, here: Town, who: str | None):
    client, different = pushed(app, here, who), []
    client.get("/help")  # the first page that a session is shown writes into it
    for n, rule in enumerate(app.url_map.iter_rules()):
        if not rule.arguments or rule.build_only or rule.endpoint == "static":
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            sent = {"data": {"csrf_token": client.token()}} if method == "POST" and who else {}
            there = client.open(here.fill(rule), method=method, environ_overrides=elsewhere(n), **sent)
            if there.status_code != 404:
                client.get("/help")  # where what it said is read and gone
                continue
            missing = world.Town(named={}).fill(rule).replace("<int:id>", "9")
            missing = missing.replace("nothing", "9" * 8)
            none = client.open(missing, method=method, environ_overrides=elsewhere(n), **sent)
            if (none.status_code, _told(none)) != (404, _told(there)):
                different.append((method, rule.endpoint))
    assert different == []


def _told(answer: TestResponse) -> tuple[bytes, list[tuple[str, str]]]:
    return answer.data, sorted((name, value) for name, value in answer.headers if name != "Date")
