"""What is told about open concerns by SMS: the reference and where it stands. Rules of words.md §1 and §3."""

from flask_babel import gettext as _

from engagement.channels.gsm import begun, fits, plain, room_beside, shortest
from engagement.concerns.models import Concern
from engagement.concerns.rules import AT_WORK, STATE_WORDS, Door, State
from engagement.dialogue import queries as said
from engagement.dialogue.models import Message
from engagement.dialogue.rules import Speaker
from engagement.kernel.locale import day, in_language, speaking

OFFERS = "fixed"  # a digit answers whether it is fixed
YOURS = "yours"  # a digit answers whether a number that was typed is theirs


def yours() -> str:
    """Whose number it is, asked in words that say nothing: somebody typed it on a page, which is a claim."""
    return shortest([_("Your number was left here. Is it yours? Reply 1. If not, do nothing.")])


def received(concern: Concern) -> str:
    """We have it: the reference, and how to ask."""
    return shortest(
        [
            _(
                "We have your message. Reference %(ref)s. To check, text STATUS %(ref)s. Emergency: %(emergency)s",
                ref=concern.ref,
                emergency=concern.force.emergency_number,
            )
        ]
    )


def owned(concern: Concern) -> str:
    """A post owns it, and answers by a day."""
    post = in_language(concern.owner_post.names if concern.owner_post else concern.office.names)
    if concern.due_on is None:
        return shortest([_("Reference %(ref)s is now with %(post)s.", ref=concern.ref, post=post)])
    form = "d MMM"
    words = _(
        "Reference %(ref)s is now with %(post)s. They will answer by %(day)s.",
        ref=concern.ref,
        post=post,
        day=day(concern.due_on, form=form),
    )
    return shortest([words])


def replied(concern: Concern, message: Message, link: str) -> str:
    """The words of a reply as far as texts go whole; of longer ones the beginning, and where all of it stands."""

    def told(words: str) -> str:
        return str(_("Reply to %(ref)s: %(words)s", ref=concern.ref, words=words))

    words = said.words_of(message)
    whole = plain(told(words)) if words else ""
    how = concern.door == Door.SMS and plain(
        whole + " " + _("To answer: %(ref)s and your words.", ref=concern.ref)
    )
    if whole and how and fits(how):
        return how
    if whole and fits(whole):
        return whole
    part = begun(words or "", lambda some: told(f"{some}… {link}"))
    return part or plain(_("There is a reply to %(ref)s:", ref=concern.ref) + " " + link)


def room_for_reply(concern: Concern) -> tuple[int, int]:
    """Return how long a reply goes by text as a whole: in English letters, and in any other script."""
    with speaking(concern.locale):
        return room_beside(plain(_("Reply to %(ref)s: %(words)s", ref=concern.ref, words="")) + " ")


def misplaced(concern: Concern) -> str:
    """It cannot be taken here."""
    return shortest(
        [_("Reference %(ref)s: this cannot be taken here. Your words were deleted.", ref=concern.ref)]
    )


def fixed(concern: Concern, done: str, link: str) -> str:
    """The police say that it is done, and what, with where all of it stands if it is long; the raiser is asked."""

    def told(words: str) -> str:
        return str(
            _("Reference %(ref)s. Done: %(words)s Is it fixed? 1 yes, 2 no", ref=concern.ref, words=words)
        )

    if done and fits(whole := plain(told(" ".join(done.split())))):
        return whole
    return begun(done, lambda some: told(f"{some}… {link}")) or asked_still(concern)


def asked_still(concern: Concern) -> str:
    """The police say that it is done, and the raiser has not said whether it is."""
    return shortest(
        [_("Reference %(ref)s: police say this is done. Is it fixed? 1 yes, 2 no", ref=concern.ref)]
    )


def could_not(concern: Concern, why: str, link: str) -> str:
    """It was not done, and why, in the words that were reviewed; with where all of them stand if they are long."""

    def told(words: str) -> str:
        return str(_("Reference %(ref)s: we could not, because: %(why)s", ref=concern.ref, why=words))

    if why and fits(whole := plain(told(why))):
        return whole
    return begun(why, lambda some: told(f"{some}… {link}")) or shortest(
        [_("Reference %(ref)s: we could not do it. Ask the station why.", ref=concern.ref)]
    )


def stage(concern: Concern) -> str:
    """Who holds it and by when they answer, while it is worked on; else the stage word alone."""
    if concern.state in AT_WORK and concern.due_on is not None:
        until = day(concern.due_on, form="d MMM")
        holder = concern.owner_post.names if concern.owner_post else concern.office.names
        names = dict.fromkeys(in_language(each) for each in (holder, concern.office.names))
        return shortest(
            _("Reference %(ref)s: with %(post)s. Answer by %(day)s.", ref=concern.ref, post=post, day=until)
            for post in names
        )
    word = _(STATE_WORDS[State(concern.state)])
    return shortest([_("Reference %(ref)s: %(stage)s", ref=concern.ref, stage=word)])


def stage_and_answer(concern: Concern, link: str) -> str:
    """Where it stands, and what the office answered last: whole as far as texts go, else its beginning and a link."""
    stands, last = stage(concern), said.last_by(Speaker.POST, concern.thread)
    words = said.words_of(last) if last is not None else None
    if not words:
        return stands

    def told(words: str) -> str:
        stop = "" if stands[-1:] in ".۔" else "."
        return str(_("%(stage)s Last answer: %(words)s", stage=stands + stop, words=words))

    whole = plain(told(words))
    return whole if fits(whole) else begun(words, lambda some: told(f"{some}… {link}")) or stands


def followed(heading: str, link: str) -> str:
    """Something that one follows moved; its words stand on its page."""
    return plain(f"{heading} {link}")
