"""A town in which everything is there once, with words in it that only some may read; and the address of each page."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from engagement.channels.models import OutboxMessage
from engagement.concerns.actions import breaking, desk, womens
from engagement.concerns.actions.sealed import Said
from engagement.concerns.notices import LINK
from engagement.concerns.routing import Accused
from engagement.concerns.rules import Lane
from engagement.concerns.safe import Safe
from engagement.events.files import ImportState
from engagement.events.models import CouncilItem, Event, MeetingImport, Minutes, Photo, Promise
from engagement.events.queries.attend import link_token
from engagement.events.queries.invitations import token_of
from engagement.events.rules import Kind, PhotoState, State
from engagement.events.views.rsvp import TICKET
from engagement.kernel import clock, codes
from engagement.kernel import sealing as envelopes
from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from engagement.kernel.wording import Wording
from engagement.organisation import queries as org_queries
from engagement.organisation.models import Locality, Office, Post, Project
from engagement.people import queries as people_queries
from engagement.people.actions import contacts, lanes
from engagement.people.models import Person, Posting
from engagement.problems.models import COMMENTS, Comment, StageNote
from engagement.problems.rules import Stage
from tests.factories import answers, concerns, councils, events, invitations, people, polls, problems, sealed
from tests.factories import organisation as org
from tests.factories.concerns import done
from tests.factories.intake import Phone
from tests.factories.saving import saved

WORDS = "marker-raiser-words"
ADDRESS = "marker-raiser@example.org"
PROBLEM = "marker-problem-title"
NOTE = "marker-stage-note"
TASK = "marker-task-words"
MINUTES = "marker-minutes-words"
PROMISE = "marker-promise-words"
VENUE = "marker-venue"
PLACE = "marker-womens-place"
POINT = "71.501234"  # of the women's venue
NAME = "marker-name-of-a-party"
UNREVIEWED = "marker-unreviewed-wording"
DRAFT = "marker-draft-title"
INVITED = "marker-invited-title"
DELEGATE = "marker-delegate-name"
SEALED = "marker-sealed-words"  # of a complaint about the commander, a tip, a threat, the women's desk
MEMBER = "marker-member-name"
ITEM = "marker-council-item"
COMMENT = "marker-comment-words"  # of the public, not yet let through
ALL = (
    WORDS,
    ADDRESS,
    PROBLEM,
    NOTE,
    TASK,
    MINUTES,
    PROMISE,
    VENUE,
    PLACE,
    POINT,
    NAME,
    UNREVIEWED,
    DRAFT,
    INVITED,
    DELEGATE,
    SEALED,
    MEMBER,
    ITEM,
    COMMENT,
)
ROLES = (Role.OFFICER, Role.COMMANDER, Role.SUPERVISOR, Role.PRO, Role.OVERSIGHT, Role.ADMINISTRATOR)


Names = dict[str, dict[str, Any]]


@dataclass
class Town:
    """Who lives in it, and what each part of an address may be called."""

    people: dict[str, Person] = field(default_factory=dict)
    named: Names = field(default_factory=dict)  # by the head of an address
    sealed: dict[str, str] = field(default_factory=dict)  # references of sealed matters, by lane

    def addresses(self, app: Flask, method: str = "GET") -> list[tuple[str, str]]:
        """Return every address that answers to `method`, with its endpoint; each name filled in."""
        found = [
            (self.fill(rule), rule.endpoint)
            for rule in app.url_map.iter_rules()
            if method in (rule.methods or ()) and not rule.build_only and rule.endpoint != "static"
        ]
        return sorted(found)

    def fill(self, rule: Rule) -> str:
        """Return the address of a rule with the names of this town."""
        address = rule.rule
        for name in rule.arguments:
            for written in (f"<{name}>", f"<int:{name}>"):
                address = address.replace(written, str(self.called(rule.rule, name)))
        return address

    def called(self, address: str, name: str) -> object:
        """Return what stands for `name` in an address; the longest head that is known says."""
        heads = [head for head in self.named if address.startswith(head) and name in self.named[head]]
        return self.named[max(heads, key=len)][name] if heads else "nothing"


@dataclass
class Ground:
    """What the rest of the town stands on."""

    station: Office
    place: Locality
    posts: dict[str, Post]
    now: datetime

    @property
    def chief(self) -> Post:
        """The commander's post, which owns the problem."""
        return self.posts["commander"]

    @property
    def officer(self) -> Post:
        """The officer's post, which owns concern, task and promise."""
        return self.posts["officer"]


