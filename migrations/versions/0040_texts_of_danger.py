"""Texts that speak of danger stand first among those that wait for a person."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    with op.batch_alter_table("texts_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("danger", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("texts_in", schema=None) as batch_op:
        batch_op.drop_column("danger")
