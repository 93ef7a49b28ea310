"""The words of pages that mix rooms: kinds and states of messages, masks. Pure."""

import re
from datetime import date, timedelta

from engagement.kernel.refusals import N_

MESSAGE_WORDS = {
    "events.rsvp_kept": N_("A place is kept"),
    "events.rsvp_waiting": N_("On the waiting list"),
    "events.rsvp_promoted": N_("A place became free"),
    "events.rsvp_again": N_("Somebody answered again with this address"),
    "events.rsvp_withdrawn": N_("An answer was withdrawn"),
    "events.rsvp_asked": N_("An answer waits for the host"),
    "events.rsvp_approved": N_("The host approved an answer"),
    "events.rsvp_declined": N_("There was no place"),
    "events.changed": N_("A meeting changed"),
    "events.cancelled": N_("A meeting is called off"),
    "events.series_changed": N_("Several meetings changed"),
    "events.series_cancelled": N_("Several meetings are called off"),
    "events.reminder": N_("A meeting is near"),
    "events.thanks": N_("Thanks for coming"),
    "events.summary": N_("A summary is published"),
    "events.unclosed": N_("A record is not closed"),
    "events.invited": N_("Invitation to a meeting"),
    "events.own_calendar": N_("Address of one's own calendar"),
    "concerns.received": N_("We have it"),
    "concerns.owned": N_("It has an owner"),
    "concerns.replied": N_("There is a reply"),
    "concerns.mailed": N_("Answer to a mail"),
    "concerns.follows": N_("Somebody follows a concern"),
    "concerns.moved": N_("What somebody follows was answered"),
    "concerns.quiet": N_("A new message"),
    "concerns.waits": N_("A sealed matter waits, to the outside address"),
    "concerns.opening_asked": N_("Somebody asks to open a sealed matter"),
    "concerns.opening_agreed": N_("A sealed matter was opened in an emergency"),
    "concerns.misplaced": N_("It does not belong here"),
    "problems.told": N_("What was done, and is it fixed?"),
    "intake.reply": N_("Answer to a text"),
    "people.invited": N_("Invitation to a post"),
    "people.post_offered": N_("A post waits for an answer"),
    "people.lane_opened": N_("A post may read sealed matters"),
    "people.lane_closed": N_("A post no longer reads sealed matters"),
    "people.reset": N_("A new password"),
    "people.password_changed": N_("The password was changed"),
    "people.passkey_added": N_("A passkey was added"),
    "people.passkey_removed": N_("A passkey was removed"),
    "people.second_factor_forgotten": N_("A new second factor"),
}
STATE_WORDS = {
    "due": N_("Waits to be sent"),
    "claimed": N_("Being sent"),
    "handed": N_("Being sent"),
    "sent": N_("Sent"),
    "failed": N_("Failed"),
    "uncertain": N_("May not have arrived"),
    "dropped": N_("No longer needed"),
}
# The profile of a place: whole months, so that two prints of one time say the same.
SPANS = {3: N_("3 months"), 6: N_("6 months"), 12: N_("12 months")}
SPAN = 6
REPEAT_WITHIN, REPEAT_AT = (
    timedelta(days=180),
    3,
)  # field.md §4: the same category and place three times in 180 days
_ANSWERED = re.compile(r"the mail server answered (\d{3})")
_GATEWAY = re.compile(r"the SMS gateway answered (\d{3})")
HIDDEN = "•••"
_ADDRESS = re.compile(r"https?://\S+")
_CODE = re.compile(r"\d(?:[ -]?\d){4,}")


def reason_words(reason: str) -> tuple[str, dict[str, str]]:
    """Return the sentence for why a message did not go, as the outbox keeps it, with what fills its places."""
    if found := _ANSWERED.fullmatch(reason):
        return N_("The mail server answered %(code)s."), {"code": found[1]}
    if found := _GATEWAY.fullmatch(reason):
        return N_("The SMS gateway answered %(code)s."), {"code": found[1]}
    if reason.startswith("the phone network"):
        return N_("The phone network could not deliver it."), {}
    if reason.startswith("no answer came"):
        return N_("No answer came after the message was handed over."), {}
    return N_("The mail server or the SMS gateway was not reached (%(what)s)."), {"what": reason}


def masked_address(address: str) -> str:
    """Return what may be shown of an e-mail address: its first character."""
    return f"{address[:1]}{HIDDEN}@…" if "@" in address else HIDDEN


def masked(words: str) -> str:
    """Return the words of a message without what opens something: links, and numbers of five digits or more."""
    return _CODE.sub(HIDDEN, _ADDRESS.sub(HIDDEN, words))


def span_asked(asked: str) -> int:
    """Return for how many months a profile was asked; six where that is none of those offered."""
    return next((months for months in SPANS if str(months) == asked), SPAN)


def first_of(months: int, today: date) -> date:
    """Return the first day of so many months, of which the present one is the last."""
    count = today.year * 12 + today.month - months
    return date(count // 12, count % 12 + 1, 1)


def repeats(lately: int) -> bool:
    """Whether a category is a repeat problem of a place: raised three times within 180 days."""
    return lately >= REPEAT_AT
