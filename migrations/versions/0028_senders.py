"""Photos: who sent one, whoever wrote its words since."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SENT = """
    UPDATE photos SET sent_by_id = COALESCE(
        (SELECT MIN(person_id) FROM audit_entries
         WHERE verb = 'events.add_photo' AND subject_kind = 'photos' AND subject_id = photos.id),
        worded_by_id
    )
"""  # the trail knows who sent it


def upgrade() -> None:
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sent_by_id", BIG, nullable=True))
    op.execute(sa.text(SENT))


def downgrade() -> None:
    with op.batch_alter_table("photos", schema=None) as batch_op:
        batch_op.drop_column("sent_by_id")
