"""Likely duplicates among open concerns: folded words, their keys by office, and which concern another is counted with."""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0055"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("search_text", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("same_as_id", BIG, nullable=True))
        batch_op.create_check_constraint(
            batch_op.f("ck_concerns_search_text_open"),
            "search_text = '' OR lane IN ('concern', 'enquiry', 'suggestion')",
        )
        batch_op.create_foreign_key(batch_op.f("fk_concerns_same_as_id"), "concerns", ["same_as_id"], ["id"])
        batch_op.create_index(
            batch_op.f("ix_concerns_same_as_id"),
            ["same_as_id"],
            unique=False,
            sqlite_where=sa.text("same_as_id IS NOT NULL"),
            postgresql_where=sa.text("same_as_id IS NOT NULL"),
        )
    op.create_table(
        "concern_keys",
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("concern_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_concern_keys_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_concern_keys_office_id")),
        sa.PrimaryKeyConstraint("office_id", "key", "concern_id", name=op.f("pk_concern_keys")),
    )
    op.create_index(op.f("ix_concern_keys_concern_id"), "concern_keys", ["concern_id"], unique=False)


def downgrade() -> None:
    op.drop_table("concern_keys")
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concerns_same_as_id"))
        batch_op.drop_constraint(batch_op.f("fk_concerns_same_as_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("ck_concerns_search_text_open"), type_="check")
        batch_op.drop_column("same_as_id")
        batch_op.drop_column("search_text")