def town() -> Town:
    """Build the town."""
    ground = _ground()
    people_there = {
        name: people.person(holding=post, hosts_women=name == "commander")  # who hosts the women's session
        for name, post in ground.posts.items()
    }
    matters = _sealed(ground, people_there)
    named = {**_offices(ground), **_meetings(ground), **_matters(ground)}
    return Town(
        people_there,
        {
            **named,
            "/oversight/": {"ref": matters["complaint"]},
            "/oversight/emergency/": {"ref": matters.pop("opening")},
            "/people/lanes/": {"ref": matters.pop("offer")},
        },
        matters,
    )


def _ground() -> Ground:
    force = org.force()
    district = org.office(force=force, kind="district")
    station, elsewhere = org.office(parent=district, force=force), org.office(parent=district, force=force)
    posts = {
        role.value: org.post(office=district if role in ROLES[2:] else station, role=role) for role in ROLES
    }
    for name in ("focal", "womens", "untrained", "mistaken"):
        posts[name] = org.post(office=district, role=Role.OFFICER)
    posts["elsewhere"] = org.post(office=elsewhere, role=Role.COMMANDER)
    posts["stranger"] = org.post(office=org.station(), role=Role.ADMINISTRATOR)
    return Ground(station, org.locality(office=station), posts, clock.now())


def _offices(ground: Ground) -> Names:
    officer, place = ground.officer, ground.place
    invitation = invitations.invitation(post=officer, made=ground.now)
    posting = people.posting(person=people.person(), post=officer)
    project = saved(
        Project(
            force_id=officer.force_id, names={"en": "Rule of Law"}, funder="EU", starts_on=date(2026, 1, 1), number=1
        )
    )  # fmt: skip
    asked = polls.poll(
        writer=people.actor_at(officer), office=ground.station, locality=place, now=ground.now,
        closes_on=ground.now.date() + timedelta(days=9), reviewer=people.actor_at(ground.chief),
    )  # fmt: skip
    return {
        "/polls/": {"ref": asked.ref},
        "/media/": {"ref": ground.station.ref},
        "/invitations/": {"token": codes.sign(people_queries.INVITING, invitation.ref)},
        "/localities/": {"slug": place.slug},
        "/stations/": {"slug": ground.station.slug},
        "/organisation/offices/": {"ref": ground.station.ref},
        "/organisation/places/": {"ref": place.ref},
        "/organisation/posts/": {"ref": officer.ref},
        "/organisation/projects/": {"ref": project.ref},
        "/projects/": {"ref": project.ref},
        "/projects/numbers/": {"token": org_queries.project_token(project)},
        "/people/invitations/": {"ref": invitation.ref},
        "/people/postings/": {"id": posting.id},
        "/people/posts/": {"ref": officer.ref},
    }


