"""The page on which the desk seals a matter; the doors to which guarded categories lead."""

from typing import Any

import pytest
from sqlalchemy import select

from engagement.concerns.actions import moving
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane
from engagement.concerns.views import answering
from engagement.dialogue.models import Message
from engagement.kernel import clock, logs
from engagement.kernel.database import db
from tests.concerns.test_views_oversight import signed_in
from tests.factories.concerns import concern, done
from tests.factories.sealed import Force3
from tests.pages import PageClient

WORDS = "marker-open-words of a thing that must stay hidden"


@pytest.fixture
def here(app: object) -> Force3:
    return Force3(slug="kp")


def sent(client: PageClient, row: Concern, **more: str) -> Any:
    values = {"lane": "tip", "sure": "y", "version": str(row.version), **more}
    return client.send(f"/concerns/{row.ref}/seal", **values)


def test_an_officer_seals_it_and_finds_the_desk_without_it(client: PageClient, here: Force3) -> None:
    row = concern(locality=here.place, office=here.station, words=WORDS)
    officer = signed_in(client, here.officer)
    assert f"/concerns/{row.ref}/seal" in officer.get(f"/concerns/{row.ref}/work").get_data(as_text=True)
    assert sent(officer, row, sure="").status_code == 422
    answer = sent(officer, row)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/concerns")
    assert officer.get(f"/concerns/{row.ref}/work").status_code == 404
    assert row.ref not in officer.get("/concerns").get_data(as_text=True)
    reader = signed_in(client, here.focal)
    assert WORDS in reader.get(f"/oversight/{row.ref}").get_data(as_text=True)


def test_an_answer_that_crosses_with_it_is_not_taken_and_shows_nothing_of_it(
    client: PageClient, here: Force3, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = concern(locality=here.place, office=here.station, words=WORDS)
    came = answering.sent

    def sealed_meanwhile(found: Concern) -> Any:
        done(moving.seal, actor=here.sho.actor, now=clock.now(), concern=found, lane=Lane.TIP)
        return came(found)

    monkeypatch.setattr(answering, "sent", sealed_meanwhile)
    officer = signed_in(client, here.officer)
    values = {"reply-words": "We come.", "reply-operation_id": "r", "reply-version": str(row.version)}
    answer = officer.send(f"/concerns/{row.ref}/reply", **values)
    assert WORDS not in answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/concerns/{row.ref}/work")
    assert officer.get(answer.headers["Location"]).status_code == 404
    assert db.session.scalars(select(Message)).all() == []


def test_a_complaint_asks_which_office_and_its_people_lose_it(client: PageClient, here: Force3) -> None:
    row = concern(locality=here.place, office=here.station, words=WORDS)
    officer = signed_in(client, here.officer)
    assert sent(officer, row, lane="complaint").status_code == 422
    assert sent(officer, row, lane="complaint", office=here.station.ref, who="head").status_code == 302
    db.session.expire_all()
    assert [each.post_id for each in row.accused] == [here.sho.post.id]


def test_what_only_a_complaint_needs_stands_under_its_own_name(client: PageClient, here: Force3) -> None:
    row = concern(locality=here.place, office=here.station, words=WORDS)
    html = signed_in(client, here.officer).get(f"/concerns/{row.ref}/seal").get_data(as_text=True)
    before, _name, after = html.partition("<legend><b>Only for a complaint about police</b></legend>")
    its_own, rest = after.split('name="on_day"')
    assert 'name="office"' in its_own
    assert "</fieldset>" in rest.partition('name="sure"')[0]
    assert not any(f'name="{name}"' in before for name in ("office", "who", "on_day"))


def test_guarded_categories_lead_to_the_door_that_takes_them(client: PageClient, here: Force3) -> None:
    # 001.3
    page = client.get("/concerns/new").get_data(as_text=True)
    for door, name in (
        ("threat", "Kidnapping"),
        ("threat", "Extortion"),
        ("tip", "Homicide"),
        ("complaint", "Conduct of an officer"),
    ):
        assert f'<a href="/concerns/new/{door}">{name}</a>' in page


def test_no_log_names_the_door_by_which_something_was_brought(
    client: PageClient, here: Force3, capfd: pytest.CaptureFixture[str]
) -> None:
    # T1, T5
    told = []
    for door in ("", "/threat", "/tip", "/complaint", "/talk"):
        client.get(f"/concerns/new{door}")
        told.append(capfd.readouterr().err.rpartition('"endpoint":"')[2].partition('"')[0])
    assert told == [logs.NEUTRAL] * 5
