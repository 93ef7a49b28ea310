"""Is it this one? Public wordings near, supported or followed; nothing private is compared, nothing typed is kept."""

import io
import re

import pytest
from sqlalchemy import func, select

from engagement.channels.models import OutboxMessage
from engagement.concerns import support as kept
from engagement.concerns.actions import chain, desk, linking, moving, supporting
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane
from engagement.concerns.support import Support
from engagement.kernel import codes
from engagement.kernel.actor import JOB, VISITOR
from engagement.kernel.database import db
from engagement.people.models import Contact
from tests.concerns.conftest import Town
from tests.concerns.test_views_report import code_in, send
from tests.factories import concerns, people
from tests.factories.concerns import RAISED, done
from tests.factories.sealed import Force3
from tests.kernel.test_redrawing import photo
from tests.pages import PageClient

ROMAN = "bus adda ki batti kharab hai, raat ko andhera"


@pytest.fixture
def public(town: Town) -> Concern:
    """An open concern whose public wording was reviewed; the raiser's own words tell more."""
    row = concerns.concern(locality=town.place, words="My neighbour Gul stole the drain cover of the mosque.")
    return worded(row, town)


def worded(row: Concern, town: Town) -> Concern:
    sho = town.acts(town.sho, town.sho_post)
    done(
        desk.word,
        actor=sho,
        now=RAISED,
        concern=row,
        words="The street light at the bus stand is out.",
        language="en",
    )
    reviewer = people.actor_at(town.dpo_post)
    done(desk.review, actor=reviewer, now=RAISED, concern=row)
    return concerns.owned(row, town.sho_post, sho)


def many() -> int:
    return db.session.scalar(select(func.count(Concern.id))) or 0


def too(client: PageClient, row: Concern, operation: str, press: str = "too", **given: str):
    fields = {"answer": "none", "operation_id": operation, "press": press, **given}
    return client.post(f"/concerns/{row.ref}/too", data=fields)


def test_a_resident_is_shown_likely_public_wordings_before_anything_is_kept(
    client: PageClient, town: Town, public: Concern
) -> None:
    html = send(client, town, words=ROMAN).get_data(as_text=True)
    assert "Is it this one?" in html
    assert "The street light at the bus stand is out." in html
    assert ROMAN in html  # what was typed stays
    assert "Gul" not in html
    assert many() == 1
    assert "We have it" in send(client, town, words=ROMAN, looked="1").get_data(as_text=True)
    assert many() == 2


def test_raisers_own_words_are_never_compared(client: PageClient, town: Town, public: Concern) -> None:
    html = send(client, town, words="Gul stole the drain cover of the mosque").get_data(as_text=True)
    assert "Is it this one?" not in html
    assert many() == 2


def test_what_is_not_reviewed_done_or_elsewhere_is_not_shown(client: PageClient, town: Town) -> None:
    concerns.concern(locality=town.place)  # no public words
    ended = worded(concerns.concern(locality=town.place), town)
    done(chain.tell, actor=JOB, now=RAISED, concern=ended)
    for n, given in enumerate(({}, {"where": ""})):
        assert "We have it" in send(client, town, f"op-{n}", words=ROMAN, **given).get_data(as_text=True)


def test_a_form_with_a_file_is_never_sent_back_and_loses_nothing(
    client: PageClient, town: Town, public: Concern
) -> None:
    fields = {
        "lane": "concern", "category": "street_light", "words": ROMAN, "answer": "code", "where": town.place.ref,
        "operation_id": "op-f", "file": (io.BytesIO(photo()), "a.jpg"),
    }  # fmt: skip
    answer = client.post("/concerns/new", data=fields, content_type="multipart/form-data")
    assert "Your file came with it." in answer.get_data(as_text=True)


def test_a_person_is_counted_once(client: PageClient, town: Town, public: Concern) -> None:
    too(client, public, "s-1")
    too(client, public, "s-1")  # the same form twice
    for n in (2, 3):
        too(client, public, f"s-{n}", answer="email", contact="Gul@example.org")
    too(client, public, "s-4", press="follow")
    assert kept.counted(public) == 2
    kinds = db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["concerns.follows"]  # one first message, however often


def test_the_raisers_address_counts_as_any_other_and_nobody_learns_whose_it_is(
    client: PageClient, town: Town
) -> None:
    row = worded(concerns.concern(locality=town.place, address="gul@example.org"), town)
    slips = []
    for n, name in enumerate(("gul", "sam", "gul")):  # the raiser's, a new one, one that follows it already
        slips.append(
            too(client, row, f"s-{n}", answer="email", contact=f"{name}@example.org").get_data(as_text=True)
        )
        assert kept.counted(row) == min(n + 1, 2)
    assert len({re.sub(r"\s+", " ", slip.replace(code_in(slip), "")) for slip in slips}) == 1


def test_one_connection_counts_five_people_a_day_and_may_still_follow(
    client: PageClient, public: Concern
) -> None:
    for n in range(5):
        too(client, public, f"s-{n}", answer="code" if n % 2 else "none")
    assert too(client, public, "s-0").status_code == 200  # the same form again spends nothing
    full = too(client, public, "s-5")
    assert full.status_code == 429
    assert "You are not counted now." in full.get_data(as_text=True)
    assert kept.counted(public) == 5
    assert "You follow it now" in too(client, public, "s-5", press="follow").get_data(as_text=True)
    assert too(client, public, "s-5").status_code == 429  # a row that follows is not counted by a detour
    assert kept.counted(public) == 5


