"""Who may see and change who holds which post."""

from typing import Any

from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor, Role
from engagement.organisation.models import Post
from engagement.people.models import Invitation, Posting, SignIn
from engagement.people.rules import brings_in

OVERSEERS = (Role.COMMANDER, Role.SUPERVISOR, Role.ADMINISTRATOR)


def _post(subject: Post | Posting | Invitation) -> Post:
    return subject if isinstance(subject, Post) else subject.post


def _sees(who: Actor, subject: Post | Posting | Invitation) -> bool:
    return who.over(_post(subject).office.path, *OVERSEERS)


def _staffs(who: Actor, subject: Post | Posting | Invitation) -> bool:
    post = _post(subject)
    return any(
        post.office.path.startswith(held.office_path) and post.role in brings_in(held.role)
        for held in who.holdings
    )


def _overseer(who: Actor, _none: Any) -> bool:
    return bool(who.paths(*OVERSEERS))


def _own(who: Actor, sign_in: SignIn) -> bool:
    return who.signed_in and sign_in.person_id == who.person_id


DIRECTORY = Permission("people.directory", _overseer)
END_SIGN_IN = Permission("people.end_sign_in", _own)  # one's own
READ = Permission("people.read", _sees)  # a post of one's own offices, its holders and invitations
STAFF_POST = Permission("people.staff", _staffs, sight=READ)  # invite to it, give it, take it away
