"""Mails, read: new words without history, what programs write, strange mails; without a database."""

import time
from email.message import EmailMessage

import pytest

from engagement.intake import letters

OURS = "reply+k7p2qx-abc@chowk.example"


def mail(words: str = "It is still dark.", *, html: str = "", **heads: str) -> bytes:
    """A mail as a person's program sends it."""
    made = EmailMessage()
    given = {"From": "Gul <gul@example.org>", "To": OURS, "Message_ID": "<a@example.org>", **heads}
    for name, value in given.items():
        made[name.replace("_", "-")] = value
    if words:
        made.set_content(words)
        if html:
            made.add_alternative(html, subtype="html")
    else:
        made.set_content(html, subtype="html")
    return made.as_bytes()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("It is dark.\n\nOn Sat, 21 Nov 2026 at 10:00, Chowk <c@x> wrote:\n> There is a reply\n> Open it\n", "It is dark."),
        ("It is dark.\n\nOn Sat, 21 Nov 2026 at 10:00, Chowk\n<chowk@x.example> wrote:\n> There is a reply\n", "It is dark."),
        ("> There is a reply\n> Open it\n\nIt is dark.", "It is dark."),
        ("On Sat Chowk wrote:\n> Is it dark?\nYes.\n> Still?\nYes, still.\n-- \nGul", "Yes.\nYes, still."),
        ("Dark.\n\n-----Original Message-----\nFrom: Chowk\nText of ours", "Dark."),
        ("Dark.\n\n________________________________\nFrom: Chowk <c@x.example>\nOurs", "Dark."),
        ("Dark.\n\nFrom: Chowk <c@x.example>\nSent: Saturday\nOurs", "Dark."),
        ("ابھی تک اندھیرا ہے۔\n\nہفتہ، 21 نومبر کو Chowk نے لکھا:\n> جواب\n", "ابھی تک اندھیرا ہے۔"),
        ("Dark.\n-- \nGul Khan\n0300 1234567", "Dark."),
        ("From the market to the mosque it is dark.", "From the market to the mosque it is dark."),
        ("On Friday he wrote: come\nback", "On Friday he wrote: come\nback"),
    ],
)  # fmt: skip
def test_what_is_quoted_and_the_sign_are_cut_off(sent: str, said: str) -> None:
    assert letters.without_history(sent) == said


def test_html_alone_is_read_without_quote_script_and_what_is_hidden() -> None:
    html = (
        "<html><head><title>no</title><style>p{}</style></head><body><script>steal()</script><div>It is &lt;dark&gt;"
        "<br>here.</div><span style='display: none'>hidden</span><div class='gmail_quote'>On Sat wrote:<blockquote>"
        "old <b>words</b></blockquote></div><p>End.</p><div id='divRplyFwdMsg'>From: us</div><p>older</p></body></html>"
    )
    assert letters.read(mail("", html=html)).words == "It is <dark>\nhere.\n\nEnd."


def test_plain_words_go_before_html() -> None:
    assert letters.read(mail("Plain.", html="<p>Rich.</p>")).words == "Plain."


@pytest.mark.parametrize(
    "heads",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; type=x"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"List_Id": "<l.example>"},
        {"Return_Path": "<>"},
        {"From": "MAILER-DAEMON@mx.example"},
        {"X_Failed_Recipients": "a@b.example"},
    ],
)
def test_what_a_program_wrote_is_known(heads: dict[str, str]) -> None:
    assert letters.read(mail(**heads)).automatic


def test_a_bounce_has_no_sender_and_a_person_is_no_program() -> None:
    assert letters.read(mail(), sender="").automatic
    assert not letters.read(mail(Auto_Submitted="no"), sender="gul@example.org").automatic
    report = b"Content-Type: multipart/report; boundary=x\nFrom: a@b.example\n\n--x\n\nno\n--x--\n"
    assert letters.read(report).automatic


