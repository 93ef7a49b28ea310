"""The messages about people's own accounts, and the languages of all readers that this room keeps."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_security.recoverable import generate_reset_password_token

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice, reads, writes_from
from engagement.kernel import clock, codes, links
from engagement.kernel.database import db
from engagement.kernel.locale import in_language
from engagement.organisation.models import Force
from engagement.organisation.rules import mail_in
from engagement.people import offers, queries
from engagement.people.models import Contact, Invitation, Person, Posting, PostingOffer
from engagement.people.rules import SEALED


@reads("person")
def _person_reads(key: int) -> str | None:
    person = db.session.get(Person, key)
    return person.locale if person and person.active else None


@reads("contact")
def _contact_reads(key: int) -> str | None:
    contact = db.session.get(Contact, key)
    return contact.locale if contact and contact.stopped_at is None else None


@writes_from("contact")
def _contact_wrote_to(message: OutboxMessage) -> str:
    contact = db.session.get(Contact, message.recipient_id)
    if contact is None or contact.short_code:
        return contact.short_code if contact else ""
    # They wrote to none of ours yet: the force's first, so that a digit that comes back finds its question.
    return next(iter(db.session.get_one(Force, contact.force_id).short_codes), "")


@reads("invitation")
def _invited_reads(key: int) -> str | None:
    invitation = db.session.get(Invitation, key)
    return invitation.locale if invitation else None


@reads("force")
def _force_reads(key: int) -> str | None:
    force = db.session.get(Force, key)
    return force.locales[0] if force and mail_in(force.oversight_address) else None


@notice("people.lane_opened")
def lane_opened(message: OutboxMessage) -> Notice | None:
    """To the outside address and oversight: which post may read what from now on. No personal name."""
    return _lane(
        message,
        _("A post may read sealed matters"),
        lambda **facts: _("%(post)s, %(office)s, may read from now on: %(lane)s.", **facts),
    )


@notice("people.lane_closed")
def lane_closed(message: OutboxMessage) -> Notice | None:
    """To the outside address and oversight: which post no longer reads what. No personal name."""
    return _lane(
        message,
        _("A post no longer reads sealed matters"),
        lambda **facts: _("%(post)s, %(office)s, no longer reads: %(lane)s.", **facts),
    )


def _lane(message: OutboxMessage, subject: str, said: Callable[..., str]) -> Notice | None:
    posting = db.session.get(Posting, int(message.about["posting_id"]))
    if posting is None:
        return None
    force = posting.post.office.force
    person = db.session.get(Person, message.recipient_id) if message.recipient_kind == "person" else None
    address = person.email if person else mail_in(force.oversight_address)
    if not address or (person is not None and not person.active):
        return None
    lane = SEALED.get(str(message.about["lane"]), "")
    return Notice(
        address=address,
        locale=person.locale if person else force.locales[0],
        subject=subject,
        paragraphs=(
            said(
                post=in_language(posting.post.names),
                office=in_language(posting.post.office.names),
                lane=_(lane),
            ),
            _("If this should not be so, ask the force why."),
        ),
    )


def invitation_link(invitation: Invitation) -> str:
    """Return the address under which an invitation is taken up."""
    return links.absolute("people.accept", token=codes.sign(queries.INVITING, invitation.ref))


@notice("people.invited")
def invited(message: OutboxMessage) -> Notice | None:
    """Offer a post; nothing once the offer no longer holds."""
    invitation = db.session.get(Invitation, message.recipient_id)
    if (
        invitation is None
        or invitation.accepted_at
        or invitation.withdrawn_at
        or invitation.lapses_at <= clock.now()
    ):
        return None
    office = invitation.post.office
    return Notice(
        address=invitation.email,
        locale=invitation.locale,
        subject=_("Your post on Chowk"),
        paragraphs=(
            _("Peace be upon you, %(name)s.", name=invitation.name),
            _(
                "You are given the post %(post)s at %(office)s. Open this link to choose a password and to set up "
                "your second factor.",
                post=in_language(invitation.post.names),
                office=in_language(office.names),
            ),
            _("The link works once, for seven days. If you did not expect it, leave it alone."),
        ),
        link=invitation_link(invitation),
        link_words=_("Take up the post"),
    )


@notice("people.reset")
def reset(message: OutboxMessage) -> Notice | None:
    """Send the link to a new password; its hour begins now."""
    person = db.session.get(Person, message.recipient_id)
    if person is None or not person.active:
        return None
    return Notice(
        address=person.email,
        locale=person.locale,
        subject=_("A new password for Chowk"),
        paragraphs=(
            _(
                "Somebody asked for a new password for this address. If it was you, open this link within one hour."
            ),
            _("If it was not you, leave it alone: nothing has changed."),
        ),
        link=links.absolute("security.reset_password", token=generate_reset_password_token(person)),  # type: ignore[no-untyped-call]
        link_words=_("Choose a new password"),
    )


@notice("people.password_changed")
def password_changed(message: OutboxMessage) -> Notice | None:
    """Say that a password was changed, to the person whose it is."""
    return _of_the_account(
        message,
        _("Your password was changed"),
        _("The password of your account was changed. Every device was signed out."),
        _("If it was not you, tell your administrator at once."),
    )


@notice("people.second_factor_forgotten")
def second_factor_forgotten(message: OutboxMessage) -> Notice | None:
    """Say that the next sign-in sets up a new second factor."""
    return _of_the_account(
        message,
        _("Your second factor was taken off"),
        _("You asked to set up a new phone. At your next sign-in you do so, after your password."),
        _("If you did not ask, change your password and tell your administrator at once."),
    )


@notice("people.passkey_added")
def passkey_added(message: OutboxMessage) -> Notice | None:
    """Say that a passkey was added, to the person whose account it is."""
    return _passkey(
        message,
        _("A passkey was added to your account"),
        _("From now on it lets you in after your password, as the codes of your app do."),
    )


@notice("people.passkey_removed")
def passkey_removed(message: OutboxMessage) -> Notice | None:
    """Say that a passkey was removed, to the person whose account it is."""
    return _passkey(
        message,
        _("A passkey was removed from your account"),
        _("It lets nobody in any more. The codes of your app do as before."),
    )


@notice("people.post_offered")
def post_offered(message: OutboxMessage) -> Notice | None:
    """Ask whether somebody takes up a post or stands in there; nothing once it no longer holds."""
    offer = db.session.get(PostingOffer, int(message.about["offer_id"]))
    if offer is None or not offers.is_open(offer, clock.now()) or not offer.person.active:
        return None
    return Notice(
        address=offer.person.email,
        locale=offer.person.locale,
        subject=_("A post waits for your answer"),
        paragraphs=(
            _(
                "You are asked to serve as %(post)s at %(office)s, or to stand in there.",
                post=in_language(offer.post.names),
                office=in_language(offer.post.office.names),
            ),
            _("Nothing changes until you say yes on your own page. You may say no without a reason."),
        ),
        link=links.absolute("people.account"),
        link_words=_("Answer"),
    )


def _passkey(message: OutboxMessage, subject: str, said: str) -> Notice | None:
    warning = _("If it was not you, change your password and tell your administrator at once.")
    link = {"link": links.absolute("people.passkeys"), "link_words": _("See your keys")}
    return _of_the_account(message, subject, said, warning, **link)


def _of_the_account(
    message: OutboxMessage, subject: str, *paragraphs: str, link: str = "", link_words: str = ""
) -> Notice | None:
    person = db.session.get(Person, message.recipient_id)
    if person is None:
        return None
    return Notice(
        address=person.email,
        locale=person.locale,
        subject=subject,
        paragraphs=paragraphs,
        link=link,
        link_words=link_words,
    )
