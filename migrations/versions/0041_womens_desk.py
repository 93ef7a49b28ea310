"""The women's desk: its roster, trainings in gender sensitivity, a child-protection focal person, safe contact."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0047"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.add_column(sa.Column("trained_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("trained_until", sa.Date(), nullable=True))
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("womens_desk", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("under_18", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("child_office_id", KEY, nullable=True))
        batch_op.add_column(sa.Column("safe", sa.LargeBinary(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_concerns_child_office_id"), "offices", ["child_office_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_concerns_child_office_id"), type_="foreignkey")
        for name in ("safe", "child_office_id", "under_18"):
            batch_op.drop_column(name)
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.drop_column("womens_desk")
    with op.batch_alter_table("persons", schema=None) as batch_op:
        for name in ("trained_until", "trained_on"):
            batch_op.drop_column(name)
