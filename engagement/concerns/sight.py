"""Who may see a sealed matter and to whom it does not exist: judged on one row, and said of rows in a query.

A sealed lane is read by those whose posting was let into it, at the office that holds the matter; a complaint by
oversight above as well. Whoever it is about is barred: the person who served there on the day or since, wherever they
serve now, and whoever serves there today (field.md T2, T3). A matter of the women's desk about somebody under 18 is read
by the child-protection focal person of one office as well. In an emergency a matter opens to one person more, for a time,
once a second one agreed (T4); of the women's desk to a trained woman of its roster alone. Both ways of saying it stand side
by side: change both.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, false, literal, or_, select
from sqlalchemy.orm import aliased

from engagement.concerns.lanes import ASKED_FOR
from engagement.concerns.models import AccusedPost, BarredPerson, Concern, Opening
from engagement.concerns.rules import SEALED_LANES, Lane, State
from engagement.kernel import clock
from engagement.kernel.actor import Actor, Holding, Role
from engagement.kernel.database import one_of
from engagement.organisation.models import Office
from engagement.people.rules import CHILDREN

# Written out, so that both databases know it for the condition of the index that holds the few sealed rows alone.
IN_SEALED_LANE = one_of(Concern.lane, SEALED_LANES)
BREAKERS = (Role.SUPERVISOR, Role.OVERSIGHT)  # who may ask that a matter is opened in an emergency


def opening(who: Actor, concern: Concern) -> Holding | None:
    """Return the holding by which `who` would read a sealed matter; an administrator has none, whatever else they hold."""
    return regular(who, concern) or in_emergency(who, concern)


def regular(who: Actor, concern: Concern) -> Holding | None:
    """Return the holding by which `who` was let in to read a sealed matter."""
    if concern.lane not in SEALED_LANES or _administers(who):
        return None
    fitting = [holding for holding in who.holdings if _opens(holding, concern)]
    return who.acting if who.acting in fitting else next(iter(fitting), None)


def in_emergency(who: Actor, concern: Concern) -> Holding | None:
    """Return the holding by which a sealed matter was opened to `who` in an emergency, while that lasts."""
    if concern.lane not in SEALED_LANES or not breaks(who):
        return None
    mine = {
        row.post_id
        for row in concern.openings
        if row.asked_by_id == who.person_id and lasts(row, clock.now())
    }
    return next((each for each in _breakers(who, concern) if each.post_id in mine), None)


def lasts(row: Opening, now: datetime) -> bool:
    """Whether a matter stands open by an opening that was agreed to."""
    return row.until is not None and row.until > now and row.ended_at is None


def is_barred(who: Actor, concern: Concern) -> bool:
    """Whether a matter does not exist for `who`: as the person they are, or through a post they hold today."""
    if any(each.person_id == who.person_id for each in concern.barred):
        return True
    return any(_serves_under(holding, each) for holding in who.holdings for each in concern.accused)


def reads_sealed(who: Actor, concern: Concern) -> bool:
    """Whether `who` may read a sealed matter; the pair of `sealed_to`."""
    # Who is barred is looked up only for those who would read it: for all others it costs what a missing one costs.
    return opening(who, concern) is not None and not is_barred(who, concern)


def sealed_to(who: Actor) -> ColumnElement[bool]:
    """Say of a concern that it is sealed and that `who` may read it; the pair of `reads_sealed`."""
    if _administers(who):
        return false()
    ways = [_way(holding, lane) for holding in who.holdings for lane in sorted(holding.lanes & SEALED_LANES)]
    ways += [_guarding(holding) for holding in who.holdings if CHILDREN in holding.lanes]
    ways += [_opened(who, holding) for holding in who.holdings if _breaks(holding)]
    return or_(*ways) & _not_barred(who) if ways else false()


def sealed_visible_to(who: Actor) -> Select[Concern]:
    """Return the sealed matters that `who` may read: of `concerns_visible_to` what lies in a sealed lane."""
    return select(Concern).where(sealed_to(who), IN_SEALED_LANE)


def _not_barred(who: Actor) -> ColumnElement[bool]:
    person = exists().where(BarredPerson.concern_id == Concern.id, BarredPerson.person_id == who.person_id)
    served = or_(*(_serves_beneath(holding) for holding in who.holdings))
    office = exists(select(AccusedPost.id).join(Office, Office.id == AccusedPost.office_id)).where(
        AccusedPost.concern_id == Concern.id, served
    )
    return ~person & ~office


def breaks(who: Actor) -> bool:
    """Whether `who` stands where a sealed matter may be opened to them in an emergency."""
    return not _administers(who) and any(_breaks(holding) for holding in who.holdings)


def may_ask(who: Actor, concern: Concern) -> bool:
    """Whether `who` may ask that this matter is opened to them: from above, not barred, not among its readers."""
    sealed = concern.lane in SEALED_LANES and concern.state != State.MISPLACED
    if not sealed or not breaks(who) or not _breakers(who, concern):
        return False
    return opening(who, concern) is None and not is_barred(who, concern)


def may_agree(who: Actor, row: Opening) -> bool:
    """Whether `who` is the second person for an opening: in that lane or overseeing, not barred, not who asked.

    The pair of `agreed_by`.
    """
    concern = row.concern
    waits = row.settled_at is None and row.asked_at > clock.now() - ASKED_FOR
    if not waits or concern.lane not in SEALED_LANES or row.asked_by_id == who.person_id or _administers(who):
        return False
    return any(_seconds(holding, concern) for holding in who.holdings) and not is_barred(who, concern)


def agreed_by(who: Actor) -> ColumnElement[bool]:
    """Say of an opening and its concern that `who` may agree to it; the pair of `may_agree`."""
    ways: list[ColumnElement[bool]] = [
        (Concern.lane == lane) & (Concern.force_id == holding.force_id)
        for holding in who.holdings
        for lane in sorted(holding.lanes & SEALED_LANES)
    ]
    ways += [
        Concern.lane.in_(sorted(_breakable(holding))) & _beneath(holding)
        for holding in who.holdings
        if _breaks(holding) and holding.role is Role.OVERSIGHT
    ]
    if not ways or _administers(who):
        return false()
    waits = IN_SEALED_LANE & Opening.settled_at.is_(None) & (Opening.asked_at > clock.now() - ASKED_FOR)
    return waits & (Opening.asked_by_id != who.person_id) & or_(*ways) & _not_barred(who)


def let_in(who: Actor) -> bool:
    """Whether any sealed lane is open to `who`."""
    return not _administers(who) and any(holding.lanes for holding in who.holdings)


def takes(who: Actor, concern: Concern) -> bool:
    """Whether `who` may own a sealed matter; who guards a child beside the women's desk reads and answers alone."""
    holding = regular(who, concern)
    return holding is not None and not _only_guards(holding, concern) and not is_barred(who, concern)


