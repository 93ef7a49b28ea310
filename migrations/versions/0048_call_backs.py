"""The call-back sample: closed concerns drawn by month and office, and what their raisers said."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0056"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "call_backs",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("concern_id", BIG, nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("reachable", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", BIG, nullable=True),
        sa.Column("outcome", sa.String(length=12), server_default="", nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_by_id", BIG, nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["called_by_id"], ["persons.id"], name=op.f("fk_call_backs_called_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["persons.id"], name=op.f("fk_call_backs_closed_by_id")),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_call_backs_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_call_backs_force_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_call_backs_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
        sa.UniqueConstraint("concern_id", "month", name=op.f("uq_call_backs_concern_id_month")),
        sa.UniqueConstraint("ref", name=op.f("uq_call_backs_ref")),
    )
    op.create_index(op.f("ix_call_backs_office_id"), "call_backs", ["office_id"], unique=False)


def downgrade() -> None:
    op.drop_table("call_backs")
