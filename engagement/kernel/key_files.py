"""The key files of sealed columns: made once, never overwritten, readable by this program's user alone."""

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

SECRET_LENGTH = 32
ID_LENGTH = 8
SEAL = "seal"  # seal.<force>.<lane>.<number>: 8 bytes of id, 32 of key; the highest number is the present key
FINGERPRINT = "fingerprint"  # fingerprint.<force>
PEPPER = "pepper"
EXPORTED = "exported"  # no key: what the custodians hold, and since when
PART = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class SealKey:
    """One key of one force and lane."""

    force: str
    lane: str
    id: bytes
    secret: bytes

    @property
    def bound_to(self) -> bytes:
        """What an envelope is tied to, so that it opens nowhere else."""
        return b"\0".join((self.force.encode(), self.lane.encode(), self.id))


class KeyFiles:
    """The keys in one folder, kept in memory once read; what another process makes is found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._secrets: dict[str, bytes] = {}
        self._seals: dict[bytes, SealKey] = {}
        self._present: dict[tuple[str, str], tuple[int, SealKey]] = {}

    def current(self, force: str, lane: str) -> SealKey:
        """Return the present key of a force and lane, made if there is none."""
        number, key = self._present.get((force, lane), (0, None))
        newer = self._seal(force, lane, number + 1)
        while newer is not None:
            number, key = number + 1, newer
            newer = self._seal(force, lane, number + 1)
        if key is None:
            return self._make_seal(force, lane, 1)
        self._present[force, lane] = (number, key)
        return key

    def next(self, force: str, lane: str) -> SealKey:
        """Make the next key of a force and lane and return it; of two that race both get the same."""
        self.current(force, lane)
        number, _key = self._present[force, lane]
        return self._make_seal(force, lane, number + 1)

    def older(self, force: str, lane: str) -> list[SealKey]:
        """Return the keys of a force and lane before the present one."""
        self.current(force, lane)
        numbers = range(1, self._present[force, lane][0])
        return [key for number in numbers if (key := self._seal(force, lane, number)) is not None]

    def by_id(self, key_id: bytes) -> SealKey | None:
        """Return the key that an envelope names, or None when it is not here."""
        if key_id not in self._seals:
            for name in self._names():
                kind, *parts = name.split(".")
                if kind == SEAL:
                    force, lane, number = parts
                    self._seal(force, lane, int(number))
        return self._seals.get(key_id)

    def secret(self, name: str) -> bytes:
        """Return the 32 bytes called `name`, made if there are none."""
        if name not in self._secrets:
            _check(name)
            self._secrets[name] = self.get(name) or self.make(name, secrets.token_bytes(SECRET_LENGTH))
        return self._secrets[name]

    def all(self) -> dict[str, bytes]:
        """Return every key file by its name."""
        return {name: (self.folder / name).read_bytes() for name in self._names()}

    def get(self, name: str) -> bytes | None:
        """Return what the file called `name` holds, or None."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def make(self, name: str, content: bytes) -> bytes:
        """Write a file that is not there yet and return what it holds; the first of two that race wins."""
        _check(name)
        draft = self._draft(content)
        try:
            # A link appears whole or not at all, and never replaces: nobody reads half a key.
            with suppress(FileExistsError):
                os.link(draft, self.folder / name)
            self._settle()
        finally:
            draft.unlink()
        return (self.folder / name).read_bytes()

    def put(self, name: str, content: bytes) -> None:
        """Write a file that is no key, in place of the one before."""
        self._draft(content).replace(self.folder / name)
        self._settle()

    def _draft(self, content: bytes) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.folder / f".{secrets.token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
        return draft

    def _settle(self) -> None:
        """Wait until the folder itself is on the disk: a key lost to a power cut would take the words with it."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _names(self) -> list[str]:
        if not self.folder.is_dir():
            return []
        return sorted(
            p.name for p in self.folder.iterdir() if p.name.split(".")[0] in {SEAL, FINGERPRINT, PEPPER}
        )

    def _make_seal(self, force: str, lane: str, number: int) -> SealKey:
        self.make(_seal_name(force, lane, number), secrets.token_bytes(ID_LENGTH + SECRET_LENGTH))
        return self.current(force, lane)

    def _seal(self, force: str, lane: str, number: int) -> SealKey | None:
        content = self.get(_seal_name(force, lane, number))
        if content is None:
            return None
        key = SealKey(force, lane, content[:ID_LENGTH], content[ID_LENGTH:])
        self._seals[key.id] = key
        return key


def _seal_name(force: str, lane: str, number: int) -> str:
    name = f"{SEAL}.{force}.{lane}.{number}"
    _check(name)
    return name


def _check(name: str) -> None:
    parts = name.split(".")
    if not all(PART.fullmatch(part) for part in parts) or len(parts) not in {1, 2, 4}:
        raise ValueError("a force or lane is named by letters, digits, hyphens and underscores")
