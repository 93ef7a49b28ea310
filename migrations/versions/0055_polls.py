"""Polls: a question with its answers, and how often each was chosen."""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0052"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "polls",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("locality_id", BIG, nullable=True),
        sa.Column("event_id", BIG, nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("public_words", sa.Text(), server_default="", nullable=False),
        sa.Column("public_language", sa.String(length=8), server_default="en", nullable=False),
        sa.Column("wording", sa.String(length=12), server_default="none", nullable=False),
        sa.Column("worded_by_id", BIG, nullable=True),
        sa.Column("reviewed_by_id", BIG, nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_polls_force_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_polls_office_id")),
        sa.ForeignKeyConstraint(["locality_id"], ["localities.id"], name=op.f("fk_polls_locality_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_polls_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_polls_operation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_polls_ref")),
    )
    with op.batch_alter_table("polls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_polls_force_id"), ["force_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_polls_locality_id"), ["locality_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_polls_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_polls_office_id_wording", ["office_id", "wording"], unique=False)
    op.create_table(
        "poll_choices",
        sa.Column("id", BIG, nullable=False),
        sa.Column("poll_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("hands", sa.Integer(), nullable=True),
        sa.CheckConstraint("hands IS NULL OR hands >= 0", name=op.f("ck_poll_choices_hands")),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["polls.id"], name=op.f("fk_poll_choices_poll_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_choices")),
        sa.UniqueConstraint("poll_id", "position", name=op.f("uq_poll_choices_poll_id_position")),
    )
    op.create_table(
        "poll_answers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("choice_id", BIG, nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["choice_id"], ["poll_choices.id"], name=op.f("fk_poll_answers_choice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_answers")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_poll_answers_operation_id")),
    )
    with op.batch_alter_table("poll_answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_answers_choice_id"), ["choice_id"], unique=False)


def downgrade() -> None:
    op.drop_table("poll_answers")
    op.drop_table("poll_choices")
    op.drop_table("polls")
