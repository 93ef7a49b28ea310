"""The transport of an installation without a mail server: messages appear on the operator's screen."""

import sys

from engagement.channels import gsm
from engagement.channels.notice import Notice, plain
from engagement.channels.transport import Handing


class Console:
    """Prints each message to standard output."""

    def send(self, notice: Notice, *, message_id: str, handing: Handing) -> None:
        """Print one message; it never fails."""
        del message_id
        handing()
        rule = "─" * 72
        if notice.by_sms:
            length = gsm.measure(notice.short)
            said = f"SMS to {notice.address} ({length.counted} characters, {length.parts} part(s))\n\n{notice.short}\n"
            sys.stdout.write(f"{rule}\n{said}{rule}\n")
            sys.stdout.flush()
            return
        sys.stdout.write(f"{rule}\nTo: {notice.address}\n{notice.subject}\n\n{plain(notice)}{rule}\n")
        sys.stdout.flush()
