"""Every page for every role in both directions: axe, width, policy, strangers, weight, and life without JavaScript."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.recoverable import generate_reset_password_token

from engagement.concerns import queries as concern_queries
from engagement.concerns.calls import CallBack
from engagement.concerns.support import LINK, Support
from engagement.events.rules import State
from engagement.kernel import clock, codes
from engagement.kernel.wording import Wording
from engagement.organisation import queries as organisation
from engagement.problems.models import Comment
from engagement.problems.rules import CommentState
from tests.browser.port import on_a_port
from tests.browser.walker import BEYOND
from tests.factories import accounts, concerns, events, problems
from tests.factories import organisation as org
from tests.factories.saving import saved
from tests.journeys.world import Town, minutes, town
from tests.pages import PageClient

axe_package = pytest.importorskip("axe_playwright_python")
AXE = (Path(axe_package.__file__).parent / "axe.min.js").read_text()
VIEWS = {"en": {"width": 1280, "height": 900}, "ur": {"width": 360, "height": 740}}
WATCH = "document.addEventListener('securitypolicyviolation', e => console.error('policy: ' + e.violatedDirective))"
RUN = """async () => (await axe.run(document, {preload: false, resultTypes: ['violations']})).violations
  .map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | '))"""
NOT_PAGES = {  # files, feeds and ways that lead elsewhere; the desk's forms stand on the page of the concern
    "concerns.give_file",
    "concerns.leave",
    "concerns.misplaced",
    "concerns.own",
    "concerns.refer",
    "concerns.reply",
    "concerns.review",
    "concerns.slips",
    "concerns.stop_clock",
    "concerns.triage",
    "concerns.wording",
    "demo.phones",
    "events.agenda_sheet",
    "events.feed",
    "events.import_refused",
    "events.one",
    "events.own",
    "events.picture",
    "events.points",
    "events.poster",
    "events.register_page",
    "events.sign_in_sheet",
    "events.small_picture",
    "events.tally_sheet",
    "health.metrics",
    "health.process",
    "health.ready",
    "home.media_table",
    "home.own_media",
    "home.press_sheet",
    "home.profile_sheet",
    "home.robots",
    "home.shell_script",
    "intake.manifest",
    "intake.receipt",
    "intake.worker",
    "organisation.near",
    "organisation.outlines",
    "security.two_factor_rescue",
}
SIGN_OUT = {"security.logout", "security.mf_recovery", "security.two_factor_token_validation"}
OPEN = {  # what the public reads; the map draws with a library of its own
    "concerns.follow", "concerns.new", "concerns.show", "events.index", "events.rsvp", "events.show", "home.front",
    "home.help", "home.privacy", "organisation.locality", "organisation.station", "organisation.stations",
    "problems.answer", "problems.comment", "problems.told", "security.login",
}  # fmt: skip
FACES = (
    ("", "events.show"),
    ("/manage", "events.manage"),
    ("/edit", "events.edit"),
    ("/door", "events.door"),
    ("/record", "events.record"),
)
MOST_BYTES = 100_000


class Watched:
    """One role's browser; collects what no page may do."""

    def __init__(self, chromium: Any, address: str, language: str, cookie: str = "", **options: Any) -> None:
        self.address, self.language = address, language
        self.context = chromium.new_context(viewport=VIEWS[language], **options)
        if cookie:
            self.context.add_cookies([{"name": "session", "value": cookie, "url": address}])
        self.context.add_cookies([{"name": "lang", "value": language, "url": address}])
        self.context.add_init_script(WATCH)
        self.page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda problem: self.trouble.append(str(problem)))
        self.page.on("request", self._asked)

    def judge(self, path: str) -> list[str]:
        """Open a page and return what is wrong with it."""
        self.trouble.clear()
        self.page.goto(self.address + path)
        return self.judged()

    def judged(self) -> list[str]:
        """Return what is wrong with the page that is open."""
        page = self.page
        page.evaluate(AXE)
        wrong = [*page.evaluate(RUN), *self.trouble]
        if page.viewport_size["width"] != 360:
            page.set_viewport_size({"width": 360, "height": 740})
        wrong += [f"beyond 360 px: {each}" for each in page.evaluate(BEYOND)]
        page.set_viewport_size(VIEWS[self.language])
        seen = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
        if seen != [self.language, "rtl" if self.language == "ur" else "ltr"]:
            wrong.append(f"speaks {seen}")
        return wrong

    def press(self, what: str) -> None:
        """Press a button or a link and wait for the next page."""
        with self.page.expect_navigation():
            self.page.locator(what).first.click()

    def _said(self, message: Any) -> None:
        # The page itself may answer 403 or 404; that is what was asked for.
        if (
            message.type in {"error", "warning"}
            and "the server responded with a status of 4" not in message.text
        ):
            self.trouble.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.address, "data:")):
            self.trouble.append(f"asked elsewhere: {request.url}")


