"""Problems of a locality, the concerns they gather, stage notes and tasks owned by posts."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.concerns.models import Concern
from engagement.concerns.rules import Category
from engagement.kernel import sealing
from engagement.kernel.database import Base, Referenced, Versioned
from engagement.kernel.wording import Worded
from engagement.organisation.models import Force, Locality, Office, Post
from engagement.problems.rules import CommentState, Outcome, Stage, TaskState

COMMENTS = "comments"  # the lane of what the public says, until a reader let it through
sealing.declare_sealed(COMMENTS)


class Problem(Base, Referenced, Versioned, Worded):
    """A problem that gathers concerns. `public_words` is what was done ("we did"), `public_title` what was said."""

    __tablename__ = "problems"
    __table_args__ = (Index("ix_problems_office_id_stage", "office_id", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    locality_id: Mapped[int] = mapped_column(ForeignKey("localities.id"), index=True)
    owner_post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    category: Mapped[Category] = mapped_column(String(24))
    stage: Mapped[Stage] = mapped_column(String(12), default=Stage.SCAN)
    title: Mapped[str] = mapped_column(String(200))  # the station's own
    language: Mapped[str] = mapped_column(String(8))
    public_title: Mapped[str] = mapped_column(String(200), default="")
    outcome: Mapped[Outcome | None] = mapped_column(String(12))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)

    force: Mapped[Force] = relationship()
    office: Mapped[Office] = relationship()
    locality: Mapped[Locality] = relationship()
    owner_post: Mapped[Post] = relationship()


class ProblemConcern(Base):
    """A concern gathered under a problem, and what its raiser said of the result."""

    __tablename__ = "problem_concerns"
    __table_args__ = (UniqueConstraint("problem_id", "concern_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id"), index=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id"), index=True)
    linked_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    fixed: Mapped[bool | None] = mapped_column(Boolean)

    problem: Mapped[Problem] = relationship()
    concern: Mapped[Concern] = relationship()


class StageNote(Base):
    """What was found or done in one stage."""

    __tablename__ = "stage_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id"), index=True)
    stage: Mapped[Stage] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))


class Task(Base, Referenced, Versioned):
    """One piece of work, owned by a post, with a day on which it is due."""

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_post_id_state_due_on", "post_id", "state", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[TaskState] = mapped_column(String(12), default=TaskState.OPEN)
    done_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)

    problem: Mapped[Problem] = relationship()
    post: Mapped[Post] = relationship()


class TaskNote(Base):
    """Evidence of what was done on a task."""

    __tablename__ = "task_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))


class Comment(Base, Referenced):
    """What somebody says to a public answer: sealed until a reader let it through, then public words. By whom, is not kept."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_problem_id_state", "problem_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id"))
    state: Mapped[CommentState] = mapped_column(String(8), default=CommentState.WAITING)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # name and words
    name: Mapped[str] = mapped_column(String(60), default="", server_default="")
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    language: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None]
    likes: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    operation_id: Mapped[str] = mapped_column(String(40), unique=True)

    problem: Mapped[Problem] = relationship()
