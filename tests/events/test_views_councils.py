"""Pages of councils: what everybody reads, the register and the sheet of a meeting for those who keep it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.events.councils import ItemState
from engagement.events.models import Council, CouncilItem, CouncilMember, Event
from engagement.events.queries import councils as queries
from engagement.events.rules import Kind, Sex, State
from engagement.kernel.actor import Role
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.freshness import bump
from tests.factories import councils, events, organisation, people
from tests.pages import PageClient

NOW = events.SOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def place(host):
    return organisation.locality(office=host, slug="bala")


@pytest.fixture
def council(host, place) -> Council:
    row = councils.council(office=host, name="Council of Badhber")
    councils.member(council=row, locality=place, name="Zarmina Bibi", sex=Sex.WOMAN)
    councils.member(
        council=row, locality=place, name="Gul Khan", sex=Sex.MAN, phone="03001234567", agreed=True
    )
    return row


def meeting(council: Council, where: Any, **given: Any) -> Event:
    one = events.event(office=council.office, locality=where, **given)
    councils.linked(council, one)
    return one


def named(form: str, **fields: str) -> dict[str, str]:
    return {f"{form}-{name}": value for name, value in fields.items()}


def text(client: PageClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


SETTLED = {"state": "settled", "language": "en", "version": "1", "outcome": "Two stand."}


def test_an_officer_opens_a_register_and_writes_members_and_the_next_meeting(officer, host, place):
    fields = {"kind": "liaison", "name": "Council of Badhber", "language": "en", "quorum_by": "share"}
    refused = officer.send("/councils/new", **fields, quorum="150", operation_id="a")
    assert refused.status_code == 422
    assert "A share is at most 100 percent." in refused.text
    sent = officer.send("/councils/new", **fields, quorum="50", operation_id="a")
    register = sent.headers["Location"]
    said = {
        "do": "add",
        "name": "Gul Khan",
        "locality": place.ref,
        "seat": "chair",
        "sex": "man",
        "since": "2026-01-05",
    }
    assert officer.send(register, **said, phone="0300 1234567", operation_id="b").status_code == 422
    assert officer.send(register, **said, phone="", operation_id="b").status_code == 303
    page = text(officer, register)
    assert "Gul Khan" in page
    assert "Women: 0, 0 percent." in page
    planned = officer.send(
        register, do="plan", **named("next", day="2026-12-20", starts="15:00", ends="17:00", operation_id="c")
    )
    draft = db.session.scalar(select(Event))
    assert planned.headers["Location"].endswith(f"/events/{draft.ref}/edit")
    assert (draft.state, draft.title, queries.council_of(draft).name) == (
        State.DRAFT, "Council of Badhber", "Council of Badhber",
    )  # fmt: skip
    assert "Council of Badhber" in text(officer, "/councils")


def test_everybody_reads_seats_by_locality_and_whether_the_quorum_was_reached_and_no_name(
    client, council, place
):
    held = meeting(council, place, title="November", state=State.HELD)
    meeting(council, place, title="December", starts_at=NOW + timedelta(days=28))
    secret = meeting(council, place, title="Closed room", invite_only=True, starts_at=NOW + timedelta(days=2))
    draft = meeting(
        council, place, title="Only a draft", state=State.DRAFT, starts_at=NOW + timedelta(days=3)
    )
    page = text(client, f"/councils/{council.ref}")
    assert [words for words in ("November", "December", "2 seats.", "Badhber") if words not in page] == []
    assert "quorum was" not in page  # nobody counted yet
    for words in ("Gul", "Zarmina", "0300", secret.title, draft.title, "percent"):
        assert words not in page
    with unit():
        row = fresh(queries.sitting(held.ref).meeting)
        row.counted_at, row.seats, row.needed, row.present = NOW, 2, 1, 1
    with unit():
        bump(f"council:{council.ref}")
    assert "The quorum was reached" in text(client, f"/councils/{council.ref}")
    assert "Council of Badhber" in text(client, f"/stations/{council.office.slug}")
    assert "Council of Badhber" in text(client, f"/events/{held.ref}")


def test_of_a_womens_session_the_councils_page_tells_no_place(client, council, place):  # T7
    meeting(council, place, kind=Kind.WOMEN, place="Hujra", starts_at=NOW + timedelta(days=2))
    assert "Hujra" not in text(client, f"/councils/{council.ref}")


def test_who_came_is_ticked_and_the_quorum_shown(officer, council, place):
    one = meeting(council, place)
    address = f"/events/{one.ref}/council"
    members = db.session.scalars(select(CouncilMember).order_by(CouncilMember.id)).all()
    page = text(officer, address)
    assert "Gul Khan" in page
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)[1]
    assert officer.send(address, do="came", member=members[0].ref, version=version).status_code == 303
    page = text(officer, address)
    assert "1 of 2 members came." in page
    assert "The quorum was reached" in page
    assert "Women among them: 1." in page
    assert page.count(" checked") == 1
    stale = officer.send(address, do="came", member=members[1].ref, version=version)
    assert stale.status_code == 409
    assert officer.send(address, do="came", member=members[1].ref, version="2").status_code == 303


def test_an_item_is_taken_up_carried_over_and_settled_at_the_next_meeting(officer, council, place, post):
    first = meeting(council, place)
    said = {"do": "item", **named("item", words="Lamps", post=post.ref, language="en", operation_id="i")}
    address = f"/events/{first.ref}/council"
    assert officer.send(address, **said, **named("item", due_on="2026-01-01")).status_code == 422
    for _time in (1, 2):
        assert officer.send(address, **said, **named("item", due_on="2026-12-10")).status_code == 303
    (item,) = db.session.scalars(select(CouncilItem)).all()
    then = meeting(council, place, starts_at=NOW - timedelta(minutes=5))
    page = text(officer, f"/events/{then.ref}/council")
    assert "carried over from" in page
    prefix = f"settle-{item.ref}-"
    fields = {f"{prefix}state": "settled", f"{prefix}language": "en", f"{prefix}version": "1"}
    address = f"/events/{then.ref}/council"
    assert officer.send(address, do=f"settle {item.ref}", **fields).status_code == 422
    fields[f"{prefix}outcome"] = "Two stand."
    assert officer.send(address, do=f"settle {item.ref}", **fields).status_code == 303
    assert db.session.scalar(select(CouncilItem.state)) == ItemState.SETTLED
    assert "Nothing is open." in text(officer, f"/councils/{council.ref}/register")


def test_whichever_button_is_pressed_who_came_is_saved_too(officer, council, place, post):
    one = meeting(council, place)
    address = f"/events/{one.ref}/council"
    members = db.session.scalars(select(CouncilMember).order_by(CouncilMember.id)).all()
    lamps = named("item", words="Lamps", post=post.ref, language="en", operation_id="i")
    came = {"member": members[0].ref, "shown": "", "version": "1"}
    answer = officer.send(address, do="item", **came, **lamps)  # no day is said
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "1 of 2 members came." in page
    assert page.count(" checked") == 1
    assert "Lamps" in page
    due = named("item", due_on="2026-12-10")
    assert officer.send(address, do="item", **came, **lamps, **due).status_code == 409  # counted by another
    came |= {"shown": members[0].ref, "version": "2"}
    assert officer.send(address, do="item", **came, **lamps, **due).status_code == 303
    assert db.session.scalars(select(CouncilItem.words)).all() == ["Lamps"]
    assert fresh(queries.sitting(one.ref).meeting).version == 2  # who came did not change


def test_words_begun_elsewhere_on_the_sheet_are_kept_as_typed_and_carried_out_by_their_own_button_alone(
    officer, council, place, post
):
    one = meeting(council, place)
    address = f"/events/{one.ref}/council"
    member = db.session.scalars(select(CouncilMember).order_by(CouncilMember.id)).first()
    said = {"words": "Lamps", "post": post.ref, "language": "en", "operation_id": "i"}
    assert officer.send(address, do="item", **named("item", due_on="2026-12-10", **said)).status_code == 303
    (item,) = db.session.scalars(select(CouncilItem)).all()
    begun = {f"settle-{item.ref}-{name}": said for name, said in SETTLED.items()}
    begun |= {f"settle-{item.ref}-outcome": "ask the"} | named("item", words="Wat", operation_id="w")
    answer = officer.send(address, do="came", member=member.ref, shown="", version="1", **begun)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "1 of 2 members came." in page
    assert "is not saved yet" in page
    assert "ask the" in page
    assert "Wat" in page
    assert re.search(r'name="version"[^>]*value="2"', page)  # to be sent on as it stands
    assert fresh(item).state == ItemState.OPEN
    assert len(db.session.scalars(select(CouncilItem)).all()) == 1


def test_who_was_counted_and_sat_on_the_council_no_more_by_a_correction_stays_counted(
    officer, council, place, post
):
    one = meeting(council, place)
    address = f"/events/{one.ref}/council"
    gone, other = db.session.scalars(select(CouncilMember).order_by(CouncilMember.id)).all()
    assert officer.send(address, do="came", member=gone.ref, version="1").status_code == 303
    with unit():
        fresh(gone).until_on = one.starts_at.date() - timedelta(days=1)
    page = text(officer, address)
    shown = re.search(r'name="shown"[^>]*value="([^"]*)"', page)[1]
    said = named("item", words="Lamps", post=post.ref, language="en", operation_id="i", due_on="2026-12-10")
    assert officer.send(address, do="item", shown=shown, version="2", **said).status_code == 303
    assert queries.present(one.id) == {gone.id}
    assert fresh(queries.sitting(one.ref).meeting).version == 2
    assert officer.send(address, do="came", member=other.ref, shown=shown, version="2").status_code == 303
    assert queries.present(one.id) == {gone.id, other.id}


def test_a_member_is_corrected_and_deleted(officer, council):
    row = db.session.scalars(select(CouncilMember).order_by(CouncilMember.id)).first()
    address = f"/council-members/{row.ref}"
    page = text(officer, address)
    assert "Zarmina Bibi" in page
    said = {"name": "Zarmina", "locality": row.locality.ref, "seat": "deputy", "sex": "woman", "version": "1"}
    assert officer.send(address, **said, since="2026-02-01", until="2026-01-01").status_code == 422
    assert officer.send(address, **said, since="2026-02-01", until="2026-11-01").status_code == 303
    assert "Before or later" in text(officer, f"/councils/{council.ref}/register")
    assert officer.send(address, do="erase").status_code == 303
    assert officer.get(address).status_code == 404


def test_a_missed_month_is_flagged_until_a_meeting_is_announced(officer, council, place):
    meeting(council, place, state=State.CLOSED, starts_at=NOW - timedelta(days=70))
    address = f"/councils/{council.ref}/register"
    assert "2 monthly meetings were missed, and none is announced." in text(officer, address)
    meeting(council, place, starts_at=NOW + timedelta(days=5))
    assert "missed" not in text(officer, address)


def test_a_planned_meeting_is_linked_and_taken_off_again(officer, council, place):
    one = events.event(office=council.office, locality=place, title="Open hour")
    register = f"/councils/{council.ref}/register"
    assert officer.send(register, do="link", **named("link", event=one.ref)).status_code == 303
    assert "Open hour" in text(officer, register)
    assert officer.send(f"/events/{one.ref}/council", do="unlink").status_code == 303
    assert officer.get(f"/events/{one.ref}/council").status_code == 404


def test_others_read_no_name(client, council, place):
    one = meeting(council, place)
    row = db.session.scalars(select(CouncilMember)).first()
    for office, role in ((organisation.station(), Role.OFFICER), (council.office, Role.ADMINISTRATOR)):
        client.sign_in(people.person(holding=organisation.post(office=office, role=role)))
        codes = [
            client.get(address).status_code
            for address in (
                f"/councils/{council.ref}/register", f"/councils/{council.ref}/edit", f"/council-members/{row.ref}",
                f"/events/{one.ref}/council",
            )
        ]  # fmt: skip
        assert codes == [403, 403, 404, 404]


def test_a_register_asks_as_much_of_one_member_as_of_thirty(officer, council, place, statements):
    one = meeting(council, place)
    ran = []
    for more in (0, 30):
        for _n in range(more):
            councils.member(council=council, locality=place)
        for address in (f"/councils/{council.ref}/register", f"/events/{one.ref}/council"):
            officer.get(address)
            with statements() as counted:
                officer.get(address)
            ran.append(len(counted))
    assert ran[:2] == ran[2:]


def test_the_charter_is_changed_and_the_second_editor_is_told(officer, council):
    fields = {"kind": "local", "name": "Committee", "language": "en", "quorum_by": "number", "quorum": "2"}
    address = f"/councils/{council.ref}/edit"
    late = officer.send(address, **fields, version="9")
    assert (late.status_code, "Saved by somebody else" in late.get_data(as_text=True)) == (409, True)
    assert (
        officer.send(address, **fields, version=str(council.version), ended_on="2026-11-01").status_code
        == 303
    )
    page = text(officer, f"/councils/{council.ref}")
    assert "This council ended on" in page
    assert (fresh(council).name, council.ended_on) == ("Committee", date(2026, 11, 1))
