"""The words and laws of meetings by invitation. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from engagement.events.rules import Kind, RsvpState
from engagement.kernel.refusals import N_, Refusal

MOST_DELEGATES = 500


class Invited(StrEnum):
    """Where an invitation stands."""

    INVITED = "invited"
    COMING = "coming"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


INVITED_WORDS = {
    Invited.INVITED: N_("Invited"),
    Invited.COMING: N_("Comes"),
    Invited.DECLINED: N_("Cannot come"),
    Invited.TAKEN_BACK: N_("Invitation taken back"),
}


def check_for_everybody(*, public: bool, before: bool, after: bool) -> None:
    """Refuse to let a meeting that is public be by invitation, which was read by everybody, or one by invitation public."""
    if public and before != after:
        raise Refusal(
            N_("Who may come was told already. Call this meeting off and plan another one."),
            field="invite_only",
        )


class Meeting(Protocol):
    """What this law asks of a meeting."""

    invite_only: bool
    kind: Kind


class Party(Protocol):
    """What this law asks of an answer."""

    party: int
    state: RsvpState
    approved_at: datetime | None


def check_growth(event: Meeting, answer: Party, more: int) -> None:
    """Refuse to make an answer larger that somebody allowed as it was: an invitation is for one, an approval for so many."""
    if more <= 0:
        return
    if event.invite_only:
        raise Refusal(
            N_("This invitation is for one person. Ask the host to invite the others."), field="party"
        )
    if event.kind == Kind.WOMEN and (answer.approved_at is not None or answer.state == RsvpState.CONFIRMED):
        raise Refusal(
            N_("Your place is for %(n)s. For more, ask the host, or withdraw and answer again."),
            field="party",
            n=answer.party,
        )
