"""How Alembic runs our migrations: on the app's own engine, numbered, in batches on SQLite."""

from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import TypeDecorator

VERSIONS = Path(__file__).parent / "versions"


def render_item(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as the plain ones they store, so that old migrations never import today's code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def number(_context: MigrationContext, _revision: Any, directives: list[MigrationScript]) -> None:
    """Number a new migration after the last one; write none when nothing changed."""
    script = directives[0]
    if script.upgrade_ops is not None and script.upgrade_ops.is_empty():
        directives.clear()
        return
    script.rev_id = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04}"


def run() -> None:
    """Run the migrations in one transaction; SQLite's foreign keys rest meanwhile, since tables are rebuilt."""
    migrate = current_app.extensions["migrate"]
    with migrate.db.engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        driver = connection.connection.driver_connection
        if lite and driver is not None:
            driver.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=migrate.db.metadata,
            process_revision_directives=number,
            render_item=render_item,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if lite and driver is not None:
            driver.execute("PRAGMA foreign_keys=ON")


run()
