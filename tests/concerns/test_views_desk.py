"""The desk: what waits, and what can be done with one concern."""

from datetime import UTC, datetime, timedelta
from typing import cast
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.concerns import queries
from engagement.concerns.models import Concern
from engagement.concerns.rules import Category, Lane, State
from engagement.dialogue.models import Message
from engagement.kernel import codes
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from engagement.kernel.wording import Wording
from tests.concerns.conftest import Town
from tests.factories import concerns, organisation, people
from tests.pages import PageClient

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_hour() -> object:
    """A morning in November, 25 hours after the concerns of the factory."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def row(town: Town) -> Concern:
    """A concern of the place, nobody's yet."""
    return concerns.concern(locality=town.place)


def again(row: Concern) -> Concern:
    """The row as the database holds it now."""
    db.session.rollback()
    db.session.refresh(row)
    return row


def act(client: PageClient, row: Concern, verb: str, **fields: str):
    """Send one of the forms of the page of work, with the version that it stands at."""
    prefix = {"wording": "word", "misplaced": "misplace"}.get(verb, verb)
    named = {f"{prefix}-{name}": value for name, value in {"version": str(row.version), **fields}.items()}
    return client.send(f"/concerns/{row.ref}/{verb}", **named)


def test_signed_out_people_are_sent_to_sign_in(client: PageClient, row: Concern) -> None:
    for path in ("/concerns", f"/concerns/{row.ref}/work", f"/concerns/{row.ref}/own"):
        answer = client.get(path)
        assert (answer.status_code, "/sign-in" in answer.headers["Location"]) == (302, True)


def test_another_station_finds_the_same_nothing_as_for_what_is_not_there(
    client: PageClient, town: Town, row: Concern
) -> None:
    client.sign_in(people.person(holding=town.mattani_post))
    missing, hidden = client.get("/concerns/ZZZZZZ/work"), client.get(f"/concerns/{row.ref}/work")
    assert (missing.status_code, hidden.status_code) == (404, 404)
    assert missing.data.replace(b"ZZZZZZ", b"") == hidden.data.replace(row.ref.encode(), b"")


def test_an_administrator_sees_no_words_of_raisers(client: PageClient, town: Town, row: Concern) -> None:
    post = organisation.post(office=town.district, role=Role.ADMINISTRATOR)
    client.sign_in(people.person(holding=post))
    assert client.get("/concerns").status_code == 403
    assert client.get(f"/concerns/{row.ref}/work").status_code == 404


def test_the_overdue_come_first_then_the_oldest(client: PageClient, town: Town) -> None:
    first = concerns.concern(locality=town.place, words="First")
    late = concerns.concern(locality=town.place, words="Late", now=NOW - timedelta(days=20))
    last = concerns.concern(locality=town.place, words="Last")
    client.sign_in(town.sho)
    html = client.get("/concerns").get_data(as_text=True)
    assert html.index(late.ref) < html.index(first.ref) < html.index(last.ref)
    assert "6 days late" in html


def test_the_light_is_red_after_a_day_without_an_answer(client: PageClient, town: Town, row: Concern) -> None:
    fresh = concerns.concern(locality=town.place, now=NOW - timedelta(hours=1))
    client.sign_in(town.sho)
    html = client.get("/concerns").get_data(as_text=True)
    entries = {
        ref: html.split(f'<span class="code"><bdi dir="ltr">{ref}')[0].rsplit("<li>", 1)[1]
        for ref in (row.ref, fresh.ref)
    }
    assert "light red" in entries[row.ref]
    assert "light blue" in entries[fresh.ref]


def test_the_list_runs_the_same_statements_at_one_row_and_at_thirty(
    client: PageClient, town: Town, statements
) -> None:
    concerns.concern(locality=town.place)
    client.sign_in(town.sho)
    client.get("/concerns")
    with statements() as one:
        client.get("/concerns")
    for n in range(29):
        concerns.concern(locality=town.place, words=f"Concern {n}")
    with statements() as thirty:
        client.get("/concerns")
    assert len(one) == len(thirty) <= 7


