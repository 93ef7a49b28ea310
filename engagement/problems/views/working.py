"""Pages of problems and tasks, and the list that the public reads of them."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import queries as concerns
from engagement.concerns.models import Concern
from engagement.concerns.permissions import READ as READ_CONCERN
from engagement.kernel import clock
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.actor import Actor, actor
from engagement.kernel.database import db
from engagement.kernel.form_base import Form
from engagement.kernel.freshness import kept
from engagement.kernel.locale import current
from engagement.kernel.pages import page, turn
from engagement.organisation.queries import current_force, today
from engagement.problems import permissions, queries, rules
from engagement.problems.actions import tasks, telling, working
from engagement.problems.actions.changes import WORDS
from engagement.problems.forms import (
    AdvanceForm,
    BeginForm,
    CloseForm,
    DueForm,
    EvidenceForm,
    GatherForm,
    NoteForm,
    TaskForm,
    VersionForm,
    WordingForm,
    opening,
)
from engagement.problems.models import Problem, Task
from engagement.problems.views.routes import blueprint


@blueprint.get("/you-said-we-did")
@kept(lambda: (WORDS, "organisation"), query=("after", "force"))
@requires(PUBLIC)
def told() -> ResponseReturnValue:
    """What people said and what was done, in reviewed words only."""
    leaf = turn(queries.public().where(Problem.force_id == current_force().id), Problem.id)
    return page(rows=queries.told(leaf.rows), leaf=leaf)


@blueprint.get("/problems")
@requires(permissions.LIST)
def listed() -> ResponseReturnValue:
    """The problems in sight: open ones, or all."""
    every = request.args.get("closed") == "yes"
    who = actor()
    query = queries.problems_visible_to(who).options(*queries.WHOLE) if every else queries.worked_by(who)
    waiting = queries.number_waiting(who) if permissions.JUDGE_ALL.allows(who) else None
    return page(leaf=turn(query, Problem.id), every=every, waiting=waiting)


@blueprint.route("/concerns/<ref>/problem", methods=["GET", "POST"])
@requires(permissions.BEGIN, find=concerns.concern)
def begin(concern: Concern) -> ResponseReturnValue:
    """Open a problem from a concern, or put it under one that is open in its place."""
    form = BeginForm.sent()
    if form.accepted() and form.carries_out(
        working.begin,
        actor=actor(),
        concern=concern,
        title=form.title.data,
        language=current(),
        operation_id=form.operation_id.data,
    ):
        return redirect(url_for("problems.show", ref=form.result.ref))
    nearby = queries.open_at(actor(), concern.locality_id or 0)
    return page(concern=concern, words=concerns.words_of(concern), form=form, nearby=nearby), form.status


@blueprint.get("/problems/<ref>")
@requires(permissions.READ, find=queries.problem)
def show(problem: Problem) -> ResponseReturnValue:
    """The whole problem: its stages, tasks, concerns and public words."""
    return _shown(problem)


def _shown(problem: Problem, **forms: Form) -> ResponseReturnValue:
    """Render the problem's page, with the form that was refused in its place."""
    who = actor()
    works = permissions.WORK.allows(who, problem)
    free = (
        db.session.scalars(concerns.unlinked_of(problem.locality, who).limit(30)).unique().all()
        if works
        else ()
    )
    blank: dict[str, Any] = {
        "note": NoteForm(version=problem.version),
        "task": TaskForm(),
        "wording": WordingForm(
            version=problem.version, public_title=problem.public_title, public_words=problem.public_words
        ),
        "review": VersionForm(version=problem.version, prefix="review"),
        "close": CloseForm(version=problem.version),
        "reopen": VersionForm(version=problem.version, prefix="reopen"),
        "gather": GatherForm(),
    }
    given = {**blank, **forms}
    given["gather"].offer(free)
    given["task"].offer(queries.posts_for(problem, who) if works else ())
    status = max((form.status for form in forms.values()), default=200)
    closed = problem.stage == rules.Stage.CLOSED
    return render_template(
        "problems/show.html",
        problem=problem,
        needed=None if closed else queries.needed(problem),
        closer=None if closed else queries.closer_of(problem),
        reached=rules.LINKS_OF[queries.told([problem])[0].word],
        notes=queries.notes_of(problem),
        tasks=queries.tasks_of(problem),
        links=[
            (link, opening(link.concern) if READ_CONCERN.allows(who, link.concern) else None)
            for link in queries.gathered(problem)
        ],
        free=free,
        forms=given,
        may=_may(who, problem),
        today=today(problem.force),
    ), status


def _may(who: Actor, problem: Problem) -> dict[str, bool]:
    return {
        name: getattr(permissions, name.upper()).allows(who, problem)
        for name in ("work", "word", "review", "close", "reopen")
    }


def _done(
    problem: Problem, name: str, form: Form, action: Callable[..., object], said: str = "", **given: object
) -> ResponseReturnValue:
    """Carry out what a form of the problem's page asks and go back there; refused, it stands there as it was typed."""
    if form.accepted() and form.carries_out(action, actor=actor(), problem=problem, **given):
        if said:
            flash(said)
        return redirect(url_for("problems.show", ref=problem.ref))
    return _shown(problem, **{name: form})


@blueprint.post("/problems/<ref>/note")
@requires(permissions.WORK, find=queries.problem)
def note(problem: Problem) -> ResponseReturnValue:
    """Write down what was found in the present stage."""
    form = NoteForm.sent()
    given = {"words": form.words.data, "language": current(), "version": form.version.data}
    return _done(problem, "note", form, working.note, **given)


