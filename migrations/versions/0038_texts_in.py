"""Texts that come in: as they came, sealed; the numbers of ours; what was confirmed by text."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "text_numbers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_text_numbers_force_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_text_numbers_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_numbers")),
        sa.UniqueConstraint("number", name=op.f("uq_text_numbers_number")),
    )
    op.create_index(op.f("ix_text_numbers_force_id"), "text_numbers", ["force_id"], unique=False)
    op.create_table(
        "texts_in",
        sa.Column("id", BIG, nullable=False),
        sa.Column("gateway_id", sa.String(length=64), nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("office_id", BIG, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("sender", sa.LargeBinary(length=32), nullable=False),
        sa.Column("words", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("joins", sa.String(length=90), nullable=True),
        sa.Column("part", sa.Integer(), server_default="1", nullable=False),
        sa.Column("parts", sa.Integer(), server_default="1", nullable=False),
        sa.Column("contact_id", BIG, nullable=True),
        sa.Column("concern_id", BIG, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_texts_in_concern_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_texts_in_contact_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_texts_in_force_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_texts_in_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts_in")),
        sa.UniqueConstraint("gateway_id", name=op.f("uq_texts_in_gateway_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_texts_in_ref")),
    )
    for name in ("concern_id", "contact_id", "force_id", "joins", "office_id"):
        op.create_index(op.f(f"ix_texts_in_{name}"), "texts_in", [name], unique=False)
    op.create_index("ix_texts_in_sender_received_at", "texts_in", ["sender", "received_at"], unique=False)
    op.create_index("ix_texts_in_state_id", "texts_in", ["state", "id"], unique=False)
    op.create_index("ix_texts_in_words_received_at", "texts_in", ["words", "received_at"], unique=False)
    with op.batch_alter_table("concerns") as table:
        table.add_column(sa.Column("provisional", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("concerns") as table:
        table.drop_column("provisional")
    op.drop_table("texts_in")
    op.drop_table("text_numbers")
