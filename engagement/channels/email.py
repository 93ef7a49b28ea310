"""Mail: text, HTML and calendar parts; SMTP."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import unquote, urlsplit

from flask import render_template

from engagement.channels.notice import Notice, plain
from engagement.channels.transport import Handing, Later, Never, Unanswered
from engagement.kernel import clock, locale, paper

SECONDS = 20
LONGEST = 998  # characters of a line (RFC 5322 §2.1.1)
WIRE = compat32.clone(linesep="\r\n", mangle_from_=False)  # CRLF: RFC 5321 §2.3.8
SQUARE = "square@chowk"  # the name by which the HTML shows it (RFC 2392)


def build(notice: Notice, *, message_id: str, sender: str) -> MIMEMultipart:
    """Return the mail: plain text first, then HTML, then the calendar part, all alternatives of one another.

    Of the library's classes those that do not read again what was just set: the others cost four times as much.
    """
    name, address = parseaddr(sender)
    mail = MIMEMultipart("alternative", policy=WIRE)
    mail["Message-ID"] = message_id
    mail["Date"] = format_datetime(clock.now())
    mail["From"] = address if notice.nameless else formataddr((name, address))
    mail["To"] = in_ascii(notice.address)
    mail["Subject"] = " ".join(notice.subject.split())
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = notice.locale
    for header, value in notice.headers.items():
        mail[header] = value
    mail.attach(_text(plain(notice), "plain"))
    with locale.speaking(notice.locale):
        html = _text(
            render_template(
                "channels/mail.html", notice=notice, square=SQUARE, direction=locale.direction(notice.locale)
            ),
            "html",
        )
    mail.attach(_beside(html, notice.square) if notice.square else html)
    if notice.calendar:
        part = _text(notice.calendar.body.decode(), "calendar")
        part.set_param("method", notice.calendar.method)
        mail.attach(part)
    return mail


def _text(words: str, subtype: str) -> MIMEText:
    """Return words as a part: as they are where any server takes them so, else in base64."""
    as_it_is = words.isascii() and max(map(len, words.split("\n"))) <= LONGEST
    return MIMEText(words, subtype, "us-ascii" if as_it_is else "utf-8")


def _beside(html: MIMEText, words: str) -> MIMEMultipart:
    """Put a square beside the HTML that names it; no reader fetches anything from anywhere."""
    square = MIMEImage(paper.square_png(words), "png")
    square["Content-ID"] = f"<{SQUARE}>"
    square["Content-Disposition"] = "inline"
    return MIMEMultipart("related", _subparts=(html, square))


def in_ascii(address: str) -> str:
    """Return an address with its domain as mail servers are told it (RFC 5890); what has none stays as it is."""
    name, at, domain = address.rpartition("@")
    return f"{name}{at}{domain.encode('idna').decode()}" if not domain.isascii() else address


class Smtp:
    """A mail server; one connection a message, or one for many inside `keep()`."""

    def __init__(self, url: str, *, sender: str) -> None:
        parts = urlsplit(url)
        self.secure = parts.scheme == "smtps"
        self.host = parts.hostname or "localhost"
        self.port = parts.port or (465 if self.secure else 25)
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self.sender = sender
        self._keeping = False
        self._kept: smtplib.SMTP | None = None

    @contextmanager
    def keep(self) -> Iterator[None]:
        """Let what is sent inside go over one connection, as long as the server goes along."""
        self._keeping = True
        try:
            yield
        finally:
            self._keeping = False
            if self._kept is not None:
                with suppress(smtplib.SMTPException, OSError):
                    self._kept.quit()
                self._kept.close()
                self._kept = None

    def send(self, notice: Notice, *, message_id: str, handing: Handing) -> None:
        """Deliver one mail over SMTP (RFC 5321)."""
        mail = build(notice, message_id=message_id, sender=self.sender)
        server = self._begun(in_ascii(notice.address))
        taken = False
        try:
            handing()
            try:
                code, _words = server.data(mail.as_bytes())
            except smtplib.SMTPDataError as problem:
                code = problem.smtp_code
            except (smtplib.SMTPException, OSError) as problem:
                raise Unanswered from problem
            _judge(code)
            taken = True
        finally:
            if taken and self._keeping:
                self._kept = server
            else:
                server.close()

    def _begun(self, address: str) -> smtplib.SMTP:
        """Return a connection on which sender and reader were taken: the kept one, else a new one."""
        server, self._kept = self._kept, None
        if server is not None:
            try:
                self._envelope(server, address)
            except Later:  # it may have been shut meanwhile: ask anew
                server.close()
            except BaseException:
                server.close()
                raise
            else:
                return server
        server = self._open()
        try:
            self._envelope(server, address)
        except BaseException:
            server.close()
            raise
        return server

    def _open(self) -> smtplib.SMTP:
        try:
            if self.secure:
                context = ssl.create_default_context()
                server: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=SECONDS, context=context
                )
            else:
                server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
                server.ehlo_or_helo_if_needed()
                if server.has_extn("starttls"):
                    server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except (smtplib.SMTPException, OSError) as problem:
            raise Later(type(problem).__name__) from problem
        return server

    def _envelope(self, server: smtplib.SMTP, address: str) -> None:
        try:
            server.ehlo_or_helo_if_needed()
            _judge(server.mail(self.sender)[0])
            _judge(server.rcpt(address)[0])
        except (smtplib.SMTPException, OSError) as problem:
            raise Later(type(problem).__name__) from problem


def _judge(code: int) -> None:
    """Read an SMTP reply code: 2xx is yes, 4xx not now, 5xx never."""
    if code >= 500:
        raise Never(f"the mail server answered {code}")
    if code >= 400:
        raise Later(f"the mail server answered {code}")