def _meetings(ground: Ground) -> Names:
    now, point = ground.now, {"longitude": float(POINT), "latitude": 34.001234}
    venue = org.venue(locality=ground.place, names={"en": VENUE}, directions=VENUE, **point)
    common = {"office": ground.station, "locality": ground.place, "host_post_id": ground.chief.id}
    women = events.event(
        **common, **point, kind=Kind.WOMEN, venue_id=venue.id, place=PLACE, online_address=f"https://{PLACE}.example",
        starts_at=now + timedelta(days=3), group_seats=30,
    )  # fmt: skip
    series = events.series(**common, meetings=2, starts_at=now + timedelta(days=5))
    member = db.session.scalar(select(Event.ref).where(Event.series_id == series.id).order_by(Event.id))
    draft = events.event(**common, title=DRAFT, state=State.DRAFT, starts_at=now + timedelta(days=4))
    past = events.event(**common, state=State.CLOSED, starts_at=now - timedelta(days=9))
    minutes(past)
    promise = saved(
        Promise(
            force_id=past.force_id, event_id=past.id, post_id=ground.officer.id, words=PROMISE,
            due_on=date(2026, 1, 1), created_at=now, public_words=UNREVIEWED, wording=Wording.WRITTEN,
        )
    )  # fmt: skip
    photo = saved(
        Photo(event_id=past.id, state=PhotoState.READY, width=4, height=3, alt=UNREVIEWED, added_at=now)
    )  # of which nobody said that people agreed
    lease = Phone(women, people.actor_at(ground.officer), now).lease
    brought = saved(
        MeetingImport(
            force_id=past.force_id, office_id=past.office_id, state=ImportState.DONE, sort="csv", name="list.csv",
            language="en", zone=past.zone, created_at=now, refused=1,
        )
    )  # fmt: skip
    rsvp = answers.rsvp(event=women, name=envelopes.store(NAME, force=women.force.ref, lane=contacts.LANE))
    return {
        "/events/": {"ref": women.ref, "reference": women.ref},
        "/events/import/": {"reference": brought.ref},
        "/events/<reference>/record": {"reference": past.ref},
        "/events/<reference>/replan": {"reference": member},
        **_invitations(common, now),
        **_councils(ground, past),
        "/events/<reference>/publish": {"reference": draft.ref},
        "/organisation/venues/": {"ref": venue.ref},
        "/photos/": {"reference": photo.ref},
        "/promises/": {"reference": promise.ref},
        "/series/": {"reference": series.ref},
        "/door/": {"reference": women.ref},
        "/door/phones/": {"reference": lease.ref},
        "/rsvp/<ticket>": {"ticket": codes.sign_for_a_while(TICKET, {"rsvp": rsvp.id})},
        "/rsvp/<token>/mine": {"token": link_token(rsvp)},
        "draft": {"reference": draft.ref},
        "past": {"reference": past.ref},
        "member": {"reference": member},
    }


def _invitations(common: dict[str, Any], now: datetime) -> Names:
    invited = events.event(**common, title=INVITED, invite_only=True, starts_at=now + timedelta(days=6))
    events.delegate(event=invited, name=DELEGATE)
    link = events.delegate(event=events.event(**common, invite_only=True, starts_at=now + timedelta(days=7)))
    return {
        "/events/<reference>/delegates": {"reference": invited.ref},
        "/invited/<token>": {"token": token_of(link)},
    }


def _councils(ground: Ground, past: Event) -> Names:
    council = councils.council(office=ground.station)
    member = councils.member(council=council, locality=ground.place, name=MEMBER)
    councils.linked(council, past)
    saved(
        CouncilItem(
            council_id=council.id, raised_event_id=past.id, post_id=ground.officer.id, words=ITEM,
            due_on=date(2026, 1, 1), created_at=ground.now,
        )
    )  # fmt: skip
    return {
        "/councils/": {"reference": council.ref},
        "/council-members/": {"reference": member.ref},
        "/events/<reference>/council": {"reference": past.ref},
    }


def _matters(ground: Ground) -> Names:
    concern = concerns.concern(
        office=ground.station, locality=ground.place, words=WORDS, address=ADDRESS, now=ground.now - timedelta(days=2)
    )  # fmt: skip
    concerns.owned(concern, ground.officer, people.actor_at(ground.chief), ground.now)
    concern.public_words, concern.wording = UNREVIEWED, Wording.WRITTEN
    saved(concern)
    problem = problems.problem(
        concern=concern, owner=ground.chief, title=PROBLEM, public_title=UNREVIEWED, public_words=UNREVIEWED,
        wording=Wording.WRITTEN,
    )  # fmt: skip
    saved(StageNote(problem_id=problem.id, stage=Stage.SCAN, words=NOTE, language="en", at=ground.now))
    task = problems.task(problem=problem, post=ground.officer, words=TASK)
    comment = saved(
        Comment(
            problem_id=problem.id, language="en", at=ground.now, operation_id="comment",
            sealed=envelopes.store(f"\n{COMMENT}", force=problem.force.ref, lane=COMMENTS),
        )
    )  # fmt: skip
    shown = select(OutboxMessage.message_id).where(OutboxMessage.office_id.is_not(None))
    message = db.session.scalar(shown.order_by(OutboxMessage.id).limit(1))
    db.session.rollback()
    return {
        "/concerns/": {"ref": concern.ref},
        "/follow/": {"token": codes.sign(LINK, [concern.ref, concern.contact.ref])},
        "/outbox/": {"name": str(message).strip("<>").partition("@")[0]},
        "/problems/": {"ref": problem.ref},
        "/comments/": {"ref": comment.ref},
        "/you-said-we-did/": {"ref": problem.ref},
        "/you-said-we-did/likes/": {"ref": comment.ref},
        "/tasks/": {"ref": task.ref},
    }


