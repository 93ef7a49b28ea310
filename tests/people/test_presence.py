"""Who stands behind a request: rights follow from the postings held today, and end with them."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import session

from engagement.kernel.actor import Kind, Role, actor
from engagement.kernel.database import fresh, unit
from engagement.people.sign_in import presence
from tests.factories import organisation, people

NOON = datetime(2026, 11, 24, 7, tzinfo=UTC)  # noon in Peshawar


def acting_as(app, person, at=NOON, acting=None, cookie="session=x", accept="", sign_in=None):
    with (
        time_machine.travel(at, tick=False),
        app.app_context(),
        app.test_request_context("/", headers={"Cookie": cookie, "Accept-Language": accept}),
    ):
        session.update(presence.session_of(person, sign_in or people.signed_in(person).ref, at.timestamp()))
        if acting:
            session[presence.ACTING] = acting.id
        return actor()


def test_a_person_acts_by_the_post_they_hold(app):  # 016.2
    post = organisation.post(office=organisation.station(), role=Role.COMMANDER)
    person = people.person(holding=post)
    who = acting_as(app, person)
    assert (who.kind, who.person_id) == (Kind.PERSON, person.id)
    assert who.acting == who.holdings[0]
    assert who.over(post.office.path, Role.COMMANDER)
    assert not who.over(organisation.station().path)


@pytest.mark.parametrize(
    ("starts", "ends", "held"),
    [
        (date(2026, 11, 24), None, True),
        (date(2026, 11, 25), None, False),
        (date(2026, 1, 1), date(2026, 11, 24), True),
        (date(2026, 1, 1), date(2026, 11, 23), False),
    ],
)
def test_both_days_of_a_posting_count(app, starts, ends, held):
    person = people.person()
    post = organisation.post(office=organisation.station())
    people.posting(person=person, post=post, starts_on=starts, ends_on=ends)
    assert acting_as(app, person).signed_in is held


def test_a_posting_begins_at_midnight_of_its_force(app):
    person = people.person()
    post = organisation.post(office=organisation.station())  # Asia/Karachi, five hours ahead of UTC
    people.posting(person=person, post=post, starts_on=date(2026, 11, 25))
    assert not acting_as(app, person, at=datetime(2026, 11, 24, 18, 59, tzinfo=UTC)).signed_in
    assert acting_as(app, person, at=datetime(2026, 11, 24, 19, 0, tzinfo=UTC)).signed_in


def test_a_posting_ended_at_once_gives_nothing_from_that_instant(app):
    person = people.person(holding=organisation.post(office=organisation.station()))
    with unit():
        person.postings[0].ended_at = NOON
    assert not acting_as(app, person).signed_in


def test_nobody_stands_behind_a_person_who_was_shut_out(app):
    person = people.person(holding=organisation.post(office=organisation.station()), active=False)
    assert not acting_as(app, person).signed_in


def test_of_several_posts_the_chosen_one_acts(app):
    first, second = (organisation.post(office=organisation.station()) for _ in range(2))
    person = people.person(holding=first)
    people.posting(person=person, post=second)
    assert acting_as(app, person).acting.post_id == first.id
    assert acting_as(app, person, acting=second).acting.post_id == second.id
    assert acting_as(app, person, acting=organisation.post(office=first.office)).acting.post_id == first.id


def test_a_person_reads_in_their_own_language_unless_they_chose_another(app):
    person = people.person(holding=organisation.post(office=organisation.station()), locale="ur")
    assert acting_as(app, person, accept="en").locale == "ur"
    assert acting_as(app, person, cookie="session=x; lang=en").locale == "en"


def test_a_sign_in_that_was_ended_is_nobodys_from_the_next_request_on(app):
    person = people.person(holding=organisation.post(office=organisation.station()))
    row = people.signed_in(person)
    assert acting_as(app, person, sign_in=row.ref).signed_in
    with unit():
        fresh(row).ended_at = NOON
    assert not acting_as(app, person, sign_in=row.ref).signed_in


def test_a_session_that_names_the_sign_in_of_somebody_else_or_none_is_nobodys(app):
    person = people.person(holding=organisation.post(office=organisation.station()))
    other = people.signed_in(people.person(holding=organisation.post(office=organisation.station())))
    assert not acting_as(app, person, sign_in=other.ref).signed_in
    assert not acting_as(app, person, sign_in="none").signed_in
