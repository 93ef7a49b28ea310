"""A sealed matter may be opened in an emergency: asked for by one, agreed to by another, for a time."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0049"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "concern_openings",
        sa.Column("id", KEY, nullable=False),
        sa.Column("concern_id", KEY, nullable=False),
        sa.Column("asked_by_id", KEY, nullable=False),
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("settled_by_id", KEY, nullable=True),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("reads", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_concern_openings_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["persons.id"], name=op.f("fk_concern_openings_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_concern_openings_post_id")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["persons.id"], name=op.f("fk_concern_openings_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_openings")),
        sa.UniqueConstraint("ref", name=op.f("uq_concern_openings_ref")),
    )
    with op.batch_alter_table("concern_openings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_openings_concern_id"), ["concern_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_openings_asked_by_id"), ["asked_by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("concern_openings")
