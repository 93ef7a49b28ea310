"""What happens in the room: priorities by hands, the paper tally, offices present, last time read out."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTED = (
    "people", "offices", "side_resident", "side_police", "side_partner", "sex_woman", "sex_man", "sex_other",
    "sex_unknown", "age_child", "age_adult", "age_older", "age_unknown", "disability_yes", "disability_no",
    "disability_unknown",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rank", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("hands", sa.Integer(), nullable=True))
    op.create_table(
        "paper_counts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTED),
        sa.Column("version", BIG, server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_paper_counts_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_counts")),
        sa.UniqueConstraint("event_id", name=op.f("uq_paper_counts_event_id")),
    )
    op.create_table(
        "offices_present",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_offices_present_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices_present")),
    )
    op.create_index(op.f("ix_offices_present_event_id"), "offices_present", ["event_id"], unique=False)
    op.create_table(
        "read_backs",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_read_backs_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_backs")),
        sa.UniqueConstraint("event_id", "kind", "ref", name=op.f("uq_read_backs_event_id_kind_ref")),
    )
    op.create_index(op.f("ix_read_backs_event_id"), "read_backs", ["event_id"], unique=False)


def downgrade() -> None:
    op.drop_table("read_backs")
    op.drop_table("offices_present")
    op.drop_table("paper_counts")
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.drop_column("hands")
        batch_op.drop_column("rank")