def _enrolled(ground: Ground, people_there: dict[str, Person]) -> None:
    """Three who were let into the women's desk: one may read, one's training has ended, one is on no roster."""
    with unit():
        for name, roster in (("womens", True), ("untrained", True), ("mistaken", False)):
            person = db.session.merge(people_there[name])
            posting = db.session.scalars(select(Posting).where(Posting.person_id == person.id)).one()
            posting.lanes, posting.womens_desk = "women", roster
            ended = ground.now.date() - timedelta(days=2) if name == "untrained" else None
            person.trained_on, person.trained_until = date(2020, 1, 1), ended or date(2099, 1, 1)


def _sealed(ground: Ground, people_there: dict[str, Person]) -> dict[str, str]:
    """A complaint about the commander, a tip and a threat; oversight reads the first, the focal post all.

    And a matter of the women's desk, with one who may read it, one whose training has ended and a man let in by mistake.
    """
    with unit():
        for name, let_into in (("focal", "complaint threat tip"), ("oversight", "complaint")):
            posting = db.session.scalars(
                select(Posting).where(Posting.person_id == people_there[name].id)
            ).one()
            posting.lanes = let_into
    _enrolled(ground, people_there)
    force = ground.place.force
    accused = Accused(ground.station, ground.chief, ground.now.date())
    rows = {
        "complaint": sealed.matter(force, Lane.COMPLAINT, words=SEALED, accused=(accused,), now=ground.now),
        "tip": sealed.matter(force, Lane.TIP, words=SEALED, locality=ground.place, now=ground.now),
        "threat": sealed.matter(
            force, Lane.THREAT, words=SEALED, reach=SEALED, locality=ground.place, now=ground.now
        ),
    }
    rows["women"] = done(
        womens.bring, now=ground.now, force=force, said=Said(SEALED, "", "en"), locale="en", locality=ground.place,
        accused=(), under_18=True, safe=Safe(reach=SEALED, trusted=SEALED), address="", receipt=None, operation_id="w",
    )  # fmt: skip
    for lane, row in rows.items():
        name, lanes_of = ("womens", "women") if lane == "women" else ("focal", "complaint threat tip")
        reader = people.actor_at(ground.posts[name], person=people_there[name], lanes=lanes_of)
        done(
            desk.reply,
            actor=reader,
            now=ground.now,
            concern=row,
            words=SEALED,
            language="en",
            operation_id=row.ref,
        )
    with unit():
        asker = people.actor_at(ground.chief, person=people_there["administrator"])
        newcomer = db.session.scalars(
            select(Posting).where(Posting.person_id == people_there["supervisor"].id)
        ).one()
        offer = lanes.ask(actor=asker, now=ground.now, posting=newcomer, lane="tip")
        supervisor = people.actor_at(ground.posts["supervisor"], person=people_there["supervisor"])
        asks = {"actor": supervisor, "now": ground.now, "reason": f"{SEALED}: its readers are on leave"}
        breaking.ask(concern=rows["complaint"], **asks)
        breaking.ask(concern=rows["tip"], **asks)
    opening = rows["complaint"].openings[0].ref
    return {**{lane: row.ref for lane, row in rows.items()}, "offer": offer.ref, "opening": opening}


def minutes(event: Event) -> Minutes:
    """Minutes whose public summary nobody reviewed yet."""
    return saved(
        Minutes(
            event_id=event.id, words=MINUTES, written_at=clock.now(), public_words=UNREVIEWED,
            wording=Wording.WRITTEN,
        )
    )  # fmt: skip
