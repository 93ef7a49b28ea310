"""Partners, projects with their funder, days and places, and the meetings of both."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "partners",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_partners_force_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("ref", name=op.f("uq_partners_ref")),
    )
    op.create_index(op.f("ix_partners_force_id"), "partners", ["force_id"], unique=False)
    op.create_table(
        "projects",
        sa.Column("id", BIG, nullable=False),
        sa.Column("force_id", BIG, nullable=False),
        sa.Column("partner_id", BIG, nullable=True),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("funder", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), server_default="1", nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_projects_force_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_projects_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("ref", name=op.f("uq_projects_ref")),
    )
    for column in ("force_id", "partner_id", "funder"):
        op.create_index(op.f(f"ix_projects_{column}"), "projects", [column], unique=False)
    op.create_table(
        "project_places",
        sa.Column("id", BIG, nullable=False),
        sa.Column("project_id", BIG, nullable=False),
        sa.Column("area_id", BIG, nullable=True),
        sa.Column("locality_id", BIG, nullable=True),
        sa.CheckConstraint("(area_id IS NULL) != (locality_id IS NULL)", name=op.f("ck_project_places_one")),
        sa.ForeignKeyConstraint(["area_id"], ["areas.id"], name=op.f("fk_project_places_area_id")),
        sa.ForeignKeyConstraint(
            ["locality_id"], ["localities.id"], name=op.f("fk_project_places_locality_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_project_places_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_places")),
        sa.UniqueConstraint("project_id", "area_id", name=op.f("uq_project_places_project_id_area_id")),
        sa.UniqueConstraint(
            "project_id", "locality_id", name=op.f("uq_project_places_project_id_locality_id")
        ),
    )
    for column in ("area_id", "locality_id"):
        op.create_index(op.f(f"ix_project_places_{column}"), "project_places", [column], unique=False)
    for table, other in (("event_projects", "project"), ("event_partners", "partner")):
        op.create_table(
            table,
            sa.Column("event_id", BIG, nullable=False),
            sa.Column(f"{other}_id", BIG, nullable=False),
            sa.ForeignKeyConstraint(
                ["event_id"], ["events.id"], name=op.f(f"fk_{table}_event_id"), ondelete="CASCADE"
            ),
            sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}s.id"], name=op.f(f"fk_{table}_{other}_id")),
            sa.PrimaryKeyConstraint("event_id", f"{other}_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_{other}_id"), table, [f"{other}_id"], unique=False)


def downgrade() -> None:
    for table in ("event_partners", "event_projects", "project_places", "projects", "partners"):
        op.drop_table(table)
