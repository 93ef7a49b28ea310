"""A real SMTP server for the tests, which refuses, drops or keeps mail on demand."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """What arrived, and what to answer: `replies` maps a recipient to an SMTP reply such as "451 later"."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.callers: set[object] = set()  # each connection has a port of its own
        self.replies: dict[str, str] = {}
        self.after_body: dict[str, str] = {}
        self.url = ""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.callers.add(session.peer)
        mail = message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[arg-type]
        self.arrived.append(mail)  # type: ignore[arg-type]
        told = self.after_body.get(envelope.rcpt_tos[0])
        if told == "hang up":
            server.transport.close()  # type: ignore[union-attr]
            return ""
        return told or "250 OK"


class _OnAPortOfItsOwn(Controller):
    """Listens on a port that is held from the moment it is chosen, so that no test beside it takes the same."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.held = socket.create_server((self.hostname, 0))
        self.port = self.held.getsockname()[1]

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.held)


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Serve on a free port of this machine for a while."""
    mailbox = Mailbox()
    controller = _OnAPortOfItsOwn(mailbox, hostname="127.0.0.1")
    controller.start()
    mailbox.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield mailbox
    finally:
        controller.stop()