def _administers(who: Actor) -> bool:
    return any(holding.role is Role.ADMINISTRATOR for holding in who.holdings)


def _opens(holding: Holding, concern: Concern) -> bool:
    if concern.lane not in holding.lanes:
        return _guards(holding, concern)
    if _oversees(holding, concern.lane):
        return concern.office.path.startswith(holding.office_path)
    return holding.office_id == concern.office_id or _guards(holding, concern)


def _guards(holding: Holding, concern: Concern) -> bool:
    """Whether a holding is the child-protection focal person of a matter of the women's desk."""
    beside = concern.lane == Lane.WOMEN and concern.under_18 and CHILDREN in holding.lanes
    return beside and holding.office_id == concern.child_office_id


def _only_guards(holding: Holding, concern: Concern) -> bool:
    ours = concern.lane in holding.lanes and holding.office_id == concern.office_id
    return concern.lane == Lane.WOMEN and not ours


def _guarding(holding: Holding) -> ColumnElement[bool]:
    there = Concern.child_office_id == holding.office_id
    return (Concern.lane == Lane.WOMEN) & Concern.under_18.is_(True) & there


def breaking(who: Actor, concern: Concern) -> Holding:
    """Return the holding by which `who` asks that a matter is opened: the acting one first, else the nearest."""
    fitting = _breakers(who, concern)
    return who.acting if who.acting in fitting else max(fitting, key=lambda each: len(each.office_path))


def _breakers(who: Actor, concern: Concern) -> list[Holding]:
    path = concern.office.path
    above = [each for each in who.holdings if _breaks(each) and path.startswith(each.office_path)]
    return [each for each in above if concern.lane in _breakable(each)]


def _breaks(holding: Holding) -> bool:
    """Only in one's own name: who stands in for somebody opens no sealed lane (`people.rules.DELEGATED`)."""
    return holding.role in BREAKERS and holding.stands_for is None


def _breakable(holding: Holding) -> frozenset[Lane]:
    """The lanes that an emergency opens to a holding: the women's desk to none but a trained woman of its roster."""
    return SEALED_LANES if Lane.WOMEN in holding.lanes else SEALED_LANES - {Lane.WOMEN}


def _seconds(holding: Holding, concern: Concern) -> bool:
    beneath = concern.office.path.startswith(holding.office_path)
    if _breaks(holding) and holding.role is Role.OVERSIGHT and beneath:
        return concern.lane in _breakable(holding)
    return concern.lane in holding.lanes and holding.force_id == concern.force_id


def _oversees(holding: Holding, lane: str) -> bool:
    return holding.role is Role.OVERSIGHT and lane == Lane.COMPLAINT


def _serves_under(holding: Holding, accused: AccusedPost) -> bool:
    """Whether a post is the accused one or under its office; oversight stands in no chain of command."""
    if holding.post_id == accused.post_id:
        return True
    return holding.role is not Role.OVERSIGHT and holding.office_path.startswith(accused.office.path)


def _way(holding: Holding, lane: str) -> ColumnElement[bool]:
    if _oversees(holding, lane):
        return (Concern.lane == lane) & _beneath(holding)
    return (Concern.lane == lane) & (Concern.office_id == holding.office_id)


def _opened(who: Actor, holding: Holding) -> ColumnElement[bool]:
    row = aliased(Opening)  # the query around it may read openings itself
    mine = exists().where(
        row.concern_id == Concern.id,
        row.asked_by_id == who.person_id,
        row.post_id == holding.post_id,
        row.until > clock.now(),
        row.ended_at.is_(None),
    )
    return Concern.lane.in_(sorted(_breakable(holding))) & mine & _beneath(holding)


def _beneath(holding: Holding) -> ColumnElement[bool]:
    return Concern.office_id.in_(select(Office.id).where(Office.path.startswith(holding.office_path)))


def _serves_beneath(holding: Holding) -> ColumnElement[bool]:
    named = AccusedPost.post_id == holding.post_id
    if holding.role is Role.OVERSIGHT:
        return named
    return or_(named, literal(holding.office_path).like(Office.path.concat("%")))
