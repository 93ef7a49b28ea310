"""Who may read, work, close and word problems; who may do a task."""

from engagement.concerns.models import Concern
from engagement.concerns.permissions import READ as READ_CONCERN
from engagement.concerns.rules import OPEN_LANES
from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor, Role
from engagement.kernel.wording import Wording
from engagement.problems.models import Comment, Problem, Task
from engagement.problems.rules import CommentState, Stage

WORKERS = (Role.OFFICER, Role.COMMANDER, Role.SUPERVISOR, Role.PRO)
CLOSERS = (Role.COMMANDER, Role.SUPERVISOR)


def _reads(who: Actor, problem: Problem) -> bool:
    return who.over(problem.office.path, *WORKERS)


def _works(who: Actor, problem: Problem) -> bool:
    return problem.stage != Stage.CLOSED and _reads(who, problem)


def _words(who: Actor, problem: Problem) -> bool:
    return _works(who, problem)


def _reviews(who: Actor, problem: Problem) -> bool:
    return (
        who.over(problem.office.path, *CLOSERS)
        and problem.wording == Wording.WRITTEN
        and who.person_id is not None
        and problem.worded_by_id != who.person_id
    )


def _closes(who: Actor, problem: Problem) -> bool:
    return problem.stage == Stage.ASSESS and who.over(problem.office.path, *CLOSERS)


def _reopens(who: Actor, problem: Problem) -> bool:
    return problem.stage == Stage.CLOSED and who.over(problem.office.path, *CLOSERS)


def _reads_task(who: Actor, task: Task) -> bool:
    return who.holds(task.post_id) or _reads(who, task.problem)


def _does(who: Actor, task: Task) -> bool:
    """A task is done by who holds its post, or by those over its problem; a closed problem rests."""
    return task.problem.stage != Stage.CLOSED and _reads_task(who, task)


def _begins(who: Actor, concern: Concern) -> bool:
    if concern.lane not in OPEN_LANES:
        return False
    return concern.locality_id is not None and who.over(concern.office.path, *WORKERS)


def _told(_who: Actor, problem: Problem) -> bool:
    return problem.wording == Wording.REVIEWED and bool(problem.public_title)


def _comments(who: Actor, problem: Problem) -> bool:
    """Officers answer in reviewed words; comments are of those whom they serve."""
    return _told(who, problem) and not who.staff


def _likes(who: Actor, comment: Comment) -> bool:
    return comment.state == CommentState.SHOWN and _told(who, comment.problem)


def _judges(who: Actor, comment: Comment) -> bool:
    return who.over(comment.problem.office.path, *CLOSERS)


LIST = Permission("problems.list", lambda who, _none: bool(who.paths(*WORKERS)))
READ = Permission("problems.read", _reads)
WORK = Permission("problems.work", _works, sight=READ)
WORD = Permission("problems.word", _words, sight=READ)
REVIEW = Permission("problems.review", _reviews, sight=READ)
CLOSE = Permission("problems.close", _closes, sight=READ)
REOPEN = Permission("problems.reopen", _reopens, sight=READ)
READ_TASK = Permission("tasks.read", _reads_task)
DO = Permission("tasks.do", _does, sight=READ_TASK)
BEGIN = Permission("problems.begin", _begins, sight=READ_CONCERN)
TOLD = Permission("read an answer of the public list", _told, anyone=True)
COMMENT = Permission("comment on a public answer", _comments, sight=TOLD, anyone=True)
LIKE = Permission("like a public comment", _likes, anyone=True)
JUDGE_ALL = Permission("list comments that wait", lambda who, _none: bool(who.paths(*CLOSERS)))
JUDGE = Permission("let a comment through", _judges)
