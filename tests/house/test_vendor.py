"""Third-party files come from the registries at set-up: none is committed, none is fetched by a page."""

import re
import subprocess

from tests.house.tree import ROOT, files, name

OUTSIDE = re.compile(
    r"""(?:src|href|action)\s*=\s*["']https?://|url\(\s*["']?https?://|@import\s+["']https?://"""
)


def test_no_page_asks_a_third_party_for_anything():
    asking = [
        name(p)
        for p in files("templates", "static", suffixes=(".html", ".css", ".js", ".svg"))
        if OUTSIDE.search(p.read_text())
    ]
    assert asking == []


def test_what_set_up_makes_is_ignored_by_git():
    made = ["static/vendor/pico.min.css", ".venv/bin/python", "node_modules/leaflet/package.json", "data/chowk.db",
            "engagement/translations/ur/LC_MESSAGES/messages.mo"]  # fmt: skip
    said = subprocess.run(
        ["git", "check-ignore", *made], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.stdout.split() == made


def test_no_lock_names_a_download_address():
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()
    for lock in ROOT.glob("requirements*.txt"):
        assert "://" not in lock.read_text(), lock.name


def test_each_pin_carries_hashes():
    for lock in ROOT.glob("requirements*.txt"):
        pins = re.split(r"\n(?=\S)", lock.read_text().strip())
        bare = [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin]
        assert bare == [], lock.name


def test_the_fonts_hold_every_letter_of_urdu_and_pashto():
    from fontTools.ttLib import TTFont

    letters = set("آابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہھءئیےۓ۔،؟")
    pashto = set("ټځڅډړږښګڼېۍ")
    for font, wanted in (
        ("naskh-400", letters | pashto),
        ("naskh-700", letters | pashto),
        ("nastaliq-700", letters),
    ):
        held = TTFont(ROOT / "static" / "vendor" / "fonts" / f"{font}.woff2").getBestCmap()
        assert {c for c in wanted if ord(c) not in held} == set(), font