def test_the_next_leaf_goes_on_where_the_first_ended(client: PageClient, town: Town) -> None:
    late = [concerns.concern(locality=town.place, now=NOW - timedelta(days=30)) for _ in range(3)]
    rest = [concerns.concern(locality=town.place) for _ in range(30)]
    client.sign_in(town.sho)
    html = client.get("/concerns").get_data(as_text=True)
    assert all(row.ref in html for row in [*late, *rest[:27]])
    further = html.split('class="button quiet" href="')[-1].split('"')[0].replace("&amp;", "&")
    token = parse_qs(urlsplit(further).query)["after"][0]
    assert codes.unsign("concerns.desk", token) == [1, rest[26].ref]  # no number of a row
    html = client.get(further).get_data(as_text=True)
    assert [row.ref in html for row in rest] == [False] * 27 + [True] * 3
    assert not any(row.ref in html for row in late)


def test_filters_leave_only_what_was_asked_for(client: PageClient, town: Town, row: Concern) -> None:
    mine = concerns.owned(
        concerns.concern(locality=town.place, lane=Lane.ENQUIRY),
        town.sho_post,
        town.acts(town.sho, town.sho_post),
    )
    client.sign_in(town.sho)
    for query, shown in (("lane=enquiry", mine), ("state=raised", row), ("mine=1", mine)):
        html = client.get(f"/concerns?{query}").get_data(as_text=True)
        assert [other.ref in html for other in (row, mine)] == [other is shown for other in (row, mine)]
    assert client.get("/concerns?state=nonsense&after=nonsense").status_code == 200


def test_triage_changes_lane_category_and_place(client: PageClient, town: Town, row: Concern) -> None:
    place = organisation.locality(office=town.badhber)
    client.sign_in(town.officer)
    act(client, row, "triage", lane="enquiry", category="water", locality=place.ref)
    row = again(row)
    assert (row.lane, row.category, row.locality_id) == (Lane.ENQUIRY, Category.WATER, place.id)
    assert row.due_on.isoformat() == "2026-11-24"


def test_the_officer_takes_it_and_the_supervisor_moves_it(
    client: PageClient, town: Town, row: Concern
) -> None:
    client.sign_in(town.officer)
    act(client, row, "own", post=town.officer_post.ref, due="2026-11-30")
    row = again(row)
    assert (row.state, row.owner_post_id, row.due_on.isoformat()) == (
        State.OWNED,
        town.officer_post.id,
        "2026-11-30",
    )
    refused = act(client, row, "own", post=town.mattani_post.ref)
    assert refused.status_code == 422
    assert "Choose one from the list." in refused.get_data(as_text=True)
    client.sign_in(town.dpo)
    act(client, row, "own", post=town.mattani_post.ref)
    row = again(row)
    assert (row.owner_post_id, row.office_id) == (town.mattani_post.id, town.mattani.id)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("1900-01-01", "Choose a date between 2000 and 2099."),
        ("9999-01-01", "Choose a date between 2000 and 2099."),
        ("2026-11-21", "This day has passed. Choose today or later."),
        ("2098-01-01", "Choose a day within one year."),
        ("soon", "Write the date as year-month-day"),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_field(
    client: PageClient, town: Town, row: Concern, due: str, said: str
) -> None:
    client.sign_in(town.sho)
    answer = act(client, row, "own", post=town.sho_post.ref, due=due)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert said in html
    assert f'value="{due}"' in html
    assert again(row).state == State.RAISED


