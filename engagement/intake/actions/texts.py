"""Taking in texts: each is kept, sealed, once, before anything is decided; parts are put together; what is old goes."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from engagement.audit import actions as audit
from engagement.concerns import queries as concerns
from engagement.concerns import taxonomy
from engagement.concerns.models import Concern
from engagement.concerns.rules import Sensitivity
from engagement.intake import keywords
from engagement.intake.actions import crowded
from engagement.intake.keywords import Said
from engagement.intake.models import TEXTS, TextIn, TextNumber
from engagement.intake.queries import texts as queries
from engagement.intake.rules import MOST_FROM_ONE, MOST_TEXT, PARTS_WAIT, TEXTS_KEPT, WITHIN, TextState
from engagement.kernel import sealing
from engagement.kernel.actor import JOB, Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.jobs import enqueue
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Force, Office
from engagement.organisation.rules import folded
from engagement.people import phones

ROUTE = "intake.route"
BATCH = 500
AWAKE = timedelta(seconds=20)
MARK = 32  # bytes of a keyed mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A text as the gateway hands it over. `known` says whether the sender is a phone, `sealed` holds who and what."""

    gateway_id: str
    number: str
    sender: bytes
    words: bytes
    sealed: bytes
    known: bool
    reference: int = 0
    part: int = 1
    parts: int = 1


def take_in(*, now: datetime, came: Came, force: Force, office: Office) -> TextIn:
    """Keep a text; the same id again changes nothing. One of too many from one sender waits for a person, and is kept."""
    there = queries.text_of_gateway(came.gateway_id)
    if there is not None:
        return there
    before = queries.texts_between(came.sender, now - WITHIN, now, MOST_FROM_ONE + 1)
    over = before >= MOST_FROM_ONE
    whole = TextState.WAITING if came.known and not over else TextState.HELD
    row = TextIn(
        gateway_id=came.gateway_id,
        force_id=force.id,
        office_id=office.id,
        number=came.number,
        sender=came.sender,
        words=came.words,
        sealed=came.sealed,
        received_at=now,
        state=whole if came.parts == 1 or over else TextState.PART,
        joins=f"{came.sender.hex()} {came.number} {came.reference} {came.parts}"[:90]
        if came.parts > 1
        else None,
        part=came.part,
        parts=came.parts,
    )
    awake = queries.anything_waits(now - AWAKE)  # then the worker was woken, and reads on until nothing waits
    db.session.add(row)
    db.session.flush()
    if row.state == TextState.PART:
        _join(row, whole)
    else:
        said = _sort([each for each in queries.parts_of(row) if each.state == row.state])
        if over and came.known and said is not None:
            _over_the_limit(row, said, now, first=before == MOST_FROM_ONE)
    if row.state != TextState.HELD and not awake:
        enqueue(ROUTE)
    return row


def _over_the_limit(row: TextIn, said: Said, now: datetime, *, first: bool) -> None:
    """Read a text of a sender over the limit all the same where it goes through; else answer what cannot wait."""
    parts = queries.parts_of(row)
    begun = any(each.state == TextState.PART for each in parts)
    if not crowded.goes_through(row, said, now, begun=begun):
        sender, words = _joined(row)
        crowded.heed(now=now, row=row, said=said, sender=sender, words=words, first=first)
    elif row.parts == 1:
        row.state = TextState.WAITING
    else:
        for each in parts:
            each.state = TextState.PART
        db.session.flush()
        _join(row, TextState.WAITING)


def _join(row: TextIn, then: TextState) -> None:
    """Put the parts of one text together once all are here, in whatever order they came."""
    found: dict[int, TextIn] = {}
    for each in queries.parts_waiting(row.joins or ""):
        found.setdefault(each.part, each)
    if len(found) == row.parts:
        _one_text([found[number] for number in sorted(found)], then)


def _one_text(parts: list[TextIn], then: TextState) -> None:
    first = parts[0]
    for each in parts:
        each.joins = f"= {first.ref}"
        each.state = TextState.JOINED
    first.state = then
    db.session.flush()
    _sort([first])


def _sort(rows: Sequence[TextIn]) -> Said | None:
    """Mark a text by all its words, and give it to the office that may read them, also while it waits for a person.

    Return what it says; None where its key is not here.
    """
    first = rows[0]
    try:
        text = _joined(first)[1]
    except sealing.Unreadable:
        return None  # nobody reads it here
    if len(rows) == 1:
        first.words = mark_of(text, first.force)
    said = keywords.read(text)
    for each in rows:
        each.danger = said.danger
        if said.guarded and each.state == TextState.HELD:
            each.state = TextState.GUARDED
    if goes_above(said, first.force_id):
        own = max((each.office for each in rows), key=lambda each: len(each.path))
        above = own.parent and concerns.desk_office(first.force, own.parent)
        for each in rows:
            if above and each.office_id == own.id:
                each.office_id, each.office = above.id, above
    return said


def goes_above(said: Said, force_id: int) -> bool:
    """Whether words are for the office above: they speak of police, or of what a whole station must not read."""
    kind = taxonomy.kind_of(force_id, said.category)
    return said.police or kind.sensitivity is not Sensitivity.ORDINARY


def join_late(*, now: datetime) -> int:
    """Let texts whose last parts never came be read as far as they go; return how many."""
    late: dict[str, list[TextIn]] = {}
    for row in queries.parts_before(now - PARTS_WAIT):
        late.setdefault(row.joins or "", []).append(row)
    for rows in late.values():
        _one_text(sorted(rows, key=lambda each: (each.part, each.id)), TextState.WAITING)
    return len(late)


