"""Imports of meetings under supervision: the file, its columns, how far each is, what became of its rows."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTED = ("total", "done", "new", "changed", "unchanged", "repeated", "refused")


def upgrade() -> None:
    op.create_table(
        "meeting_imports",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sort", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("publish", sa.Boolean(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("reach", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTED),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("version", BIG, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_meeting_imports_force_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_meeting_imports_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_imports")),
        sa.UniqueConstraint("ref", name=op.f("uq_meeting_imports_ref")),
    )
    op.create_index(op.f("ix_meeting_imports_force_id"), "meeting_imports", ["force_id"], unique=False)
    op.create_index(op.f("ix_meeting_imports_office_id"), "meeting_imports", ["office_id"], unique=False)
    op.create_index("ix_meeting_imports_state_id", "meeting_imports", ["state", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("meeting_imports")
