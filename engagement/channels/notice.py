"""One message, as a room composes it for one reader at the moment of sending."""

from collections.abc import Callable
from dataclasses import dataclass, field

from engagement.channels.models import OutboxMessage
from engagement.kernel import locale

ISOLATE = "\u2066{}\u2069"  # keeps a code or an address in its order inside right-to-left text


@dataclass(frozen=True, slots=True)
class Calendar:
    """An iTIP part: `method` is PUBLISH, REQUEST or CANCEL and equals the METHOD inside `body`."""

    method: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Notice:
    """What one reader gets, in that reader's language. `address` is where; it is never stored beside the words.

    `paragraphs` are plain sentences; `link` is one absolute address that only shows (a button on its page does);
    `code` is set off on a line of its own; `square` is what a phone's camera reads beside it, where pictures show.
    `text` makes all that a reader with a phone number gets, best in one part (`channels.gsm`); without it they get
    nothing. Delivery puts it in `short`, and in `sender` the short code it goes out from. `offers` names the question
    that a digit may answer.
    """

    address: str
    locale: str
    subject: str
    paragraphs: tuple[str, ...]
    link: str = ""
    link_words: str = ""
    code: str = ""
    square: str = ""
    calendar: Calendar | None = None
    nameless: bool = False  # the address alone stands as its sender, without our name before it
    headers: dict[str, str] = field(default_factory=dict)
    text: Callable[[], str] | None = None
    offers: str = ""
    short: str = ""
    sender: str = ""

    @property
    def by_sms(self) -> bool:
        """Whether it goes to a phone number: E.164, which no e-mail address looks like."""
        return self.address.startswith("+") and "@" not in self.address


Compose = Callable[[OutboxMessage], Notice | None]
_composers: dict[str, Compose] = {}


def notice(kind: str) -> Callable[[Compose], Compose]:
    """Register what composes messages of `kind`, in the reader's language.

    It returns None when there is no longer a reader or a reason: a contact erased, a meeting that moved again.
    """

    def wrap(compose: Compose) -> Compose:
        _composers[kind] = compose
        return compose

    return wrap


def composer(kind: str) -> Compose:
    """Return what composes messages of `kind`; `KeyError` for a kind that no room registered."""
    return _composers[kind]


def kinds() -> tuple[str, ...]:
    """Return every kind that a room registered."""
    return tuple(sorted(_composers))


Language = Callable[[int], str | None]
_readers: dict[str, Language] = {}


def reads(recipient_kind: str) -> Callable[[Language], Language]:
    """Register what knows the language of readers of one kind: recipient id → language, None when erased."""

    def wrap(language: Language) -> Language:
        _readers[recipient_kind] = language
        return language

    return wrap


Sender = Callable[[OutboxMessage], str]
_senders: dict[str, Sender] = {}


def writes_from(recipient_kind: str) -> Callable[[Sender], Sender]:
    """Register what knows the short code from which readers of one kind are written to; "" for the gateway's own."""

    def wrap(sender: Sender) -> Sender:
        _senders[recipient_kind] = sender
        return sender

    return wrap


def sender_of(message: OutboxMessage) -> str:
    """Return the short code from which a text goes out: the one that its reader wrote to."""
    sender = _senders.get(message.recipient_kind)
    return sender(message) if sender else ""


def language_of(message: OutboxMessage) -> str | None:
    """Return the language of a message's reader; None when there is no longer one."""
    return _readers[message.recipient_kind](message.recipient_id)


def plain(notice: Notice) -> str:
    """Return the words of a mail as plain text."""
    rtl = locale.direction(notice.locale) == "rtl"
    parts = list(notice.paragraphs)
    if notice.code:
        parts.append(ISOLATE.format(notice.code) if rtl else notice.code)
    if notice.link:
        parts.append(f"{notice.link_words}\n{notice.link}" if notice.link_words else notice.link)
    return "\n\n".join(parts) + "\n"