def test_a_stale_form_keeps_both_texts_and_a_second_press_means_it(
    client: PageClient, town: Town, row: Concern
) -> None:
    client.sign_in(town.sho)
    seen = str(row.version)
    act(client, row, "wording", public_words="The first text.", version=seen)
    answer = act(client, row, "wording", public_words="The second text.", version=seen)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody else changed this while you wrote." in html
    assert "The first text." in html
    assert "The second text." in html
    assert again(row).public_words == "The first text."
    act(client, row, "wording", public_words="The second text.", version=str(row.version))
    assert again(row).public_words == "The second text."


def test_the_public_reads_only_what_a_second_person_reviewed(
    client: PageClient, town: Town, row: Concern
) -> None:  # 000.10
    public = f"/concerns/{row.ref}"
    missing = client.get("/concerns/ZZZZZZ")
    client.sign_in(town.sho)
    act(client, row, "wording", public_words="A street light is out at the bus stand.")
    again(row)
    assert act(client, row, "review").status_code == 403
    other = people.person(holding=organisation.post(office=town.badhber, role=Role.COMMANDER))
    visitor = client.application.test_client()
    hidden = visitor.get(public)
    assert hidden.status_code == missing.status_code == 404
    assert hidden.data.replace(row.ref.encode(), b"") == missing.data.replace(b"ZZZZZZ", b"")
    client.sign_in(other)
    act(client, row, "review")
    assert again(row).wording == Wording.REVIEWED
    html = visitor.get(public).get_data(as_text=True)
    assert "A street light is out at the bus stand." in html
    assert "The street light at the bus stand is out." not in html
    assert other.name not in html


def test_a_kept_public_page_is_made_anew_after_each_act(client: PageClient, town: Town, row: Concern) -> None:
    client.sign_in(town.sho)
    act(client, row, "wording", public_words="A light is out.")
    client.sign_in(town.dpo)
    act(client, again(row), "review")
    visitor = client.application.test_client()
    path = f"/concerns/{row.ref.lower()}"
    assert "A light is out." in visitor.get(path).get_data(as_text=True)
    act(client, again(row), "wording", public_words="Two lights are out.")
    assert visitor.get(path).status_code == 404


def test_a_reply_turns_the_light_green_and_is_sent_once(client: PageClient, town: Town) -> None:
    row = concerns.concern(locality=town.place, address="gul@example.org")
    client.sign_in(town.sho)
    for _ in range(2):
        client.send(
            f"/concerns/{row.ref}/reply", **{"reply-words": "We come tomorrow.", "reply-operation_id": "r-1"}
        )
    assert again(row).answered_at == NOW
    assert [m.post_id for m in db.session.scalars(select(Message))] == [town.sho_post.id]
    html = client.get(f"/concerns/{row.ref}/work").get_data(as_text=True)
    assert "We come tomorrow." in html
    assert "light green" in html


def test_an_answer_that_settles_a_question_asks_its_raiser(client: PageClient, town: Town) -> None:
    row = concerns.concern(locality=town.place, lane=Lane.ENQUIRY)
    row = concerns.owned(row, town.sho_post, town.acts(town.sho, town.sho_post))
    client.sign_in(town.sho)
    client.send(
        f"/concerns/{row.ref}/reply",
        **{"reply-words": "At the gate, 9 to 5.", "reply-operation_id": "r-1", "reply-settles": "y"},
    )
    assert again(row).state == State.TOLD


def test_passed_to_another_agency_it_stays_with_its_owner(
    client: PageClient, town: Town, row: Concern
) -> None:  # 001.10
    client.sign_in(town.sho)
    act(client, row, "refer", agency="Municipality")
    assert again(row).referred_to == "Municipality"
    assert row.state == State.RAISED


