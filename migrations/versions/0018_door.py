"""The door without a network: leases to phones, their entries, and whose name a phone may hold."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("door_name", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "door_leases",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_sync_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_door_leases_force_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_door_leases_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_door_leases_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_leases")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_door_leases_token_digest")),
        sa.UniqueConstraint("ref", name=op.f("uq_door_leases_ref")),
    )
    with op.batch_alter_table("door_leases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_door_leases_force_id"), ["force_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_door_leases_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_door_leases_person_id"), ["person_id"], unique=False)
    op.create_table(
        "door_entries",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lease_id", BIG, nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("deed", sa.String(length=12), nullable=True),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("said", sa.String(length=300), nullable=False),
        sa.Column("undoes", sa.String(length=40), nullable=True),
        sa.Column("subject_kind", sa.String(length=40), nullable=True),
        sa.Column("subject_id", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["lease_id"], ["door_leases.id"], name=op.f("fk_door_entries_lease_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_door_entries")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_door_entries_operation_id")),
    )
    with op.batch_alter_table("door_entries", schema=None) as batch_op:
        batch_op.create_index("ix_door_entries_lease_id_state", ["lease_id", "state"], unique=False)
        batch_op.create_index("ix_door_entries_subject", ["subject_kind", "subject_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_door_entries_undoes"), ["undoes"], unique=False)


def downgrade() -> None:
    op.drop_table("door_entries")
    op.drop_table("door_leases")
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.drop_column("door_name")
