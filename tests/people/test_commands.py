"""People from the command line: the first administrator, invitations."""

import pytest
from sqlalchemy import select

from engagement.kernel.database import db
from engagement.organisation.models import Force, Post
from engagement.people import queries
from engagement.people.models import Invitation
from tests.factories import organisation, people


@pytest.fixture
def run(app):
    def run(*args):
        result = app.test_cli_runner().invoke(args=["people", "invite", *args])
        return result.exit_code, result.output

    return run


def test_the_first_administrator_founds_the_force_and_gets_a_link_that_opens(run, client):
    code, said = run(
        "--first-administrator", "--email", "admin@example.org", "--force", "Mardan Police", "--locale", "ur"
    )
    link = said.splitlines()[-1]
    force, offered = db.session.scalars(select(Force)).one(), db.session.scalars(select(Invitation)).one()
    assert (code, force.names["en"], offered.post.role, offered.locale) == (
        0,
        "Mardan Police",
        "administrator",
        "ur",
    )
    assert link.startswith("http://localhost/invitations/")
    assert client.get(link.removeprefix("http://localhost")).status_code == 200


def test_asked_twice_it_invites_anew_to_the_same_post(run):
    run("--first-administrator", "--email", "admin@example.org")
    assert run("--first-administrator", "--email", "other@example.org")[0] == 0
    assert len(db.session.scalars(select(Post)).all()) == 1


def test_once_people_are_here_nobody_becomes_administrator_by_the_back_door(run):
    people.person(holding=organisation.post(office=organisation.station()))
    code, said = run("--first-administrator", "--email", "admin@example.org")
    assert (code, "There are people here already" in said) == (1, True)


def test_a_post_is_named_by_slugs(run):
    post = organisation.post(office=organisation.station())
    assert (
        run("--post", f"{post.office.slug}/{post.slug}", "--email", "gul@example.org", "--name", "Gul")[0]
        == 0
    )
    assert [i.name for i in queries.open_invitations(post.id, "gul@example.org")] == ["Gul"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--post", "nowhere/sho", "--email", "gul@example.org"], "There is no post nowhere/sho"),
        (["--first-administrator", "--email", "no address"], "This is not an e-mail address"),
        (["--email", "gul@example.org"], "Give either --post"),
        (
            ["--first-administrator", "--email", "gul@example.org", "--locale", "xx"],
            "--locale must be one of en, ur",
        ),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(run, args, words):
    code, said = run(*args)
    assert (code != 0, words in said) == (True, True)