@blueprint.post("/problems/<ref>/advance")
@requires(permissions.WORK, find=queries.problem)
def advance(problem: Problem) -> ResponseReturnValue:
    """Go on to the next stage, with what stands in the note's field."""
    form = AdvanceForm.sent()
    given = {"words": form.words.data, "language": current(), "version": form.version.data}
    return _done(problem, "note", form, working.advance, **given)


@blueprint.post("/problems/<ref>/gather")
@requires(permissions.WORK, find=queries.problem)
def gather(problem: Problem) -> ResponseReturnValue:
    """Put the chosen concerns under the problem."""
    form = GatherForm.sent()
    free = db.session.scalars(concerns.unlinked_of(problem.locality, actor())).unique().all()
    form.offer(free)
    if form.accepted():
        chosen = [row for row in free if row.id in form.concerns.data]
        if all(
            form.carries_out(working.gather, actor=actor(), problem=problem, concern=row) for row in chosen
        ):
            return redirect(url_for("problems.show", ref=problem.ref))
    return _shown(problem, gather=form)


@blueprint.post("/problems/<ref>/wording")
@requires(permissions.WORD, find=queries.problem)
def word(problem: Problem) -> ResponseReturnValue:
    """Write the public words."""
    form = WordingForm.sent()
    given = {
        "public_title": form.public_title.data,
        "public_words": form.public_words.data,
        "names_nobody": form.names_nobody.data,
        "language": current(),
        "version": form.version.data,
    }
    said = _("Written. Another person must review it before anybody reads it.")
    return _done(problem, "wording", form, working.word, said, **given)


@blueprint.post("/problems/<ref>/review")
@requires(permissions.REVIEW, find=queries.problem)
def review(problem: Problem) -> ResponseReturnValue:
    """Approve the public words that another person wrote."""
    form = VersionForm.sent(prefix="review")
    return _done(problem, "review", form, working.review, version=form.version.data)


@blueprint.post("/problems/<ref>/close")
@requires(permissions.CLOSE, find=queries.problem)
def close(problem: Problem) -> ResponseReturnValue:
    """Close the problem and tell everyone who raised it."""
    form = CloseForm.sent()
    given = {"outcome": form.outcome.data, "version": form.version.data}
    said = _("Closed. Everyone who raised this is told and asked.")
    return _done(problem, "close", form, telling.close, said, **given)


@blueprint.post("/problems/<ref>/reopen")
@requires(permissions.REOPEN, find=queries.problem)
def reopen(problem: Problem) -> ResponseReturnValue:
    """Work on a closed problem again."""
    form = VersionForm.sent(prefix="reopen")
    return _done(problem, "reopen", form, telling.reopen, version=form.version.data)


@blueprint.post("/problems/<ref>/tasks")
@requires(permissions.WORK, find=queries.problem)
def give(problem: Problem) -> ResponseReturnValue:
    """Give a task to a post."""
    form = TaskForm.sent()
    posts = {row.id: row for row in queries.posts_for(problem, actor())}
    form.offer(list(posts.values()))
    given = {
        "post": posts.get(form.post.data),
        "words": form.words.data,
        "language": current(),
        "due": form.due.data,
        "operation_id": form.operation_id.data,
    }
    return _done(problem, "task", form, tasks.give, **given)


@blueprint.route("/tasks/<ref>", methods=["GET"])
@requires(permissions.READ_TASK, find=queries.task)
def task(task: Task) -> ResponseReturnValue:
    """One task: its evidence, and what to do with it."""
    return _task(task)


def _task(task: Task, *, evidence: Form | None = None, due: Form | None = None) -> ResponseReturnValue:
    status = max((form.status for form in (evidence, due) if form), default=200)
    return render_template(
        "problems/task.html",
        task=task,
        notes=queries.notes_on(task),
        evidence=evidence or EvidenceForm(version=task.version),
        due=due or DueForm(version=task.version, due=task.due_on),
        does=permissions.DO.allows(actor(), task),
        reads_problem=permissions.READ.allows(actor(), task.problem),
        today=clock.to_local(clock.now(), task.problem.force.zone).date(),
    ), status


@blueprint.post("/tasks/<ref>/evidence")
@requires(permissions.DO, find=queries.task)
def evidence(task: Task) -> ResponseReturnValue:
    """Write down what was done; finish or drop the task."""
    form = EvidenceForm.sent()
    if form.accepted():
        given: dict[str, Any] = {"task": task, "words": form.words.data, "language": current()}
        action: Any = tasks.note
        if form.then.data != "note":
            action = tasks.finish if form.then.data == "finish" else tasks.drop
            given["version"] = form.version.data
        if form.carries_out(action, actor=actor(), **given):
            return redirect(url_for("problems.task", ref=task.ref))
    return _task(task, evidence=form)


@blueprint.post("/tasks/<ref>/due")
@requires(permissions.DO, find=queries.task)
def due(task: Task) -> ResponseReturnValue:
    """Set another due day."""
    form = DueForm.sent()
    if form.accepted() and form.carries_out(
        tasks.move, actor=actor(), task=task, due=form.due.data, version=form.version.data
    ):
        return redirect(url_for("problems.task", ref=task.ref))
    return _task(task, due=form)