@pytest.fixture
def here(app: Flask) -> Town:
    """The town, with what every route needs to be seen."""
    built = town()
    app.extensions["settings"] = replace(app.extensions["settings"], demo=True)  # the phones on the screen
    built.named["/demo/phones/"] = {"name": "first"}
    shown = concerns.concern(locality=events.event().locality, now=clock.now())
    shown.public_words, shown.wording = "A lamp is out.", Wording.REVIEWED
    saved(shown)
    built.named["/concerns/<ref> shown"] = {"ref": shown.ref}
    ours = concern_queries.concern(built.named["/concerns/"]["ref"])
    assert ours is not None
    drawn = {
        "force_id": ours.force_id,
        "office_id": ours.office_id,
        "concern_id": ours.id,
        "month": "2026-10",
    }
    sample = {"out_of": 1, "reachable": 1, "seed": "seed", "drawn_at": clock.now()}
    built.named["/concerns/call-backs/"] = {"ref": saved(CallBack(**drawn, **sample)).ref}
    given = {"counts": True, "locale": "en", "on_day": clock.now().date(), "operation_id": "too"}
    too = saved(Support(concern_id=shown.id, **given))
    built.named["/concerns/following/"] = {"token": codes.sign(LINK, too.ref)}
    answered = problems.problem(
        concern=shown, owner=org.post(office=shown.office), public_title="It was dark", public_words="A lamp.",
        wording=Wording.REVIEWED,
    )  # fmt: skip
    said = {"problem_id": answered.id, "language": "en", "at": clock.now(), "operation_id": "said"}
    saved(Comment(**said, state=CommentState.SHOWN, words="It is bright now.", name="Gul"))
    built.named["/you-said-we-did/"] = {"ref": answered.ref}
    station = organisation.office(built.named["/organisation/offices/"]["ref"])
    assert station is not None
    assert station.parent is not None
    held = events.event(office=station, state=State.HELD, starts_at=clock.now() - timedelta(hours=3))
    minutes(held)
    called_off = events.event(
        office=station, state=State.CANCELLED, cancel_reason="Rain", cancel_language="en"
    )
    built.named["held"], built.named["called off"] = {"reference": held.ref}, {"reference": called_off.ref}
    built.named["/organisation/offices/<ref>/new"] = {"ref": station.parent.ref}
    with app.test_request_context():
        token = generate_reset_password_token(built.people["officer"])
    built.named["/sign-in/forgotten/<token>"] = {"token": token}
    return built


@pytest.fixture
def served(app: Flask, here: Town) -> Iterator[str]:
    """The app on a port of this machine."""
    with on_a_port(app) as address:
        yield address


