"""The door: who may not know of a thing is told the same as when it is not there."""

import pytest
from flask import Flask, request

from engagement.kernel import access
from engagement.kernel.access import PUBLIC, SIGNED_IN, STAFF, Permission, requires
from engagement.kernel.actor import VISITOR, Actor, Holding, Kind, Role

SEEN = Permission("see", lambda _who, thing: thing != "hidden", anyone=True)
OWN = Permission("own", lambda _who, thing: thing == "mine", sight=SEEN)
BLUNT = Permission("blunt", lambda _who, thing: thing == "mine")
PERSON = Actor(Kind.PERSON, person_id=1)
STAFFED = Actor(Kind.PERSON, person_id=2, holdings=(Holding(5, 50, Role.OFFICER, 17, "/17/", 1),))
ACTORS = {"visitor": VISITOR, "person": PERSON, "staff": STAFFED}


@pytest.fixture
def app():
    app = Flask("access", static_folder=None)
    app.extensions["looked_up"] = []
    app.extensions["actor_loader"] = lambda: ACTORS[request.headers.get("X-Test-Actor", "visitor")]

    def find(what):
        app.extensions["looked_up"].append(what)
        return None if what == "missing" else what

    def show(thing):
        return thing

    for name, permission in {"seen": SEEN, "own": OWN, "blunt": BLUNT}.items():
        rule = f"/{name}/<what>"
        app.add_url_rule(rule, name, requires(permission, find=find)(show), methods=["GET", "POST"])
    for name, permission in {"public": PUBLIC, "account": SIGNED_IN, "workspace": STAFF}.items():
        app.add_url_rule(f"/{name}", name, requires(permission)(lambda: "in"))
    app.add_url_rule("/sign-in", "security.login", requires(PUBLIC)(lambda: ""))
    app.add_url_rule("/desk", "home.desk", requires(PUBLIC)(lambda: ""))
    return app


def ask(app, path, who="visitor", method="GET", **headers):
    return app.test_client().open(path, method=method, headers={"X-Test-Actor": who, **headers})


def test_a_visitor_is_sent_to_sign_in_before_anything_is_looked_up(app):
    answers = [ask(app, f"/own/{what}") for what in ("mine", "hidden", "missing")]
    assert [a.status_code for a in answers] == [302] * 3
    assert answers[0].location == "/sign-in?next=/own/mine"
    assert app.extensions["looked_up"] == []


def test_after_a_lost_sign_in_a_button_leads_to_the_desk_and_a_program_is_told_401(app):
    assert ask(app, "/own/mine", method="POST").location == "/sign-in?next=/desk"
    assert ask(app, "/own/mine", Accept="application/json").status_code == 401


def test_missing_and_out_of_sight_are_the_same_404(app):
    missing, hidden = ask(app, "/own/missing", "staff"), ask(app, "/own/hidden", "staff")
    assert missing.status_code == 404
    assert [missing.data, list(missing.headers)] == [hidden.data, list(hidden.headers)]


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        ("/own/mine", "person", 200),
        ("/own/theirs", "person", 403),
        ("/blunt/theirs", "person", 404),
        ("/seen/hidden", "visitor", 404),
        ("/seen/theirs", "visitor", 200),
        ("/public", "visitor", 200),
        ("/account", "visitor", 302),
        ("/account", "person", 200),
        ("/workspace", "person", 403),
        ("/workspace", "staff", 200),
    ],
)
def test_each_door_lets_in_whom_it_says(app, path, who, status):
    assert ask(app, path, who).status_code == status


def test_a_view_without_a_guard_stops_the_start(app):
    access.check_doors(app)
    app.add_url_rule("/open", "left_open", lambda: "")
    with pytest.raises(RuntimeError, match="left_open has no guard"):
        access.check_doors(app)
    access.guard_foreign(app, "left_open", STAFF)
    access.check_doors(app)
    assert access.guard_of(app.view_functions["left_open"]).permission is STAFF
