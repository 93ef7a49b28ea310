"""Accounts of people who sign in: opened, renamed, asked for a new password."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.kernel.actor import COMMAND, Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.people import factors, permissions, queries
from engagement.people.actions.contacts import clean_address
from engagement.people.models import Passkey, Person, Posting, SignIn
from engagement.people.permissions import OVERSEERS


def open_account(
    *,
    name: str,
    email: str,
    password: str,
    totp_secret: str,
    locale: str,
    now: datetime,
    password_hash: str | None = None,
) -> Person:
    """Open the account of a made-up person, both factors set: for demos and benches alone.

    `totp_secret` is base32. Hashing takes its time: give `password_hash` (factors.password_hash) when many share one.
    """
    person = new_person(
        name=name,
        email=clean_address(email),
        password_hash=password_hash or factors.password_hash(password),
        locale=locale,
        now=now,
    )
    person.tf_primary_method = "authenticator"
    person.tf_totp_secret = factors.sealed_totp(totp_secret)
    person.mf_recovery_codes = []
    db.session.flush()
    audit.record(actor=COMMAND, now=now, verb="people.open_account", subject=person)
    return person


def new_person(*, name: str, email: str, password_hash: str, locale: str, now: datetime) -> Person:
    """Add a person whose address is known to be theirs; refuses an address that has an account."""
    if queries.person_by_email(email) is not None:
        raise Refusal(N_("This address has an account already."), field="email")
    person = Person(
        name=name,
        email=email,
        password=password_hash,
        locale=locale,
        fs_uniquifier=uuid4().hex,
        created_at=now,
        confirmed_at=now,
    )
    db.session.add(person)
    db.session.flush()
    return person


def change_own(*, actor: Actor, now: datetime, person: Person, name: str, locale: str) -> Person:
    """Change what somebody is called and the language they read."""
    person.name, person.locale = name, locale
    db.session.flush()
    audit.record(actor=actor, now=now, verb="people.change_own", subject=person)
    return person


def ask_reset(*, person: Person, now: datetime) -> None:
    """Have a link to a new password sent to a person's own address."""
    outbox.post("people.reset", recipient_kind="person", recipient_id=person.id, now=now)


def forget_second_factor(*, actor: Actor, now: datetime, posting: Posting) -> None:
    """Let a holder who lost phone and recovery codes set up a new one at the next sign-in; signs them out, and tells them.

    Refuses a posting that is over, and a holder of another post that the asker may not give: who may staff the lesser
    post would open the greater one.
    """
    person = posting.person
    present = queries.postings_not_over(person, now)
    if posting.id not in {one.id for one in present}:
        raise Refusal(N_("This posting has ended already."))
    if not all(permissions.STAFF_POST.allows(actor, one) for one in present):
        raise Refusal(N_("You cannot give this post."))
    person.tf_primary_method = person.tf_totp_secret = person.mf_recovery_codes = None
    db.session.execute(delete(Passkey).where(Passkey.person_id == person.id))  # the lost phone may hold one
    end_sessions(person)
    db.session.flush()
    audit.record(
        actor=actor,
        now=now,
        verb="people.forget_second_factor",
        subject=person,
        post=actor.as_post(posting.post.office.path, *OVERSEERS),
    )
    outbox.post("people.second_factor_forgotten", recipient_kind="person", recipient_id=person.id, now=now)


def end_sessions(person: Person) -> None:
    """Sign a person out everywhere: their sessions carry a name that is no longer theirs."""
    person.fs_uniquifier = uuid4().hex
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))
