"""Comments of the public on what was answered."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0046"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "comments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("problem_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.String(length=60), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.Column("likes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["problem_id"], ["problems.id"], name=op.f("fk_comments_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_comments_operation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_comments_ref")),
    )
    op.create_index(op.f("ix_comments_problem_id_state"), "comments", ["problem_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_table("comments")
