"""Tables of concerns."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "concerns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("force_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lane", sa.String(length=12), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("door", sa.String(length=12), nullable=False),
        sa.Column("by_proxy", sa.Boolean(), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locality_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("receipt", sa.String(length=128), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("referred_to", sa.Text(), nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("public_words", sa.Text(), server_default="", nullable=False),
        sa.Column("public_language", sa.String(length=8), server_default="en", nullable=False),
        sa.Column("wording", sa.String(length=12), server_default="none", nullable=False),
        sa.Column("worded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reviewed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_concerns_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_concerns_event_id")),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_concerns_force_id")),
        sa.ForeignKeyConstraint(["locality_id"], ["localities.id"], name=op.f("fk_concerns_locality_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_concerns_office_id")),
        sa.ForeignKeyConstraint(["owner_post_id"], ["posts.id"], name=op.f("fk_concerns_owner_post_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_concerns_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_concerns_operation_id")),
        sa.UniqueConstraint("receipt", name=op.f("uq_concerns_receipt")),
        sa.UniqueConstraint("ref", name=op.f("uq_concerns_ref")),
        sa.UniqueConstraint("thread_id", name=op.f("uq_concerns_thread_id")),
    )
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concerns_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_concerns_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_concerns_force_id"), ["force_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_concerns_locality_id"), ["locality_id"], unique=False)
        batch_op.create_index("ix_concerns_office_id_state", ["office_id", "state"], unique=False)
        batch_op.create_index("ix_concerns_owner_post_id_state", ["owner_post_id", "state"], unique=False)

    op.create_table(
        "accused_posts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("concern_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_accused_posts_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_accused_posts_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accused_posts")),
        sa.UniqueConstraint("concern_id", "post_id", name=op.f("uq_accused_posts_concern_id_post_id")),
    )
    with op.batch_alter_table("accused_posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_accused_posts_concern_id"), ["concern_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_accused_posts_post_id"), ["post_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("accused_posts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_accused_posts_post_id"))
        batch_op.drop_index(batch_op.f("ix_accused_posts_concern_id"))

    op.drop_table("accused_posts")
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.drop_index("ix_concerns_owner_post_id_state")
        batch_op.drop_index("ix_concerns_office_id_state")
        batch_op.drop_index(batch_op.f("ix_concerns_locality_id"))
        batch_op.drop_index(batch_op.f("ix_concerns_force_id"))
        batch_op.drop_index(batch_op.f("ix_concerns_event_id"))
        batch_op.drop_index(batch_op.f("ix_concerns_contact_id"))

    op.drop_table("concerns")
