"""What the public says to an answer of "You said, we did": written without an account, read by the station first."""

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import emergency
from engagement.dialogue.rules import language_of
from engagement.kernel import clock, codes, limits
from engagement.kernel.access import requires
from engagement.kernel.actor import VISITOR, actor
from engagement.kernel.form_base import Form
from engagement.kernel.freshness import kept
from engagement.kernel.limits import limit
from engagement.kernel.locale import current
from engagement.kernel.pages import page, turn
from engagement.problems import permissions, queries
from engagement.problems.actions import comments as actions
from engagement.problems.actions.changes import WORDS
from engagement.problems.actions.comments import topic
from engagement.problems.forms import CommentForm, JudgeForm
from engagement.problems.models import Comment, Problem
from engagement.problems.rules import (
    LIKES_PER_ADDRESS,
    LIKES_WITHIN,
    MOST_COMMENT,
    MOST_LIKED,
    CommentState,
)
from engagement.problems.views.routes import blueprint

COOKIE = "liked"  # which comments this browser liked; the server keeps the number alone
A_YEAR = 365 * 24 * 3600


@blueprint.get("/you-said-we-did/<ref>")
@kept(lambda ref: (WORDS, topic(codes.reference_of(ref)), "organisation"), query=("after",))
@requires(permissions.TOLD, find=queries.told_problem)
def answer(problem: Problem) -> ResponseReturnValue:
    """One answer in reviewed words, with the comments that were let through."""
    return page(
        problem=problem,
        rows=queries.told([problem]),
        leaf=turn(queries.comments_shown(problem), Comment.id),
        may=not actor().staff,
        name_in=_name_in,
    )


def _name_in(name: str) -> str:
    """Return the language in which the name beside a comment is set: it need not be that of its words."""
    return language_of(name, current())


@blueprint.route("/you-said-we-did/<ref>/comment", methods=["GET", "POST"])
@limit("10 per hour")
@requires(permissions.COMMENT, find=queries.told_problem)
def comment(problem: Problem) -> ResponseReturnValue:
    """Say something to an answer; nothing of it is public before the station read it."""
    form: CommentForm = CommentForm.sent()
    words = form.words.data or ""
    if form.accepted() and form.carries_out(
        actions.say,
        problem=problem,
        words=form.words.data or "",
        name=form.name.data or "",
        language=language_of(words, current()),
        operation_id=form.operation_id.data,
    ):
        return render_template("problems/commented.html", problem=problem, danger=emergency.found(words))
    return page(
        problem=problem, form=form, dangers=emergency, force=problem.force, most=MOST_COMMENT
    ), form.status


@blueprint.post("/you-said-we-did/likes/<ref>")
@limit("60 per hour")
@requires(permissions.LIKE, find=queries.comment)
def like(comment: Comment) -> ResponseReturnValue:
    """Like a comment, once from a browser: its cookie holds what it liked. A second press changes nothing."""
    there = url_for("problems.answer", ref=comment.problem.ref, _anchor=f"c-{comment.ref}")
    liked = [ref for ref in request.cookies.get(COOKIE, "").split(".") if ref][-MOST_LIKED:]
    response = make_response(redirect(there, 303))
    if comment.ref in liked:
        return response
    limits.spend(
        "problems.like",
        f"{limits.client_address()} {comment.ref}",
        most=LIKES_PER_ADDRESS,
        per=LIKES_WITHIN,
        now=clock.now(),
    )
    if Form().carries_out(actions.like, actor=VISITOR, comment=comment):
        response.set_cookie(
            COOKIE,
            ".".join([*liked, comment.ref][-MOST_LIKED:]),
            max_age=A_YEAR,
            path="/you-said-we-did",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
    return response


@blueprint.get("/comments")
@requires(permissions.JUDGE_ALL)
def comments() -> ResponseReturnValue:
    """The comments that wait for a reader, the oldest first; or those that are public."""
    return _listed()


@blueprint.post("/comments/<ref>/decision")
@requires(permissions.JUDGE, find=queries.comment)
def judge(comment: Comment) -> ResponseReturnValue:
    """Let a comment through, refuse it, or take a public one down."""
    form: JudgeForm = JudgeForm.sent()
    deed = {"publish": actions.publish, "refuse": actions.refuse, "down": actions.take_down}.get(
        request.form.get("do", "")
    )
    if deed is None:
        return redirect(url_for("problems.comments"))
    more = {"names_nobody": bool(form.names_nobody.data)} if deed is actions.publish else {}
    if form.accepted() and form.carries_out(deed, actor=actor(), comment=comment, **more):
        flash(_("It is public now.") if deed is actions.publish else _("It is gone."))
        public = "yes" if deed is actions.take_down else None
        return redirect(url_for("problems.comments", public=public), 303)
    return _listed(comment, form)


def _listed(refused: Comment | None = None, form: JudgeForm | None = None) -> ResponseReturnValue:
    public = request.args.get("public") == "yes"
    state = CommentState.SHOWN if public else CommentState.WAITING
    query = queries.comments_visible_to(actor()).where(Comment.state == state)
    leaf = turn(query, Comment.id, newest_first=public)
    html = render_template(
        "problems/comments.html",
        leaf=leaf,
        rows=[(row, *queries.written(row)) for row in leaf.rows],
        public=public,
        refused=refused,
        form=form,
        blank=JudgeForm(),
        name_in=_name_in,
    )
    return html, form.status if form else 200
