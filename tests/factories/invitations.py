"""Invitations for tests."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from engagement.organisation.models import Post
from engagement.people.models import Invitation
from engagement.people.rules import INVITATION_LASTS
from tests.factories.saving import saved

_numbers = count(1)
MADE = datetime(2026, 11, 24, 7, tzinfo=UTC)


def invitation(*, post: Post, made: datetime = MADE, **given: Any) -> Invitation:
    """An open invitation to a post, made at `made`."""
    n = next(_numbers)
    values = {
        "force_id": post.force_id,
        "post_id": post.id,
        "email": f"invited{n}@example.org",
        "name": f"Invited {n}",
        "created_at": made,
        "lapses_at": made + INVITATION_LASTS,
    }
    return saved(Invitation(**{**values, **given}))


LONG_AGO = MADE - timedelta(days=60)
