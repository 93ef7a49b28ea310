"""The numbers of projects: for the staff, for a partner by a link, suppressed; and who hosts a meeting as well."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane
from engagement.events.actions import partners as tagging
from engagement.events.models import PaperCount
from engagement.events.rules import Kind, State
from engagement.home.queries import projects as reads
from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.organisation import queries
from engagement.organisation.models import Partner, Project
from tests.factories import concerns, events, organisation, people
from tests.factories.saving import saved

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture
def host(app):
    return organisation.station()


@pytest.fixture
def officer(host):
    return people.actor_at(organisation.post(office=host))


def _project(host, name="Rule of Law", funder="EU", **given):
    values = {"starts_on": date(2026, 1, 1), "number": 1, **given}
    return saved(Project(force_id=host.force_id, names={"en": name}, funder=funder, **values))


def _held(host, **given):
    return events.event(office=host, state=State.CLOSED, starts_at=NOW.replace(day=3), **given)


def _came(event, women=0, men=0):
    sexes = {"sex_woman": women, "sex_man": men}
    ages = {"age_adult": women + men}
    saved(PaperCount(event_id=event.id, people=women + men, written_at=NOW, **sexes, **ages))


def _tag(officer, event, *projects, partners=()):
    with unit():
        return tagging.tag(actor=officer, now=NOW, event=event, projects=projects, partners=partners)


def _text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def test_a_partner_reads_the_numbers_of_its_project_by_a_link(client, host, officer):  # 000.2
    one = _project(host)
    for women, men in ((30, 12), (14, 4)):
        event = _held(host)
        _came(event, women, men)
        _tag(officer, event, one)
        for _each in range(6):
            concerns.concern(office=host, locality=event.locality, event=event, now=NOW)
    _came(_held(host), 50, 50)  # of no project
    text = _text(client.get(f"/projects/numbers/{queries.project_token(one)}"))
    assert "Meetings held 2" in text
    assert "People who came 60" in text
    assert "Women 40 Men 15" in text
    assert "Concerns raised there 10" in text
    assert "Of these answered 0" in text
    assert client.get("/projects/numbers/never").status_code == 404
    assert client.get(f"/projects/{one.ref}").status_code == 302


def test_small_numbers_are_not_told_and_cannot_be_worked_out(client, host, officer):  # C.8
    one = _project(host)
    event = _held(host)
    _came(event, 4, 20)
    _tag(officer, event, one)
    text = _text(client.get(f"/projects/numbers/{queries.project_token(one)}"))
    assert "People who came 20" in text
    assert "Women fewer than 10 Men not told" in text


def test_the_list_of_one_funder_leaves_out_what_is_not_tagged_and_counts_nothing_twice(
    client, host, officer
):  # 000.2
    one, two = _project(host), _project(host, "Second", partner_id=None)
    other = _project(host, "Own money", funder="Police")
    both, alone = _held(host), _held(host)
    _came(both, 30, 0)
    _tag(officer, both, one, two)
    _came(alone, 0, 20)
    _tag(officer, alone, other)
    assert reads.numbers([one, two]).reach.meetings == 1
    client.sign_in(people.person(holding=organisation.post(office=host)))
    text = _text(client.get("/projects?funder=EU"))
    assert "Rule of Law" in text
    assert "Own money" not in text
    assert "Meetings held 1" in text
    assert "People who came 30" in text


def test_a_ceremony_of_a_project_is_no_engagement(host, officer):  # 000.14
    one = _project(host)
    event = _held(host, kind=Kind.CEREMONY)
    _came(event, 100, 100)
    _tag(officer, event, one)
    assert reads.numbers([one]).reach.meetings == 0
    assert reads.numbers([one]).reach.came == 0


def test_complaints_about_police_are_in_no_number_of_a_partner(host, officer):
    one = _project(host)
    event = _held(host)
    _tag(officer, event, one)
    row = concerns.concern(office=host, locality=event.locality, event=event, now=NOW)
    assert reads.numbers([one]).raised == 1
    with unit():
        kept = db.session.get_one(Concern, row.id)
        kept.lane, kept.search_text = Lane.COMPLAINT, ""
    assert reads.numbers([one]).raised == 0


def test_a_meeting_is_tagged_with_what_works_there_that_day(host, officer):
    past = _project(host, ends_on=date(2026, 6, 30))
    event = events.event(office=host)
    with pytest.raises(Refusal) as refusal:
        _tag(officer, event, past)
    assert refusal.value.field == "projects"
    theirs = saved(Partner(force_id=organisation.force().id, names={"en": "Elsewhere"}))
    with pytest.raises(Refusal):
        _tag(officer, event, partners=(theirs,))


def test_everybody_reads_who_hosts_a_meeting_as_well(client, host):  # 000.4, 002.3
    event = events.event(office=host)
    one, undp = (
        _project(host),
        saved(Partner(force_id=host.force_id, names={"en": "UNDP Rule of Law Programme"})),
    )
    stranger = client.application.test_client()
    assert "UNDP" not in stranger.get(f"/events/{event.ref}").get_data(as_text=True)
    client.sign_in(people.person(holding=organisation.post(office=host)))
    page = client.get(f"/events/{event.ref}/projects").get_data(as_text=True)
    assert "Rule of Law" in page
    sent = {"projects": one.ref, "partners": undp.ref}
    assert client.send(f"/events/{event.ref}/projects", **sent).status_code == 303
    text = _text(stranger.get(f"/events/{event.ref}"))
    assert (
        f"{host.names['en']} , UNDP Rule of Law Programme" in text
        or f"{host.names['en']}, UNDP Rule of Law" in text
    )


def test_projects_of_another_force_are_not_there(client, host):
    one = _project(host)
    client.sign_in(
        people.person(holding=organisation.post(office=organisation.station(), role=Role.SUPERVISOR))
    )
    assert client.get(f"/projects/{one.ref}").status_code == 404
    assert "Rule of Law" not in client.get("/projects").get_data(as_text=True)
    assert db.session.scalar(select(Project.id)) == one.id
