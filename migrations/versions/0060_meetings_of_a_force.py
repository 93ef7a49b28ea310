"""The meetings of a force stand in the order of their start: the public list reads a leaf of them and no more."""

from alembic import op

revision = "0060"
down_revision = "0059"


def upgrade() -> None:
    op.create_index("ix_events_force_id_starts_at", "events", ["force_id", "starts_at"])
    op.drop_index("ix_events_force_id", table_name="events")


def downgrade() -> None:
    op.create_index("ix_events_force_id", "events", ["force_id"])
    op.drop_index("ix_events_force_id_starts_at", table_name="events")
