"""The pages of those who were let in: the list, one matter, and the trail that they cannot change."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.concerns.actions import breaking, following, sealed
from engagement.concerns.models import Concern, Opening
from engagement.concerns.rules import State
from engagement.concerns.views import bearer
from engagement.kernel import clock
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db
from tests.concerns.test_actions_sealed import MARKER
from tests.factories.concerns import done
from tests.factories.sealed import RAISED, Desk, Force3, Reader
from tests.pages import PageClient


@pytest.fixture
def here(app: object) -> Force3:
    return Force3(slug="kp")


def signed_in(client: PageClient, who: Reader) -> PageClient:
    fresh = client.application.test_client()
    fresh.sign_in(who.person)
    return fresh


def reads() -> list[tuple[int, int | None]]:
    query = select(AuditEntry.subject_id, AuditEntry.person_id).where(AuditEntry.verb == "concerns.read")
    return [(row[0], row[1]) for row in db.session.execute(query)]


def test_each_reading_is_written_with_who_read_and_the_list_holds_no_words(
    client: PageClient, here: Force3
) -> None:
    # T4
    row = here.complaint()
    over = signed_in(client, here.oversight)
    listed = over.get("/oversight").get_data(as_text=True)
    assert row.ref in listed
    assert MARKER not in listed
    assert reads() == []
    assert MARKER in over.get(f"/oversight/{row.ref}").get_data(as_text=True)
    over.get(f"/oversight/{row.ref}")
    assert reads() == [(row.id, here.oversight.person.id)] * 2


def test_the_browser_keeps_nothing_of_what_is_typed_beside_a_sealed_matter(
    client: PageClient, here: Force3
) -> None:
    # T4
    row = here.complaint()
    html = signed_in(client, here.oversight).get(f"/oversight/{row.ref}").get_data(as_text=True)
    forms = re.findall(r"<form[^>]*>", html[html.index("<main") : html.index("</main>")])
    typed = [each for each in forms if "novalidate" in each]  # those with fields of their own
    assert len(typed) >= 2
    assert [each for each in typed if 'autocomplete="off"' not in each] == []


def test_a_reading_that_is_refused_its_act_is_written_too(client: PageClient, here: Force3) -> None:
    row = here.complaint()
    focal = signed_in(client, here.focal)
    answer = focal.send(f"/oversight/{row.ref}/reply", **{"reply-words": "", "reply-operation_id": "r"})
    assert answer.status_code == 422
    assert len(reads()) == 1


def test_a_complaint_is_taken_decided_and_shown_as_answered(client: PageClient, here: Force3) -> None:
    row = here.complaint()
    over = signed_in(client, here.oversight)
    assert over.send(f"/oversight/{row.ref}/take").status_code == 302
    said = {"decide-decision": "upheld", "decide-words": "It was so.", "decide-operation_id": "d"}
    assert over.send(f"/oversight/{row.ref}/decision", **said).status_code == 302
    db.session.expire_all()
    kept = db.session.get(Concern, row.id)
    assert (kept.state, kept.decision) == (State.TOLD, "upheld")
    page = over.get(f"/oversight/{row.ref}").get_data(as_text=True)
    assert page.count("It was so: the complaint is upheld") == 2


def test_the_raiser_of_a_complaint_reads_what_was_decided(client: PageClient, here: Force3) -> None:
    row = here.complaint()
    over = signed_in(client, here.oversight)
    over.send(f"/oversight/{row.ref}/take")
    said = {"decide-decision": "not_upheld", "decide-words": "We asked.", "decide-operation_id": "d"}
    over.send(f"/oversight/{row.ref}/decision", **said)
    db.session.refresh(row)
    page = client.post("/follow", data={"bearer": bearer.token_for(row)}).get_data(as_text=True)
    assert "It was decided: It could not be shown" in page
    assert "We told you what we will do" not in page


def test_who_broke_the_glass_or_guards_a_child_answers_and_settles_nothing(client: PageClient) -> None:
    here = Desk(slug="kp")
    child, threat = here.brought(under_18=True), here.threat()
    done(sealed.take, actor=here.woman.actor, now=clock.now(), concern=child)
    done(sealed.take, actor=here.focal.actor, now=clock.now(), concern=threat)
    done(
        breaking.ask, actor=here.dpo.actor, now=clock.now(), concern=threat, reason="Both are on leave today."
    )
    opening = db.session.scalars(select(Opening)).one()
    done(breaking.settle, actor=here.focal_above.actor, now=clock.now(), opening=opening, yes=True)
    sent = {"reply-words": "We are here.", "reply-operation_id": "r", "reply-settles": "y"}
    for who, row in ((here.guard, child), (here.dpo, threat)):
        values = {**sent, "reply-operation_id": f"r-{row.id}"}
        assert signed_in(client, who).send(f"/oversight/{row.ref}/reply", **values).status_code == 302
        db.session.expire_all()
        assert (row.state, row.answered_at is None, row.told_at) == (State.OWNED, False, None)
    again = {**sent, "reply-operation_id": "r-own"}
    assert signed_in(client, here.woman).send(f"/oversight/{child.ref}/reply", **again).status_code == 302
    db.session.expire_all()
    assert child.state == State.TOLD


def test_a_threat_is_passed_on_and_leaves_the_giver(client: PageClient, here: Force3) -> None:
    row = here.threat()
    focal = signed_in(client, here.focal)
    said = {"pass-post": here.focal_above.post.ref, "pass-data_taken": "call data", "pass-agreed": "y"}
    answer = focal.send(f"/oversight/{row.ref}/hand-over", **said)
    assert answer.headers["Location"] == "/oversight"
    assert focal.get(f"/oversight/{row.ref}").status_code == 404
    page = signed_in(client, here.focal_above).get(f"/oversight/{row.ref}").get_data(as_text=True)
    assert "call data" in page
    assert "the raiser agreed" in page


def test_who_is_too_near_gives_it_up_and_it_is_gone_for_them(client: PageClient, here: Force3) -> None:
    row = here.complaint()
    focal = signed_in(client, here.focal)
    assert focal.send(f"/oversight/{row.ref}/conflict").headers["Location"] == "/oversight"
    assert focal.get(f"/oversight/{row.ref}").status_code == 404
    assert row.ref not in focal.get("/oversight").get_data(as_text=True)


def test_the_clock_is_stopped_and_runs_again(client: PageClient, here: Force3) -> None:
    row = here.complaint()
    focal = signed_in(client, here.focal)
    focal.send(f"/oversight/{row.ref}/reply", **{"reply-words": "Seen.", "reply-operation_id": "r"})
    assert focal.send(f"/oversight/{row.ref}/clock", **{"clock-partner": "A court"}).status_code == 302
    assert "The clock stands" in focal.get(f"/oversight/{row.ref}").get_data(as_text=True)
    assert focal.send(f"/oversight/{row.ref}/clock").status_code == 302
    assert "The clock stands" not in focal.get(f"/oversight/{row.ref}").get_data(as_text=True)


def test_the_call_back_is_ticked_off(client: PageClient, here: Force3) -> None:
    # 001.22
    row = here.threat()
    focal, unit = signed_in(client, here.focal), signed_in(client, here.focal_above)
    focal.send(f"/oversight/{row.ref}/hand-over", **{"pass-post": here.focal_above.post.ref})
    unit.send(f"/oversight/{row.ref}/reply", **{"reply-words": "We are there.", "reply-operation_id": "r"})
    assert "Call back by" in unit.get("/oversight").get_data(as_text=True)
    assert unit.send(f"/oversight/{row.ref}/call-back").status_code == 302
    assert "Call back by" not in unit.get("/oversight").get_data(as_text=True)


def test_the_desk_leads_a_reader_to_the_sealed_page_and_finds_nothing_for_others(
    client: PageClient, here: Force3
) -> None:
    row = here.complaint()
    focal = signed_in(client, here.focal)
    assert focal.get(f"/concerns/{row.ref}/work").headers["Location"] == f"/oversight/{row.ref}"
    accused = signed_in(client, here.sho)
    with time_machine.travel(clock.now(), tick=False):  # a page's token holds the second
        pages = [accused.get(f"/concerns?q={ref}").get_data(as_text=True) for ref in (row.ref, "ZZZZZZ")]
    found, missing = pages
    assert found == missing.replace("ZZZZZZ", row.ref)


def test_the_list_asks_the_database_as_much_at_one_row_as_at_thirty(
    client: PageClient, here: Force3, statements
) -> None:
    over = signed_in(client, here.oversight)
    here.complaint()
    over.get("/oversight")
    with statements() as few:
        over.get("/oversight")
    for _ in range(29):
        here.complaint()
    with statements() as many:
        over.get("/oversight")
    assert len(few) == len(many)


def test_what_came_with_the_filing_is_no_new_word_and_late_ones_stand_first(
    client: PageClient, here: Force3
) -> None:
    later = RAISED + timedelta(days=40)
    late, fresh = here.tip(), here.threat(now=later, reach="Call my sister at noon.")

    def listed() -> str:
        return signed_in(client, here.focal).get("/oversight").get_data(as_text=True).split("<main")[1]

    with time_machine.travel(later + timedelta(hours=1), tick=False):
        html = listed()
        assert "New words" not in html
        assert html.index(late.ref) < html.index(fresh.ref)
        said = {"words": "They came again.", "language": "en", "operation_id": "again"}
        done(following.add_words, actor=VISITOR, now=later, concern=fresh, **said)
        html = listed()
        assert html.index(late.ref) < html.index(fresh.ref) < html.index("New words")


def test_an_ask_that_is_refused_keeps_its_words_and_says_what_is_missing(
    client: PageClient, here: Force3
) -> None:
    dpo = signed_in(client, here.dpo)
    answer = dpo.send("/oversight/emergency", matter="", reason="The reader is away.")
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert 'id="matter-wrong"' in shown
    assert "The reader is away." in shown
    short = dpo.send("/oversight/emergency", matter="ABCDEF", reason="Away.").get_data(as_text=True)
    assert "Too short: at least 20 characters." in short


def test_of_two_tabs_that_lead_to_a_page_the_nearer_one_is_marked(client: PageClient, here: Force3) -> None:
    html = signed_in(client, here.oversight).get("/oversight/emergency").get_data(as_text=True)
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', html) == ["/oversight/emergency"]
