"""Who may see and change who holds which post."""

from typing import Any

from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor, Role
from engagement.organisation.models import Post
from engagement.people.models import Invitation, LaneOffer, Passkey, Posting, PostingOffer, SignIn
from engagement.people.rules import DELEGATED, brings_in

OVERSEERS = (Role.COMMANDER, Role.SUPERVISOR, Role.ADMINISTRATOR)


def _post(subject: Post | Posting | Invitation) -> Post:
    return subject if isinstance(subject, Post) else subject.post


def _sees(who: Actor, subject: Post | Posting | Invitation) -> bool:
    return who.over(_post(subject).office.path, *OVERSEERS)


def _staffs(who: Actor, subject: Post | Posting | Invitation) -> bool:
    """Whoever stands in for somebody gives no post and takes none away: it would outlast the stand-in."""
    post = _post(subject)
    return any(
        held.stands_for is None
        and post.office.path.startswith(held.office_path)
        and post.role in brings_in(held.role)
        for held in who.holdings
    )


def _overseer(who: Actor, _none: Any) -> bool:
    return bool(who.paths(*OVERSEERS))


def _own(who: Actor, row: SignIn | Passkey) -> bool:
    return who.signed_in and row.person_id == who.person_id


def oversees(who: Actor, posting: Posting) -> bool:
    """Whether `who` oversees the office of a posting, in their own name."""
    path = posting.post.office.path
    return any(
        each.role is Role.OVERSIGHT and each.stands_for is None and path.startswith(each.office_path)
        for each in who.holdings
    )


def _in_lane(who: Actor, offer: LaneOffer) -> bool:
    """In that lane, in that force, or overseeing the office; an administrator is in none."""
    force_id = offer.posting.post.force_id
    there = any(offer.lane in held.lanes and held.force_id == force_id for held in who.holdings)
    return (there or oversees(who, offer.posting)) and not who.paths(Role.ADMINISTRATOR)


def _approves(who: Actor, offer: LaneOffer) -> bool:
    """A second person: neither who asked nor who is to be let in. A yes asks for more (`apart.stands_apart`)."""
    return _in_lane(who, offer) and who.person_id not in {offer.asked_by_id, offer.posting.person_id}


def _in_any(who: Actor, _none: Any) -> bool:
    there = any(held.lanes or held.role is Role.OVERSIGHT for held in who.holdings)
    return there and not who.paths(Role.ADMINISTRATOR)


def _holds_it(who: Actor, posting: Posting) -> bool:
    """Whether it is one's own, held today and not in somebody's stead."""
    return any(held.posting_id == posting.id and held.stands_for is None for held in who.holdings)


def _knows(who: Actor, posting: Posting) -> bool:
    mine = {posting.person_id, posting.stands_for.person_id if posting.stands_for else posting.person_id}
    return (who.signed_in and who.person_id in mine) or _sees(who, posting)


def _delegates(who: Actor, posting: Posting) -> bool:
    own = posting.stands_for_id is None and posting.ended_at is None and posting.post.role in DELEGATED
    return own and (_holds_it(who, posting) or _staffs(who, posting))


def _recalls(who: Actor, posting: Posting) -> bool:
    """Whoever stands in, whoever they stand in for, and whoever gives the post."""
    if posting.stands_for is None:
        return False
    concerned = who.signed_in and who.person_id in {posting.person_id, posting.stands_for.person_id}
    return concerned or _staffs(who, posting)


def _is_asked(who: Actor, offer: PostingOffer) -> bool:
    return who.signed_in and who.person_id == offer.person_id


def _asks(who: Actor, offer: PostingOffer) -> bool:
    """Whoever asked, whoever is to be stood in for, and whoever gives the post."""
    holder = offer.stands_for.person_id if offer.stands_for else offer.asked_by_id
    return (who.signed_in and who.person_id in {offer.asked_by_id, holder}) or _staffs(who, offer.post)


LANES = Permission("people.lanes", _in_any)
READ_OFFER = Permission("people.read_lane_offer", _in_lane)
SETTLE_OFFER = Permission("people.settle_lane_offer", _approves, sight=READ_OFFER)
DIRECTORY = Permission("people.directory", _overseer)
END_SIGN_IN = Permission("people.end_sign_in", _own)  # one's own
REMOVE_PASSKEY = Permission("people.remove_passkey", _own)  # one's own
READ = Permission("people.read", _sees)  # a post of one's own offices, its holders and invitations
STAFF_POST = Permission("people.staff", _staffs, sight=READ)  # invite to it, give it, take it away
KNOW_POSTING = Permission("people.know_posting", _knows)  # one's own, and those of one's own offices
DELEGATE = Permission("people.delegate", _delegates, sight=KNOW_POSTING)
RECALL = Permission("people.recall", _recalls, sight=KNOW_POSTING)
ANSWER_OFFER = Permission("people.answer_offer", _is_asked)  # to oneself
WITHDRAW_OFFER = Permission("people.withdraw_offer", _asks)
