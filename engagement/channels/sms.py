"""SMS through Kannel's sendsms: numbers and words go in headers and body, never in an address that is logged."""

import ssl
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import unquote, urlsplit

from flask import current_app

from engagement.channels import gsm
from engagement.channels.notice import Notice
from engagement.channels.transport import Handing, Later, Never, Unanswered
from engagement.settings import Settings

SECONDS = 20
TAKEN = 202  # "0: Accepted for delivery", "3: Queued for later delivery"
RECEIPTS = "31"  # delivered, failed, queued, accepted, rejected (Kannel userguide, "Delivery Reports")


def reachable() -> bool:
    """Whether phones can be written to from here: a gateway is set up, or this is a demonstration."""
    settings: Settings = current_app.extensions["settings"]
    return bool(settings.sms_url) or settings.demo


class Kannel:
    """A gateway that speaks Kannel's `sendsms` (POST, X-Kannel-* headers); one connection a message.

    `receipt` makes the address for the delivery report of a message, out of its opaque id alone.
    """

    def __init__(self, url: str, *, receipt: Callable[[str], str]) -> None:
        parts = urlsplit(url)
        self.secure = parts.scheme == "https"
        self.host = parts.hostname or "localhost"
        self.port = parts.port or (443 if self.secure else 13013)
        self.path = parts.path if parts.path.strip("/") else "/cgi-bin/sendsms"
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self.receipt = receipt

    def send(self, notice: Notice, *, message_id: str, handing: Handing) -> None:
        """Hand one text to the gateway; whether it arrived is told by its delivery report."""
        connection = self._open()
        try:
            handing()
            try:
                connection.request(
                    "POST", self.path, notice.short.encode(), self._headers(notice, message_id)
                )
                answer = connection.getresponse()
                answer.read(1000)
            except (HTTPException, OSError) as problem:
                raise Unanswered from problem
            _judge(answer)
        finally:
            connection.close()

    def _open(self) -> HTTPConnection:
        if self.secure:
            context = ssl.create_default_context()
            connection: HTTPConnection = HTTPSConnection(
                self.host, self.port, timeout=SECONDS, context=context
            )
        else:
            connection = HTTPConnection(self.host, self.port, timeout=SECONDS)
        try:
            connection.connect()
        except OSError as problem:
            raise Later(type(problem).__name__) from problem
        return connection

    def _headers(self, notice: Notice, message_id: str) -> dict[str, str]:
        given = {
            "Content-Type": "text/plain; charset=UTF-8",
            "X-Kannel-Username": self.user,
            "X-Kannel-Password": self.password,
            "X-Kannel-To": notice.address,
            "X-Kannel-Coding": str(gsm.measure(notice.short).coding),
            "X-Kannel-Charset": "UTF-8",
            "X-Kannel-DLR-Mask": RECEIPTS,
            "X-Kannel-DLR-Url": self.receipt(message_id),
        }
        return {**given, "X-Kannel-From": notice.sender} if notice.sender else given


def _judge(answer: HTTPResponse) -> None:
    """Read the gateway's answer: 202 is yes; a refused sign-in or a fault of its own is not now; all else never."""
    if answer.status == TAKEN:
        return
    said = f"the SMS gateway answered {answer.status}"
    if answer.status >= 500 or answer.status in {401, 403, 429}:
        raise Later(said)
    raise Never(said)
