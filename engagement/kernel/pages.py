"""Pages: the template follows the endpoint's name; cursors for lists that grow; what every template may use."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from flask import Flask, current_app, has_request_context, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from engagement.kernel import codes, locale
from engagement.kernel.actor import actor
from engagement.kernel.database import db

Item = TypeVar("Item")
PAGE = 30


def page(**context: Any) -> str:
    """Render the template that the endpoint names: `events.answer` → `events/answer.html`."""
    room, _, view = (request.endpoint or "").rpartition(".")
    return render_template(f"{room.replace('.', '/')}/{view}.html", **context)


def answer(status: int = 200, **context: Any) -> ResponseReturnValue:
    """Render the endpoint's template with a status."""
    return page(**context), status


@dataclass(frozen=True, slots=True)
class Leaf(Generic[Item]):
    """One leaf of a list: its rows and the address of the next, if there is one."""

    rows: Sequence[Item]
    further: str | None


def turn(
    query: Select[Any], key: InstrumentedAttribute[int], *, size: int = PAGE, newest_first: bool = True
) -> Leaf[Any]:
    """Read one leaf of `query` in the order of the integer `key`, from the cursor in the address; one statement.

    The cursor is opaque; one that is not ours shows the first leaf.
    """
    cursor = codes.unsign("cursor", request.args.get("after", ""))
    if isinstance(cursor, int):
        query = query.where(key < cursor if newest_first else key > cursor)
    query = query.order_by(key.desc() if newest_first else key.asc()).limit(size + 1)
    return _leaf(query, size, lambda row: getattr(row, key.key))


def turn_in_time(
    query: Select[Any],
    at: InstrumentedAttribute[datetime],
    key: InstrumentedAttribute[int],
    *,
    size: int = PAGE,
) -> Leaf[Any]:
    """Read one leaf of `query`, the latest instant `at` first; `key` tells two of one instant apart. One statement.

    A cursor that is not ours shows the first leaf.
    """
    cursor = _instant(codes.unsign("cursor", request.args.get("after", "")))
    if cursor is not None:
        then, last = cursor
        query = query.where(or_(at < then, and_(at == then, key < last)))
    query = query.order_by(at.desc(), key.desc()).limit(size + 1)
    return _leaf(query, size, lambda row: [getattr(row, at.key).isoformat(), getattr(row, key.key)])


def _instant(cursor: Any) -> tuple[datetime, int] | None:
    """Return an instant and a key; None of what another list signed."""
    try:
        then, last = cursor
        at = datetime.fromisoformat(then)
    except (TypeError, ValueError):
        return None
    return (at, last) if at.tzinfo is not None and isinstance(last, int) else None


def _leaf(query: Select[Any], size: int, cursor_of: Callable[[Any], Any]) -> Leaf[Any]:
    rows = db.session.execute(query).unique().scalars().all()
    if len(rows) <= size:
        return Leaf(rows, None)
    return Leaf(rows[:size], _address(codes.sign("cursor", cursor_of(rows[size - 1]))))


def _address(after: str) -> str:
    kept = {k: v for k, v in request.args.items() if k != "after"}
    return url_for(request.endpoint or "", **{**(request.view_args or {}), **kept, "after": after})


@lru_cache(maxsize=512)
def _versioned(folder: str, name: str) -> str:
    file = Path(folder) / name
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "absent"
    return url_for("static", filename=name, v=digest)


def asset(name: str) -> str:
    """Return the address of a static file with its content's digest, so that it may be kept for ever."""
    return _versioned(current_app.static_folder or "", name)


def _context() -> dict[str, Any]:
    code = locale.current()
    spoken = {"locale": code, "direction": locale.direction(code)}
    if not has_request_context():  # a mail, which the worker renders
        return spoken
    who = actor()
    return {
        **spoken,
        "languages": list(locale.languages()),
        "signed_in": who.signed_in,
        "staff": who.staff,
        "who": who,
        **current_app.extensions["page_context"](),
    }


def start(app: Flask) -> None:
    """Give the templates their globals; `page_context` is what the rooms above add (force, tabs)."""
    app.extensions.setdefault("page_context", dict)
    app.context_processor(_context)
    app.add_template_global(asset)
    app.add_template_global(generate_csrf, "csrf_token")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
