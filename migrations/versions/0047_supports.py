"""Whom an open concern concerns too; lists of concerns that somebody keeps by name."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0051"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "concern_supports",
        sa.Column("id", BIG, nullable=False),
        sa.Column("concern_id", BIG, nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("receipt", sa.String(length=128), nullable=True),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_concern_supports_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_concern_supports_contact_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_supports")),
        sa.UniqueConstraint(
            "concern_id", "contact_id", name=op.f("uq_concern_supports_concern_id_contact_id")
        ),
        sa.UniqueConstraint("operation_id", name=op.f("uq_concern_supports_operation_id")),
        sa.UniqueConstraint("receipt", name=op.f("uq_concern_supports_receipt")),
        sa.UniqueConstraint("ref", name=op.f("uq_concern_supports_ref")),
    )
    op.create_index(op.f("ix_concern_supports_concern_id"), "concern_supports", ["concern_id"], unique=False)
    op.create_index(op.f("ix_concern_supports_contact_id"), "concern_supports", ["contact_id"], unique=False)
    op.create_table(
        "concern_lists",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_concern_lists_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_lists")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_concern_lists_person_id_name")),
        sa.UniqueConstraint("ref", name=op.f("uq_concern_lists_ref")),
    )


def downgrade() -> None:
    op.drop_table("concern_lists")
    op.drop_table("concern_supports")