def test_one_form_counts_for_each_concern_it_chooses_and_follows_then_counts(
    client: PageClient, town: Town, public: Concern
) -> None:
    other = worded(concerns.concern(locality=town.place), town)
    for row in (public, other, other):
        too(client, row, "s-1")
    assert (kept.counted(public), kept.counted(other)) == (1, 1)
    too(client, public, "s-2", press="follow")
    assert kept.counted(public) == 1
    too(client, public, "s-2")
    assert kept.counted(public) == 2


def test_an_address_that_gets_no_mail_is_told_so_and_has_a_code_that_allows_none(
    client: PageClient, public: Concern
) -> None:
    for n in range(2):  # the second one has no first mail any more
        slip = too(client, public, f"s-{n}", answer="email", contact="sam@example.org", press="follow")
    html = slip.get_data(as_text=True)
    assert "If no mail comes, open it with this code." in html
    first = too(client, public, "s-9", answer="email", contact="new@example.org", press="follow")
    for text in (html, first.get_data(as_text=True)):
        page = client.post("/follow", data={"code": code_in(text)}).get_data(as_text=True)
        assert "The street light at the bus stand is out." in page
        assert "Yes, write to me by e-mail" not in page
        way = re.search(r"/concerns/following/[^\"]+", page)
        assert way is not None
        client.post(way.group(), data={"press": "mail"})
    assert not db.session.scalars(select(Contact).where(Contact.verified_at.is_not(None))).all()
    mailed = db.session.scalars(select(Support).where(Support.contact_id.is_not(None))).first()
    assert mailed is not None
    link = f"/concerns/following/{codes.sign(kept.LINK, mailed.ref)}"
    assert "Yes, write to me by e-mail" in client.get(link).get_data(as_text=True)
    client.post(link, data={"press": "mail"})
    assert len(db.session.scalars(select(Contact).where(Contact.verified_at.is_not(None))).all()) == 1


def test_a_code_opens_the_public_part_alone_and_takes_one_out(
    client: PageClient, town: Town, public: Concern
) -> None:
    code = code_in(too(client, public, "s-1", answer="code").get_data(as_text=True))
    html = client.post("/follow", data={"code": code}).get_data(as_text=True)
    assert "The street light at the bus stand is out." in html
    assert "Gul" not in html
    way = re.search(r"/concerns/following/[^\"]+", html)
    assert way is not None
    assert "You are counted no more" in client.post(way.group(), data={"press": "withdraw"}).get_data(
        as_text=True
    )
    assert kept.counted(public) == 0
    assert client.get(way.group()).status_code == 404
    assert "Set-Cookie" not in client.get("/concerns/new").headers


def test_who_said_yes_to_mail_hears_once_it_is_answered(
    client: PageClient, town: Town, public: Concern
) -> None:
    too(client, public, "s-1", answer="email", contact="sam@example.org", press="follow")
    row = db.session.scalars(select(Support)).one()
    done(supporting.allow, actor=VISITOR, now=RAISED, support=row)
    done(chain.work, actor=JOB, now=RAISED, concern=public)
    done(chain.tell_all, actor=JOB, now=RAISED, concern=public, problem_id=1)
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "concerns.moved")).one()
    assert db.session.get(Contact, message.recipient_id) is not None


def test_who_follows_what_is_counted_with_another_hears_as_well(
    client: PageClient, town: Town, public: Concern
) -> None:
    head = worded(concerns.concern(locality=town.place), town)
    too(client, public, "s-1", answer="email", contact="sam@example.org", press="follow")
    row = db.session.scalars(select(Support)).one()
    done(supporting.allow, actor=VISITOR, now=RAISED, support=row)
    sho = town.acts(town.sho, town.sho_post)
    done(linking.link, actor=sho, now=RAISED, concern=public, other=head)
    done(chain.work, actor=JOB, now=RAISED, concern=head)
    done(chain.tell_all, actor=JOB, now=RAISED, concern=head, problem_id=1)
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "concerns.moved")).one()
    assert message.about["support_id"] == row.id


def test_what_is_not_public_cannot_be_supported_and_is_missing(client: PageClient, town: Town) -> None:
    row = concerns.concern(locality=town.place)
    missing, hidden = client.get("/concerns/ZZZZZZ/too"), client.get(f"/concerns/{row.ref}/too")
    assert (missing.status_code, hidden.status_code) == (404, 404)
    assert too(client, row, "s-1").status_code == 404


def test_nothing_is_kept_of_those_who_follow_what_is_sealed_later(app: object) -> None:
    here = Force3()
    row = concerns.concern(locality=here.place)
    saved = Support(
        concern_id=row.id,
        counts=True,
        locale="en",
        on_day=RAISED.date(),
        operation_id="s-1",
        receipt="digest",
    )
    with db.session.no_autoflush:
        done(lambda: db.session.add(saved))
    done(moving.seal, actor=here.sho.actor, now=RAISED, concern=row, lane=Lane.TIP)
    assert db.session.scalar(select(func.count(Support.id))) == 0
