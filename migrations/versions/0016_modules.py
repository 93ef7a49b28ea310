"""The modules of a workshop series, and which point of an agenda is one."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "series_modules",
        sa.Column("id", BIG, nullable=False),
        sa.Column("series_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_series_modules_series_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_modules")),
    )
    with op.batch_alter_table("series_modules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_modules_series_id"), ["series_id"], unique=False)
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("module_id", BIG, nullable=True))
        batch_op.create_index(batch_op.f("ix_agenda_items_module_id"), ["module_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_items_module_id"),
            "series_modules",
            ["module_id"],
            ["id"],
            ondelete="CASCADE",
        )


def downgrade() -> None:
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_agenda_items_module_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_agenda_items_module_id"))
        batch_op.drop_column("module_id")
    op.drop_table("series_modules")
