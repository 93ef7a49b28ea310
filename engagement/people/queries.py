"""Reads of people: contacts, who holds which post, who stands behind a session."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, bindparam, false, func, or_, select, tuple_
from sqlalchemy.orm import contains_eager, joinedload

from engagement.kernel import clock, codes
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db
from engagement.organisation.models import Force, Office, Post
from engagement.organisation.rules import is_named
from engagement.people import factors
from engagement.people.models import Contact, Invitation, LaneOffer, Person, Posting, SignIn
from engagement.people.permissions import OVERSEERS
from engagement.people.rules import TRAINED, WOMENS_DESK

INVITING = "invitation"
CALENDAR = "calendar"
MOST_KEY = 2**63 - 1
DEMO_SIGN_INS = "demo_sign_ins.json"  # [{"label", "email", "password", "totp_secret"}]; never in the database


class DemoSignIn(NamedTuple):
    """One made-up person whose sign-in the demo shows."""

    label: str
    email: str
    password: str
    code: str


def contact(id: int) -> Contact | None:  # noqa: A002 - the key's own name
    """Return a contact by its key, or None once it is erased."""
    return db.session.get(Contact, id)


def contact_by_ref(ref: str) -> Contact | None:
    """Return a contact by its public name."""
    return db.session.scalar(select(Contact).where(Contact.ref == ref))


def calendar_token(contact: Contact) -> str:
    """Return what names a contact's own calendar: signed, and no more good once the contact took another."""
    return codes.sign(CALENDAR, [contact.ref, contact.calendar_number])


def contact_by_calendar(token: str) -> Contact | None:
    """Return the contact whose present calendar `token` names."""
    found = codes.unsign(CALENDAR, token)
    if not isinstance(found, list) or len(found) != 2:
        return None
    contact = contact_by_ref(str(found[0]))
    return contact if contact is not None and contact.calendar_number == found[1] else None


def contact_by_fingerprint(force_id: int, fingerprint: bytes) -> Contact | None:
    """Return the contact of an address in a force."""
    return db.session.scalar(
        select(Contact).where(Contact.force_id == force_id, Contact.fingerprint == fingerprint)
    )


def person(id: int) -> Person | None:  # noqa: A002 - the key's own name
    """Return a person by their key."""
    return db.session.get(Person, id)


def held(today: date, now: datetime) -> ColumnElement[bool]:
    """Say of a posting that it is held on the local day `today` and was not ended before `now`."""
    return (
        (Posting.starts_on <= today)
        & or_(Posting.ends_on.is_(None), Posting.ends_on >= today)
        & or_(Posting.ended_at.is_(None), Posting.ended_at > now)
    )


def in_lane(lane: str, today: date) -> ColumnElement[bool]:
    """Say of a posting, joined with its person, that a lane is open to its holder: `rules.lanes_open` as a query."""
    let_in: ColumnElement[bool] = Posting.lanes.contains(lane)
    if lane in TRAINED:
        let_in = let_in & (Person.trained_on <= today) & (Person.trained_until >= today)
    return let_in & Posting.womens_desk.is_(True) if lane == WOMENS_DESK else let_in


def postings_held(person: Person, today: date, now: datetime) -> Sequence[Posting]:
    """Return the postings of a person held on the local day `today`, the oldest first."""
    query = select(Posting).where(Posting.person_id == person.id, held(today, now))
    return db.session.scalars(query.order_by(Posting.starts_on, Posting.id)).all()


def holder_of(post: Post, now: datetime | None = None) -> Person | None:
    """Return who holds a post now, the newest holder where two overlap; None while it is vacant."""
    now = now or clock.now()
    today = clock.to_local(now, post.office.force.zone).date()
    query = select(Person).join(Posting).where(Posting.post_id == post.id, held(today, now))
    query = query.where(Posting.stands_for_id.is_(None))  # who stands in does not hold it
    return db.session.scalars(query.order_by(Posting.starts_on.desc(), Posting.id.desc()).limit(1)).first()


