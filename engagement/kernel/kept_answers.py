"""Answers held complete in memory: body, compressed body, headers; bounded in bytes, least used goes first."""

import gzip
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any

OURS = frozenset({"cache-control", "content-encoding", "content-length", "etag", "vary"})
BODY = frozenset({"content-type", "content-language", "content-disposition"})
VARY = frozenset({"cookie", "accept-language", "accept-encoding"})
TEXT = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/xml",
    "application/atom+xml",
    "image/svg",
)
WORTH_PACKING = 400
OVERHEAD = 2_000  # of one answer, beside its body
Headers = list[tuple[str, str]]


class Held:
    """One answer, complete, with what it depends on."""

    __slots__ = ("body", "digest", "endpoint", "headers", "mark", "packed", "size", "topics", "until")

    def __init__(
        self,
        endpoint: str,
        topics: tuple[str, ...],
        mark: int,
        until: datetime | None,
        headers: Headers,
        body: bytes,
    ) -> None:
        self.endpoint = endpoint
        self.topics = topics
        self.mark = mark
        self.until = until
        self.body = body
        self.digest = sha256(body).hexdigest()[:24]
        self.headers = [
            *((name, value) for name, value in headers if name.lower() not in OURS),
            ("Cache-Control", "no-cache"),
            ("Vary", "Cookie, Accept-Language, Accept-Encoding"),
        ]
        kind = next((value for name, value in headers if name.lower() == "content-type"), "")
        worth = len(body) >= WORTH_PACKING and kind.startswith(TEXT)
        self.packed = gzip.compress(body, 6, mtime=0) if worth else None
        self.size = len(body) + len(self.packed or b"") + OVERHEAD

    @staticmethod
    def may_hold(status: str, headers: Headers) -> bool:
        """Whether an answer may be repeated to others: a plain 200, no cookie, nothing private, no other variants."""
        if not status.startswith("200"):
            return False
        for name, value in headers:
            low = name.lower()
            if low in {"set-cookie", "content-encoding"}:
                return False
            if low == "cache-control" and ("no-store" in value or "private" in value):
                return False
            if low == "vary" and not VARY.issuperset(part.strip().lower() for part in value.split(",")):
                return False
        return True

    def answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer 200 or 304 to GET or HEAD, compressed when the asker takes that."""
        packed = self.packed if _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else None
        body = self.body if packed is None else packed
        # A strong validator names these very bytes (RFC 9110 §8.8.3.3), so the compressed ones have their own.
        etag = ("ETag", f'"{self.digest}"' if packed is None else f'"{self.digest}-gzip"')
        if self.digest in environ.get("HTTP_IF_NONE_MATCH", ""):
            start("304 NOT MODIFIED", [*(h for h in self.headers if h[0].lower() not in BODY), etag])
            return []
        encoding = [] if packed is None else [("Content-Encoding", "gzip")]
        start("200 OK", [*self.headers, etag, *encoding, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _takes_gzip(accepted: str) -> bool:
    return "gzip" in accepted and "gzip;q=0" not in accepted.replace(" ", "")


class Shelf:
    """Held answers by key, at most so many bytes of them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._held: OrderedDict[tuple[str, ...], Held] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Held | None:
        """Return what is held under `key` and count it as used."""
        with self._lock:
            held = self._held.get(key)
            if held is not None:
                self._held.move_to_end(key)
            return held

    def put(self, key: tuple[str, ...], held: Held) -> None:
        """Hold an answer in place of the one before; what was not used for longest makes room."""
        if held.size > self.most // 4:
            return
        with self._lock:
            before = self._held.pop(key, None)
            self.size += held.size - (before.size if before else 0)
            self._held[key] = held
            while self.size > self.most:
                _key, gone = self._held.popitem(last=False)
                self.size -= gone.size

    def empty(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._held.clear()
            self.size = 0

    def __len__(self) -> int:
        return len(self._held)
