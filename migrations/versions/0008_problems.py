"""Tables of problems."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "problems",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("force_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locality_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("owner_post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("public_title", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("operation_id", sa.String(length=40), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("public_words", sa.Text(), server_default="", nullable=False),
        sa.Column("public_language", sa.String(length=8), server_default="en", nullable=False),
        sa.Column("wording", sa.String(length=12), server_default="none", nullable=False),
        sa.Column("worded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reviewed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["force_id"], ["forces.id"], name=op.f("fk_problems_force_id")),
        sa.ForeignKeyConstraint(["locality_id"], ["localities.id"], name=op.f("fk_problems_locality_id")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_problems_office_id")),
        sa.ForeignKeyConstraint(["owner_post_id"], ["posts.id"], name=op.f("fk_problems_owner_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_problems_operation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_problems_ref")),
    )
    with op.batch_alter_table("problems", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problems_force_id"), ["force_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problems_locality_id"), ["locality_id"], unique=False)
        batch_op.create_index("ix_problems_office_id_stage", ["office_id", "stage"], unique=False)
        batch_op.create_index(batch_op.f("ix_problems_owner_post_id"), ["owner_post_id"], unique=False)

    op.create_table(
        "stage_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_stage_notes_post_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problems.id"], name=op.f("fk_stage_notes_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_notes")),
    )
    with op.batch_alter_table("stage_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_notes_problem_id"), ["problem_id"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operation_id", sa.String(length=40), nullable=True),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_tasks_post_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problems.id"], name=op.f("fk_tasks_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_tasks_operation_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_tasks_ref")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index("ix_tasks_post_id_state_due_on", ["post_id", "state", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_problem_id"), ["problem_id"], unique=False)

    op.create_table(
        "task_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("post_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_task_notes_post_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_notes_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_notes")),
    )
    with op.batch_alter_table("task_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_notes_task_id"), ["task_id"], unique=False)

    op.create_table(
        "problem_concerns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("concern_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fixed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_problem_concerns_concern_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problems.id"], name=op.f("fk_problem_concerns_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_concerns")),
        sa.UniqueConstraint(
            "problem_id", "concern_id", name=op.f("uq_problem_concerns_problem_id_concern_id")
        ),
    )
    with op.batch_alter_table("problem_concerns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_concerns_concern_id"), ["concern_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_problem_concerns_problem_id"), ["problem_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("problem_concerns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_concerns_problem_id"))
        batch_op.drop_index(batch_op.f("ix_problem_concerns_concern_id"))

    op.drop_table("problem_concerns")
    with op.batch_alter_table("task_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_notes_task_id"))

    op.drop_table("task_notes")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tasks_problem_id"))
        batch_op.drop_index("ix_tasks_post_id_state_due_on")

    op.drop_table("tasks")
    with op.batch_alter_table("stage_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_notes_problem_id"))

    op.drop_table("stage_notes")
    with op.batch_alter_table("problems", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problems_owner_post_id"))
        batch_op.drop_index("ix_problems_office_id_stage")
        batch_op.drop_index(batch_op.f("ix_problems_locality_id"))
        batch_op.drop_index(batch_op.f("ix_problems_force_id"))

    op.drop_table("problems")