def hosts_women(post_id: int, day: date, now: datetime) -> bool:
    """Whether somebody who hosts women's sessions holds a post on `day`, as far as is known at `now`."""
    query = select(Posting.id).join(Person).where(Posting.post_id == post_id, Posting.hosts_women.is_(True))
    query = query.where(Person.active.is_(True), held(day, now))
    return db.session.scalar(query.limit(1)) is not None


class Held(NamedTuple):
    """A posting with what its rights follow from."""

    posting: Posting
    post: Post
    path: str
    zone: str


# Asked at each request of somebody signed in; built once, since building it costs more than running it.
_BEHIND = (
    select(Person, Posting, Post, Office.path, Force.zone)
    .outerjoin(Posting, (Posting.person_id == Person.id) & Posting.ended_at.is_(None))
    .outerjoin(Post, Post.id == Posting.post_id)
    .outerjoin(Office, Office.id == Post.office_id)
    .outerjoin(Force, Force.id == Post.force_id)
    .where(Person.fs_uniquifier == bindparam("uniquifier"), Person.active.is_(True))
    .order_by(Posting.starts_on, Posting.id)
)
_SIGNED_IN = _BEHIND.join(
    SignIn,
    (SignIn.person_id == Person.id) & (SignIn.ref == bindparam("sign_in")) & SignIn.ended_at.is_(None),
)


def behind(uniquifier: str, sign_in: str | None = None) -> tuple[Person | None, list[Held]]:
    """Return the person whose sessions carry `uniquifier`, with every posting not yet over; one statement.

    With the name of a sign-in: nobody unless it is this person's and has not ended.
    """
    asked = {"uniquifier": uniquifier} if sign_in is None else {"uniquifier": uniquifier, "sign_in": sign_in}
    rows = db.session.execute(_BEHIND if sign_in is None else _SIGNED_IN, asked).all()
    if not rows:
        return None, []
    return rows[0][0], [Held(*row[1:]) for row in rows if row[1] is not None]


def sign_in(ref: str) -> SignIn | None:
    """Return a sign-in by its name."""
    return db.session.scalar(select(SignIn).where(SignIn.ref == ref))


def sign_ins_of(person: Person) -> Sequence[SignIn]:
    """Return where somebody signed in and did not sign out, the newest first.

    One that ended by the clock stands here too: giving the password again prolongs it, and only its cookie knows.
    """
    query = select(SignIn).where(SignIn.person_id == person.id, SignIn.ended_at.is_(None))
    return db.session.scalars(query.order_by(SignIn.id.desc())).all()


def person_by_email(email: str) -> Person | None:
    """Return the person with an address, however it is cased."""
    return db.session.scalar(select(Person).where(func.lower(Person.email) == email.strip().lower()))


def postings_not_over(person: Person, now: datetime) -> Sequence[Posting]:
    """Return the postings of a person that are held or are still to begin."""
    yesterday = now.date() - timedelta(days=1)  # a force's day may still be yesterday's
    query = select(Posting).where(
        Posting.person_id == person.id,
        Posting.ended_at.is_(None),
        or_(Posting.ends_on.is_(None), Posting.ends_on >= yesterday),
    )
    return db.session.scalars(query.order_by(Posting.starts_on, Posting.id)).all()


def is_last_administrator(posting: Posting, now: datetime) -> bool:
    """Whether nobody else administers the force of a posting today."""
    if posting.post.role != Role.ADMINISTRATOR:
        return False
    today = clock.to_local(now, posting.post.office.force.zone).date()
    others = (
        select(Posting.id)
        .join(Post)
        .where(
            Post.force_id == posting.post.force_id,
            Post.role == Role.ADMINISTRATOR,
            Posting.id != posting.id,
            held(today, now),
        )
    )
    return db.session.scalar(others.limit(1)) is None


def posting(id: int) -> Posting | None:  # noqa: A002 - the key's own name
    """Return a posting with its post, office and person; None for a number that no key can be."""
    if id > MOST_KEY:
        return None
    whole = [_with_post(Posting.post), joinedload(Posting.person), joinedload(Posting.stands_for)]
    return db.session.get(Posting, id, options=whole)


