"""A Kannel of our own for the tests: bearerbox, smsbox and a pretended network, on free ports of this machine."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

FAKE = Path("/usr/lib/kannel/test/fakesmsc")
OPERATOR = "8484"
CORE = """\
group = core
admin-port = {admin}
admin-password = test
admin-interface = 127.0.0.1
smsbox-port = {box}
smsbox-interface = 127.0.0.1
log-level = 2
box-allow-ip = "127.0.0.1"
box-deny-ip = "*.*.*.*"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE
port = {network}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
global-sender = {operator}
log-level = 2
http-request-retry = 3
http-queue-delay = 1

group = sendsms-user
username = chowk
password = secret
concatenation = true
max-messages = 10

group = sms-service
keyword = default
post-url = "http://kannel:{token}@127.0.0.1:{app}/sms/incoming?id=%I"
send-sender = true
max-messages = 0
catch-all = true
assume-plain-text = true
accept-x-kannel-headers = true
"""


def installed() -> bool:
    """Whether Kannel and its pretended network are here."""
    return (
        FAKE.exists()
        and bool(shutil.which("bearerbox", path=_path()))
        and bool(shutil.which("smsbox", path=_path()))
    )


def _path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin"


class Network:
    """The pretended network: phones text through it, and what is sent to phones arrives at it."""

    def __init__(self, port: int, sendsms: int, folder: Path) -> None:
        self.port = port
        self.url = f"http://chowk:secret@127.0.0.1:{sendsms}/cgi-bin/sendsms"
        self.folder = folder
        self.conversations = 0

    @contextmanager
    def phone(self, sender: str, words: str | None = None) -> Iterator["Phone"]:
        """Let a phone be on the network for a while; it texts `words` when it comes."""
        self.conversations += 1
        log = self.folder / f"phone-{self.conversations}.txt"
        said = _spoken(words) if words is not None else "text nothing"
        most = "1" if words is not None else "0"
        with log.open("wb") as out:
            program = subprocess.Popen(
                [FAKE, "-H", "127.0.0.1", "-r", str(self.port), "-i", "0.01", "-m", most, f"{sender} {OPERATOR} {said}"],
                stdout=out, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            yield Phone(log)
        finally:
            program.terminate()
            program.wait(5)


def _spoken(words: str) -> str:
    if words.isascii():
        return f"text {words}"
    return "ucs2 " + quote(words.encode("utf-16-be"), safe="")


class Phone:
    """A phone on the pretended network, and what it got."""

    def __init__(self, log: Path) -> None:
        self.log = log

    def got(self) -> list[str]:
        """Return the texts that arrived, as they are shown."""
        found = []
        for line in self.log.read_text(errors="replace").splitlines():
            _, mark, said = line.partition("Got message ")
            if mark:
                _sender, _to, kind, words = said.partition("<")[2].rstrip(">").split(" ", 3)
                found.append(words if kind == "text" else _unquoted(words))
        return found


def _unquoted(words: str) -> str:
    raw, at = bytearray(), 0
    while at < len(words):
        if words[at] == "%":
            raw.append(int(words[at + 1 : at + 3], 16))
            at += 3
        else:
            raw.append(0x20 if words[at] == "+" else ord(words[at]))
            at += 1
    return raw.decode("utf-16-be", "replace")


@contextmanager
def kannel(*, app: int, token: str) -> Iterator[Network]:
    """Start the gateway as an unprivileged user; it calls the app on port `app` with the token."""
    folder = Path(tempfile.mkdtemp(prefix="chowk-kannel-", dir="/tmp"))
    ports = _free(4)
    names = ("admin", "box", "network", "sendsms")
    told = dict(zip(names, ports, strict=True))
    conf = folder / "kannel.conf"
    conf.write_text(CORE.format(**told, app=app, token=token, operator=OPERATOR))
    who = (
        {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
        if os.getuid() == 0
        else {}
    )
    folder.chmod(0o755)
    boxes: list[subprocess.Popen[bytes]] = []
    try:
        for name, port in (("bearerbox", told["box"]), ("smsbox", told["sendsms"])):
            program = shutil.which(name, path=_path()) or name
            with (folder / f"{name}.txt").open("wb") as out:
                boxes.append(
                    subprocess.Popen(
                        [program, "-v", "2", str(conf)], cwd=folder, stdout=out, stderr=out, **who
                    )  # type: ignore[call-overload]
                )
            _wait(port, boxes[-1])
        yield Network(told["network"], told["sendsms"], folder)
    finally:
        for box in reversed(boxes):
            box.terminate()
            try:
                box.wait(5)
            except subprocess.TimeoutExpired:
                box.kill()
                box.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _free(number: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _wait(port: int, box: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + 20
    while box.poll() is None and time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the tests' Kannel did not start")
