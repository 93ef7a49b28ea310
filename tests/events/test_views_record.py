"""The record's page, the pages of promises, and what the public reads of both."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.events.models import Promise
from engagement.events.queries import record as queries
from engagement.events.rules import State
from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from tests.factories import answers, events, organisation, people
from tests.factories.saving import saved

LATER = events.SOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(LATER, tick=False)


def decided(verb: str) -> list[int]:
    facts = db.session.scalars(select(AuditEntry.facts).where(AuditEntry.verb == verb))
    return [each["names_nobody"] for each in facts]


class Station:
    """A meeting, its officer and SHO at their screens, and a visitor."""

    def __init__(self, app: Any) -> None:
        self.event = events.event(capacity=50)
        office = self.event.office
        self.post = organisation.post(office=office, role=Role.COMMANDER)
        self.officer, self.sho, self.visitor = (app.test_client() for _each in range(3))
        self.officer.sign_in(people.person(holding=organisation.post(office=office)))
        self.sho.sign_in(people.person(holding=self.post))
        self.address = f"/events/{self.event.ref}/record"

    def version(self) -> str:
        db.session.rollback()
        row = queries.minutes(self.event)
        return str(row.version if row else 0)

    def minutes(self, **more: str) -> Any:
        values = {
            "words": "Forty people spoke.",
            "decisions": "Lamps first.\n\nThen the canal.",
            "language": "en",
        }
        fields = {f"minutes-{k}": v for k, v in {**values, "version": self.version(), **more}.items()}
        return self.officer.send(self.address, do="minutes", **fields)

    def wording(self, **more: str) -> Any:
        values = {"public_words": "Many spoke.", "public_language": "en", "version": self.version(), **more}
        return self.officer.send(self.address, do="wording", **{f"wording-{k}": v for k, v in values.items()})

    def review(self, by: Any = None) -> Any:
        fields = {"do": "press", "press-version": self.version()}
        return (by or self.sho).send(f"{self.address}/review", **fields)

    def promise(self, **more: str) -> Any:
        values = {"words": "Two lamps", "post": str(self.post.id), "due_on": "2026-12-01", "language": "en"}
        return self.officer.send(
            self.address, do="promise", **{f"promise-{k}": v for k, v in {**values, **more}.items()}
        )

    def close(self) -> Any:
        return self.officer.send(self.address, do="close")

    def made(self) -> Promise:
        db.session.rollback()
        return queries.promises(self.event)[0]

    def public(self) -> str:
        return self.visitor.get(f"/events/{self.event.ref}").get_data(as_text=True)


@pytest.fixture
def station(app) -> Station:
    return Station(app)


def promise(like: Promise, **more: Any) -> Promise:
    """One more promise like another."""
    names = ("force_id", "event_id", "post_id", "words", "due_on", "created_at")
    return saved(Promise(**{name: getattr(like, name) for name in names}, **more))


def text(answer: Any) -> str:
    return answer.get_data(as_text=True)


class TestRecord:
    def test_from_first_word_to_public_page(self, station):  # C.7
        assert [a.status_code for a in (station.minutes(), station.promise(), station.wording())] == [303] * 3
        assert "Many spoke." not in station.public()
        assert [a.status_code for a in (station.review(), station.close())] == [303] * 2
        public = station.public()
        assert "Many spoke." in public
        assert "Then the canal." in public
        assert "Forty people spoke." not in public
        assert "A promise whose words for the public are still to be written" in public
        assert "Two lamps" not in public

    def test_the_page_shows_each_step(self, station):
        for step in (station.minutes, station.promise, station.wording, station.review, station.close):
            step()
            for client in (station.officer, station.sho):
                assert client.get(station.address).status_code == 200

    def test_who_saved_second_sees_both_texts(self, station):
        station.minutes()
        answer = station.minutes(words="My own words.", version="0")
        assert answer.status_code == 409
        assert "Forty people spoke." in text(answer)
        assert "My own words." in text(answer)
        assert station.minutes(words="My own words.").status_code == 303

    @pytest.mark.parametrize(
        "wrong",
        [
            {"words": ""},
            {"words": "x" * 20_001},
            {"words": "a\x00b"},
            {"decisions": "d\n" * 31},
            {"decisions": "d" * 501},
            {"language": "xx"},
        ],
    )
    def test_wrong_minutes_come_back(self, station, wrong):
        answer = station.minutes(**wrong)
        assert answer.status_code == 422
        assert 'id="wrong"' in text(answer)
        assert station.version() == "0"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"due_on": "1900-01-01"},
            {"due_on": "9999-12-31"},
            {"due_on": "2026-11-01"},
            {"due_on": "soon"},
            {"due_on": ""},
            {"words": ""},
            {"words": "x" * 501},
            {"post": "0"},
            {"post": "x"},
        ],
    )
    def test_wrong_promises_come_back(self, station, wrong):
        answer = station.promise(**wrong)
        assert answer.status_code == 422
        assert queries.promises(station.event) == []

    def test_a_promise_sent_twice_stands_once(self, station):
        for _each in range(2):
            station.promise(operation_id="a-form")
        db.session.rollback()
        assert len(queries.promises(station.event)) == 1

    def test_a_promise_is_taken_out(self, station):
        station.promise()
        station.officer.send(station.address, do=f"drop {station.made().ref}")
        db.session.rollback()
        assert queries.promises(station.event) == []

    def sheet(self, station: Station, do: str, **typed: str) -> Any:
        """Press a button of the page as it stands, with these fields typed."""
        html = text(station.officer.get(station.address)).split('id="sheet"')[1]
        sent = {}
        for tag in re.findall(r"<input[^>]+>", html.split("</form>")[0]):
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and value and name.group(1) != "csrf_token":
                sent[name.group(1)] = value.group(1)
        sent |= dict(re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', html))
        chosen = {"minutes-language": "en", "wording-public_language": "en", "promise-language": "en"}
        fields = {**sent, **chosen, "promise-post": str(station.post.id), **typed}
        return station.officer.send(station.address, do=do, **fields)

    def test_adding_a_promise_keeps_typed_minutes(self, station):
        promised = {"promise-words": "Two lamps", "promise-due_on": "2026-12-01"}
        answer = self.sheet(station, "promise", **{"minutes-words": "Forty spoke."}, **promised)
        assert answer.status_code == 303
        assert queries.minutes(station.event).words == "Forty spoke."
        assert station.made().words == "Two lamps"
        assert "was saved too" in text(station.officer.get(station.address))

    def test_a_refused_promise_stays_beside_the_minutes_that_were_kept(self, station):
        answer = self.sheet(
            station, "minutes", **{"minutes-words": "Forty spoke.", "promise-words": "Two lamps"}
        )
        assert answer.status_code == 422
        assert "Two lamps</textarea>" in text(answer)
        assert "Forty spoke.</textarea>" in text(answer)
        assert queries.promises(station.event) == []

    def test_minutes_nobody_typed_into_do_not_overwrite_those_of_another(self, station):
        station.minutes()
        answer = self.sheet(station, "promise", **{"promise-words": "One", "promise-due_on": "2026-12-01"})
        assert answer.status_code == 303
        assert station.version() == "1"

    def test_closing_keeps_typed_minutes_and_public_words(self, station):
        station.minutes()
        typed = {"minutes-words": "Fifty spoke.", "wording-public_words": "Many spoke."}
        assert self.sheet(station, "close", **typed).status_code == 303
        row = queries.minutes(station.event)
        db.session.refresh(row)
        assert (row.words, row.public_words) == ("Fifty spoke.", "Many spoke.")
        assert station.event.state == State.CLOSED

    def test_a_public_summary_that_may_name_somebody_stops_until_its_writer_decides(self, station):
        station.minutes()
        words = "Ring 0300-1234567."
        stopped = station.wording(public_words=words)
        assert (stopped.status_code, words in stopped.get_data(as_text=True)) == (422, True)
        assert queries.minutes(station.event).public_words == ""
        assert station.wording(public_words=words, names_nobody="y").status_code == 303
        assert queries.minutes(station.event).public_words == words
        assert decided("events.word_minutes") == [1]

    def test_the_page_lists_what_the_public_would_not_read_yet(self, station):
        station.minutes()
        station.promise()
        html = text(station.officer.get(station.address))
        assert "The public summary is not written." in html
        assert "A promise has no public words yet:" in html
        assert "Close all the same" in html
        station.wording()
        assert "The public summary waits for review." in text(station.officer.get(station.address))

    def test_a_record_that_is_whole_closes_without_a_warning(self, station):
        station.minutes()
        station.wording()
        station.review()
        html = text(station.officer.get(station.address))
        assert "The public will not read this yet" not in html
        assert "Close all the same" not in html

    def test_closing_without_minutes_is_refused(self, station):
        assert station.close().status_code == 422

    def test_an_officer_does_not_review(self, station):
        station.minutes()
        station.wording()
        assert station.review(station.officer).status_code == 403

    def test_the_page_asks_as_often_for_thirty_promises_as_for_one(self, station, statements):
        station.promise()
        station.officer.get(station.address)
        with statements() as one:
            station.officer.get(station.address)
        for _each in range(29):
            station.promise()
        with statements() as thirty:
            station.officer.get(station.address)
        assert len(one) == len(thirty)


class TestPromise:
    def settle(self, station: Station, client: Any, **more: str) -> Any:
        row = station.made()
        said = {"state": "kept", "outcome": "Both burn.", "language": "en", "version": str(row.version)}
        values = said | more
        return client.send(f"/promises/{row.ref}/settle", **{f"settle-{k}": v for k, v in values.items()})

    def word(self, station: Station, **more: str) -> Any:
        row = station.made()
        fields = {"public_words": "Lamps", "public_language": "en", "version": str(row.version), **more}
        return station.officer.send(
            f"/promises/{row.ref}/wording", **{f"wording-{k}": v for k, v in fields.items()}
        )

    def test_from_wording_to_kept(self, station):
        station.minutes()
        station.promise()
        station.close()
        self.word(station)
        row = station.made()
        station.sho.send(f"/promises/{row.ref}/review", **{"press-version": str(row.version)})
        assert "Lamps" in station.public()
        assert self.settle(station, station.sho).status_code == 303
        assert "Both burn." in text(station.sho.get(f"/promises/{row.ref}"))
        assert "Kept" in station.public()
        assert "Both burn." not in station.public()

    def test_who_decides_that_public_words_name_nobody_stands_in_the_trail(self, station):
        station.promise()
        words = "Ring 0300-1234567 or see LEA-12-3456."
        assert self.word(station, public_words=words).status_code == 422
        assert self.word(station, public_words=words, names_nobody="y").status_code == 303
        assert station.made().public_words == words
        assert decided("events.word_promise") == [2]

    def test_its_own_desk_lists_it(self, station):
        station.promise()
        assert "Two lamps" in text(station.sho.get("/promises"))
        assert "No promise of your posts is open." in text(station.officer.get("/promises"))

    def test_an_officer_of_the_station_does_not_settle_the_shos(self, station):
        station.promise()
        assert self.settle(station, station.officer).status_code == 403

    def test_out_of_sight_and_missing_are_the_same(self, station):
        station.promise()
        stranger = station.visitor.application.test_client()
        stranger.sign_in(people.person(holding=organisation.post(office=organisation.station())))
        hidden, missing = stranger.get(f"/promises/{station.made().ref}"), stranger.get("/promises/NOTTHERE")
        assert (hidden.status_code, hidden.data) == (404, missing.data)

    @pytest.mark.parametrize(
        "wrong", [{"outcome": ""}, {"state": ""}, {"state": "open"}, {"outcome": "x" * 2001}]
    )
    def test_a_wrong_settling_comes_back(self, station, wrong):
        station.promise()
        answer = self.settle(station, station.sho, **wrong)
        assert answer.status_code == 422
        assert 'id="wrong"' in text(answer)

    def test_words_that_stand_there_keep_their_language(self, station):
        station.promise()
        self.settle(station, station.sho, language="ur")
        page = text(station.sho.get(f"/promises/{station.made().ref}"))
        assert 'selected value="ur"' in page.partition('name="settle-language"')[2]

    def test_a_stale_settling_keeps_what_was_typed(self, station):
        station.promise()
        self.settle(station, station.sho)
        answer = self.settle(station, station.sho, version="1", outcome="Other words.")
        assert answer.status_code == 409
        assert "Other words." in text(answer)
        assert "Both burn." in text(answer)


class TestLastTime:
    def test_the_next_meetings_page_opens_with_it(self, station, time_machine):
        following = events.event(
            office=station.event.office, locality=station.event.locality, starts_at=LATER + timedelta(days=30)
        )
        address = f"/events/{following.ref}"
        assert "Last time" not in text(station.visitor.get(address))
        station.minutes()
        assert "Its record is not closed yet" in text(station.visitor.get(address))
        station.promise()
        station.close()
        assert "Due 1 December 2026" in text(station.visitor.get(address))
        time_machine.move_to(LATER + timedelta(days=13))
        page = text(station.visitor.get(address))
        assert "6 days late" in page
        assert page.index("Will you come?") < page.index("Last time")

    def test_it_asks_as_often_for_thirty_promises_as_for_one(self, station, statements):
        following = events.event(
            office=station.event.office, locality=station.event.locality, starts_at=LATER + timedelta(days=30)
        )
        address = f"/events/{following.ref}"
        station.minutes()
        station.promise()
        station.close()
        station.officer.get(address)
        with statements() as one:
            station.officer.get(address)
        first = station.made()
        for n in range(29):
            promise(first, operation_id=f"another {n}")
        with statements() as thirty:
            page = text(station.officer.get(address))
        assert page.count("Promised by") == 30
        assert len(one) == len(thirty)

    def test_open_promises_of_older_meetings_stay_in_sight(self, station, time_machine):
        station.minutes()
        station.promise()
        station.close()
        between, following = (
            events.event(
                office=station.event.office,
                locality=station.event.locality,
                starts_at=LATER + timedelta(days=days),
                state=state,
            )
            for days, state in ((20, State.CLOSED), (50, State.PUBLISHED))
        )
        time_machine.move_to(LATER + timedelta(days=40))
        page = text(station.visitor.get(f"/events/{following.ref}"))
        assert f"/events/{between.ref}" in page
        assert "Still open from before" in page
        assert "33 days late" in page

    def test_few_are_not_counted_in_public(self, station):
        with unit():
            db.session.refresh(station.event)
            station.event.state = State.HELD
        answers.rsvp(event=station.event, party=9, arrived=9, arrived_at=LATER)
        assert not re.search(r"\d+ people came", station.public())
