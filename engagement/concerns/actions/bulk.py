"""Several concerns set at once, in one transaction: all of them, or none and why, row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from engagement.concerns.actions import desk
from engagement.concerns.models import Concern
from engagement.concerns.permissions import OWN, TRIAGE
from engagement.concerns.rules import Lane
from engagement.kernel.actor import Actor
from engagement.kernel.database import fresh
from engagement.kernel.refusals import N_, Refusal, Stale
from engagement.kernel.signals import problem_chosen
from engagement.organisation.models import Locality, Post

MOST = 50
CHANGED = N_("Somebody changed this meanwhile. Look at it, then press again.")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is set; None or empty leaves each as it is."""

    category: str = ""
    locality: Locality | None = None
    post: Post | None = None
    due: date | None = None
    problem: str = ""  # its public name


class NotAll(Refusal):
    """Some rows could not be set, so none was; `rows` says why by reference."""

    status = 409

    def __init__(self, rows: dict[str, Refusal]) -> None:
        super().__init__(N_("Nothing was saved. Look at the rows that are marked."))
        self.rows = rows


def set_all(
    *, actor: Actor, now: datetime, rows: Sequence[tuple[Concern, int]], chosen: Chosen
) -> list[Concern]:
    """Set category, place, owner, day and problem of each row that was seen at its version.

    Refuses as `NotAll` when one of them was changed meanwhile, is out of sight, or cannot take what was chosen.
    """
    if not rows or len(rows) > MOST:
        raise Refusal(N_("Choose from 1 to %(most)s rows."), most=MOST)
    if chosen == Chosen():
        raise Refusal(N_("Choose what to set."))
    refused: dict[str, Refusal] = {}
    for concern, version in rows:
        try:
            _set(fresh(concern), version, chosen, actor=actor, now=now)
        except Stale:
            refused[concern.ref] = Refusal(CHANGED)
        except Refusal as refusal:
            refused[concern.ref] = refusal
    if refused:
        raise NotAll(refused)
    return [concern for concern, _version in rows]


def _set(concern: Concern, version: int, chosen: Chosen, *, actor: Actor, now: datetime) -> None:
    if not TRIAGE.allows(actor, concern) or not OWN.allows(actor, concern):
        raise Refusal(N_("Nothing found."))
    if version != concern.version:
        raise Stale
    if chosen.category or chosen.locality is not None:
        desk.triage(
            actor=actor,
            now=now,
            concern=concern,
            lane=Lane(concern.lane),
            category=chosen.category or concern.category,
            locality=chosen.locality or concern.locality,
        )
    post = chosen.post or concern.owner_post
    if chosen.post is not None or chosen.due is not None:
        if post is None:
            raise Refusal(N_("Give it an owner first."))
        desk.own(actor=actor, now=now, concern=concern, post=post, due=chosen.due)
    if chosen.problem:
        problem_chosen.send(concern, ref=chosen.problem, actor=actor, now=now)
