"""Series of meetings: the rule they were planned by, and each meeting's number."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("every", sa.String(length=12), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_series_force_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_series_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_series_operation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_series_ref")),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_force_id"), ["force_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_office_id"), ["office_id"], unique=False)
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("series_id", BIG, nullable=True))
        batch_op.add_column(sa.Column("series_number", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_events_series_id"), "series", ["series_id"], ["id"])
        batch_op.create_index(
            "ix_events_series_id_series_number", ["series_id", "series_number"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index("ix_events_series_id_series_number")
        batch_op.drop_constraint(batch_op.f("fk_events_series_id"), type_="foreignkey")
        batch_op.drop_column("series_number")
        batch_op.drop_column("series_id")
    op.drop_table("series")
