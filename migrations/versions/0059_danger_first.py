"""Whether the words of a concern may speak of danger is kept beside it; what is sealed has an index of its own."""

import sqlalchemy as sa
from alembic import op

from engagement.concerns.emergency import found

revision = "0059"
down_revision = "0058"

OPEN = ("enquiry", "suggestion", "concern")
SEALED = "lane IN ('complaint', 'threat', 'tip', 'women')"
PLAIN = b"\x00"  # words of an open lane stand in their envelope as they are


def upgrade() -> None:
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("danger", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_concerns_sealed_office_id",
        "concerns",
        ["office_id"],
        sqlite_where=sa.text(SEALED),
        postgresql_where=sa.text(SEALED),
    )
    _judge()


def _judge() -> None:
    """Judge what has no owner yet: of all else nothing is shown."""
    concerns = sa.table(
        "concerns",
        sa.column("id", sa.BigInteger()),
        sa.column("lane", sa.String()),
        sa.column("state", sa.String()),
        sa.column("words", sa.LargeBinary()),
        sa.column("danger", sa.Boolean()),
    )
    waiting = (concerns.c.state == "raised") & concerns.c.lane.in_(OPEN) & concerns.c.words.is_not(None)
    connection = op.get_bind()
    keys = [
        row.id
        for row in connection.execute(sa.select(concerns.c.id, concerns.c.words).where(waiting))
        if bytes(row.words[:1]) == PLAIN and found(bytes(row.words[1:]).decode())
    ]
    for key in keys:
        connection.execute(sa.update(concerns).where(concerns.c.id == key).values(danger=True))


def downgrade() -> None:
    op.drop_index("ix_concerns_sealed_office_id", table_name="concerns")
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.drop_column("danger")
