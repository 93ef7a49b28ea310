"""Where the meeting that is owed was drafted and deleted: it is not drafted again for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "owed_pauses",
        sa.Column("locality_id", BIG, autoincrement=False, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["locality_id"], ["localities.id"], name=op.f("fk_owed_pauses_locality_id")),
        sa.PrimaryKeyConstraint("locality_id", name=op.f("pk_owed_pauses")),
    )


def downgrade() -> None:
    op.drop_table("owed_pauses")
