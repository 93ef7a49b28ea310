"""Problems and tasks for tests."""

from datetime import UTC, date, datetime
from typing import Any

from engagement.concerns.models import Concern
from engagement.organisation.models import Post
from engagement.problems.models import Problem, ProblemConcern, Task
from engagement.problems.rules import Stage
from tests.factories.saving import saved

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def problem(*, concern: Concern, owner: Post, **given: Any) -> Problem:
    """A problem of the concern's place, which gathers the concern."""
    values = {
        "force_id": concern.force_id,
        "office_id": concern.office_id,
        "locality_id": concern.locality_id,
        "owner_post_id": owner.id,
        "category": concern.category,
        "stage": Stage.SCAN,
        "title": "Dark bus stand",
        "language": "en",
        "opened_at": LONG_AGO,
    }
    row = saved(Problem(**{**values, **given}))
    saved(ProblemConcern(problem_id=row.id, concern_id=concern.id, linked_at=LONG_AGO))
    return row


def task(*, problem: Problem, post: Post, **given: Any) -> Task:
    """An open task of a post, due on 30 November 2026."""
    values = {
        "problem_id": problem.id,
        "post_id": post.id,
        "words": "Repair two lamps",
        "language": "en",
        "due_on": date(2026, 11, 30),
        "created_at": LONG_AGO,
    }
    return saved(Task(**{**values, **given}))
