"""A post waits for the yes of whoever it is for."""

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0057"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "posting_offers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("hosts_women", sa.Boolean(), nullable=False),
        sa.Column("leaves_others", sa.Boolean(), nullable=False),
        sa.Column("stands_for_id", KEY, nullable=True),
        sa.Column("asked_by_id", KEY, nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_posting_offers_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_posting_offers_post_id")),
        sa.ForeignKeyConstraint(
            ["stands_for_id"], ["postings.id"], name=op.f("fk_posting_offers_stands_for_id")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["persons.id"], name=op.f("fk_posting_offers_asked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_offers")),
        sa.UniqueConstraint("ref", name=op.f("uq_posting_offers_ref")),
    )
    with op.batch_alter_table("posting_offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_posting_offers_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_offers_post_id"), ["post_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_posting_offers_stands_for_id"), ["stands_for_id"], unique=False)


def downgrade() -> None:
    op.drop_table("posting_offers")
