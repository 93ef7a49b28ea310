"""Who is barred from a complaint after it was taken in: whoever comes to serve under those it is about."""

from datetime import datetime

from sqlalchemy import exists, insert, literal, or_, select

from engagement.concerns.models import AccusedPost, BarredPerson, Concern
from engagement.concerns.rules import State
from engagement.kernel import clock
from engagement.kernel.actor import Role
from engagement.kernel.database import UtcDateTime, db
from engagement.people.models import Posting

OVER = (State.CONFIRMED, State.MISPLACED)


def bar(*, posting: Posting, now: datetime) -> None:
    """Bar the holder of a post that began or ended from each open complaint about it or an office above it.

    So they stay barred once they serve elsewhere. Nothing stands in the trail: it would tell the administrator who
    gave the post that there is a complaint. A posting that ended before its first day bars nobody.
    """
    post, person = posting.post, posting.person_id
    if posting.starts_on > clock.to_local(now, post.office.force.zone).date():
        return
    about = AccusedPost.post_id == post.id
    if post.role != Role.OVERSIGHT:
        chain = [int(key) for key in post.office.path.strip("/").split("/")]
        about = or_(about, AccusedPost.office_id.in_(chain))
    accused = exists().where(AccusedPost.concern_id == Concern.id, about)
    already = exists().where(BarredPerson.concern_id == Concern.id, BarredPerson.person_id == person)
    rows = select(Concern.id, literal(person), literal("served"), literal(now, UtcDateTime())).where(
        accused, ~already, Concern.state.not_in(OVER)
    )
    columns = [BarredPerson.concern_id, BarredPerson.person_id, BarredPerson.why, BarredPerson.at]
    db.session.execute(insert(BarredPerson).from_select(columns, rows))
