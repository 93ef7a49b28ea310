"""Whoever counted themselves at the door stands apart in the tally."""

import sqlalchemy as sa
from alembic import op

revision = "0057"
down_revision = "0053"


def upgrade() -> None:
    with op.batch_alter_table("tally_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_self", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("tally_entries", schema=None) as batch_op:
        batch_op.drop_column("by_self")