def test_words_that_may_name_somebody_stop_until_their_writer_decides(
    client: PageClient, town: Town, row: Concern
) -> None:
    client.sign_in(town.sho)
    words = "Ask the man with card ۳۵۲۰۱-۱۲۳۴۵۶۷-۱."
    stopped = act(client, row, "wording", public_words=words)
    html = stopped.get_data(as_text=True)
    assert (stopped.status_code, again(row).wording) == (422, Wording.NONE)
    assert "names_nobody" in html
    assert words in html  # what was typed is kept
    act(client, again(row), "wording", public_words=words, names_nobody="y")
    assert (again(row).wording, again(row).public_words) == (Wording.WRITTEN, words)
    said = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.word")).one()
    assert (said.facts["names_nobody"], said.person_id) == (1, town.sho.id)  # who decided, of how many pieces
    assert "1234567" not in repr(said.facts)


def test_what_the_public_may_read_leaves_the_raisers_own_words_as_they_were(
    client: PageClient, town: Town, row: Concern
) -> None:
    before = row.words
    client.sign_in(town.sho)
    for words in ("A lamp is out.", "The lamp at the stand is out."):
        act(client, again(row), "wording", public_words=words)
    assert again(row).words == before
    assert queries.words_of(row) == "The street light at the bus stand is out."


def test_what_does_not_belong_here_loses_its_words_and_the_trail_says_so(
    client: PageClient, town: Town, row: Concern
) -> None:
    client.sign_in(town.sho)
    client.send(f"/concerns/{row.ref}/reply", **{"reply-words": "Call 15.", "reply-operation_id": "r-1"})
    assert act(client, again(row), "misplaced", sure="y").status_code == 403  # no station deletes
    assert again(row).words is not None
    client = cast("PageClient", client.application.test_client())
    client.sign_in(town.dpo)
    client.get(f"/concerns/{row.ref}/work")
    unsure = act(client, again(row), "misplaced")
    assert unsure.status_code == 422
    act(client, again(row), "misplaced", sure="y")
    row = again(row)
    assert (row.state, row.words) == (State.MISPLACED, None)
    assert db.session.scalars(select(Message)).all() == []
    verbs = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert verbs[-2:] == ["dialogue.erase", "concerns.misplace"]
    assert act(client, row, "own", post=town.sho_post.ref).status_code == 403
    assert client.get(f"/concerns/{row.ref}/work").status_code == 200
    assert row.ref not in client.get("/concerns").get_data(as_text=True)


def test_the_trail_holds_no_words(client: PageClient, town: Town, row: Concern) -> None:
    client.sign_in(town.sho)
    act(client, row, "wording", public_words="Public wording")
    client.send(f"/concerns/{row.ref}/reply", **{"reply-words": "Our reply", "reply-operation_id": "r-1"})
    act(client, again(row), "refer", agency="Municipality")
    act(client, again(row), "own", post=town.sho_post.ref)
    kept = repr([entry.facts for entry in db.session.scalars(select(AuditEntry))])
    kept += repr([message.about for message in db.session.scalars(select(OutboxMessage))])
    for words in ("street light at", "Public wording", "Our reply", "Municipality"):
        assert words not in kept
    owns = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.own")).one()
    assert (owns.post_id, owns.person_id) == (town.sho_post.id, town.sho.id)


def test_a_form_without_its_token_changes_nothing(client: PageClient, town: Town, row: Concern) -> None:
    client.sign_in(town.sho)
    answer = client.post(f"/concerns/{row.ref}/own", data={"own-post": town.sho_post.ref})
    assert answer.status_code == 400
    assert again(row).state == State.RAISED


def test_a_reference_leads_to_its_concern_and_nothing_to_one_out_of_sight(
    client: PageClient, town: Town
) -> None:
    mine, other = concerns.concern(locality=town.place), concerns.concern(office=town.mattani)
    client.sign_in(town.officer)
    found = client.get(f"/concerns?q={mine.ref.lower()}")
    assert found.headers["Location"].endswith(f"/concerns/{mine.ref}/work")
    hidden, missing = (
        client.get(f"/concerns?q={ref}").get_data(as_text=True) for ref in (other.ref, "ZZZZZZ")
    )
    assert "Nothing found." in hidden
    assert hidden.replace(other.ref, "ZZZZZZ") == missing
