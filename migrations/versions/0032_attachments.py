"""Photos and papers of concerns, sealed: as sent until the worker drew them anew, and as drawn."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("concern_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("sort", sa.String(length=8), nullable=False),
        sa.Column("speaker", sa.String(length=8), nullable=False),
        sa.Column("post_id", BIG, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("operation_id", sa.String(length=48), nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_attachments_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_attachments_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_attachments_operation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_attachments_ref")),
    )
    op.create_index(op.f("ix_attachments_concern_id"), "attachments", ["concern_id"], unique=False)
    op.create_index("ix_attachments_state_id", "attachments", ["state", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("attachments")