def stand_ins(posting_ids: Iterable[int], now: datetime) -> Sequence[Posting]:
    """Return who stands in for some postings now or still will; one statement."""
    query = (
        select(Posting)
        .options(joinedload(Posting.person), _with_post(Posting.post))
        .where(
            Posting.stands_for_id.in_(list(posting_ids)),
            Posting.ended_at.is_(None),
            Posting.ends_on >= now.date() - timedelta(days=1),
        )
    )
    return db.session.scalars(query.order_by(Posting.id)).all()


def post(ref: str) -> Post | None:
    """Return a post with its office and force by its public name."""
    query = select(Post).options(joinedload(Post.office).joinedload(Office.force)).where(Post.ref == ref)
    return db.session.scalar(query)


def post_at(office_slug: str, post_slug: str) -> Post | None:
    """Return a post by the slugs of its office and its own; None where no such post or several are."""
    query = select(Post).join(Office).where(Office.slug == office_slug, Post.slug == post_slug)
    return db.session.scalars(query).one_or_none()


def invitation(ref: str) -> Invitation | None:
    """Return an invitation with its post by its public name."""
    return db.session.scalar(
        select(Invitation).options(_with_post(Invitation.post)).where(Invitation.ref == ref)
    )


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation that a signed link names, whether or not it still holds."""
    ref = codes.unsign(INVITING, token)
    return invitation(ref) if isinstance(ref, str) else None


def open_invitations(post_id: int, email: str) -> Sequence[Invitation]:
    """Return the offers of a post to an address that were neither taken up nor taken back."""
    query = select(Invitation).where(
        Invitation.post_id == post_id,
        func.lower(Invitation.email) == email.lower(),
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    return db.session.scalars(query).all()


def open_offer(posting_id: int, lane: str) -> LaneOffer | None:
    """Return the offer of a sealed lane to a posting that nobody settled yet."""
    return next((each for each in open_offers(posting_id) if each.lane == lane), None)


def open_offers(*posting_ids: int) -> Sequence[LaneOffer]:
    """Return the offers of sealed lanes to some postings that nobody settled yet; one statement."""
    query = select(LaneOffer).where(LaneOffer.posting_id.in_(posting_ids), LaneOffer.settled_at.is_(None))
    return db.session.scalars(query.order_by(LaneOffer.id)).all()


def lane_offer(ref: str) -> LaneOffer | None:
    """Return an offer of a sealed lane by its public name, with its posting; one statement."""
    query = select(LaneOffer).where(LaneOffer.ref == ref)
    return db.session.scalar(query.options(joinedload(LaneOffer.posting).options(_with_post(Posting.post))))


def offers_visible_to(who: Actor) -> Select[Any]:
    """Return the offers that nobody settled, of the lanes in which `who` is: the pair of `permissions.READ_OFFER`."""
    lanes = {(held.force_id, lane) for held in who.holdings for lane in held.lanes}
    over = {h.office_path for h in who.holdings if h.role is Role.OVERSIGHT and h.stands_for is None}
    if not (lanes or over) or who.paths(Role.ADMINISTRATOR):
        return select(LaneOffer).where(false())
    mine = or_(
        *((Post.force_id == force_id) & (LaneOffer.lane == lane) for force_id, lane in sorted(lanes)),
        *(Office.path.startswith(path) for path in sorted(over)),
    )
    return (
        select(LaneOffer)
        .join(Posting, Posting.id == LaneOffer.posting_id)
        .join(Post, Post.id == Posting.post_id)
        .join(Office, Office.id == Post.office_id)
        .where(LaneOffer.settled_at.is_(None), mine)
        .options(joinedload(LaneOffer.asked_by))
        .options(joinedload(LaneOffer.posting).options(_with_post(Posting.post), joinedload(Posting.person)))
        .order_by(LaneOffer.id)
    )


def posts_visible_to(actor: Actor) -> Select[Any]:
    """Return the posts whose holders this actor may see, with their offices."""
    return select(Post).join(Office).where(_under(actor)).options(contains_eager(Post.office))


def posts_listed(actor: Actor, wanted: str, after: int | None, most: int) -> Sequence[Post]:
    """Return posts in sight in the order of their offices, those above first; `wanted` begins a word of a name."""
    query = posts_visible_to(actor).order_by(Office.path, Post.id)
    if after:
        last = select(Office.path, Post.id).join(Post).where(Post.id == after)
        query = query.where(tuple_(Office.path, Post.id) > last.scalar_subquery())
    if not wanted:
        return db.session.scalars(query.limit(most)).all()
    rows = db.session.scalars(query)
    named = (row for row in rows if is_named(wanted, (*row.names.values(), *row.office.names.values())))
    return list(islice(named, most))


def postings_visible_to(actor: Actor) -> Select[Any]:
    """Return the postings that this actor may see."""
    return select(Posting).join(Post).join(Office).where(_under(actor))


def invitations_visible_to(actor: Actor) -> Select[Any]:
    """Return the invitations that this actor may see."""
    return select(Invitation).join(Post).join(Office).where(_under(actor))


def holders(posts: Sequence[Post], now: datetime) -> dict[int, list[Posting]]:
    """Return the postings of some posts that are held or still to begin, by post; one statement."""
    query = (
        select(Posting)
        .options(joinedload(Posting.person))
        .where(
            Posting.post_id.in_([p.id for p in posts]),
            Posting.ended_at.is_(None),
            or_(Posting.ends_on.is_(None), Posting.ends_on >= now.date() - timedelta(days=1)),
        )
        .order_by(Posting.starts_on, Posting.id)
    )
    return _by_post(db.session.scalars(query).all())


def invited(posts: Sequence[Post], now: datetime) -> dict[int, list[Invitation]]:
    """Return the invitations to some posts that still hold, by post; one statement."""
    query = (
        select(Invitation)
        .where(
            Invitation.post_id.in_([p.id for p in posts]),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.lapses_at > now,
        )
        .order_by(Invitation.id)
    )
    return _by_post(db.session.scalars(query).all())


def history(post: Post) -> Sequence[Posting]:
    """Return everybody who was given a post, the newest first; the last fifty."""
    query = select(Posting).options(joinedload(Posting.person)).where(Posting.post_id == post.id)
    return db.session.scalars(query.order_by(Posting.starts_on.desc(), Posting.id.desc()).limit(50)).all()


def own_postings(person_id: int, now: datetime) -> Sequence[Posting]:
    """Return what a person holds or will hold, with posts and offices: for their own page."""
    query = (
        select(Posting)
        .options(_with_post(Posting.post), joinedload(Posting.stands_for).joinedload(Posting.person))
        .where(
            Posting.person_id == person_id,
            Posting.ended_at.is_(None),
            or_(Posting.ends_on.is_(None), Posting.ends_on >= now.date() - timedelta(days=1)),
        )
    )
    return db.session.scalars(query.order_by(Posting.starts_on, Posting.id)).all()


Offered = TypeVar("Offered", Posting, Invitation)


def _by_post(rows: Sequence[Offered]) -> dict[int, list[Offered]]:
    found: dict[int, list[Offered]] = {}
    for row in rows:
        found.setdefault(row.post_id, []).append(row)
    return found


def _under(actor: Actor) -> ColumnElement[bool]:
    paths = actor.paths(*OVERSEERS)
    return or_(*(Office.path.startswith(path, autoescape=True) for path in paths)) if paths else false()


def _with_post(attribute: Any) -> Any:
    return joinedload(attribute).joinedload(Post.office).joinedload(Office.force)


def demo_sign_ins(data_dir: Path) -> list[DemoSignIn]:
    """Return the demo's sign-ins with the code of this half minute, out of the file that the demo's loader wrote."""
    file = data_dir / DEMO_SIGN_INS
    if not file.is_file():
        return []
    return [
        DemoSignIn(each["label"], each["email"], each["password"], factors.code_now(each["totp_secret"]))
        for each in json.loads(file.read_text())
    ]
