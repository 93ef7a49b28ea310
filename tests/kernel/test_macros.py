"""The macros that every page is made of: what assistive programs and both directions need from them."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from flask import Flask, g, render_template, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectChoice, SelectField, TelField, validators

from engagement.kernel.form_base import Day, Form, OneLine, OperationField, Words
from engagement.kernel.locale import written
from engagement.kernel.refusals import Refusal


class Sample(Form):
    """One of each kind of field."""

    about = RadioField(
        "About",
        choices=[SelectChoice("light", "Light"), SelectChoice("road", "Road")],
        validators=[validators.InputRequired()],
    )
    words = Words("Words", most=50, least=1)
    place = OneLine("Place", description="A landmark is enough.")
    phone = TelField("Phone")
    on = Day("Day")
    need = SelectField("Need", choices=[SelectChoice("", "Nothing")])
    read = BooleanField("I have read it")
    operation = OperationField()


def forms(call: str, **values: object) -> str:
    """Render one call of a macro of forms.html."""
    return render_template_string(
        f'{{% import "macros/forms.html" as forms %}}{{{{ forms.{call} }}}}', **values
    )


def signs(call: str, **values: object) -> str:
    """Render one call of a macro of signs.html."""
    return render_template_string(
        f'{{% import "macros/signs.html" as signs %}}{{{{ signs.{call} }}}}', **values
    )


@pytest.fixture
def page(paper: Flask):
    """A request of somebody who is not signed in."""
    with paper.test_request_context("/"):
        g.actor = SimpleNamespace(signed_in=False, staff=False)
        yield


@pytest.mark.usefixtures("page")
def test_an_error_stands_at_its_field_and_is_read_with_it():
    form = Sample(MultiDict({"place": "x", "need": ""}))
    assert not form.validate()
    shown = forms("field(form.words)", form=form)
    assert 'aria-describedby="words-wrong"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="words-wrong"' in shown


@pytest.mark.usefixtures("page")
def test_a_hint_is_read_with_its_field_and_required_is_said_in_words():
    assert 'aria-describedby="place-hint"' in forms("field(form.place)", form=Sample())
    assert "(needed)" in forms("field(form.words)", form=Sample())
    assert "(needed)" not in forms("field(form.place)", form=Sample())


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    ("name", "direction"), [("words", "auto"), ("place", "auto"), ("phone", "ltr"), ("on", "ltr")]
)
def test_text_finds_its_own_direction_and_codes_stay_left_to_right(name: str, direction: str):
    shown = forms("field(form[name])", form=Sample(), name=name)
    assert re.findall(r' dir="(\w+)"', shown) == [direction]


@pytest.mark.usefixtures("page")
def test_radios_stand_in_a_fieldset_with_a_legend_and_a_label_each():
    shown = forms("field(form.about)", form=Sample())
    assert shown.count("<legend>") == 1
    assert re.findall(r'<label for="(about-\d)"><input id="(about-\d)"', shown) == [
        ("about-0", "about-0"),
        ("about-1", "about-1"),
    ]


@pytest.mark.usefixtures("page")
def test_what_was_typed_is_kept_and_escaped():
    form = Sample(MultiDict({"words": "<b>dark"}))
    assert "&lt;b&gt;dark" in forms("field(form.words)", form=form)


@pytest.mark.usefixtures("page")
def test_the_summary_links_to_each_wrong_field_and_says_refusals_of_the_whole_form():
    form = Sample(MultiDict({"place": "x", "need": ""}))
    form.validate()
    form.refuse(Refusal("Somebody else saved first."))
    shown = forms("error_summary(form)", form=form)
    assert re.findall(r'href="#([\w-]+)"', shown) == ["about-0", "words"]
    assert "Somebody else saved first." in shown
    assert 'role="alert"' in shown
    assert "3 things to put right" in shown


@pytest.mark.usefixtures("page")
def test_a_form_in_order_has_no_summary():
    assert forms("error_summary(form)", form=Sample()).strip() == ""


@pytest.mark.usefixtures("page")
def test_forms_of_visitors_carry_their_operation_and_no_token():
    shown = forms("form_tokens(form)", form=Sample())
    assert re.findall(r'name="(\w+)"', shown) == ["operation"]


@pytest.mark.usefixtures("page")
def test_forms_of_signed_in_people_carry_a_token():
    g.actor = SimpleNamespace(signed_in=True, staff=True)
    shown = forms("form_tokens(form)", form=Sample())
    assert re.findall(r'name="(\w+)"', shown) == ["operation", "csrf_token"]


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize(
    ("reached", "states"),
    [
        ("0", ["now", "todo", "todo", "todo", "todo"]),
        ("2", ["done", "done", "now", "todo", "todo"]),
        ("5", ["done", "done", "done", "done", "kept"]),
        ('["done", "done", "done", "now", "todo"]', ["done", "done", "done", "now", "todo"]),
    ],
)
def test_the_chain_shows_how_far_a_concern_came(reached: str, states: list[str]):
    for size in ("", "mini", "tall"):
        shown = signs(f'chain({reached}, "{size}")')
        assert re.findall(r'data-state="(\w+)"', shown) == states
        assert shown.count('aria-current="step"') == states.count("now")


@pytest.mark.usefixtures("page")
def test_a_share_never_leaves_its_bar_and_nothing_is_divided_by_nothing():
    assert 'width="48.3"' in signs("bar(29, 60)")
    assert re.findall(r'width="([\d.]+)"', signs("bar(70, 60)")) == ["100", "100"]
    assert 'width="0.0"' in signs("bar(0, 0)")


@pytest.mark.usefixtures("page")
def test_words_of_people_in_a_thread_keep_their_language():
    shown = render_template_string(
        '{% import "macros/rows.html" as rows %}{{ rows.thread(talk) }}',
        talk=[{"side": "you", "who": "You", "when": "today", "text": "شکریہ", "language": "ur"}],
    )
    assert '<span lang="ur" dir="rtl">شکریہ</span>' in shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("فون 0300 1234567 پر", 'dir="rtl">فون <bdi dir="ltr">0300 1234567</bdi> پر<'),
        ("0300 1234567, evenings", 'dir="ltr">0300 1234567, evenings<'),
        ("<b> 3 سے 5", 'dir="rtl">&lt;b&gt; 3 سے 5<'),
    ],
)
def test_a_number_in_groups_keeps_its_order_between_words_from_the_right(words: str, shown: str):
    assert shown in written(words, "ur")


@pytest.mark.usefixtures("page")
def test_a_meeting_called_off_says_so_in_words():
    shown = render_template_string(
        '{% import "macros/rows.html" as rows %}{{ rows.event_row("/e", "Talk", day, "16:00", flag="Called off", called_off=true) }}',
        day=date(2026, 11, 24),
    )
    assert "Called off" in shown
    assert 'datetime="2026-11-24"' in shown


def test_the_page_of_what_is_missing_holds_nothing_of_its_address(paper: Flask):
    shown = []
    for path in ("/events/AAAAAAAA", "/concerns/K7P2QX?x=1"):
        with paper.test_request_context(path):
            g.actor = SimpleNamespace(signed_in=False, staff=False)
            shown.append(render_template("errors/404.html", sentence="", request_id=None))
    assert shown[0] == shown[1]
    assert "?lang=ur" in shown[0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 429, 500, 503])
@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_error_page_speaks_the_readers_language_and_shows_one_way_on(
    paper: Flask, status: int, language: str
):
    with paper.test_request_context(f"/?lang={language}"):
        g.actor = SimpleNamespace(signed_in=False, staff=False)
        number = "8f3a" if status >= 500 else None
        shown = render_template(f"errors/{status}.html", sentence="", request_id=number)
    assert f'<html lang="{language}" dir="{"rtl" if language == "ur" else "ltr"}">' in shown
    assert len(re.findall(r'<a class="button"', shown)) == 1
    assert ("8f3a" in shown) == (status >= 500)
