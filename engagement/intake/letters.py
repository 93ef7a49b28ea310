"""A mail, read: who it says it is from, whether a program wrote it, its new words without history, its files. Pure.

Nothing in a mail is trusted: charsets that do not exist, headers that cannot be read and parts without end are met with
what can still be read. The names of files are read by nobody.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses
from html import unescape
from html.parser import HTMLParser

MOST_PARTS = 100
MOST_DEPTH = 20
MOST_HEAD = 65_536  # bytes
MOST_HEADER = 8_000  # letters of one header: what decodes it looks at each of them more than once
MOST_READ = 400_000  # letters of one body
MOST_HTML = 20_000  # letters of all HTML of a mail without its styles: made on purpose, more would take hours
MORE = " […]"  # stands where what came was longer than what is read
SMALL_PICTURE = 12_000  # bytes; below that a picture inside a mail is somebody's sign
AUTOMATIC = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "X-Failed-Recipients", "List-Id", "Feedback-ID")
MACHINES = ("mailer-daemon", "postmaster", "no-reply", "noreply", "donotreply", "do-not-reply", "bounce")
_REPORTS = ("multipart/report", "message/delivery-status", "message/disposition-notification")
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
_UNREAD = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]"
)  # nor halves of a letter: no database takes them
# What stands above the mail that is answered; what comes after it and is not marked by ">" is history too.
_HISTORY = (
    re.compile(r"^\s*-{2,}\s*(original message|forwarded message|اصل پیغام)\b", re.IGNORECASE),
    re.compile(r"^\s*_{20,}\s*$"),
    re.compile(r"^\s*(from|sent|von|de|da|منجانب|از طرف)\s*:\s.*@", re.IGNORECASE),
)
_WROTE = re.compile(r"^\s*(on|am|le|il|më|dana|بتاریخ|په)\b.*\b(wrote|schrieb|écrit|scritto|shkroi|napisa\w+)\s*:\s*$|^.*(نے لکھا|نے تحریر کیا|لیکلي)\s*[:：]\s*$", re.IGNORECASE)  # fmt: skip
_SIGN = re.compile(r"^-- ?$")
CUT = ("gmail_quote", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra")
CUT_FROM = ("divrplyfwdmsg", "appendonsend", "x_divrplyfwdmsg", "mail-editor-reference-message-container")
UNSEEN = frozenset({"script", "style", "head", "title", "template", "svg", "object", "noscript"})
BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr"})
_ASIDE = re.compile(r"<(!--|style\b|script\b)", re.IGNORECASE)
_ENDS = {
    "!--": re.compile("-->"),
    "style": re.compile(r"</style\b[^<>]*>", re.IGNORECASE),
    "script": re.compile(r"</script\b[^<>]*>", re.IGNORECASE),
}
_DECLARED = re.compile(r"<![^<>]*>?")
_TAG = re.compile(r"</?[a-z!?][^<>]*>?", re.IGNORECASE)
VOID = frozenset({"br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base", "source"})


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says."""

    sender: str  # a claim
    to: tuple[str, ...]
    automatic: bool
    words: str
    files: tuple[bytes, ...] = ()
    own: tuple[str, ...] = field(default=())  # ids of the mails that it answers


def message_id(raw: bytes) -> str:
    """Return the Message-ID of a mail, read from its head alone; empty when it has none."""
    return _header(_head(raw), "Message-ID").strip()[:998]


