"""The words and laws of meetings by invitation. Pure."""

from enum import StrEnum

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