def release(*, actor: Actor, now: datetime, text: TextIn) -> TextIn:
    """A person lets a text that was held be read. Twice is once; refuses one that is no longer held."""
    if text.state == TextState.WAITING:
        return text
    _check_held(text)
    text.state, text.tries = TextState.WAITING, 0
    text.decided_at = now  # that it is one of many does not hold it again
    _record(actor, now, "intake.release_text", text)
    enqueue(ROUTE)
    return text


def leave(*, actor: Actor, now: datetime, text: TextIn) -> TextIn:
    """A person looked and lets it be: this one, and all with the same words from the same sender that are held."""
    _check_held(text)
    for each in queries.held_like(text):
        each.state, each.decided_at = TextState.LEFT, now
    _record(actor, now, "intake.leave_text", text)
    return text


def _check_held(text: TextIn) -> None:
    if text.state != TextState.HELD:
        raise Refusal(N_("Somebody has dealt with this text already."))


def _record(actor: Actor, now: datetime, verb: str, text: TextIn) -> None:
    db.session.flush()
    audit.record(actor=actor, now=now, verb=verb, subject=text, office=text.office_id)


def set_number(*, actor: Actor, now: datetime, number: str, office: Office) -> TextNumber:
    """Say to which office goes what people text to a number of ours; refuses what is no number, or another force's."""
    if not (number.isascii() and number.lstrip("+").isdigit() and len(number) <= 20):
        raise Refusal(N_("Write the number in digits, such as 8484."), field="number")
    row = db.session.scalar(select(TextNumber).where(TextNumber.number == number))
    if row is not None and row.force_id != office.force_id and actor.holdings:
        raise Refusal(N_("This number is taken by another force."), field="number")
    if row is None:
        row = TextNumber(number=number, force_id=office.force_id, office_id=office.id)
        db.session.add(row)
    row.force_id, row.office_id = office.force_id, office.id
    force = office.force
    if number not in force.short_codes:
        force.short_codes = [*force.short_codes, number]
    db.session.flush()
    bump("organisation")  # pages name the number
    audit.record(actor=actor, now=now, verb="intake.set_number", subject=row, office=office.id)
    return row


def drop_number(*, actor: Actor, now: datetime, number: TextNumber) -> None:
    """Take a number from its office; what came there stays. Texts to it go to the head of the first force from now on."""
    force = number.force
    force.short_codes = [each for each in force.short_codes if each != number.number]
    audit.record(actor=actor, now=now, verb="intake.drop_number", subject=number, office=number.office_id)
    db.session.delete(number)
    db.session.flush()
    bump("organisation")


def purge(*, now: datetime) -> int:
    """Delete one batch of raw texts that are older than they are kept, and return how many.

    How many of them nobody decided about stays in the trail.
    """
    old = select(TextIn.id, TextIn.force_id, TextIn.state).where(TextIn.received_at < now - TEXTS_KEPT)
    rows = db.session.execute(old.limit(BATCH)).all()
    undecided = Counter(row.force_id for row in rows if row.state == TextState.HELD)
    for force_id, texts in undecided.items():
        audit.record_of(
            "forces", force_id, actor=JOB, now=now, verb="intake.purge_held", force_id=force_id, texts=texts
        )
    db.session.execute(delete(TextIn).where(TextIn.id.in_([row.id for row in rows])))
    return len(rows)


def forget(*, concern: Concern) -> None:
    """Overwrite the words of the texts that became a matter which was sealed since, all their parts; who sent them stays."""
    rows = db.session.scalars(select(TextIn).where(TextIn.concern_id == concern.id)).all()
    _overwrite(rows)


def forget_words(row: TextIn) -> None:
    """Overwrite the words of a text that was sealed elsewhere, all its parts."""
    _overwrite([row])


def _overwrite(rows: Sequence[TextIn]) -> None:
    joins = [row.joins for row in rows if row.joins]
    parts = db.session.scalars(select(TextIn).where(TextIn.joins.in_(joins))).all()
    for row in {*rows, *parts}:
        sender, _words = opened(row)
        row.sealed = bytes(len(row.sealed))
        db.session.flush()
        row.sealed, row.words = sealed_of(sender, "", row.force), secrets.token_bytes(MARK)
    db.session.flush()


def mark_of(text: str, force: Force) -> bytes:
    """Return the keyed mark by which the same words are found again."""
    return sealing.fingerprint(folded(text), force=force.ref, purpose=TEXTS)


def sealed_of(sender: str, text: str, force: Force) -> bytes:
    """Return number and words in one envelope."""
    return sealing.store(f"{sender}\n{text}", force=force.ref, lane=TEXTS)


def opened(row: TextIn) -> tuple[str, str]:
    """Return number and words of one row; raise `sealing.Unreadable` when the key is not here."""
    sender, _, text = sealing.read(row.sealed).partition("\n")
    return sender, text


def read(row: TextIn) -> tuple[str, str]:
    """Return E.164 number and words of a text, its parts together; a part that never came is a gap."""
    sender, text = _joined(row)
    return phones.normal(sender, row.force.country) or sender, text


def _joined(row: TextIn) -> tuple[str, str]:
    parts = queries.parts_of(row)
    sender, text, after = "", "", 0
    for each in parts:
        if each.part == after:
            continue  # the network sent it twice
        sender, said = opened(each)
        text += (" […] " if each.part > after + 1 else "") + said
        after = each.part
    gap = " […]" if after < row.parts else ""
    return sender, (text + gap)[:MOST_TEXT]
