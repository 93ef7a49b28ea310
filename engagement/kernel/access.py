"""Permissions at the door: a view says who may enter; a view that says nothing stops the start."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engagement.kernel.actor import Actor, actor

Rule = Callable[[Actor, Any], bool]
View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True, eq=False)
class Permission:
    """Who may do one thing. `rule` judges an actor and a subject (None for a workspace).

    `sight` is the permission to know that the subject exists; without it the answer is 404, never 403.
    `anyone` lets signed-out visitors be judged; otherwise they are sent to sign in before anything is looked up.
    """

    name: str
    rule: Rule
    sight: "Permission | None" = None
    anyone: bool = False

    def allows(self, who: Actor, subject: Any = None) -> bool:
        """Whether `who` may do this to `subject`."""
        return self.rule(who, subject)


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands at the door of one view."""

    permission: Permission
    find: Callable[..., Any] | None


PUBLIC = Permission("public", lambda _who, _subject: True, anyone=True)
SIGNED_IN = Permission("signed in", lambda who, _subject: who.signed_in)
STAFF = Permission("staff", lambda who, _subject: who.staff)


def requires(permission: Permission, *, find: Callable[..., Any] | None = None) -> Callable[[View], View]:
    """Guard a view. `find(**route_values)` returns the subject or None; the view receives it as its one argument."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(**values: Any) -> ResponseReturnValue:
            who = actor()
            if not permission.anyone and not who.signed_in:
                return sign_in_first()
            if find is None:
                if not permission.allows(who):
                    abort(403)
                return view(**values)
            subject = find(**values)
            _judge(permission, who, subject)
            g.subject = subject
            return view(subject)

        guarded.guard = Guard(permission, find)  # type: ignore[attr-defined]
        return guarded

    return wrap


def _judge(permission: Permission, who: Actor, subject: Any) -> None:
    if subject is None:
        abort(404)
    sight = permission.sight
    if sight is not None and not sight.allows(who, subject):
        abort(404)
    if not permission.allows(who, subject):
        abort(404 if sight is None else 403)


def sign_in_first() -> ResponseReturnValue:
    """Send a person to the sign-in page; answer a program with 401."""
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        abort(401)
    target = request.full_path.rstrip("?") if request.method == "GET" else url_for("home.desk")
    return redirect(url_for("security.login", next=target))


def guard_of(view: Any) -> Guard | None:
    """Return the guard of a view function, or None when it has none."""
    return getattr(view, "guard", None)


def guard_foreign(app: Flask, endpoint: str, permission: Permission) -> None:
    """Declare who may use a view that a library brought; its own checks stay in force."""
    view = app.view_functions[endpoint]

    @wraps(view)
    def guarded(**values: Any) -> Any:
        return view(**values)

    guarded.guard = Guard(permission, None)  # type: ignore[attr-defined]
    app.view_functions[endpoint] = guarded


def check_doors(app: Flask) -> None:
    """Stop the start when a view has no guard."""
    for endpoint, view in app.view_functions.items():
        if guard_of(view) is None:
            raise RuntimeError(f"The view {endpoint} has no guard: put @requires(...) under its route.")