def cookie_of(app: Flask, here: Town, role: str) -> str:
    """Return the session that somebody of this role has after both factors."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in(here.people[role])
    cookie = client.get_cookie("session")
    assert cookie is not None
    return str(cookie.value)


def reading(app: Flask, language: str, cookie: str) -> FlaskClient:
    """Make somebody who asks for pages without drawing them: most are made of what was judged before."""
    reader = app.test_client()
    reader.set_cookie("lang", language)
    if cookie:
        reader.set_cookie("session", cookie)
    return reader


def addresses(app: Flask, here: Town) -> list[tuple[str, str]]:
    """Return every address that may be asked for, with more than one where a page has more than one face."""
    found = [(address, endpoint) for address, endpoint in here.addresses(app) if endpoint != "static"]
    shown = here.named["/concerns/<ref> shown"]["ref"]
    more = [
        *(
            (f"/events/{here.named[what]['reference']}{part}", endpoint)
            for what in ("held", "called off", "draft", "past", "member")
            for part, endpoint in FACES
        ),
        (f"/concerns/{shown}", "concerns.show"),
        (f"/concerns/{shown}/work", "concerns.work"),
        (f"/concerns/{shown}/too", "concerns.too"),
        ("/events?place=nowhere&when=past", "events.index"),
        ("/nothing/here", "missing"),
    ]
    return sorted(found + more, key=lambda each: each[1] in SIGN_OUT)  # who signs out sees no more


def skeleton(html: str) -> tuple[str, str]:
    """Return what the frame and the main part of a page are made of; rows that repeat count once."""
    head, _, rest = html.partition("<main")
    main, _, foot = rest.partition("</main>")
    return _made_of(head + foot), _made_of(main)


def _made_of(html: str) -> str:
    parts = re.findall(r"<(\w+)(?:[^>]*?\sclass=\"([^\"]*)\")?(?:[^>]*?\stype=\"([^\"]*)\")?", html)
    once = [part for n, part in enumerate(parts) if part not in parts[max(0, n - 12) : n]]
    return hashlib.sha256(repr(once).encode()).hexdigest()


# 003.13, 003.14
@pytest.mark.parametrize("language", ["en", "ur"])
def test_no_page_of_any_role_fails_axe_or_the_policy_or_the_screen(
    app: Flask, here: Town, served: str, chromium: Any, language: str
):
    wrong: dict[str, list[str]] = {}
    visited: set[str] = set()
    judged: set[str] = set()
    asked = addresses(app, here)
    for role in (None, *here.people):
        cookie = cookie_of(app, here, role) if role else ""
        somebody = Watched(chromium, served, language, cookie)
        reader = reading(app, language, cookie)
        for path, endpoint in asked:
            answer = reader.get(path)
            if answer.mimetype != "text/html" or not answer.data or 300 <= answer.status_code < 400:
                continue
            if answer.status_code < 300:
                visited.add(endpoint)
            if answer.status_code >= 500:
                wrong[f"{path} as {role or 'visitor'}"] = [str(answer.status_code)]
            made_of = skeleton(answer.text)
            if judged.issuperset(made_of):
                continue
            judged.update(made_of)
            found = somebody.judge(path)
            if found:
                wrong[f"{path} as {role or 'visitor'}"] = found
        somebody.context.close()
    visited |= _while_signing_in(chromium, served, language, wrong)
    assert wrong == {}, json.dumps(wrong, indent=1, ensure_ascii=False)
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())} - {
        "static"
    }
    unseen = sorted(routes - visited - NOT_PAGES)
    assert (unseen, sorted(NOT_PAGES & visited)) == ([], []), f"routes that were not seen as a page: {unseen}"


def _while_signing_in(chromium: Any, served: str, language: str, wrong: dict[str, list[str]]) -> set[str]:
    """Judge the pages between the password and the desk, and the square of a second factor."""
    accounts.account(email="gul@example.org", locale=language, holding=org.post(office=org.station()))
    gul = Watched(chromium, served, language)
    gul.page.goto(f"{served}/sign-in")
    gul.page.fill("[name=email]", "gul@example.org")
    gul.page.fill("[name=password]", accounts.PASSWORD)
    gul.press("main form button")
    seen = {"security.two_factor_token_validation": gul.judged()}
    gul.press("main a[href*='recovery-code']")
    seen["security.mf_recovery"] = gul.judged()
    gul.page.goto(f"{served}/sign-in/code")
    gul.page.fill("[name=code]", accounts.code())
    gul.press("main form button")
    gul.press("main form button")
    seen["security.mf_recovery_codes"] = gul.judged()
    for name, path in (
        ("security.change_password", "/account/password"),
        ("security.two_factor_setup", "/sign-in/second-factor"),
    ):
        gul.page.goto(served + path)
        seen[name] = gul.judged()
        assert gul.page.url == served + path
    gul.press("main form button")
    assert gul.page.locator("main .qr").count(), gul.page.locator("main").inner_text()
    seen["the square of the second factor"] = gul.judged()
    wrong.update({name: found for name, found in seen.items() if found})
    gul.context.close()
    return set(seen)


# 000.6
def test_the_pages_of_the_public_weigh_less_than_100_kb(app: Flask, here: Town, served: str, chromium: Any):
    heavy: dict[str, int] = {}
    public = [path for path, endpoint in addresses(app, here) if endpoint in OPEN]
    for path in public:
        context = chromium.new_context(viewport=VIEWS["ur"])
        page = context.new_page()
        done: list[Any] = []
        page.on("requestfinished", lambda request, done=done: done.append(request))
        page.goto(served + path)
        weight = sum(_weight(request) for request in list(done))
        if weight > MOST_BYTES:
            heavy[path] = weight
        context.close()
    assert len(public) >= len(OPEN)
    assert heavy == {}


def _weight(request: Any) -> int:
    sizes = request.sizes()
    return 0 if request.resource_type == "font" else int(sizes["responseBodySize"])


# 000.6
def test_answering_raising_and_following_need_no_javascript(served: str, here: Town, chromium: Any):
    context = chromium.new_context(viewport=VIEWS["ur"], java_script_enabled=False)
    page = context.new_page()
    page.goto(
        f"{served}/events/{here.named['/events/']['ref']}"
    )  # a women's session: its form is a page of its own
    page.locator("a[href$='/rsvp']").click()
    page.fill("[name=contact]", "guest@example.org")
    page.locator("form[action$='/rsvp'] button").click()
    assert re.fullmatch(r".*/rsvp/[^/]+", page.url)
    page.goto(f"{served}/concerns/new")
    page.locator("[name=category]").first.check(force=True)
    page.fill("[name=words]", "No light.")
    page.locator("main form button").last.click()
    code = page.locator(".slip .code").first.inner_text()
    page.goto(f"{served}/follow")
    page.fill("[name=code]", code)
    page.locator("main form button").first.click()
    assert "No light." in page.locator("main").inner_text()
    page.goto(f"{served}/events?place=nowhere")
    page.locator("main form button").first.click()
    assert page.locator("main h1").count() == 1
    context.close()
