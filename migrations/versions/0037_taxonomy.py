"""What concerns are about: what each force changed of the categories that all begin with, and its own."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "categories",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("sensitivity", sa.String(length=12), nullable=False),
        sa.Column("agency", sa.JSON(), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_categories_force_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("force_id", "key", name=op.f("uq_categories_force_id_key")),
    )
    op.create_index(op.f("ix_categories_force_id"), "categories", ["force_id"], unique=False)


def downgrade() -> None:
    op.drop_table("categories")
