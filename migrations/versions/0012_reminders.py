"""Reminders and thanks: when a host chose to remind, when a meeting moved, who was reminded and thanked."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("remind_wall", sa.String(length=16), nullable=True))
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("rsvps", schema=None) as batch_op:
        batch_op.drop_column("thanked_at")
        batch_op.drop_column("reminded_at")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_column("remind_wall")
        batch_op.drop_column("moved_at")
