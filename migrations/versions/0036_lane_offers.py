"""Who is let into a sealed lane takes two; a sealed matter may be passed on to a unit outside."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("concern_handovers", schema=None) as batch_op:
        batch_op.alter_column("to_post_id", existing_type=KEY, nullable=True)
    op.create_table(
        "lane_offers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("posting_id", KEY, nullable=False),
        sa.Column("lane", sa.String(length=12), nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("settled_by_id", KEY, nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["posting_id"], ["postings.id"], name=op.f("fk_lane_offers_posting_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["persons.id"], name=op.f("fk_lane_offers_asked_by_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["persons.id"], name=op.f("fk_lane_offers_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lane_offers")),
        sa.UniqueConstraint("ref", name=op.f("uq_lane_offers_ref")),
    )
    with op.batch_alter_table("lane_offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lane_offers_posting_id"), ["posting_id"], unique=False)


def downgrade() -> None:
    op.drop_table("lane_offers")
    op.execute("DELETE FROM concern_handovers WHERE to_post_id IS NULL")
    with op.batch_alter_table("concern_handovers", schema=None) as batch_op:
        batch_op.alter_column("to_post_id", existing_type=KEY, nullable=False)
