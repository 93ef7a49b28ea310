"""Registers of councils: members, meetings with who came, what is carried over."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=nullable)


def _to(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _edited() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), server_default="1", nullable=False)


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def upgrade() -> None:
    op.create_table(
        "councils",
        _key("id"),
        _key("force_id"),
        _key("office_id"),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("quorum_by", sa.String(length=8), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        _edited(),
        sa.CheckConstraint("quorum >= 1", name=op.f("ck_councils_quorum")),
        _to("councils", "force_id", "forces.id"),
        _to("councils", "office_id", "offices.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_councils")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_councils_operation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_councils_ref")),
    )
    _index("councils", "force_id", "office_id")
    _members()
    _meetings()
    _items()


def _members() -> None:
    op.create_table(
        "council_members",
        _key("id"),
        _key("council_id"),
        _key("locality_id"),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("seat", sa.String(length=12), nullable=False),
        sa.Column("sex", sa.String(length=12), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        _edited(),
        _to("council_members", "council_id", "councils.id", "CASCADE"),
        _to("council_members", "locality_id", "localities.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_members")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_council_members_operation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_council_members_ref")),
    )
    _index("council_members", "council_id", "locality_id")


def _meetings() -> None:
    op.create_table(
        "council_meetings",
        _key("event_id"),
        _key("council_id"),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        *(
            sa.Column(name, sa.Integer(), server_default="0", nullable=False)
            for name in ("seats", "needed", "present", "women")
        ),
        _edited(),
        _to("council_meetings", "event_id", "events.id", "CASCADE"),
        _to("council_meetings", "council_id", "councils.id"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_council_meetings")),
    )
    _index("council_meetings", "council_id")
    op.create_table(
        "council_presences",
        _key("event_id"),
        _key("member_id"),
        _to("council_presences", "event_id", "council_meetings.event_id", "CASCADE"),
        _to("council_presences", "member_id", "council_members.id", "CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "member_id", name=op.f("pk_council_presences")),
    )
    _index("council_presences", "member_id")


def _items() -> None:
    op.create_table(
        "council_items",
        _key("id"),
        _key("council_id"),
        _key("raised_event_id"),
        _key("settled_event_id", nullable=True),
        _key("post_id"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("outcome_language", sa.String(length=8), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        _edited(),
        _to("council_items", "council_id", "councils.id", "CASCADE"),
        _to("council_items", "raised_event_id", "events.id"),
        _to("council_items", "settled_event_id", "events.id"),
        _to("council_items", "post_id", "posts.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_items")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_council_items_operation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_council_items_ref")),
    )
    with op.batch_alter_table("council_items", schema=None) as batch_op:
        batch_op.create_index("ix_council_items_council_id_state", ["council_id", "state"], unique=False)
    _index("council_items", "raised_event_id", "settled_event_id", "post_id")


def downgrade() -> None:
    for table in ("council_items", "council_presences", "council_meetings", "council_members", "councils"):
        op.drop_table(table)
