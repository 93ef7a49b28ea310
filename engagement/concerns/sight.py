"""Who may see a sealed matter and to whom it does not exist: judged on one row, and said of rows in a query.

A sealed lane is read by those whose posting was let into it, at the office that holds the matter; a complaint by
oversight above as well. Whoever it is about is barred: the person who served there on the day or since, wherever they
serve now, and whoever serves there today (field.md T2, T3). Both ways of saying it stand side by side: change both.
"""

from sqlalchemy import ColumnElement, exists, false, literal, or_, select

from engagement.concerns.models import AccusedPost, BarredPerson, Concern
from engagement.concerns.rules import SEALED_LANES, Lane
from engagement.kernel.actor import Actor, Holding, Role
from engagement.organisation.models import Office


def opening(who: Actor, concern: Concern) -> Holding | None:
    """Return the holding by which `who` would read a sealed matter; an administrator has none, whatever else they hold."""
    if concern.lane not in SEALED_LANES or _administers(who):
        return None
    fitting = [holding for holding in who.holdings if _opens(holding, concern)]
    return who.acting if who.acting in fitting else next(iter(fitting), None)


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
    ways = [_way(holding, lane) for holding in who.holdings for lane in sorted(holding.lanes & SEALED_LANES)]
    if not ways or _administers(who):
        return false()
    person = exists().where(BarredPerson.concern_id == Concern.id, BarredPerson.person_id == who.person_id)
    served = or_(*(_serves_beneath(holding) for holding in who.holdings))
    office = exists(select(AccusedPost.id).join(Office, Office.id == AccusedPost.office_id)).where(
        AccusedPost.concern_id == Concern.id, served
    )
    return or_(*ways) & ~person & ~office


def let_in(who: Actor) -> bool:
    """Whether any sealed lane is open to `who`."""
    return not _administers(who) and any(holding.lanes for holding in who.holdings)


def _administers(who: Actor) -> bool:
    return any(holding.role is Role.ADMINISTRATOR for holding in who.holdings)


def _opens(holding: Holding, concern: Concern) -> bool:
    if concern.lane not in holding.lanes:
        return False
    if _oversees(holding, concern.lane):
        return concern.office.path.startswith(holding.office_path)
    return holding.office_id == concern.office_id


def _oversees(holding: Holding, lane: str) -> bool:
    return holding.role is Role.OVERSIGHT and lane == Lane.COMPLAINT


def _serves_under(holding: Holding, accused: AccusedPost) -> bool:
    """Whether a post is the accused one or under its office; oversight stands in no chain of command."""
    if holding.post_id == accused.post_id:
        return True
    return holding.role is not Role.OVERSIGHT and holding.office_path.startswith(accused.office.path)


def _way(holding: Holding, lane: str) -> ColumnElement[bool]:
    if _oversees(holding, lane):
        beneath = select(Office.id).where(Office.path.startswith(holding.office_path))
        return (Concern.lane == lane) & Concern.office_id.in_(beneath)
    return (Concern.lane == lane) & (Concern.office_id == holding.office_id)


def _serves_beneath(holding: Holding) -> ColumnElement[bool]:
    named = AccusedPost.post_id == holding.post_id
    if holding.role is Role.OVERSIGHT:
        return named
    return or_(named, literal(holding.office_path).like(Office.path.concat("%")))
