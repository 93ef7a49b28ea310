"""Ready answers, and drafts that are their writer's alone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from engagement.audit.models import AuditEntry
from engagement.concerns import replies
from engagement.concerns.actions import desk, sealed
from engagement.concerns.actions import replies as actions
from engagement.concerns.models import Concern
from engagement.concerns.replies import ReplyDraft
from engagement.kernel.actor import VISITOR, Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import Refusal, Stale
from engagement.organisation.models import Office
from tests.concerns.conftest import Town
from tests.factories import concerns
from tests.factories.concerns import RAISED, done
from tests.factories.sealed import Force3

WORDS = "marker-draft-words"


def ready(actor: Actor, office: Office, **given: Any) -> replies.ReadyReply:
    """A ready answer, written."""
    values: dict[str, Any] = {
        "row": None,
        "title": "It came",
        "words": {"en": "{reference}: {office} answers.", "ur": "حوالہ {reference}"},
        "sealed": False,
    }
    row: replies.ReadyReply = done(
        actions.keep_ready, actor=actor, now=RAISED, office=office, **{**values, **given}
    )
    return row


def draft(actor: Actor, row: Concern, words: str = WORDS) -> None:
    """Keep what somebody began to write."""
    done(actions.keep_draft, actor=actor, now=RAISED, concern=row, words=words)


def drafts() -> list[tuple[int, int]]:
    return [(row.concern_id, row.person_id) for row in db.session.scalars(select(ReplyDraft))]


def test_a_ready_answer_is_offered_at_its_office_and_under_it_in_the_raisers_language(town: Town) -> None:
    sho = town.acts(town.sho, town.sho_post)
    mine, above = ready(sho, town.badhber), ready(sho, town.district, title="Above")
    ready(sho, town.mattani, title="Elsewhere")
    english = concerns.concern(locality=town.place)
    assert [row.ref for row in replies.ready_for(english)] == [above.ref, mine.ref]
    urdu = concerns.concern(locality=town.place, words="بجلی نہیں ہے", language="ur")
    assert replies.filled(mine, urdu, RAISED) == f"حوالہ {urdu.ref}"
    pashto = concerns.concern(locality=town.place, language="ps")
    assert replies.ready_for(pashto) == []


def test_a_ready_answer_is_filled_with_reference_and_office(town: Town) -> None:
    row = ready(town.acts(town.sho, town.sho_post), town.badhber, words={"en": "{reference} {office} {date}"})
    concern = concerns.concern(locality=town.place)
    office = town.badhber.names["en"]
    assert replies.filled(row, concern, RAISED) == f"{concern.ref} {office} 21 November 2026"


def test_a_ready_answer_names_nobody_of_the_force_and_shows_no_number(town: Town) -> None:
    sho = town.acts(town.sho, town.sho_post)
    with pytest.raises(Refusal):
        ready(sho, town.badhber, words={"en": f"Ask {town.officer.name} for help."})
    with pytest.raises(Refusal):
        ready(sho, town.badhber, words={"en": "Call 0300 1234567."})
    assert ready(sho, town.badhber, words={"en": "Call 0300 1234567."}, names_nobody=True).id
    said = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.keep_ready")).one()
    assert said.facts["names_nobody"] == 1  # who decided, of how many pieces


def test_a_ready_answer_for_sealed_matters_says_nothing_of_them_and_others_are_not_offered_there(
    app: object,
) -> None:
    here = Force3(locales=["en", "ur"])
    dpo = here.dpo.actor
    ready(dpo, here.district, title="Open")
    fit = ready(dpo, here.district, title="Fit", sealed=True)
    assert [row.ref for row in replies.ready_for(here.tip())] == [fit.ref]
    for words in ("About the kidnapping", "About your complaint", "دھمکی کے بارے میں"):
        with pytest.raises(Refusal):
            ready(dpo, here.district, words={"en": words}, sealed=True)


def test_of_two_who_change_a_ready_answer_the_second_is_told(town: Town) -> None:
    sho = town.acts(town.sho, town.sho_post)
    row = ready(sho, town.badhber)
    ready(sho, town.badhber, row=row, title="Changed", version=1)
    with pytest.raises(Stale):
        ready(sho, town.badhber, row=row, title="Again", version=1)


def test_a_draft_is_its_writers_alone_and_gone_once_the_answer_was_sent(town: Town) -> None:
    row = concerns.concern(locality=town.place)
    officer, sho = town.acts(town.officer, town.officer_post), town.acts(town.sho, town.sho_post)
    draft(officer, row)
    draft(officer, row, WORDS + " more")
    assert drafts() == [(row.id, town.officer.id)]
    assert replies.draft_of(row, town.sho.id) is None
    assert replies.words_of_draft(replies.draft_of(row, town.officer.id)) == WORDS + " more"
    answer = {"concern": row, "words": "We come.", "language": "en", "now": RAISED}
    done(desk.reply, actor=sho, operation_id="a", **answer)
    assert drafts() == [(row.id, town.officer.id)]
    done(desk.reply, actor=officer, operation_id="b", **answer)
    assert drafts() == []


def test_a_draft_in_a_sealed_lane_is_sealed_in_the_database(app: object) -> None:
    here = Force3()
    row = here.complaint()
    draft(here.focal.actor, row)
    (kept,) = [tuple(each) for each in db.session.execute(text("SELECT * FROM reply_drafts"))]
    assert WORDS not in repr(kept)
    found = replies.draft_of(row, here.focal.person.id)
    assert replies.words_of_draft(found) == WORDS
    assert found is not None
    assert found.at.minute == 0


def test_drafts_go_with_the_sight_of_a_matter(app: object) -> None:
    here = Force3()
    row, threat = here.complaint(), here.threat()
    draft(here.focal.actor, row)
    draft(here.focal.actor, threat)
    done(sealed.declare_conflict, actor=here.focal.actor, now=RAISED, concern=row)
    assert drafts() == [(threat.id, here.focal.person.id)]
    done(
        sealed.pass_on, actor=here.focal.actor, now=RAISED, concern=threat, post=here.focal_above.post,
        data_taken="", agreed=False,
    )  # fmt: skip
    assert drafts() == []


def test_what_nobody_touched_for_thirty_days_goes_and_so_does_what_does_not_belong(town: Town) -> None:
    officer = town.acts(town.officer, town.officer_post)
    old, gone = concerns.concern(locality=town.place), concerns.concern(locality=town.place)
    draft(officer, old)
    draft(officer, gone)
    done(desk.misplace, actor=officer, now=RAISED, concern=gone)
    assert drafts() == [(old.id, town.officer.id)]
    done(actions.purge_drafts, now=RAISED + timedelta(days=29))
    assert len(drafts()) == 1
    done(actions.purge_drafts, now=RAISED + timedelta(days=31))
    assert drafts() == []


def test_without_words_a_draft_is_gone_and_nobody_without_a_name_keeps_one(town: Town) -> None:
    row = concerns.concern(locality=town.place)
    officer = town.acts(town.officer, town.officer_post)
    draft(officer, row)
    draft(officer, row, "  ")
    assert drafts() == []
    with pytest.raises(Refusal):
        draft(VISITOR, row)
