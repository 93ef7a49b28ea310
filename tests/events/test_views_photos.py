"""Photos on the record: sent with the sheet, private until whole and looked at, gone by one press."""

import io
import os
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.events import jobs
from engagement.events.actions import photos as keeping
from engagement.events.models import Photo
from engagement.events.permissions import SEE_PHOTO
from engagement.events.queries import photos as queries
from engagement.events.queries import record
from engagement.events.rules import Kind, PhotoState, State
from engagement.kernel import pictures
from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.database import db, unit
from engagement.people.models import Person
from tests.factories import events, organisation, people
from tests.factories.saving import saved
from tests.kernel.test_pictures import jpeg

LATER = events.SOON + timedelta(hours=2)
WHOLE = {
    "alt": "Six people at a table", "credit": "Shehri-CBE", "agreed": "y", "asked_by": "The host", "language": "en",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(LATER, tick=False)


class Album:
    """A held meeting, its officer and SHO, a visitor."""

    def __init__(self, app: Any, **given: Any) -> None:
        self.app, self.event = app, events.event(state=State.HELD, **given)
        office = self.event.office
        self.officer, self.sho, self.visitor = (app.test_client() for _each in range(3))
        self.officer.sign_in(people.person(holding=organisation.post(office=office)))
        self.sho.sign_in(people.person(holding=organisation.post(office=office, role=Role.COMMANDER)))
        self.address = f"/events/{self.event.ref}/record"

    def send(self, raw: bytes, name: str = "a.jpg", **more: str) -> Any:
        fields: dict[str, Any] = {f"photo-{key}": value for key, value in {**WHOLE, **more}.items() if value}
        fields["photo-file"] = (io.BytesIO(raw), name)
        return self.officer.send(self.address, do="photo", **fields)

    def photo(self) -> Photo | None:
        db.session.rollback()
        db.session.expire_all()
        return db.session.scalar(select(Photo).order_by(Photo.id.desc()))

    def draw(self) -> Photo:
        self.app.extensions["jobs"].drain()
        row = self.photo()
        assert row is not None
        return row

    def review(self, by: Any = None) -> Any:
        row = self.photo()
        return (by or self.sho).send(f"/photos/{row.ref}/review", **{"press-version": str(row.version)})

    def close(self) -> None:
        said = {"minutes-words": "We met.", "minutes-language": "en"}
        self.officer.get(self.address)
        answer = self.officer.send(self.address, do="minutes", **said)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        assert self.officer.send(self.address, do="close").status_code == 303

    def seen(self, client: Any = None, small: bool = False) -> int:
        row = self.photo()
        return (client or self.visitor).get(f"/photos/{row.ref}{'-small' if small else ''}.jpg").status_code


@pytest.fixture
def album(app) -> Album:
    return Album(app)


# 001.24, 003.15, T11
def test_a_whole_photo_that_was_looked_at_is_public_with_the_closed_meeting(album):
    assert album.send(jpeg(exif=True)).status_code == 303
    assert album.photo().state == PhotoState.SENT
    assert album.seen(album.officer) == 404
    album.draw()
    assert (album.seen(album.officer), album.seen()) == (200, 404)
    assert album.review().status_code == 303
    assert album.seen() == 404
    album.close()
    assert (album.seen(), album.seen(small=True)) == (200, 200)
    public = album.visitor.get(f"/events/{album.event.ref}").get_data(as_text=True)
    assert "Six people at a table" in public
    assert 'Photo: <span lang="en" dir="ltr">Shehri-CBE</span>' in public


def test_who_closes_is_told_which_photos_the_public_will_not_see_yet(album):
    album.send(jpeg())
    assert "1 photo waits for review." in album.sho.get(album.address).get_data(as_text=True)
    album.draw()
    assert "1 photo waits for review." in album.sho.get(album.address).get_data(as_text=True)
    album.review()
    assert "waits for review" not in album.sho.get(album.address).get_data(as_text=True)


def test_the_bytes_hold_no_place_and_go_out_as_a_picture(album):
    album.send(jpeg(exif=True))
    row = album.draw()
    answer = album.officer.get(f"/photos/{row.ref}.jpg")
    assert b"marker" not in answer.data
    assert b"Exif" not in answer.data
    assert (answer.mimetype, answer.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer.headers["Cache-Control"] == "no-store"
    assert pictures.sent_before(4e9) == []


def test_a_public_photo_is_kept_for_a_while_and_asked_again_by_its_mark(album):
    album.send(jpeg())
    album.draw()
    album.review()
    album.close()
    answer = album.visitor.get(f"/photos/{album.photo().ref}.jpg")
    assert answer.cache_control.public
    assert answer.cache_control.max_age == 300
    again = album.visitor.get(
        f"/photos/{album.photo().ref}.jpg", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


# 001.24, 003.15
@pytest.mark.parametrize("missing", ["agreed", "credit", "asked_by", "alt"])
def test_without_agreement_credit_or_words_it_stays_inside(album, missing):
    assert album.send(jpeg(), **{missing: ""}).status_code == 303
    album.draw()
    assert album.review().status_code == 422
    album.close()
    assert (album.seen(), album.seen(album.officer)) == (404, 200)


def test_nobody_looks_at_their_own(app):
    album = Album(app)
    album.officer = album.sho
    album.send(jpeg())
    album.draw()
    assert album.review().status_code == 422
    assert album.photo().reviewed_by_id is None


def test_who_sent_it_does_not_look_at_it_either_once_another_wrote_its_words(app):
    album = Album(app)
    sent_by, album.officer, corrects = album.sho, album.sho, album.officer
    album.send(jpeg())
    row = album.draw()
    words = {**WHOLE, "alt": "Seven people", "version": str(row.version)}
    assert corrects.send(f"/photos/{row.ref}", **words).status_code == 303
    assert "I have looked at it" not in sent_by.get(f"/photos/{row.ref}").get_data(as_text=True)
    assert album.review().status_code == 422
    row = album.draw()
    assert row.reviewed_by_id is None
    who = people.actor_at(organisation.post(office=album.event.office), person=_person(row.sent_by_id))
    seen = {(row.ref, row.version)}
    with unit():
        assert keeping.review_seen(actor=who, now=LATER, event=row.event, seen=seen) == 0
    third = app.test_client()
    post = organisation.post(office=album.event.office, role=Role.COMMANDER)
    third.sign_in(people.person(holding=post))
    assert "I have looked at it" in third.get(f"/photos/{row.ref}").get_data(as_text=True)
    assert album.review(by=third).status_code == 303


def _person(person_id: int | None) -> Person:
    return db.session.get_one(Person, person_id)


def test_a_press_that_does_not_say_what_was_read_publishes_nothing(album):
    album.send(jpeg())
    row = album.draw()
    address, token = f"/photos/{row.ref}/review", album.sho.token()
    assert album.sho.send(address).status_code == 409
    assert album.sho.post(address, headers={"X-CSRF-Token": token}).status_code == 409
    assert album.photo().reviewed_by_id is None


def test_who_reviews_the_summary_reviews_the_photos_they_saw(album):
    album.send(jpeg())
    album.draw()
    album.officer.send(album.address, do="minutes", **{"minutes-words": "We met.", "minutes-language": "en"})
    said = {"wording-public_words": "Many came.", "wording-public_language": "en", "wording-version": "1"}
    assert album.officer.send(album.address, do="wording", **said).status_code == 303
    db.session.rollback()
    shown = album.sho.get(album.address).get_data(as_text=True)
    seen = f"{album.photo().ref}:{album.photo().version}"
    assert f'value="{seen}"' in shown
    version = str(record.minutes(album.event).version)
    album.sho.send(f"{album.address}/review", **{"press-version": version, "photo": [seen, "other:1", "x"]})
    assert album.photo().reviewed_by_id is not None


def test_new_words_ask_for_a_new_look(album):
    album.send(jpeg())
    album.draw()
    album.review()
    row = album.photo()
    answer = album.officer.send(
        f"/photos/{row.ref}", **{**WHOLE, "alt": "Seven people", "version": str(row.version)}
    )
    assert answer.status_code == 303
    assert album.photo().reviewed_by_id is None


def test_one_press_takes_it_down_for_good_also_after_closing(album):
    album.send(jpeg())
    row = album.draw()
    album.review()
    album.close()
    assert album.seen() == 200
    album.officer.send(f"/photos/{row.ref}/take-down")
    assert (album.seen(), album.seen(album.officer)) == (404, 404)
    assert list(pictures.folder().glob(f"{row.ref}*")) == []
    assert row.ref not in album.visitor.get(f"/events/{album.event.ref}").get_data(as_text=True)


def test_womens_sessions_have_no_photos(app):  # T7
    album = Album(app, kind=Kind.WOMEN)
    answer = album.send(jpeg())
    assert answer.status_code == 422
    assert album.photo() is None
    assert pictures.sent_before(4e9) == []


def test_what_became_a_womens_session_shows_none(album):
    album.send(jpeg())
    album.draw()
    album.review()
    album.close()
    album.event.kind = Kind.WOMEN
    saved(album.event)
    assert album.seen() == 404


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"PK\x03\x04 zip", pictures.NO_PICTURE),
        (jpeg()[:2000], pictures.NOT_WHOLE),
        (jpeg() + b"<script>", pictures.TWO_THINGS),
        (b"\xff" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        (b"", "This file is empty."),
    ],
    ids=["zip", "truncated", "polyglot", "large", "empty"],
)
def test_a_wrong_file_comes_back_in_words_and_what_was_typed_stays(album, raw, sentence):
    fields = {
        "photo-file": (io.BytesIO(raw), "a.jpg"),
        "minutes-words": "Forty spoke.",
        "photo-alt": "A room",
    }
    answer = album.officer.send(album.address, do="photo", **{**fields, "photo-language": "en"})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence.split(".")[0] in shown
    assert "Forty spoke." in shown
    assert "A room" in shown
    assert album.photo() is None


def test_the_same_form_twice_is_one_photo(album):
    for _each in range(2):
        album.send(jpeg(), operation_id="one")
    assert db.session.scalars(select(Photo.id)).all() == [album.photo().id]
    assert len(pictures.sent_before(4e9)) == 1


def test_a_thirteenth_is_refused(album):
    for _each in range(12):
        album.send(jpeg((32, 32)))
    assert album.send(jpeg((32, 32))).status_code == 422
    assert queries.present(album.event) == 12


# killed half-way
def test_what_a_crash_left_is_drawn_by_the_clock(app, album, time_machine):
    album.send(jpeg())
    app.extensions["jobs"].huey.flush()  # the worker died with its queue
    pictures.file_of(album.photo().ref).write_bytes(b"half a picture")
    jobs.sweep_photos()
    assert album.photo().state == PhotoState.SENT  # somebody may be at it
    time_machine.move_to(LATER + timedelta(minutes=3), tick=False)
    jobs.sweep_photos()
    assert album.photo().state == PhotoState.READY
    assert album.officer.get(f"/photos/{album.photo().ref}.jpg").data[:2] == b"\xff\xd8"


def test_files_that_no_row_knows_are_deleted_after_an_hour(app, time_machine):
    pictures.keep("nobody", jpeg())
    os.utime(pictures.folder() / "nobody.sent", (LATER.timestamp(), LATER.timestamp()))
    jobs.sweep_photos()
    assert pictures.sent_before(4e9) == ["nobody"]
    time_machine.move_to(LATER + timedelta(minutes=61), tick=False)
    jobs.sweep_photos()
    assert pictures.sent_before(4e9) == []


def test_a_photo_that_cannot_be_drawn_says_why(album):
    album.send(jpeg())
    (pictures.folder() / f"{album.photo().ref}.sent").write_bytes(b"not any more")
    assert album.draw().state == PhotoState.REFUSED
    assert "It could not be read" in album.officer.get(album.address).get_data(as_text=True)


def test_sight_and_list_agree(album):
    album.send(jpeg())
    album.draw()
    outsider = people.actor_at(organisation.post(office=organisation.station()))
    insider = people.actor_at(organisation.post(office=album.event.office))
    for step in (lambda: None, album.review, album.close):
        step()
        for who in (VISITOR, outsider, insider):
            listed = db.session.scalars(queries.photos_visible_to(who)).all()
            assert [row.ref for row in listed] == (
                [album.photo().ref] if SEE_PHOTO.allows(who, album.photo()) else []
            )
