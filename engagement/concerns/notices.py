"""The messages this room sends to raisers who left an address: no words of the matter, only that there is something."""

from collections.abc import Callable
from datetime import UTC

from flask_babel import gettext as _

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice
from engagement.channels.transport import Later
from engagement.concerns import mailing, queries, support, texting
from engagement.concerns.models import Concern, Opening
from engagement.concerns.reaching import number_of, safe_of
from engagement.concerns.rules import OPEN_LANES, Door, Lane
from engagement.concerns.safe import NEUTRAL_WORDS, next_moment
from engagement.kernel import clock, codes, logs
from engagement.kernel.database import db
from engagement.kernel.links import absolute
from engagement.kernel.locale import in_language
from engagement.organisation.models import Force
from engagement.organisation.rules import mail_in
from engagement.people.actions import contacts
from engagement.people.models import Person

LINK = "concerns.link"
# A log calls all of these the same: one that follows a door's line would say which of the doors somebody used.
logs.unnamed(*(f"concerns.{kind}" for kind in ("received", "owned", "replied", "misplaced", "quiet")))


def link_to(concern: Concern) -> str:
    """Return the private address of a concern for the contact it has now; it dies with the contact.

    It carries public names: whoever raises two concerns learns nothing from the numbers of their rows.
    """
    token = codes.sign(LINK, [concern.ref, concern.contact.ref if concern.contact else None])
    return absolute("concerns.followed", token=token)


def _about(message: OutboxMessage) -> Concern | None:
    """Return the concern of a message while its reader still is its raiser and takes mail."""
    concern = queries.concern_by_id(int(message.about["concern_id"]))
    if concern is None or concern.contact is None or concern.contact_id != message.recipient_id:
        return None
    if concern.lane == Lane.WOMEN:
        return None  # hers are `quiet`
    if concern.contact.channel == contacts.SMS and concern.lane not in OPEN_LANES:
        return None  # nothing of a sealed lane is ever sent by SMS
    return None if concern.contact.stopped_at else concern


def _notice(
    concern: Concern, subject: str, *paragraphs: str, text: Callable[[], str], offers: str = ""
) -> Notice | None:
    if concern.contact is None:
        return None
    return Notice(
        address=contacts.address_of(concern.contact),
        locale=concern.locale,
        subject=subject,
        paragraphs=paragraphs,
        link=link_to(concern),
        link_words=_("Open your page"),
        text=text,
        offers=offers,
        headers=mailing.headers_for(concern),
    )


def _by_mail(concern: Concern) -> tuple[str, ...]:
    """Say that the mail itself may be answered, where it may."""
    if not mailing.address_for(concern):
        return ()
    return (_("Or answer this mail: what you write comes into the talk. Mail is read by those who run it."),)


@notice("concerns.received")
def received(message: OutboxMessage) -> Notice | None:
    """We have it: the reference and the private link."""
    concern = _about(message)
    if concern is None:
        return None
    claimed = _only_claimed(concern)
    return _notice(
        concern,
        _("We have it: %(ref)s", ref=concern.ref),
        _("Thank you. Your reference is %(ref)s.", ref=concern.ref),
        _("%(office)s holds it and must answer you.", office=in_language(concern.office.names)),
        _("Whoever has this link can read and answer. Keep it to yourself."),
        _(
            "If you did not write to us, ignore this. You get no more mail unless you ask for it on that page."
        ),
        text=lambda: texting.yours() if claimed else texting.received(concern),
        offers=texting.YOURS if claimed else "",
    )


def _only_claimed(concern: Concern) -> bool:
    """Whether a number was typed on a page, and nothing yet came from that phone."""
    contact = concern.contact
    by_sms = contact is not None and contact.channel == contacts.SMS
    return by_sms and concern.door != Door.SMS and contact is not None and contact.verified_at is None


@notice("concerns.owned")
def owned(message: OutboxMessage) -> Notice | None:
    """A post owns it now."""
    concern = _about(message)
    if concern is None or concern.owner_post is None:
        return None
    return _notice(
        concern,
        _("%(ref)s has an owner", ref=concern.ref),
        _("%(post)s owns it now.", post=in_language(concern.owner_post.names)),
        text=lambda: texting.owned(concern),
    )


