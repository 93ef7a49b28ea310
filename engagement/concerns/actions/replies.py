"""Ready answers of an office: written, changed, thrown away. Drafts of a reply: kept, and gone once it was sent."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update

from engagement.audit import actions as audit
from engagement.concerns import phrases, replies
from engagement.concerns.actions.changes import post_of, still_answers
from engagement.concerns.models import Concern
from engagement.concerns.replies import ReadyReply, ReplyDraft
from engagement.concerns.rules import MOST_WORDS, State
from engagement.kernel import identifying, sealing
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Office

DRAFTS_KEPT = timedelta(days=30)  # untouched
NOTHING = b"\x00"  # an envelope without words


def keep_ready(
    *,
    actor: Actor,
    now: datetime,
    office: Office,
    row: ReadyReply | None,
    title: str,
    words: Mapping[str, str],
    sealed: bool,
    names_nobody: bool = False,
    version: int | None = None,
) -> ReadyReply:
    """Write a ready answer of an office, or change one.

    Refuses one without a title or words, a place that nothing fills, the name of somebody of the force, what looks
    like a card, a phone or a plate unless the writer says that it names nobody, a sixty-first, and, where it may be
    used in sealed matters, any word of what those are about.
    """
    words = {code: text.strip() for code, text in words.items() if text.strip()}
    if not title.strip():
        raise Refusal(N_("Please fill this in."), field="title")
    names = replies.people_of(office.force)
    phrases.check(words, names=names, shut=replies.shut_words(office.force) if sealed else None)
    decided = sum(
        identifying.check(text, field=f"words_{code}", names_nobody=names_nobody)
        for code, text in words.items()
    )
    if row is None:
        if len(replies.ready_of(office)) >= phrases.MOST_READY:
            raise Refusal(N_("Sixty are the most. Nobody finds one among more."))
        row = ReadyReply(force_id=office.force_id, office_id=office.id, office=office, version=1)
        db.session.add(row)
    else:
        row.edited(version)
    row.title, row.words, row.sealed, row.changed_at = title.strip(), words, sealed, now
    facts = {"languages": " ".join(sorted(words)), "sealed": sealed, "names_nobody": decided}
    _left("concerns.keep_ready", row, office, actor, now, **facts)
    return row


def drop_ready(*, actor: Actor, now: datetime, row: ReadyReply) -> None:
    """Throw a ready answer away; what was sent with it stays as it was sent."""
    _left("concerns.drop_ready", row, row.office, actor, now)
    db.session.delete(row)
    db.session.flush()


def _left(verb: str, row: ReadyReply, office: Office, actor: Actor, now: datetime, **facts: object) -> None:
    db.session.flush()
    audit.record(actor=actor, now=now, verb=verb, subject=row, post=actor.as_post(office.path), **facts)


def keep_draft(*, actor: Actor, now: datetime, concern: Concern, words: str) -> ReplyDraft | None:
    """Keep what somebody began to write, for them alone; without words the draft is gone.

    Refuses words that are too long, what was deleted, and nobody in person.
    """
    if actor.person_id is None or concern.state == State.MISPLACED:
        raise Refusal(N_("This does not belong here. Its words were deleted."))
    still_answers(actor, concern)
    if len(words) > MOST_WORDS:
        raise Refusal(N_("Too long: at most %(n)s characters."), field="words", n=MOST_WORDS)
    if not words.strip():
        forget_draft(concern, actor.person_id)
        return None
    row = replies.draft_of(concern, actor.person_id)
    if row is None:
        row = ReplyDraft(concern_id=concern.id, person_id=actor.person_id)
        db.session.add(row)
    row.words = sealing.store(words, force=concern.force.ref, lane=concern.lane)
    row.at = sealing.kept_time(concern.lane, now)
    db.session.flush()
    audit.record(
        actor=actor, now=now, verb="concerns.keep_draft", subject=concern, post=post_of(actor, concern)
    )
    return row


def forget_draft(concern: Concern, person_id: int | None) -> None:
    """Overwrite and delete what somebody began to write in a matter, in the open unit."""
    _forget((ReplyDraft.concern_id == concern.id) & (ReplyDraft.person_id == person_id))


def forget_drafts_of(concern: Concern, persons: Collection[int]) -> None:
    """Overwrite and delete what some began to write in a matter, in the open unit: they lost sight of it."""
    _forget((ReplyDraft.concern_id == concern.id) & ReplyDraft.person_id.in_(persons))


def forget_drafts(concern: Concern) -> None:
    """Overwrite and delete every draft in a matter, in the open unit: it went elsewhere, or its words are gone."""
    _forget(ReplyDraft.concern_id == concern.id)


def purge_drafts(*, now: datetime) -> None:
    """Overwrite and delete the drafts that nobody touched for thirty days."""
    _forget(ReplyDraft.at < now - DRAFTS_KEPT)


def _forget(these: ColumnElement[bool]) -> None:
    db.session.flush()
    quiet = {"synchronize_session": False}
    db.session.execute(update(ReplyDraft).where(these).values(words=NOTHING).execution_options(**quiet))
    db.session.execute(delete(ReplyDraft).where(these).execution_options(**quiet))
