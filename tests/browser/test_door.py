"""Two phones at one door without a network: everything is there once, and nothing on a phone can be read by a thief."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image
from sqlalchemy import select

from engagement.concerns.models import Concern
from engagement.events.models import AgendaItem, Event, Promise, Rsvp, TallyEntry
from engagement.events.queries import attend
from engagement.intake import queries
from engagement.intake.models import DoorEntry, DoorLease
from engagement.kernel import clock, sealing
from engagement.kernel.database import db, fresh, unit
from engagement.organisation.models import Post
from tests.browser.phones import NAME, OTHER_NAME, PASSPHRASE, POINT, TITLE, Phone, found_in, until_written
from tests.browser.test_pages import AXE, RUN
from tests.browser.walker import BEYOND
from tests.factories import answers, events

HOUR = 3_600_000
WORDS, PROMISE = "marker-concern-words", "marker-promise-words"


def rsvps_of(event: Event) -> list[Rsvp]:
    return list(db.session.scalars(select(Rsvp).where(Rsvp.event_id == event.id).order_by(Rsvp.id)))


def lose_the_first_answer(phone: Phone) -> list[int]:
    """Let the first batch reach the server and its answer get lost on the way back, as bad networks do."""
    lost: list[int] = []

    def once(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    phone.context.route("**/door/sync", once)
    return lost


# C.3, T15, T17, 001.11
def test_two_phones_without_a_network_and_everything_is_there_once(
    event: Event, phones: Callable[..., Phone]
):
    codes = [each.code for each in rsvps_of(event)]
    near, far = phones("near"), phones("far", ahead=HOUR)  # whose clock is an hour fast
    for phone in (near, far):
        phone.cut_off()
    near.count(*(["woman", "man"] * 20))
    far.count(*(["man", "unknown"] * 10))
    for code in codes[:20]:
        near.arrive(code)
    for code in codes[20:30]:
        far.arrive(code)
    receipts = [far.raise_concern(f"{WORDS} {n}", "water", slip=n == 0) for n in range(6)]
    secrets = [TITLE, NAME, OTHER_NAME, WORDS, PROMISE, POINT, PASSPHRASE, receipts[0], *codes]
    far.kill()
    far.reopen()
    the_thief_reads_nothing(far, secrets)
    far.unlock()
    assert (far.waiting(), far.written) == (36, 36)
    far.find(codes[20])  # a restart still refuses doubles
    assert far.page.locator("#found form").is_hidden()
    far.count(*(["woman"] * 20), "man")
    far.undo()  # the man was the officer's own driver
    for code in codes[30:]:
        far.arrive(code)
    the_meeting_goes_on(near, event)
    lost = lose_the_first_answer(far)
    for phone in (far, near):  # the later half first
        phone.back()
        phone.sent()
    assert lost == [200]
    everything_is_there_once(event, receipts[0])
    the_thief_reads_nothing(near, secrets)
    assert [near.trouble, far.trouble] == [[], []]


def the_meeting_goes_on(phone: Phone, event: Event) -> None:
    """The other half of the concerns, a promise, a point of the agenda."""
    for number in range(6, 12):
        phone.raise_concern(f"{WORDS} {number}", "traffic")
    post = db.session.scalar(select(Post.ref).where(Post.office_id == event.office_id))
    phone.promise(PROMISE, str(post), clock.to_local(clock.now(), event.zone).date().isoformat())
    phone.tab("agenda")
    phone.page.check("#points input", force=True)
    phone.done()


def everything_is_there_once(event: Event, receipt: str) -> None:
    """Compare with the tally by hand: 80 people without an answer, 40 parties, 12 concerns, a promise, a point."""
    db.session.rollback()
    db.session.expire_all()
    there, parties = attend.attendance(event), [each.party for each in rsvps_of(event)]
    assert (there.walked_in, there.with_answer, there.total) == (80, sum(parties), 80 + sum(parties))
    assert there.by_sex == Counter(woman=40, man=30, unknown=10)
    assert [each.arrived for each in rsvps_of(event)] == parties
    taps = db.session.scalars(select(TallyEntry)).all()
    assert Counter(each.undone_at is None for each in taps) == {True: 80, False: 1}
    assert all(abs(each.at - clock.now()) < timedelta(minutes=5) for each in taps)
    raised = db.session.scalars(select(Concern)).all()
    assert sorted(sealing.read(each.words or b"") for each in raised) == sorted(
        f"{WORDS} {number}" for number in range(12)
    )
    assert {each.receipt for each in raised} == {None, sealing.receipt_digest(receipt)}
    assert db.session.scalars(select(Promise.words)).all() == [PROMISE]
    assert None not in db.session.scalars(select(AgendaItem.covered_at)).all()
    assert queries.undecided(event) == 0
    entries = db.session.scalars(select(DoorEntry.operation_id)).all()
    assert len(entries) == len(set(entries)) == 80 + 2 + 40 + 12 + 1 + 1


def the_thief_reads_nothing(phone: Phone, secrets: list[str]) -> None:
    """Look for each secret in all that the phone keeps; then plant one of each kind, and find it by the same look."""
    kept = phone.stored()
    assert "chowk" in kept  # the look does see what is there
    assert leaks(kept, secrets) == []
    assert found_in(phone.on_disk(), secrets) == []
    planted = [*secrets[:8], secrets[8]]
    phone.page.evaluate(PLANT, planted)
    assert set(planted) <= set(leaks(phone.stored(), secrets))
    phone.page.evaluate(CLEAR)


# T15
def test_words_that_nobody_saved_are_not_on_the_disk_of_a_phone_that_dies(
    event: Event, phones: Callable[..., Phone]
):
    phone = phones("cold")
    phone.tab("answers")
    phone.page.fill("#code", NAME)
    phone.tab("promise")
    phone.page.fill("#promise-words", PROMISE)
    phone.tab("concern")
    phone.page.fill("#concern-words", WORDS)
    assert found_in(until_written(phone.page, phone.profile), (NAME, PROMISE, WORDS)) == []
    phone.kill()
    assert found_in(phone.on_disk(), (NAME, PROMISE, WORDS)) == []


# C.3
def test_the_square_of_an_answer_is_read_without_a_network(
    event: Event, phones: Callable[..., Phone], tmp_path: Path
):
    party = rsvps_of(event)[2]
    square = segno.make(f"CHOWK:{event.ref}:{party.code}", error="m", mask=3, micro=False)
    phone = phones("seeing", sees=seen(square, tmp_path / "square.mjpeg"))
    phone.cut_off()
    phone.tab("answers")
    phone.page.click("#scan")
    phone.page.click("#found [data-came]")
    phone.done()
    phone.find(f"CHOWK:OTHER234:{party.code}")  # the square of another meeting
    assert phone.page.locator("#found-other").is_visible()
    assert phone.page.locator("#found li").count() == 0
    phone.back()
    phone.sent()
    db.session.rollback()
    db.session.expire_all()
    assert [each.ref for each in rsvps_of(event) if each.arrived_at] == [party.ref]
    assert phone.trouble == []


def seen(square: Any, picture: Path) -> Path:
    """Draw a square as a camera would see it: somewhere on a screen."""
    drawn, frame = picture.with_suffix(".png"), Image.new("RGB", (640, 480), "#777")
    square.save(str(drawn), scale=9, border=4)
    frame.paste(Image.open(drawn).convert("RGB"), (150, 70))
    frame.save(picture, "JPEG", quality=92)
    return picture


# T15
def test_a_phone_that_was_revoked_hands_over_what_it_holds_and_forgets_the_door(
    event: Event, phones: Callable[..., Phone]
):
    phone = phones("lost")
    phone.cut_off()
    phone.count("woman", "man")
    row = db.session.scalars(select(DoorLease)).one()
    with unit():
        fresh(row).revoked_at = clock.now()
    phone.back()
    phone.page.wait_for_selector("#trouble:not([hidden])")
    assert "revoked" in phone.page.inner_text("#trouble")
    assert phone.page.evaluate("Door.doors().then(rows => rows.length)") == 0
    db.session.rollback()
    assert (queries.undecided(event), attend.attendance(event).total) == (2, 0)


def test_a_revoked_phone_that_has_nothing_to_send_forgets_the_door_too(
    event: Event, phones: Callable[..., Phone]
):
    phone = phones("idle")
    phone.sent()
    with unit():
        fresh(db.session.scalars(select(DoorLease)).one()).revoked_at = clock.now()
    # A press while it asks already is one with that; and it may ask by itself, and show no button any more.
    told = "() => !document.querySelector('#trouble').hidden || document.querySelector('#send-now').click()"
    phone.page.wait_for_function(told, polling=500)
    assert phone.page.evaluate("Door.doors().then(rows => rows.length)") == 0


# 003.13, 003.14
@pytest.mark.parametrize("language", ["en", "ur"])
def test_each_part_of_the_app_passes_axe_and_fits_the_screen(
    event: Event, phones: Callable[..., Phone], language: str
):
    phone = phones("seen")
    phone.page.goto(f"{phone.address}/door/app?lang={language}")
    phone.unlock()
    phone.count("woman")
    phone.find(rsvps_of(event)[1].code)
    wrong = {}
    for part in ("count", "answers", "concern", "promise", "agenda"):
        phone.tab(part)
        phone.page.evaluate(AXE)
        phone.page.wait_for_timeout(300)  # colours change slowly
        found = [*phone.page.evaluate(RUN), *phone.page.evaluate(BEYOND), *phone.page.evaluate(SMALL)]
        wrong.update({part: found} if found else {})
    assert wrong == {}
    assert phone.page.locator("html").get_attribute("dir") == ("rtl" if language == "ur" else "ltr")


def test_a_forgotten_passphrase_loses_nothing(event: Event, phones: Callable[..., Phone]):
    phone = phones("forgotten")
    phone.cut_off()
    phone.count("woman")
    phone.page.reload()
    phone.page.fill("#unlock input", "not the passphrase")
    phone.page.click("#unlock button")
    phone.page.wait_for_selector("#trouble:not([hidden])")
    phone.back()
    phone.page.goto(f"{phone.address}/door/{event.ref}")
    phone.page.click("#hand-over button")
    phone.page.wait_for_selector("#hand-over", state="hidden")
    db.session.rollback()
    assert attend.attendance(event).total == 1


def test_a_phone_with_two_doors_opens_either_and_sends_for_both(event: Event, phones: Callable[..., Phone]):
    other = events.event(office=event.office, starts_at=event.starts_at, title="The other meeting")
    phone = phones("two")
    phone.cut_off()
    phone.count("woman", "man")
    phone.back()
    phone.context.route("**/door/sync", lambda route: route.abort())
    phone.take(other.ref, "two again", title="The other meeting")
    assert (phone.page.inner_text("#title"), phone.waiting()) == ("The other meeting", 0)
    phone.count("unknown")
    phone.page.reload()
    phone.page.fill("#unlock input", PASSPHRASE)
    phone.page.click("#unlock button")
    phone.page.wait_for_selector("#choose:not([hidden])")
    assert phone.page.locator("#choose b").all_inner_texts() == ["The other meeting", TITLE]
    phone.page.evaluate(AXE)
    assert [*phone.page.evaluate(RUN), *phone.page.evaluate(BEYOND)] == []
    asked: list[str] = []
    phone.context.unroute("**/door/sync")
    phone.page.on("request", lambda request: asked.append(request.url) if "sync" in request.url else None)
    phone.page.click(f"#choose button:has-text('{TITLE}')")
    phone.written = 2
    phone.sent()
    phone.page.wait_for_function("Door.queue().then(rows => rows.length === 0)")
    phone.page.wait_for_timeout(3000)
    assert len(asked) <= 8
    db.session.rollback()
    assert (attend.attendance(event).total, attend.attendance(other).total) == (2, 1)
    assert phone.trouble == []


def leaks(kept: str, secrets: list[str]) -> list[str]:
    return [each for each in secrets if each in kept]


# Keys that a thumb misses: lower than 48 px.
SMALL = """() => [...document.querySelectorAll('#open button, #open select, #open label:has(input)')]
  .filter(each => each.getClientRects().length && each.getBoundingClientRect().height < 48)
  .map(each => 'low: ' + each.outerHTML.slice(0, 80))"""
PLANT = """async planted => {
  const bytes = text => new TextEncoder().encode(text);
  localStorage.setItem('planted', planted[0]);
  sessionStorage.setItem('planted', planted[1]);
  const shelf = await caches.open('planted');
  await shelf.put('/planted', new Response(planted.slice(2, 5).join(' ')));
  const db = await new Promise(y => {
    const o = indexedDB.open('planted', 1);
    o.onupgradeneeded = () => o.result.createObjectStore('rows', {autoIncrement: true});
    o.onsuccess = () => y(o.result);
  });
  const work = db.transaction('rows', 'readwrite');
  work.objectStore('rows').add({words: planted[5], deep: {bytes: bytes(planted[6])}});
  for (const each of planted.slice(7)) work.objectStore('rows').add(each);
  await new Promise(y => { work.oncomplete = y; });
  db.close();
}"""
CLEAR = """async () => {
  localStorage.clear(); sessionStorage.clear();
  await caches.delete('planted');
  await new Promise(y => { const o = indexedDB.deleteDatabase('planted'); o.onsuccess = o.onblocked = y; });
}"""


def test_a_group_is_counted_beyond_twenty(event: Event, phones: Callable[..., Phone]):
    group = answers.rsvp(event=event, code="70123456", party=20, is_group=True)
    phone = phones("school")
    phone.find(group.code)
    more = phone.page.locator("#found [data-step='1']")
    for _press in range(3):
        more.click()
    assert phone.page.inner_text("#found output") == "23"
