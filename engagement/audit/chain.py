"""Sealing the trail and reading it back."""

import hmac
import json
import secrets
from collections.abc import Generator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select, text

from engagement.audit import rules
from engagement.audit.models import AuditEntry
from engagement.kernel import sealing
from engagement.kernel.database import db, unit

BATCH = 500
LOCK = 0x_C40_7A1  # any number, the same in every worker
HEAD = "audit_head.json"  # beside the database: shows when the newest entries were taken away
ENTRIES = AuditEntry.__table__
FACTS = (
    "id", "at", "verb", "subject_kind", "subject_id", "actor_kind", "person_id", "post_id", "force_id", "door", "facts",
)  # fmt: skip


def key() -> bytes:
    """Return the key of the chain; it lies with the other keys, outside the database."""
    return hmac.digest(sealing.pepper(), b"audit trail", "sha256")


def seal_next(data_dir: Path, *, batch: int = BATCH) -> int:
    """Seal the oldest unsealed entries in one unit and return how many; nothing when another worker is at it."""
    with unit() as session:
        if not _only_one():
            return 0
        head = session.execute(
            select(AuditEntry.id, AuditEntry.seal)
            .where(AuditEntry.seal.is_not(None))
            .order_by(AuditEntry.id.desc())
            .limit(1)
        ).first()
        rows = session.execute(
            _columns().where(AuditEntry.seal.is_(None)).order_by(AuditEntry.id).limit(batch)
        ).all()
        # The head is always the highest id: one that came late waits for a newer one to go with.
        if not rows or (head is not None and rows[-1].id < head.id):
            return 0
        seal = str(head.seal) if head else rules.FIRST
        secret, seals = key(), []
        for row in rows:
            seal = rules.seal_of(secret, seal, _facts(row))
            seals.append({"entry": row.id, "new": seal})
        session.connection().execute(_SEAL, seals)
    _keep_head(data_dir / HEAD, rows[-1].id, seal)
    return len(rows)


_SEAL = text("UPDATE audit_entries SET seal = :new WHERE id = :entry AND seal IS NULL")


def _only_one() -> bool:
    """On SQLite the unit is alone; elsewhere a lock is held until its end."""
    if db.session.get_bind().dialect.name == "sqlite":
        return True
    return bool(db.session.scalar(select(func.pg_try_advisory_xact_lock(LOCK))))


def _columns() -> Select[Any]:
    return select(*(ENTRIES.c[name] for name in FACTS), ENTRIES.c.seal)


def _facts(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FACTS}


def verify(data_dir: Path) -> rules.Verdict:
    """Read the whole chain; broken too when the newest entry that was sealed is not there."""
    with closing(_sealed()) as entries:
        verdict = rules.verify(key(), entries)
    kept = head_kept(data_dir)
    if verdict.broken_at is None and kept is not None:
        seal = db.session.scalar(select(AuditEntry.seal).where(AuditEntry.id == kept["id"]))
        if seal != kept["seal"]:
            verdict.broken_at = int(kept["id"])
    return verdict


def _sealed() -> Generator[rules.Sealed]:
    query = _columns().where(AuditEntry.seal.is_not(None)).order_by(AuditEntry.id)
    with db.session.execute(query.execution_options(yield_per=1000)) as rows:
        for row in rows:
            yield rules.Sealed(row.id, _facts(row), row.seal)


def tail() -> tuple[int, datetime | None]:
    """Return how many entries wait to be sealed, and since when the oldest does."""
    query = select(func.count(), func.min(AuditEntry.at)).where(AuditEntry.seal.is_(None))
    count, oldest = db.session.execute(query).one()
    return int(count), oldest


def _keep_head(file: Path, entry: int, seal: str) -> None:
    kept = head_kept(file.parent)
    if kept is not None and kept["id"] > entry:  # another worker was faster
        return
    _write(file, {"id": entry, "seal": seal})


def _write(file: Path, head: dict[str, Any]) -> None:
    draft = file.with_name(f".{secrets.token_hex(8)}")
    draft.write_text(json.dumps(head))
    draft.replace(file)


def head_kept(data_dir: Path) -> dict[str, Any] | None:
    """Return the newest entry that this machine sealed, as it was noted beside the database."""
    file = data_dir / HEAD
    return json.loads(file.read_text()) if file.is_file() else None


def put_head(data_dir: Path, head: dict[str, Any] | None) -> None:
    """Note another newest entry, or none: after a restore the trail rightly ends where the copy does."""
    if head is None:
        (data_dir / HEAD).unlink(missing_ok=True)
    else:
        _write(data_dir / HEAD, head)
