"""Texts that came to the phones that a demonstration shows on the screen."""

import sqlalchemy as sa
from alembic import op

from engagement.kernel.database import UtcDateTime

revision = "0044"
down_revision = "0050"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "shown_texts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("message_id", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sender", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("arrived_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shown_texts")),
        sa.UniqueConstraint("message_id", name=op.f("uq_shown_texts_message_id")),
    )
    op.create_index(op.f("ix_shown_texts_phone"), "shown_texts", ["phone"], unique=False)


def downgrade() -> None:
    op.drop_table("shown_texts")
