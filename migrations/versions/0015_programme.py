"""Programmes: points inside points with hours and head-counts, days with hours of their own, people named."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "event_days",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wall_start", sa.String(length=16), nullable=False),
        sa.Column("wall_end", sa.String(length=16), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_days_order")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_days_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_days")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_event_days_event_id_number")),
    )
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", BIG, nullable=True))
        batch_op.add_column(sa.Column("day", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("starts", sa.String(length=5), nullable=True))
        batch_op.add_column(sa.Column("came", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("came_women", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("came_men", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("covered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_agenda_items_parent_id"), ["parent_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_items_parent_id"), "agenda_items", ["parent_id"], ["id"], ondelete="CASCADE"
        )
    op.create_table(
        "appearances",
        sa.Column("id", BIG, nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("agenda_item_id", BIG, nullable=True),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("office", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"],
            ["agenda_items.id"],
            name=op.f("fk_appearances_agenda_item_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_appearances_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearances")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_appearances_operation_id")),
    )
    with op.batch_alter_table("appearances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appearances_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appearances_agenda_item_id"), ["agenda_item_id"], unique=False)
    op.create_table(
        "day_arrivals",
        sa.Column("id", BIG, nullable=False),
        sa.Column("rsvp_id", BIG, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rsvp_id"], ["rsvps.id"], name=op.f("fk_day_arrivals_rsvp_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_arrivals")),
        sa.UniqueConstraint("rsvp_id", "day", name=op.f("uq_day_arrivals_rsvp_id_day")),
    )


def downgrade() -> None:
    op.drop_table("day_arrivals")
    op.drop_table("appearances")
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_agenda_items_parent_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_agenda_items_parent_id"))
        for column in ("covered_at", "came_men", "came_women", "came", "starts", "day", "parent_id"):
            batch_op.drop_column(column)
    op.drop_table("event_days")
