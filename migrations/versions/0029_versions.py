"""PostgreSQL: the counters of edits are all of one type, as the models say."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

TABLES = ("paper_counts", "photos", "meeting_imports")


def _turn(kind: sa.types.TypeEngine[int]) -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite knows one kind of whole number
        for table in TABLES:
            op.alter_column(table, "version", type_=kind)


def upgrade() -> None:
    _turn(sa.Integer())


def downgrade() -> None:
    _turn(sa.BigInteger())
