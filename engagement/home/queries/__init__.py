"""Reads that mix rooms: the front page, the desk, the outbox in sight."""

from engagement.home.queries.desk import (
    SOON,
    Due,
    ToReview,
    Waiting,
    concerns_first,
    counts,
    due,
    meetings,
    sealed,
    stuck_count,
    to_review,
)
from engagement.home.queries.front import Late, example, late_count, late_promises, late_tasks, raised_first
from engagement.home.queries.outbox import moving, outbox_visible_to, readers_of, sent, stuck
from engagement.home.queries.steps import Steps, steps

__all__ = [
    "SOON", "Due", "Late", "Steps", "ToReview", "Waiting", "concerns_first", "counts", "due", "example", "late_count",
    "late_promises", "late_tasks", "meetings", "moving", "outbox_visible_to",
    "raised_first", "readers_of", "sealed", "sent", "steps", "stuck", "stuck_count", "to_review",
]  # fmt: skip
