"""Somebody with a browser of their own, who follows only what stands on pages and in messages."""

import re
import time
from email.message import EmailMessage
from typing import Any

from tests.product import Product

SIZES = {"en": {"width": 1280, "height": 900}, "ur": {"width": 360, "height": 740}}
DIRECTIONS = {"en": "ltr", "ur": "rtl"}
# What lies beyond the edge of the screen, though the page itself does not scroll; tables may scroll in their frame.
BEYOND = """() => (document.documentElement.scrollWidth > innerWidth ? ['the page'] : []).concat(
  [...document.querySelectorAll('main *')].filter(each => {
    const place = each.getBoundingClientRect();
    return place.width > 1 && (place.right > innerWidth + 1 || place.left < -1)
      && !each.closest('.scroll, .unseen, .leaflet-container');
  }).slice(0, 3).map(each => each.outerHTML.slice(0, 120)))"""
LINK = re.compile(r"https?://\S+")


class Walker:
    """One person: a context without cookies, one page, the mails that were read."""

    def __init__(self, chromium: Any, product: Product, language: str, email: str = "") -> None:
        self.product, self.language, self.email = product, language, email
        self.context = chromium.new_context(viewport=SIZES[language], locale="en-GB")
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.trouble: list[str] = []
        self.read: list[EmailMessage] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda problem: self.trouble.append(str(problem)))
        self.page.on("request", self._asked)

    # ── going ───────────────────────────────────────────────────────────────

    def arrive(self, address: str) -> "Walker":
        """Open an address that was printed or mailed, in this walk's language."""
        assert address.startswith(self.product.address), f"a foreign address: {address}"
        self.page.goto(address)
        if self.page.locator("html").get_attribute("lang") != self.language:
            self.follow(f".languages a[hreflang={self.language}]")
        return self.look()

    def home(self) -> "Walker":
        """Begin at the front page, whose address the server printed."""
        return self.arrive(self.product.address + "/")

    def follow(self, link: str) -> "Walker":
        """Press a link of this page."""
        return self._press(link)

    def press(self, button: str) -> "Walker":
        """Press a button of this page."""
        return self._press(button)

    def _press(self, what: str) -> "Walker":
        found = self.page.locator(what).first
        assert self.page.locator(what).count(), (
            f"nothing like {what} on {self.page.url}: {self.words()[:600]}"
        )
        self._unfold(found)
        with self.page.expect_navigation():
            found.click()
        return self.look()

    def _unfold(self, found: Any) -> None:
        """Open the fold that something lies in, as a person would."""
        fold = found.locator("xpath=ancestor::details[not(@open)][1]")
        if fold.count():
            fold.locator("summary").first.click()

    # ── writing ─────────────────────────────────────────────────────────────

    def write(self, form: str = "main form", **fields: Any) -> "Walker":
        """Fill fields of a form by their names; True ticks, a tuple ticks several, text chooses or types."""
        place = self.page.locator(form).first
        for given, value in fields.items():
            name = given.replace("__", "-")
            field = place.locator(f"[name='{name}']")
            assert field.count(), f"no field {name} in {form} on {self.page.url}"
            self._unfold(field.first)
            kind = field.first.evaluate("f => f.tagName === 'SELECT' ? 'select' : f.type")
            if kind == "select":
                self._choose(field, str(value))
            elif kind in {"radio", "checkbox"}:
                for each in value if isinstance(value, tuple) else (value,):
                    chosen = field if each is True else place.locator(f"[name='{name}'][value='{each}']")
                    chosen.check(force=True)
            else:
                field.first.fill(str(value))
        return self

    def _choose(self, field: Any, wanted: str) -> None:
        """Choose what has this value, or these words."""
        options = field.first.locator("option").evaluate_all("all => all.map(o => [o.value, o.textContent])")
        found = [value for value, words in options if value == wanted or wanted in words]
        assert found, f"nothing like {wanted} among {options}"
        field.first.select_option(found[0])

    # ── looking ─────────────────────────────────────────────────────────────

    def look(self) -> "Walker":
        """Check what holds on every page; a page that was refused is shown with its words."""
        html = self.page.locator("html")
        seen = (html.get_attribute("lang"), html.get_attribute("dir"))
        assert seen == (self.language, DIRECTIONS[self.language]), f"{seen} on {self.page.url}"
        assert self.page.evaluate(BEYOND) == [], f"{self.page.url} is wider than the screen"
        refused = self.page.locator("main [role=alert]:visible")
        assert not refused.count(), f"refused on {self.page.url}: {refused.first.inner_text()}"
        assert not self.trouble, f"{self.page.url}: {self.trouble}"
        return self

    def words(self) -> str:
        """Return what stands in the main part of the page."""
        return str(self.page.locator("main").inner_text())

    def where(self) -> str:
        """Return where this person stands, for a walk that stopped."""
        here = self.page.url
        return (
            f"── {self.email or 'somebody'}: {here}\n{self.words()[:1500] if here != 'about:blank' else ''}"
        )

    def code(self) -> str:
        """Return the code on the slip of this page."""
        return str(self.page.locator(".slip .code").first.inner_text()).strip()

    # ── messages ────────────────────────────────────────────────────────────

    def mail(self, words: str = "") -> EmailMessage:
        """Wait for the next mail to this person that was not read yet (and holds `words`)."""
        limit = time.monotonic() + 45
        while time.monotonic() < limit:
            for mail in list(self.product.mailbox.arrived):
                if (
                    mail["To"]
                    and self.email in mail["To"]
                    and mail not in self.read
                    and words in text_of(mail)
                ):
                    self.read.append(mail)
                    return mail
            time.sleep(0.1)
        arrived = [(mail["To"], mail["Subject"]) for mail in self.product.mailbox.arrived]
        raise AssertionError(f"no mail for {self.email}; arrived: {arrived}")

    def open_mail(self) -> "Walker":
        """Open the link of the next mail."""
        return self.arrive(link_in(self.mail()))

    def leave(self) -> None:
        """Close the browser."""
        assert not self.trouble, self.trouble
        self.context.close()

    def _said(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.trouble.append(f"{message.text} ({self.page.url})")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.product.address, "data:")):
            self.trouble.append(f"asked elsewhere: {request.url}")


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail."""
    part = mail.get_body(("plain",))
    return str(part.get_content()) if part else ""


def link_in(mail: EmailMessage) -> str:
    """Return the first address that a mail holds."""
    found = LINK.search(text_of(mail))
    assert found, text_of(mail)
    return found[0].rstrip(".")


class Walk:
    """Everybody who takes part, each with a browser of their own."""

    def __init__(self, chromium: Any, product: Product, language: str) -> None:
        self.chromium, self.product, self.language = chromium, product, language
        self.people: list[Walker] = []
        self.receipt = ""
        self.administrator = self.somebody("admin")
        self.commander = self.somebody("sho")
        self.officer = self.somebody("officer")

    def somebody(self, name: str = "") -> Walker:
        """Somebody new, with an address if they are to get mail."""
        email = f"{name}@example.org" if name else ""
        walker = Walker(self.chromium, self.product, self.language, email)
        self.people.append(walker)
        return walker

    def named(self, english: str, urdu: str) -> str:
        """Return a name as this walk reads it."""
        return urdu if self.language == "ur" else english
