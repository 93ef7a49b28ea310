"""Mails that answer ours: kept sealed until they are decided upon."""

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0044"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mails_in",
        sa.Column("id", BIG, nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=8), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("concern_id", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_mails_in_concern_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_mails_in_force_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails_in")),
        sa.UniqueConstraint("mark", name=op.f("uq_mails_in_mark")),
        sa.UniqueConstraint("ref", name=op.f("uq_mails_in_ref")),
    )
    op.create_index(op.f("ix_mails_in_force_id"), "mails_in", ["force_id"], unique=False)
    op.create_index(op.f("ix_mails_in_received_at"), "mails_in", ["received_at"], unique=False)
    op.create_index(op.f("ix_mails_in_state_id"), "mails_in", ["state", "id"], unique=False)
    op.create_index(
        op.f("ix_mails_in_concern_id_received_at"), "mails_in", ["concern_id", "received_at"], unique=False
    )


def downgrade() -> None:
    op.drop_table("mails_in")
