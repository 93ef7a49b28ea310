"""What a raiser does with the code or the private link: say more, confirm, reopen."""

from datetime import datetime

from engagement.concerns.actions import linking
from engagement.concerns.actions.changes import left, move
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane, State, due_on
from engagement.dialogue import actions as dialogue
from engagement.dialogue import queries as said
from engagement.dialogue.models import Message
from engagement.dialogue.rules import Speaker
from engagement.kernel import clock, sealing
from engagement.kernel.actor import Actor
from engagement.kernel.refusals import N_, Refusal
from engagement.kernel.signals import concern_confirmed, concern_reopened
from engagement.people.actions import contacts


def add_words(
    *, actor: Actor, now: datetime, concern: Concern, words: str, language: str, operation_id: str
) -> Message:
    """Say more in one's own thread; the same operation again says nothing twice. Refuses what was deleted."""
    if concern.state == State.MISPLACED:
        raise Refusal(N_("This does not belong here. Its words were deleted."))
    repeated = said.said_in(concern.thread, operation_id) is not None
    message = dialogue.say(
        thread=concern.thread,
        force=concern.force,
        speaker=Speaker.RAISER,
        words=words,
        language=language,
        post=None,
        actor=actor,
        now=now,
        operation_id=operation_id,
    )
    if not repeated:
        left(concern, "concerns.add_words", actor=actor, now=now, message_id=message.id)
    return message


def confirm(*, actor: Actor, now: datetime, concern: Concern, provisional: bool = False) -> Concern:
    """The raiser says that it is fixed: the last link, which nobody else can close. A second yes changes nothing.

    A yes by text is `provisional`, since a sender's number is a claim (T8): a yes with code or link makes it whole.
    """
    if concern.state == State.CONFIRMED:
        if concern.provisional and not provisional:
            concern.provisional = False
            left(concern, "concerns.confirm", actor=actor, now=now, provisional=False)
        return concern
    move(concern, State.CONFIRMED)
    concern.confirmed_at, concern.provisional = sealing.kept_time(concern.lane, now), provisional
    left(concern, "concerns.confirm", actor=actor, now=now, provisional=provisional)
    concern_confirmed.send(concern, actor=actor, now=now)
    return concern


def reopen(*, actor: Actor, now: datetime, concern: Concern, words: str = "", language: str = "") -> Concern:
    """The raiser says that it is not fixed, and why, or not: it goes back to its owner and its days begin anew.

    A second no changes nothing. At the women's desk a yes may be taken back: it may have been said under pressure.
    """
    if concern.state == State.OWNED and concern.reopened_at is not None:
        return concern
    if concern.state == State.CONFIRMED and (concern.provisional or concern.lane == Lane.WOMEN):
        concern.state, concern.confirmed_at, concern.provisional = State.TOLD, None, False
    if concern.state != State.TOLD:
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))
    move(concern, State.OWNED)
    linking.stand_alone(concern, actor=actor, now=now)
    concern.reopened_at, concern.reopened = sealing.kept_time(concern.lane, now), concern.reopened + 1
    concern.due_on = due_on(Lane(concern.lane), clock.to_local(now, concern.force.zone).date())
    left(
        concern,
        "concerns.reopen",
        actor=actor,
        now=now,
        owner_post_id=concern.owner_post_id,
        times=concern.reopened,
    )
    if words.strip():
        once = f"reopen-{concern.ref}-{concern.reopened}"
        why = {"words": words, "language": language, "operation_id": once}
        add_words(actor=actor, now=now, concern=concern, **why)
    concern_reopened.send(concern, actor=actor, now=now)
    return concern


def allow_mail(*, actor: Actor, now: datetime, concern: Concern) -> Concern:
    """The holder of the address pressed the button behind the link: further messages may go there."""
    if concern.contact is None:
        raise Refusal(N_("There is no e-mail address here any more."))
    contacts.verify(concern.contact, now)
    left(concern, "concerns.allow_mail", actor=actor, now=now, contact_id=concern.contact_id)
    return concern


def stop_mail(*, actor: Actor, now: datetime, concern: Concern) -> Concern:
    """The holder of the address wants no more mail; the page behind the link stays open to them."""
    if concern.contact is None:
        raise Refusal(N_("There is no e-mail address here any more."))
    contacts.stop(concern.contact, now)
    left(concern, "concerns.stop_mail", actor=actor, now=now, contact_id=concern.contact_id)
    return concern
