"""The mail as it goes over the wire: lines that every server takes, names and words that come back as they were."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from engagement.channels import email
from engagement.channels.notice import Notice

LONG = "The hall is under water. " * 60


def read(notice: Notice, sender: str = "chowk@example.org") -> tuple[bytes, EmailMessage]:
    raw = email.build(notice, message_id="<one@chowk>", sender=sender).as_bytes()
    return raw, message_from_bytes(raw, policy=policy.default)  # type: ignore[arg-type,return-value]


def test_no_line_is_longer_than_servers_take_and_no_word_is_lost(app):
    raw, mail = read(Notice("a@example.org", "en", "Called off", (LONG, "From here\n.\n", "گل")))
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    text = mail.get_body(("plain",))
    assert text is not None
    assert text.get_content() == f"{LONG}\n\nFrom here\n.\n\n\nگل\n"


def test_plain_letters_go_as_they_are(app):
    raw, _mail = read(Notice("a@example.org", "en", "Called off", ("From here on.",)))
    assert b"\r\nFrom here on.\r\n" in raw


def test_names_in_other_letters_come_back(app):
    _raw, mail = read(
        Notice("a@example.org", "ur", "منسوخ: " * 20, ("گل",)), sender="پولیس <chowk@example.org>"
    )
    assert (mail["Subject"], mail["From"]) == (("منسوخ: " * 20).strip(), "پولیس <chowk@example.org>")
