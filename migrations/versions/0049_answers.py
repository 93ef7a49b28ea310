"""Answers that an office keeps ready, and what an officer began to write."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0040"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ready_replies",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_ready_replies_force_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_ready_replies_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_replies")),
        sa.UniqueConstraint("ref", name=op.f("uq_ready_replies_ref")),
    )
    op.create_index(op.f("ix_ready_replies_force_id"), "ready_replies", ["force_id"], unique=False)
    op.create_index(op.f("ix_ready_replies_office_id"), "ready_replies", ["office_id"], unique=False)
    op.create_table(
        "reply_drafts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("concern_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_reply_drafts_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_reply_drafts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_drafts")),
        sa.UniqueConstraint("concern_id", "person_id", name=op.f("uq_reply_drafts_concern_id_person_id")),
    )
    op.create_index(op.f("ix_reply_drafts_at"), "reply_drafts", ["at"], unique=False)
    op.create_index(op.f("ix_reply_drafts_person_id"), "reply_drafts", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("reply_drafts")
    op.drop_table("ready_replies")
