"""Reads of people: the demo's sign-ins, found only in their file."""

import json

import pyotp
import time_machine

from engagement.people import queries
from tests.factories import organisation, people
from tests.factories.invitations import MADE


def test_the_demos_sign_ins_are_read_from_their_file_with_the_code_of_now(tmp_path):
    assert queries.demo_sign_ins(tmp_path) == []
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    given = {
        "label": "SHO Badhber",
        "email": "sho@example.org",
        "password": "four rivers",
        "totp_secret": secret,
    }
    (tmp_path / queries.DEMO_SIGN_INS).write_text(json.dumps([given]))
    with time_machine.travel(MADE, tick=False):
        assert queries.demo_sign_ins(tmp_path) == [
            ("SHO Badhber", "sho@example.org", "four rivers", pyotp.TOTP(secret).at(MADE))
        ]


def test_the_newest_holder_of_two_that_overlap_holds_the_post(app):
    post = organisation.post(office=organisation.station())
    people.person(holding=post)
    newer = people.person()
    people.posting(person=newer, post=post, starts_on=MADE.date())
    assert queries.holder_of(post, MADE) == newer


def test_a_person_is_found_however_their_address_is_cased(app):
    person = people.person(email="gul@example.org")
    assert queries.person_by_email(" GUL@Example.ORG ") == person
    assert queries.person_by_email("") is None
