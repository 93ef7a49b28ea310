"""Public wordings that wait for a review are found by an index, among a hundred thousand concerns too."""

from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.create_index("ix_concerns_office_id_wording", "concerns", ["office_id", "wording"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_concerns_office_id_wording", table_name="concerns")