def test_files_are_taken_and_small_signs_inside_are_not() -> None:
    made = EmailMessage()
    made["From"], made["To"] = "gul@example.org", OURS
    made.set_content("See.")
    made.add_attachment(b"\xff\xd8" + b"x" * 50, maintype="image", subtype="jpeg", filename="a.jpg")
    made.add_attachment(b"PK", maintype="application", subtype="zip", filename="../../b.jpg")
    made.add_attachment(b"GIF", maintype="image", subtype="gif", disposition="inline", cid="<logo>")
    assert letters.read(made.as_bytes()).files == (b"\xff\xd8" + b"x" * 50, b"PK")


def test_a_mail_within_a_mail_is_not_this_ones_words() -> None:
    made = EmailMessage()
    made["From"], made["To"] = "gul@example.org", OURS
    made.set_content("Mine.")
    inner = EmailMessage()
    inner.set_content("Theirs.")
    made.add_attachment(inner)
    found = letters.read(made.as_bytes())
    assert (found.words, found.files) == ("Mine.", ())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe" * 100,
        b"From: =?nonsense?q?a?= <x@y.example>\nContent-Type: text/plain; charset=nonsense\n\n\xff\xfehi",
        b"Content-Type: multipart/mixed\n\nno boundary",
        b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n"
        * 200,
        b"Content-Transfer-Encoding: base64\n\n!!!!",
        b"To: " + b"a@b.example, " * 5000 + b"\n\nhi",
        b"To: " + b"(" * 60_000 + b"\n\nhi",
    ],
)
def test_a_strange_mail_is_read_as_far_as_it_goes(raw: bytes) -> None:
    letters.read(raw)
    letters.message_id(raw)


def test_no_letters_that_turn_and_no_control_characters_are_left() -> None:
    assert letters.tidy("a\u202eb\x00c\x1bd\r\ne\u2066") == "abcd\ne"


@pytest.mark.parametrize("name", ["From", "To", "Cc", "Message-ID"])
def test_a_word_of_a_header_that_cannot_be_decoded_hides_no_address_beside_it(name: str) -> None:
    raw = f"{name}: =?utf-8?b?a?= <{OURS}>\n\nhi".encode()
    found = letters.read(raw)
    assert OURS in (found.sender, *found.to, letters.message_id(raw).partition("<")[2].rstrip(">"))


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>It is dark.</p><![foo]><blockquote>old</blockquote>", "It is dark."),
        ("<![if !mso]><p>It is dark.</p><![endif]>", "It is dark."),
        ("<!-- <p>no --><style>" + "p{color:red}" * 3000 + "</style>It is dark.", "It is dark."),
        ("It is dark.<script>never ends", "It is dark."),
        ("It is dark.<a href", "It is dark."),
    ],
)
def test_strange_html_is_read_as_far_as_it_goes(html: str, said: str) -> None:
    assert letters.read(mail("", html=html)).words == said


def test_where_the_parser_gives_up_the_words_are_what_stands_between_tags(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gives_up(*_any: object) -> None:
        raise AssertionError

    monkeypatch.setattr(letters.HTMLParser, "feed", gives_up)
    assert letters.read(mail("", html="<p>It is &lt;dark&gt;.</p>")).words == "It is <dark>."


@pytest.mark.parametrize(
    "html",
    ["<a " * 20_000, "<blockquote>" + "<b>" * 20_000 + "</x>" * 20_000, "<!--" * 50_000, "<style" * 50_000],
)
def test_html_made_to_be_slow_is_read_at_once(html: str) -> None:
    began = time.process_time()
    letters.from_html(html)
    letters.from_html(*[html] * 50)
    assert time.process_time() - began < 1.5


def test_html_that_is_too_long_says_where_it_was_cut_unless_only_what_it_quotes_was() -> None:
    long = "<p>" + "dark " * 6000
    assert letters.read(mail("", html=long)).words.endswith(letters.MORE.strip())
    assert letters.read(mail("", html=f"<p>Dark.</p><blockquote>{long}")).words == "Dark."


def test_halves_of_letters_are_left_out() -> None:
    raw = b"From: =?utf-7?q?+2AA-?= <gul@example.org>\nContent-Type: text/plain; charset=utf-7\n\nDark+2AA-."
    found = letters.read(raw)
    assert (found.sender, found.words) == ("gul@example.org", "Dark.")
