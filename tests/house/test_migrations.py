"""Migrations: numbered, one line of them, up and down on both databases, and equal to the models."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from engagement import serving
from engagement.factory import create_app
from engagement.kernel.database import db
from engagement.settings import load
from tests import postgres
from tests.factories import concerns, events, organisation
from tests.house.tree import ROOT

MIGRATIONS = ROOT / "migrations"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """Give the app on an empty database of each kind."""
    address = f"sqlite:///{tmp_path / 'chowk.db'}"
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        address = postgres.new_database(server, f"migrations_{request.getfixturevalue('worker_id_')}")
    app = create_app(
        load({"DATA_DIR": str(tmp_path), "DATABASE_URL": address, "SECRET_KEY": "0123456789abcdef" * 2})
    )
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
        return list(compare_metadata(context, db.metadata))


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_make_what_the_models_say(empty: Flask):
    upgrade()
    found = differences()
    assert found == [], f"Run `flask --app app db migrate -m '…'` and read what it wrote: {found}"


def test_every_migration_can_be_taken_back_and_made_again(empty: Flask):
    upgrade()
    made = tables()
    assert made
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == made


def test_what_was_by_invitation_is_not_public_once_its_migration_is_taken_back(empty: Flask):
    upgrade()
    confidential, public = (events.event(invite_only=only).id for only in (True, False))
    db.session.remove()
    downgrade(revision="0022")
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, state FROM events")).all()
    assert {row.id: row.state for row in rows} == {confidential: "draft", public: "published"}


def test_what_waited_before_is_judged_for_danger(empty: Flask):
    upgrade()
    place = organisation.locality(office=organisation.station())
    kept = {
        concerns.concern(locality=place, words=words).id: danger
        for words, danger in (("chor ghar mein hai bachao", True), ("A lamp is dark.", False))
    }
    db.session.remove()
    downgrade(revision="0058")
    upgrade()
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, danger FROM concerns")).all()
    assert {row.id: bool(row.danger) for row in rows} == kept


def test_migrations_stand_in_one_numbered_line():
    script = ScriptDirectory(str(MIGRATIONS))
    line = [revision.revision for revision in script.walk_revisions()]
    files = sorted(path.name for path in (MIGRATIONS / "versions").glob("*.py"))
    assert len(script.get_heads()) == 1
    assert [name[:5] for name in files] == [f"{number}_" for number in sorted(line)]


def test_the_quick_look_at_the_head_agrees_with_alembic():
    # script/server compares this with the database at each start, without loading Alembic.
    assert [serving.head()] == ScriptDirectory(str(MIGRATIONS)).get_heads()
