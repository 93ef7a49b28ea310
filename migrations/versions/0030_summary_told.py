"""When people were told that the summary of a meeting is published; of meetings closed before, nobody is told late."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    with op.batch_alter_table("minutes") as batch:
        batch.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE minutes SET told_at = (SELECT closed_at FROM events WHERE events.id = minutes.event_id)"
        " WHERE wording = 'reviewed'"
    )


def downgrade() -> None:
    with op.batch_alter_table("minutes") as batch:
        batch.drop_column("told_at")
