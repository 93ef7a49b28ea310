"""Texts: how a message went and what a digit may answer, the codes of meetings, where phone numbers are read."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("channel", sa.String(length=8), server_default="", nullable=False))
        table.add_column(sa.Column("sender", sa.String(length=20), server_default="", nullable=False))
        table.add_column(sa.Column("offers", sa.String(length=12), server_default="", nullable=False))
        table.add_column(sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True))
        table.create_index("ix_outbox_recipient", ["recipient_id", "recipient_kind"])
    with op.batch_alter_table("forces") as table:
        table.add_column(sa.Column("country", sa.String(length=2), server_default="PK", nullable=False))
    with op.batch_alter_table("contacts") as table:
        table.add_column(sa.Column("short_code", sa.String(length=20), server_default="", nullable=False))
    op.create_table(
        "join_codes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_join_codes_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_join_codes_force_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_codes")),
        sa.UniqueConstraint("event_id", name=op.f("uq_join_codes_event_id")),
        sa.UniqueConstraint("force_id", "code", name=op.f("uq_join_codes_force_id_code")),
    )


def downgrade() -> None:
    op.drop_table("join_codes")
    with op.batch_alter_table("contacts") as table:
        table.drop_column("short_code")
    with op.batch_alter_table("forces") as table:
        table.drop_column("country")
    with op.batch_alter_table("outbox") as table:
        table.drop_index("ix_outbox_recipient")
        for name in ("channel", "sender", "offers", "handed_at", "arrived_at"):
            table.drop_column(name)
