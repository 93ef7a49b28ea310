"""Reads that mix rooms: the front page, the desk, the outbox in sight."""

from engagement.home.queries.desk import (
    SOON,
    Due,
    ToReview,
    Waiting,
    acting_post,
    concerns_first,
    lights,
    meetings_next,
    meetings_unclosed,
    promises_due,
    stuck_count,
    tasks_due,
    to_review,
)
from engagement.home.queries.front import Late, example, late_count, late_promises, late_tasks, raised_first
from engagement.home.queries.outbox import moving, outbox_visible_to, readers_of, sent, stuck
from engagement.home.queries.steps import Steps, steps

__all__ = [
    "SOON", "Due", "Late", "Steps", "ToReview", "Waiting", "acting_post", "concerns_first", "example", "late_count",
    "late_promises", "late_tasks", "lights", "meetings_next", "meetings_unclosed", "moving", "outbox_visible_to",
    "promises_due", "raised_first", "readers_of", "sent", "steps", "stuck", "stuck_count", "tasks_due", "to_review",
]  # fmt: skip
