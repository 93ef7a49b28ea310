"""Sealed lanes: who was let in, whom a complaint is about and who is barred, clocks, decisions, hand-overs."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
INSTANTS = (
    "reported_at", "stopped_at", "higher_at", "passed_on_at", "called_back_at", "decided_at", "outside_told_at",
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table("forces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dormant_days", sa.Integer(), server_default="14", nullable=False))
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lanes", sa.String(length=60), server_default="", nullable=False))
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        for name in INSTANTS:
            batch_op.add_column(sa.Column(name, INSTANT, nullable=True))
        batch_op.add_column(sa.Column("waits_for", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("call_back_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("decision", sa.String(length=16), server_default="", nullable=False))
    op.drop_table("accused_posts")  # nothing wrote it
    _accused()
    op.create_table(
        "barred_persons",
        sa.Column("id", KEY, nullable=False),
        sa.Column("concern_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_barred_persons_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_barred_persons_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barred_persons")),
        sa.UniqueConstraint("concern_id", "person_id", name=op.f("uq_barred_persons_concern_id_person_id")),
    )
    _indexed("barred_persons", "concern_id", "person_id")
    op.create_table(
        "concern_handovers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("concern_id", KEY, nullable=False),
        sa.Column("from_office_id", KEY, nullable=False),
        sa.Column("to_post_id", KEY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("data_taken", sa.LargeBinary(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_concern_handovers_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["from_office_id"], ["offices.id"], name=op.f("fk_concern_handovers_from_office_id")
        ),
        sa.ForeignKeyConstraint(["to_post_id"], ["posts.id"], name=op.f("fk_concern_handovers_to_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_handovers")),
    )
    _indexed("concern_handovers", "concern_id")


def _accused() -> None:
    op.create_table(
        "accused_posts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("concern_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("post_id", KEY, nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_accused_posts_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_accused_posts_office_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_accused_posts_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accused_posts")),
        sa.UniqueConstraint(
            "concern_id", "office_id", "post_id", name=op.f("uq_accused_posts_concern_id_office_id_post_id")
        ),
    )
    _indexed("accused_posts", "concern_id", "office_id", "post_id")


def _indexed(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("concern_handovers")
    op.drop_table("barred_persons")
    op.drop_table("accused_posts")
    op.create_table(
        "accused_posts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("concern_id", KEY, nullable=False),
        sa.Column("post_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concerns.id"], name=op.f("fk_accused_posts_concern_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_accused_posts_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accused_posts")),
        sa.UniqueConstraint("concern_id", "post_id", name=op.f("uq_accused_posts_concern_id_post_id")),
    )
    _indexed("accused_posts", "concern_id", "post_id")
    with op.batch_alter_table("concerns", schema=None) as batch_op:
        for name in (*INSTANTS, "waits_for", "call_back_on", "decision"):
            batch_op.drop_column(name)
    with op.batch_alter_table("postings", schema=None) as batch_op:
        batch_op.drop_column("lanes")
    with op.batch_alter_table("forces", schema=None) as batch_op:
        batch_op.drop_column("dormant_days")
