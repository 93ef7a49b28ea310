"""What is sealed and waits, counted on the desk of those who may read it, and of nobody else."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from engagement.concerns.actions import sealed
from engagement.concerns.routing import Accused
from tests.factories.concerns import done
from tests.factories.sealed import RAISED, Desk, Reader
from tests.home.test_views_desk import Statements
from tests.pages import PageClient

WAIT = re.compile(r"(\d+) sealed matters? waits?\.")


@pytest.fixture
def here(app: Flask) -> Desk:
    return Desk(slug="kp")


def counted(client: PageClient, who: Reader) -> list[str]:
    """What the desk of somebody says of sealed matters."""
    theirs = client.application.test_client()
    theirs.sign_in(who.person)
    return WAIT.findall(theirs.get("/desk").get_data(as_text=True))


def test_each_reader_sees_how_many_wait_and_nobody_else_that_there_are_any(
    client: PageClient, here: Desk
) -> None:
    here.tip()
    here.threat()
    here.complaint()
    here.brought(accused=[Accused(here.station, None, None)])
    with time_machine.travel(RAISED + timedelta(hours=2), tick=False):
        found = {name: counted(client, each) for name, each in here.everybody().items()}
    assert {name: each[0] for name, each in found.items() if each} == {
        "focal": "3",
        "woman": "1",
        "oversight": "1",
    }


def test_oversight_that_was_let_in_reads_where_its_matters_stand(client: PageClient, here: Desk) -> None:
    theirs = client.application.test_client()
    theirs.sign_in(here.oversight.person)
    html = theirs.get("/desk").get_data(as_text=True)
    assert "sealed matters that you were let into stand under Sealed" in html
    assert "Nobody has let you" not in html


def test_who_is_barred_is_not_told_that_one_more_waits(client: PageClient, here: Desk) -> None:
    first, _second = here.tip(), here.tip()
    done(sealed.declare_conflict, actor=here.focal.actor, now=RAISED, concern=first)
    with time_machine.travel(RAISED + timedelta(hours=2), tick=False):
        assert counted(client, here.focal) == ["1"]


def test_late_ones_are_said_and_what_is_done_counts_no_more(client: PageClient, here: Desk) -> None:
    row = here.tip()
    theirs = client.application.test_client()
    with time_machine.travel(RAISED + timedelta(days=30), tick=False):
        theirs.sign_in(here.focal.person)
        assert "1 is late or opened again." in theirs.get("/desk").get_data(as_text=True)
        theirs.send(f"/oversight/{row.ref}/take")
        theirs.send(
            f"/oversight/{row.ref}/reply",
            **{"reply-words": "Done.", "reply-operation_id": "r", "reply-settles": "y"},
        )
        html = theirs.get("/desk").get_data(as_text=True)
    assert WAIT.findall(html) == []


def test_the_count_costs_no_statement_beside_those_of_the_desk(
    client: PageClient, here: Desk, statements: Statements
) -> None:
    ran = []
    for who in (here.officer, here.focal):
        here.tip()
        theirs = client.application.test_client()
        theirs.sign_in(who.person)
        with statements() as one:
            theirs.get("/desk")
        ran.append(len(one))
    assert ran[0] == ran[1]
    assert ran[1] <= 10