def head(raw: bytes, *, to: str = "", sender: str | None = None) -> Letter:
    """Return what the head of a mail says, without its words and files: anybody may send one, so it costs little.

    `to` and `sender` are what the mail server was told, "" is the sender of a bounce.
    """
    mail = _head(raw)
    heads = [_header(mail, name) for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")]
    return Letter(
        sender=_sender(mail),
        to=tuple(dict.fromkeys(address for address in (to, *_addresses(heads)) if "@" in address))[:20],
        automatic=_automatic(mail, sender),
        words="",
    )


def read(raw: bytes, *, to: str = "", sender: str | None = None) -> Letter:
    """Return all that a mail says."""
    words, files = _body(message_from_bytes(raw))
    return replace(head(raw, to=to, sender=sender), words=without_history(words), files=tuple(files))


def _head(raw: bytes) -> Message:
    return BytesHeaderParser().parsebytes(raw[:MOST_HEAD])


def _addresses(heads: list[str]) -> list[str]:
    try:
        return [address for _name, address in getaddresses(heads)]
    except RecursionError:  # brackets within brackets
        return []


def _sender(mail: Message) -> str:
    return next(iter(_addresses([_header(mail, "From")])), "").strip().lower()


def _automatic(mail: Message, sender: str | None) -> bool:
    """Whether a program wrote it (RFC 3834, RFC 3464): such a mail is answered by nothing."""
    submitted = _header(mail, "Auto-Submitted").split(";")[0].strip().lower()
    bulk = _header(mail, "Precedence").strip().lower() in {"bulk", "junk", "list", "auto_reply"}
    back = _header(mail, "Return-Path").strip()
    local = _sender(mail).rpartition("@")[0]
    return (
        submitted not in {"", "no"}
        or bulk
        or sender in {"", "<>"}
        or back == "<>"
        or any(_header(mail, name) for name in AUTOMATIC)
        or mail.get_content_type() in _REPORTS
        or local.startswith(MACHINES)
    )


def _header(mail: Message, name: str) -> str:
    """Return a header; one that cannot be decoded as it came, since an address may stand beside the broken word."""
    written = str(mail.get(name, ""))[:MOST_HEADER]
    with suppress(LookupError, ValueError, MessageError):
        written = str(make_header(decode_header(written)))
    return _UNREAD.sub("", written)[:4000]


def _body(mail: Message) -> tuple[str, list[bytes]]:
    """Return the words, plain before HTML, and what is attached."""
    plain: list[str] = []
    html: list[str] = []
    files: list[bytes] = []
    for part in _parts(mail):
        kind, given = part.get_content_type(), part.get_content_disposition()
        if kind in {"text/plain", "text/html"} and given != "attachment":
            (plain if kind == "text/plain" else html).append(_text(part))
            continue
        raw = _raw(part)
        inside = given != "attachment" and (part.get("Content-ID") or given == "inline")
        if raw and not (inside and len(raw) < SMALL_PICTURE) and kind != "text/calendar":
            files.append(raw)
    written = "\n".join(plain)
    return (written if written.strip() else from_html(*html)), files


def _parts(mail: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the parts that hold something; what lies in a mail that was attached is not this one's."""
    if depth > MOST_DEPTH or mail.get_content_maintype() == "message":
        return
    if not mail.is_multipart():
        yield mail
        return
    count = 0
    for part in mail.get_payload():
        if not isinstance(part, Message):
            continue
        for each in _parts(part, depth + 1):
            count += 1
            if count > MOST_PARTS:
                return
            yield each


def _raw(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    raw = _raw(part)[: MOST_READ * 4]
    for charset in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            text = raw.decode(charset, errors="replace")
        except (LookupError, ValueError):
            continue
        return tidy(text[:MOST_READ])
    return tidy(raw.decode("latin-1")[:MOST_READ])


def tidy(text: str) -> str:
    """Return text without what turns the order of letters and without control characters; one sort of line break."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_TURNING)
    return _UNREAD.sub("", text).replace("\u00a0", " ")


def without_history(text: str) -> str:
    """Return the new words of an answer: not what it quotes, not the sign at its foot."""
    kept: list[str] = []
    lines = text.split("\n")
    for n, line in enumerate(lines):
        if _SIGN.match(line) or any(head.match(line) for head in _HISTORY):
            break
        both = f"{line} {lines[n + 1]}" if n + 1 < len(lines) else line
        if _WROTE.match(line) or (_WROTE.match(both) and line.strip() and not line.startswith(">")):
            rest = lines[n + (1 if _WROTE.match(line) else 2) :]
            marked = next((each for each in rest if each.strip()), "")
            if not marked.startswith(">"):
                break  # history without marks
            kept += list(_new(rest))
            break
        if not line.startswith(">"):
            kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept)).strip()


def _new(lines: list[str]) -> Iterator[str]:
    """Yield what was written under or between marked lines."""
    for line in lines:
        if _SIGN.match(line) or any(head.match(line) for head in _HISTORY):
            return
        if not line.startswith(">"):
            yield line


class _Words(HTMLParser):
    """The words of an HTML mail as a reader sees them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.closed: list[str] = []  # open elements of which nothing is read
        self.over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        given = {name: (value or "").lower() for name, value in attrs}
        if given.get("id", "") in CUT_FROM:
            self.over = True
        style = given.get("style", "").replace(" ", "")
        shut = (
            tag in UNSEEN
            or tag == "blockquote"
            or any(name in given.get("class", "") for name in CUT)
            or "display:none" in style
            or "visibility:hidden" in style
        )
        if (shut or self.closed) and tag not in VOID:
            self.closed.append(tag)
        elif tag in BREAKS:
            self.said.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if tag in self.closed:
            while self.closed and self.closed.pop() != tag:
                pass
        elif tag in BREAKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        """Read what stands between."""
        if self.reads:
            self.said.append(re.sub(r"\s+", " ", data))

    @property
    def reads(self) -> bool:
        """Whether what stands here is read: not quoted, not hidden, not below the answer."""
        return not self.closed and not self.over


def from_html(*parts: str) -> str:
    """Return the words of the HTML of a mail without what it quotes, hides or would run; said where it was too long."""
    said: list[str] = []
    room = MOST_HTML
    for part in parts:
        html = _lean(part)
        fits, room = html[:room], max(room - len(html), 0)
        words, reads = _words(fits)
        said.append(words + (MORE if reads and len(fits) < len(html) else ""))
        if not room:
            break
    return tidy("\n".join(said))


def _words(html: str) -> tuple[str, bool]:
    """Return the words of HTML and whether its end is still read; all words, where the parser gives up."""
    reader = _Words()
    try:
        reader.feed(html)
    except AssertionError:
        return unescape(_TAG.sub(" ", html)), True
    # Not `close`: on tags without end it looks through the rest from each of them.
    reader.handle_data(unescape(_TAG.sub(" ", reader.rawdata)))
    return "".join(reader.said), reader.reads


def _lean(html: str) -> str:
    """Return HTML without comments, styles, scripts and declarations; one that never ends takes the rest with it."""
    kept: list[str] = []
    html, at = html[:MOST_READ], 0
    while found := _ASIDE.search(html, at):
        kept.append(html[at : found.start()])
        end = _ENDS[found[1].lower()].search(html, found.end())
        if end is None:
            break
        at = end.end()
    else:
        kept.append(html[at:])
    return _DECLARED.sub("", "".join(kept))