@notice("concerns.replied")
def replied(message: OutboxMessage) -> Notice | None:
    """There is an answer behind the link; a thread that was erased has none."""
    concern = _about(message)
    said = queries.message_in(concern, int(message.about["message_id"])) if concern is not None else None
    if concern is None or said is None:
        return None
    return _notice(
        concern,
        _("There is a reply: %(ref)s", ref=concern.ref),
        _("Open your page to read it."),
        *_by_mail(concern),
        text=lambda: texting.replied(concern, said, link_to(concern)),
    )


@notice("concerns.mailed")
def mailed(message: OutboxMessage) -> Notice | None:
    """What became of a mail that answered one of ours: to the address that was left, whoever wrote it."""
    concern, about = _about(message), message.about
    if concern is None or (concern.lane not in OPEN_LANES and about["what"] != "page"):
        return None
    number = concern.force.emergency_number
    words = {
        "taken": _(
            "Your mail stands in the talk now. %(office)s reads it.", office=in_language(concern.office.names)
        ),
        "empty": _("Your mail held no words of its own, so nothing was taken. Write above what it quotes."),
        "many": _("Many mails came about this within an hour. The last was not taken. Write on your page."),
        "page": _("Not taken. Write on your page."),
        "unread": _("Your mail could not be read, so nothing was taken. Write on your page."),
        "sender": _(
            "A mail about this came from another address. It was not taken. Write from this address, or on your page."
        ),
    }
    more = (
        _("Danger now? Call %(n)s at once. Nobody may read this in time.", n=number)
        if about.get("danger")
        else "",
        _("Only the first 4,000 characters were taken.") if about.get("cut") else "",
        _("Not every file could be taken: photos and PDFs up to 10 MB, six in all.")
        if about.get("left_out")
        else "",
    )
    return _notice(
        concern,
        _("Your mail about %(ref)s", ref=concern.ref),
        words[str(about["what"])],
        *filter(None, more),
        text=lambda: "",
    )


@notice("concerns.misplaced")
def misplaced(message: OutboxMessage) -> Notice | None:
    """It could not be taken here; where to go instead stands behind the link."""
    concern = _about(message)
    if concern is None:
        return None
    return _notice(
        concern,
        _("About %(ref)s", ref=concern.ref),
        _("We cannot take this here. We deleted what you wrote. Your page says where you can go."),
        text=lambda: texting.misplaced(concern),
    )


@notice("concerns.quiet")
def quiet(message: OutboxMessage) -> Notice | None:
    """Of the women's desk: the words that the raiser chose, and not one more; the first with the number to go on.

    No link, no reference, no name of ours before the address it comes from. Outside the hours that were set it waits.
    """
    concern = queries.concern_by_id(int(message.about["concern_id"]))
    contact = concern.contact if concern is not None and concern.lane == Lane.WOMEN else None
    if concern is None or contact is None or contact.id != message.recipient_id:
        return None
    if contact.channel != contacts.EMAIL or contact.stopped_at:
        return None
    safe, local = safe_of(concern), clock.to_local(clock.now(), concern.force.zone)
    begins = next_moment(local, safe.hours)
    if begins != local:
        raise Later("outside the hours that were set", until=begins.astimezone(UTC))
    words = _(NEUTRAL_WORDS[safe.neutral])
    return Notice(
        address=contacts.address_of(contact),
        locale=concern.locale,
        subject=words,
        paragraphs=(words,),
        code="" if contact.verified_at else number_of(concern),
        nameless=True,
    )


