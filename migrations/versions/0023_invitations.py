"""Meetings by invitation, and who is invited."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invite_only", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "delegates",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("home", sa.String(length=120), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("rsvp_id", BIG, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), server_default="1", nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("operation_id", sa.String(length=40), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_delegates_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_delegates_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["rsvp_id"], ["rsvps.id"], name=op.f("fk_delegates_rsvp_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegates")),
        sa.UniqueConstraint("event_id", "contact_id", name=op.f("uq_delegates_event_id_contact_id")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_delegates_operation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_delegates_ref")),
    )
    with op.batch_alter_table("delegates", schema=None) as batch_op:
        batch_op.create_index("ix_delegates_event_id_id", ["event_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegates_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegates_rsvp_id"), ["rsvp_id"], unique=False)


def downgrade() -> None:
    op.drop_table("delegates")
    # Without the column everybody could read what only those invited may.
    op.execute(sa.text("UPDATE events SET state = 'draft' WHERE invite_only AND state <> 'draft'"))
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_column("invite_only")
