"""Signs: each page carries the symbols it uses, once; no template asks for one that is not drawn."""

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, g, render_template_string

from engagement.kernel.icons import icon, icon_names, used_symbols

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_a_page_carries_each_symbol_it_uses_once(paper: Flask):
    with paper.app_context():
        for name in ("pin", "clock", "pin"):
            icon(name)
        symbols = str(used_symbols())
        assert re.findall(r'<symbol id="([a-z-]+)"', symbols) == ["sign-clock", "sign-pin"]
        assert used_symbols() == ""


def test_a_sign_outside_any_app_is_drawn_and_not_gathered():
    assert 'href="#sign-tick"' in icon("tick")


def test_arrows_turn_with_the_reading_direction_and_clocks_do_not():
    assert 'class="icon turns"' in icon("undo")
    assert 'class="icon"' in icon("clock")


def test_a_misspelt_sign_is_an_error():
    with pytest.raises(KeyError):
        icon("clok")


def test_every_sign_that_a_template_names_is_drawn():
    named = {
        sign
        for path in TEMPLATES.rglob("*.html")
        for sign in re.findall(r"""icon\(["']([a-z]+)["']\)""", path.read_text())
    }
    assert named - icon_names() == set()


def test_a_leaf_speaks_the_readers_language(paper: Flask):
    template = "{% set weekday, month = leaf_words(day, long=true) %}{{ weekday }} {{ month }}"
    visitor = SimpleNamespace(signed_in=False, staff=False)
    day = date(2026, 11, 24)
    with paper.test_request_context("/"):
        g.actor = visitor
        assert render_template_string(template, day=day) == "Tuesday November"
    with paper.test_request_context("/?lang=ur"):
        g.actor = visitor
        assert render_template_string(template, day=day) == "منگل نومبر"
