"""Comments of the public on an answer: taken in sealed, let through by a reader, refused, taken down, liked."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from engagement.audit import actions as audit
from engagement.concerns import receipts
from engagement.kernel import identifying, sealing
from engagement.kernel.actor import VISITOR, Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.problems import queries
from engagement.problems.actions.changes import post_of
from engagement.problems.models import COMMENTS, Comment, Problem
from engagement.problems.rules import MOST_COMMENT, MOST_NAME, MOST_WAITING, CommentState

SHOWS_WHO = N_(
    "This may show who somebody is: %(found)s. Refuse the comment, or tick below that it names nobody."
)


def topic(ref: str) -> str:
    """Return the topic of the comments on one answer."""
    return f"comments:{ref}"


def say(
    *, now: datetime, problem: Problem, words: str, name: str, language: str, operation_id: str
) -> Comment:
    """Take in what somebody says to an answer; the same operation again changes nothing. Who it was is not kept.

    Refuses no words, more than 1,500 characters, a name of more than 60, and a two-hundred-first that waits.
    """
    there = queries.comment_of_operation(operation_id)
    if there is not None:
        return there
    words, name = words.strip(), " ".join(name.split())
    if not words:
        raise Refusal(N_("Please fill this in."), field="words")
    for text, most, field in ((words, MOST_COMMENT, "words"), (name, MOST_NAME, "name")):
        if len(text) > most:
            raise Refusal(N_("Too long: at most %(n)s characters."), field=field, n=most)
    if queries.number_waiting_on(problem) >= MOST_WAITING:
        raise Refusal(N_("Many comments wait to be read. Please come back in a few days."))
    row = Comment(
        problem=problem,
        state=CommentState.WAITING,
        sealed=sealing.store(
            f"{name}\n{receipts.without_any(words)}", force=problem.force.ref, lane=COMMENTS
        ),
        language=language,
        at=now,
        operation_id=operation_id,
    )
    db.session.add(row)
    _left("problems.comment", row, VISITOR, now)
    return row


def publish(*, actor: Actor, now: datetime, comment: Comment, names_nobody: bool = False) -> Comment:
    """Let a comment through; twice is once. Refuses one that was decided otherwise, and one that cannot be read here.

    Refuses what looks like a card, a phone or a plate, unless the reader says that it names nobody.
    """
    if comment.state == CommentState.SHOWN:
        return comment
    name, words = _waiting(comment)
    decided = identifying.check(
        f"{name}\n{words}", field="names_nobody", names_nobody=names_nobody, sentence=SHOWS_WHO
    )
    comment.state, comment.words, comment.name = CommentState.SHOWN, words, name
    return _decided("problems.publish_comment", comment, actor, now, names_nobody=decided)


def refuse(*, actor: Actor, now: datetime, comment: Comment) -> Comment:
    """Refuse a comment: its words are overwritten and gone. Twice is once."""
    if comment.state == CommentState.REFUSED:
        return comment
    _waiting(comment, read=False)
    comment.state = CommentState.REFUSED
    return _decided("problems.refuse_comment", comment, actor, now)


def take_down(*, actor: Actor, now: datetime, comment: Comment) -> Comment:
    """Take a public comment down: its words are overwritten and gone. Refuses one that is not public."""
    if comment.state == CommentState.REFUSED:
        return comment
    if comment.state != CommentState.SHOWN:
        raise Refusal(N_("Somebody has dealt with this comment already."))
    comment.state, comment.words, comment.name = CommentState.REFUSED, "", ""
    return _decided("problems.take_down_comment", comment, actor, now)


def forget(*, actor: Actor, now: datetime, problem: Problem) -> None:
    """Refuse every comment on an answer whose words were dropped, public or waiting: they may name what it named."""
    left = select(Comment).where(Comment.problem_id == problem.id, Comment.state != CommentState.REFUSED)
    for row in db.session.scalars(left).all():
        row.state, row.words, row.name = CommentState.REFUSED, "", ""
        _decided("problems.refuse_comment", row, actor, now)


def like(*, actor: Actor, now: datetime, comment: Comment) -> Comment:
    """Count one like; who liked is not kept. Refuses a comment that is not public."""
    if comment.state != CommentState.SHOWN:
        raise Refusal(N_("Somebody has dealt with this comment already."))
    db.session.execute(
        update(Comment)
        .where(Comment.id == comment.id)
        .values(likes=Comment.likes + 1)
        .execution_options(synchronize_session=False)
    )
    _left("problems.like_comment", comment, actor, now)
    return comment


def _waiting(comment: Comment, *, read: bool = True) -> tuple[str, str]:
    if comment.state != CommentState.WAITING:
        raise Refusal(N_("Somebody has dealt with this comment already."))
    name, words = queries.written(comment)
    if read and not words:
        raise Refusal(N_("These words cannot be read here: their key is missing."))
    return name, words


def _decided(verb: str, comment: Comment, actor: Actor, now: datetime, **facts: Any) -> Comment:
    """Let the sealed words go, overwritten first, and make the kept page anew."""
    if comment.sealed is not None:
        comment.sealed = bytes(len(comment.sealed))
        db.session.flush()
    comment.sealed, comment.decided_at, comment.decided_by_id = None, now, actor.person_id
    _left(verb, comment, actor, now, **facts)
    return comment


def _left(verb: str, comment: Comment, actor: Actor, now: datetime, **facts: Any) -> None:
    db.session.flush()
    problem = comment.problem
    post = post_of(actor, problem) if actor.staff else None
    audit.record(actor=actor, now=now, verb=verb, subject=comment, post=post, problem_id=problem.id, **facts)
    bump(topic(problem.ref))
