"""Letting a posting into a sealed lane: the first from the command line, announced outside; never an administrator."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.delivery import deliver
from engagement.channels.models import OutboxMessage
from engagement.kernel.actor import COMMAND, Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Post
from engagement.people.actions import lanes
from engagement.people.models import Posting
from tests.factories import organisation as org
from tests.factories import people

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def posting(post: Post) -> Posting:
    return people.posting(person=people.person(), post=post)


def let_in(row: Posting, **given: object) -> Posting:
    with unit():
        values = {
            "actor": COMMAND,
            "now": NOW,
            "posting": db.session.merge(row),
            "lane": "complaint",
            **given,
        }
        return lanes.let_in_first(**values)


@pytest.fixture
def post(app: Flask) -> Post:
    office = org.office(force=org.force(oversight_address="Commission: office@example.org"))
    return org.post(office=office)


def test_the_first_is_let_in_and_the_outside_address_hears_which_post_and_not_who(post: Post) -> None:
    row = let_in(posting(post))
    assert row.lanes == "complaint"
    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.kind, message.recipient_kind) == ("people.lane_opened", "force")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "people.open_lane")).one()
    assert (entry.facts["person"], entry.facts["lane"]) == (row.person_id, "complaint")
    assert deliver(message.id) == "sent"


def test_a_second_is_not_let_in_from_the_command_line(post: Post) -> None:
    let_in(posting(post))
    with pytest.raises(Refusal):
        let_in(posting(post))


def test_nobody_else_lets_in_the_first(post: Post) -> None:
    with pytest.raises(Refusal):
        let_in(posting(post), actor=people.actor_at(post))


def test_whoever_administers_is_never_let_in(post: Post) -> None:
    row = posting(post)
    people.posting(person=row.person, post=org.post(office=post.office, role=Role.ADMINISTRATOR))
    with pytest.raises(Refusal):
        let_in(row)


def test_the_command_line_lets_in_by_slugs_and_says_what_is_wrong(app: Flask, post: Post) -> None:
    row = posting(post)
    place = f"{post.office.slug}/{post.slug}"

    def run(email: str) -> tuple[int, str]:
        args = ["people", "let-in", "--post", place, "--email", email, "--lane", "complaint"]
        result = app.test_cli_runner().invoke(args=args)
        return result.exit_code, result.output

    assert run("nobody@example.org")[0] == 1
    assert run(row.person.email)[0] == 0
    code, said = run(row.person.email)
    assert (code, "already" in said) == (1, True)
