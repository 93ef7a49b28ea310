"""Whoever stands in for the holder of a post until a day."""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0041"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stands_for_id", BIG, nullable=True))
        batch_op.create_index(batch_op.f("ix_postings_stands_for_id"), ["stands_for_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_postings_stands_for_id"), "postings", ["stands_for_id"], ["id"]
        )


def downgrade() -> None:
    # Nobody stands in any more: else it would be a posting like any other.
    op.execute(
        "UPDATE postings SET ended_at = CURRENT_TIMESTAMP WHERE stands_for_id IS NOT NULL AND ended_at IS NULL"
    )
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_postings_stands_for_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_postings_stands_for_id"))
        batch_op.drop_column("stands_for_id")