@notice("concerns.waits")
def waits(message: OutboxMessage) -> Notice | None:
    """To the outside address: a sealed matter waits and nobody answers. Not a word of it, nor whom it is about."""
    force = db.session.get(Force, message.recipient_id)
    address = mail_in(force.oversight_address) if force else ""
    if force is None or not address:
        return None
    concern = db.session.get(Concern, int(message.about.get("concern_id", 0)))
    lane = Lane(concern.lane) if concern is not None else Lane.COMPLAINT
    name = in_language(force.names)
    subject = _("A sealed matter waits")
    ask = _("This message holds nothing of it. Ask the force who reads its sealed matters.")
    if lane is Lane.WOMEN:
        said = _("In %(force)s a sealed matter waits, and nobody is left who may read it.", force=name)
    elif lane is not Lane.COMPLAINT:
        said = _(
            "In %(force)s a threat to life or a tip waits, and nobody is left who may read it.", force=name
        )
    else:
        subject = _("A complaint about police waits")
        said = _(
            "A complaint about police in %(force)s waits, and nobody who may read it answers.", force=name
        )
        ask = _("This message holds nothing of it. Ask the force who reads its complaints.")
    return Notice(address=address, locale=force.locales[0], subject=subject, paragraphs=(said, ask))


@notice("concerns.opening_asked")
def opening_asked(message: OutboxMessage) -> Notice | None:
    """To who may agree: somebody asks that a sealed matter is opened to them. Nothing of the matter."""
    person, row = _second(message)
    if person is None or row is None or row.settled_at is not None:
        return None
    return Notice(
        address=person.email,
        locale=person.locale,
        subject=_("Somebody asks to open a sealed matter"),
        paragraphs=(
            _("Its readers are said to be away. It opens only if you or another second person agrees."),
            _("This message holds nothing of it. Sign in to read the reason."),
        ),
        link=absolute("concerns.emergencies"),
        link_words=_("Look at it"),
    )


@notice("concerns.opening_agreed")
def opening_agreed(message: OutboxMessage) -> Notice | None:
    """To oversight, inside and outside, to the readers and to who asked: the glass was broken. Nothing of the matter."""
    subject = _("A sealed matter was opened in an emergency")
    said = (
        _("One person asked with a reason, a second one agreed. It stands open for one day."),
        _("Each reading is in the trail, and its readers see it. This message holds nothing of the matter."),
    )
    if message.recipient_kind == "force":
        force = db.session.get(Force, message.recipient_id)
        address = mail_in(force.oversight_address) if force else ""
        if force is None or not address:
            return None
        where = _("It is in %(force)s.", force=in_language(force.names))
        return Notice(address=address, locale=force.locales[0], subject=subject, paragraphs=(where, *said))
    person, row = _second(message)
    if person is None or row is None:
        return None
    return Notice(
        address=person.email,
        locale=person.locale,
        subject=subject,
        paragraphs=said,
        link=absolute("concerns.emergencies"),
        link_words=_("Look at it"),
    )


def _second(message: OutboxMessage) -> tuple[Person | None, Opening | None]:
    person = db.session.get(Person, message.recipient_id)
    row = db.session.get(Opening, int(message.about["opening_id"]))
    return (person if person and person.active else None), row


@notice("concerns.follows")
def follows(message: OutboxMessage) -> Notice | None:
    """You follow it: where it stands, and how to hear more."""
    return _to_follower(
        message,
        _("You follow a concern: %(ref)s"),
        _("You asked to hear of it. You get no more mail unless you ask for it on its page."),
        _("If you did not ask, ignore this."),
    )


@notice("concerns.moved")
def moved(message: OutboxMessage) -> Notice | None:
    """What one follows was answered."""
    return _to_follower(
        message, _("What you follow was answered: %(ref)s"), _("Its page says what was done so far.")
    )


def _to_follower(message: OutboxMessage, subject: str, *paragraphs: str) -> Notice | None:
    row = support.by_id(int(message.about["support_id"]))
    if row is None or row.contact is None or row.contact_id != message.recipient_id or row.contact.stopped_at:
        return None
    if row.concern.lane not in OPEN_LANES or not row.concern.shown:
        return None
    link = absolute("concerns.following_too", token=codes.sign(support.LINK, row.ref))
    heading = subject % {"ref": row.concern.ref}
    return Notice(
        address=contacts.address_of(row.contact),
        locale=row.locale,
        subject=heading,
        paragraphs=(row.concern.shown, *paragraphs),
        link=link,
        link_words=_("Open its page"),
        text=lambda: texting.followed(heading, link),
    )
