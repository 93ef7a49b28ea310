"""The whole chain in a browser, from an empty installation, by what stands on pages and in messages alone."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyotp
import pytest

from tests.browser.walker import Walk, Walker, link_in
from tests.product import running

PASSWORD = "three quiet lanterns by the canal"
KEY = re.compile(r"(?:[A-Z2-7]{4} ?){8}")  # of the second factor, as it is shown to be typed
RECOVERY = re.compile(r"[0-9a-f]{4}(?:-[0-9a-f]{4}){2}")
HERE = ZoneInfo("Asia/Karachi")
SAID = "The lamp at the corner of the bazaar has been out for a month. کھمبا بھی ٹوٹا ہے۔"


@pytest.fixture(params=["en", "ur"])
def walk(
    request: pytest.FixtureRequest, chromium: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walk]:
    """An empty installation, and nobody in it."""
    with running(tmp_path_factory.mktemp("chain"), "--no-demo") as product:
        walk = Walk(chromium, product, request.param)
        yield walk
        stood = [walker.where() for walker in walk.people]
        sys.stdout.write("\n".join(stood))  # shown when the walk stopped
        for walker in walk.people:
            walker.context.close()


# C.1, C.4, C.5, C.6, C.7, 000.10, 000.13, 003.9
@pytest.mark.machine_clock
def test_a_concern_goes_the_whole_way_to_its_confirmation(walk: Walk):
    the_first_administrator_is_invited(walk)
    the_administrator_sets_up_a_station(walk)
    the_administrator_writes_down_places(walk)
    the_commander_takes_up_the_post_and_invites_an_officer(walk)
    first = the_officer_plans_a_meeting(walk, "Light and water", minutes=100, places=2)
    three_residents_answer_for_two_places(walk, first)
    at_the_door_people_are_counted(walk, first)
    somebody_speaks_up_and_gets_a_slip(walk)
    hina = a_resident_raises_the_same_on_the_web(walk)
    the_desk_gives_both_an_owner(walk)
    what_was_raised_at_the_meeting_is_worded(walk, first)
    the_meeting_is_closed_with_a_promise(walk, first)
    the_officer_works_the_problem(walk)
    the_words_are_written_and_reviewed_by_two(walk)
    the_commander_closes_and_everybody_is_told(walk)
    hina_says_yes(walk, hina)
    who_spoke_up_says_no(walk)
    it_is_worked_again(walk)
    who_spoke_up_says_yes(walk)
    everybody_reads_it(walk)
    the_next_meeting_opens_with_last_time(walk, first)
    assert [walker.trouble for walker in walk.people] == [[] for _ in walk.people]


def take_up(walker: Walker, link: str, walk: Walk) -> None:
    """Take up a post: name, password, second factor, recovery codes."""
    walker.arrive(link)
    walker.write(name=walker.email.split("@")[0].title(), locale=walk.language)
    walker.write(password=PASSWORD, again=PASSWORD).press("main form button")
    if not walker.page.locator("main .qr").count():
        walker.press("main form button")
    found = KEY.search(walker.words())
    assert found, walker.words()
    key = found[0].replace(" ", "")
    walker.write("main form:has([name=code])", code=pyotp.TOTP(key).now())
    walker.press("main form:has([name=code]) button")
    if not RECOVERY.search(walker.words()):
        walker.press("main form button")
    assert len(RECOVERY.findall(walker.words())) >= 5
    walker.follow("main a.button[href='/desk']")


def the_first_administrator_is_invited(walk: Walk) -> None:
    said = walk.product.flask(
        "people", "invite", "--first-administrator", "--email", "admin@example.org",
        "--force", "KP Police", "--locale", walk.language,
    )  # fmt: skip
    printed = said.split()[-1]
    assert link_in(walk.administrator.mail()) == printed
    take_up(walk.administrator, printed, walk)


def the_administrator_sets_up_a_station(walk: Walk) -> None:
    admin = walk.administrator
    admin.follow("a[href='/organisation']").follow(".tree a")
    admin.follow("a[href$='/new'][href*='/offices/']")
    admin.write(name_en="Badhber Station", name_ur="تھانہ بڈھ بیر", kind="station", phone="091 2323232")
    admin.press("main form button")
    for english, urdu, role in (
        ("SHO Badhber", "ایس ایچ او بڈھ بیر", "commander"),
        ("Officer Badhber", "افسر بڈھ بیر", "officer"),
    ):
        admin.follow("a[href$='/posts/new']")
        admin.write(name_en=english, name_ur=urdu, role=role).press("main form button")
    assert walk.named("SHO Badhber", "ایس ایچ او بڈھ بیر") in admin.words()
    admin.follow("a[href='/people']")
    admin.follow(f"li:has-text('{walk.named('SHO Badhber', 'ایس ایچ او بڈھ بیر')}') a[href$='/invite']")
    admin.write(name="Sho", email="sho@example.org", locale=walk.language).press("main form button")


def the_administrator_writes_down_places(walk: Walk) -> None:
    admin = walk.administrator
    admin.follow("a[href='/organisation']").follow("a[href='/organisation/places']")
    admin.follow("a[href='/organisation/places/new']")
    admin.write(name_en="Badhber", name_ur="بڈھ بیر", office=walk.named("Badhber Station", "تھانہ بڈھ بیر"))
    admin.press("main form button")
    assert admin.page.locator("a[href='/stations/badhber-station']").count()
    admin.follow("a[href='/organisation']").follow("a[href='/organisation/venues']")
    admin.follow("a[href='/organisation/venues/new']")
    admin.write(name_en="Union hall", name_ur="یونین ہال", locality=walk.named("Badhber", "بڈھ بیر"))
    admin.write(features=("step_free", "womens_entrance")).press("main form button")


def the_commander_takes_up_the_post_and_invites_an_officer(walk: Walk) -> None:
    sho = walk.commander
    take_up(sho, link_in(sho.mail()), walk)
    sho.follow("a[href='/people']")
    sho.follow(f"li:has-text('{walk.named('Officer Badhber', 'افسر بڈھ بیر')}') a[href$='/invite']")
    sho.write(name="Officer", email="officer@example.org", locale=walk.language).press("main form button")
    take_up(walk.officer, link_in(walk.officer.mail()), walk)


def the_officer_plans_a_meeting(walk: Walk, title: str, *, minutes: int, places: int) -> str:
    """Plan and publish; return the words by which its link is found."""
    officer = walk.officer
    starts = datetime.now(UTC).astimezone(HERE) + timedelta(minutes=minutes)
    ends = starts + timedelta(hours=1)
    officer.follow("a[href='/desk']").follow("a[href='/events/new']")
    officer.write(
        title=title,
        kind="town_hall",
        day=starts.date().isoformat(),
        starts=starts.strftime("%H:%M"),
        ends=ends.strftime("%H:%M"),
        last_day=ends.date().isoformat(),
        locality=walk.named("Badhber", "بڈھ بیر"),
        venue=walk.named("Union hall", "یونین ہال"),
        host_post=walk.named("Officer Badhber", "افسر بڈھ بیر"),
        capacity=places,
        languages=("ps", "ur"),
        words="What was raised, and what was done about it.",
        agenda="20 | Last time, answered\n40 | Your questions",
        language="en",
    )
    officer.press("main form button").press("form[action$='/publish'] button")
    return title


def answer(walker: Walker, meeting: str, **fields: Any) -> None:
    """Find the meeting in the list and say yes."""
    walker.home().follow("a[href='/events']").follow(f"a[href^='/events/']:has-text('{meeting}')")
    walker.write("form[action$='/rsvp']", **fields).press("form[action$='/rsvp'] button")
    assert "/rsvp/" in walker.page.url


def three_residents_answer_for_two_places(walk: Walk, meeting: str) -> None:
    amina, bilal, chaman = (walk.somebody(name) for name in ("amina", "bilal", "chaman"))
    for walker in (amina, bilal, chaman):
        answer(walker, meeting, contact=walker.email, name=walker.email.split("@")[0].title())
    place, other, line = (walker.mail() for walker in (amina, bilal, chaman))
    has_calendar = [
        any(part.get_content_type() == "text/calendar" for part in mail.walk())
        for mail in (place, other, line)
    ]
    assert has_calendar == [True, True, False]
    bilal.arrive(link_in(other)).press("button[value=withdraw]")
    promoted = chaman.mail()
    assert any(part.get_content_type() == "text/calendar" for part in promoted.walk())
    assert chaman.arrive(link_in(promoted)).code()
    somebody = walk.somebody()
    answer(somebody, meeting, party=1)
    assert "1" in somebody.page.locator("h1").inner_text()  # in the line
    amina.arrive(link_in(place))
    assert amina.code()


def at_the_door_people_are_counted(walk: Walk, meeting: str) -> None:
    officer = walk.officer
    officer.follow("a[href='/events/ours']").follow(f"a[href$='/manage']:has-text('{meeting}')")
    officer.follow("a[href$='/door']").press("button[value=arrive]")
    for key in ("woman", "man", "woman"):
        before = officer.page.locator(".total b").inner_text()
        officer.page.locator(f"button[name=sex][value={key}]").click()
        officer.page.wait_for_function(
            "was => document.querySelector('.total b').textContent !== was", arg=before
        )
    assert officer.page.locator(".total b").inner_text().strip() == "4"


def somebody_speaks_up_and_gets_a_slip(walk: Walk) -> None:
    officer = walk.officer
    officer.follow("a[href$='/concerns/new'][href^='/events/']")
    officer.write(category="street_light", words=SAID).press("button[name=slip]")
    walk.receipt = officer.code()
    assert len(walk.receipt.replace(" ", "")) == 16


def a_resident_raises_the_same_on_the_web(walk: Walk) -> Walker:
    hina = walk.somebody("hina")
    hina.home().follow("nav.tabs a[href='/concerns/new']")
    assert "oversight@example.org" in hina.words()
    hina.write("main form", lane="concern", category="street_light", words="No light at the bazaar corner.")
    hina.write("main form", where=walk.named("Badhber", "بڈھ بیر"), answer="email", contact=hina.email)
    hina.press("main form button.fill")
    hina.open_mail().press("button[value=mail]")
    return hina


def the_desk_gives_both_an_owner(walk: Walk) -> None:
    officer = walk.officer
    mine = walk.named("Officer Badhber", "افسر بڈھ بیر")
    for _ in range(2):
        officer.follow("a[href='/concerns']")
        officer.follow(f"ol.ledger li:not(:has-text('{mine}')) a[href$='/work']")
        own(officer, walk)


def own(officer: Walker, walk: Walk) -> None:
    """Triage the concern on this page, and take it."""
    officer.write("form[action$='/triage']", triage__category="street_light")
    officer.write("form[action$='/triage']", triage__locality=walk.named("Badhber", "بڈھ بیر"))
    officer.press("form[action$='/triage'] button").press(
        "form[action$='/own']:has([type=hidden][name=own-post]) button"
    )


def what_was_raised_at_the_meeting_is_worded(walk: Walk, meeting: str) -> None:
    officer, sho = walk.officer, walk.commander
    officer.follow("a[href='/concerns']").follow("ol.ledger a[href$='/work']:has-text('The lamp')")
    form = "form[action$='/wording']"
    officer.write(form, word__public_words="A lamp is out at the bazaar.").press(f"{form} button")
    assert not officer.page.locator("form[action$='/review']").count()  # by another person
    sho.follow("a[href='/desk']").follow("a[href^='/concerns/']:has-text('A lamp is out at the bazaar.')")
    sho.press("form[action$='/review'] button")


def the_meeting_is_closed_with_a_promise(walk: Walk, meeting: str) -> None:
    officer = walk.officer
    officer.follow("a[href='/events/ours']").follow(f"a[href$='/manage']:has-text('{meeting}')")
    officer.follow("a[href$='/record']")
    form = "form:has(button[value=minutes])"
    officer.write(form, minutes__words="Twelve people came.", minutes__decisions="A count of lamps by Friday")
    officer.press(f"{form} button[value=minutes]")
    form = "form:has(button[value=promise])"
    due = (datetime.now(UTC).astimezone(HERE) + timedelta(days=7)).date().isoformat()
    officer.write(form, promise__words="Ask the company for a lamp", promise__due_on=due)
    officer.press(f"{form} button[value=promise]")
    form = "form:has(button[value=wording])"
    officer.write(form, wording__public_words="People spoke about a lamp.").press(
        f"{form} button[value=wording]"
    )
    record = officer.page.url
    sho = walk.commander
    sho.follow("a[href='/desk']").follow(
        f"a[href='{record.removeprefix(walk.product.address).split('#')[0]}']"
    )
    sho.press("button[form=approve]")
    officer.press("button[value=close]")


def the_officer_works_the_problem(walk: Walk) -> None:
    officer = walk.officer
    officer.follow("a[href='/concerns']").follow("ol.ledger a[href$='/work']")
    officer.follow("a[href$='/problem']").write(title="Dark corner at the bazaar").press("main form button")
    officer.page.locator("#gather [type=checkbox]").first.check(force=True)
    officer.press("form[action$='/gather'] button")
    through_the_stages(walk, "A lamp is put up")


def through_the_stages(walk: Walk, task: str, *, at: int = 0) -> None:
    """Write down each stage, give a task and do it."""
    officer = walk.officer
    for _ in range(at, 2):
        note_and_go_on(officer)
    due = (datetime.now(UTC).astimezone(HERE) + timedelta(days=3)).date().isoformat()
    officer.write("form[action$='/tasks']", task__words=task, task__due=due).press(
        "form[action$='/tasks'] button"
    )
    officer.follow(".task:not(:has(use[href$='tick'])) a[href^='/tasks/']")
    officer.write("form[action$='/evidence']", evidence__words="Put up on Tuesday.", evidence__then="finish")
    officer.press("form[action$='/evidence'] button").follow(".crumbs a[href^='/problems/']")
    note_and_go_on(officer)
    officer.write("form[action$='/note']", note__words="The corner is lit.").press(
        "form[action$='/note'] button"
    )


def note_and_go_on(officer: Walker) -> None:
    officer.write("form[action$='/note']", note__words="Seen on three nights.")
    officer.press("button[formaction$='/advance']")


def the_words_are_written_and_reviewed_by_two(walk: Walk) -> None:
    officer, sho = walk.officer, walk.commander
    form = "form[action$='/wording']"
    officer.write(
        form,
        wording__public_title="The bazaar corner was dark",
        wording__public_words="A lamp stands there now.",
    )
    officer.press(f"{form} button")
    assert not officer.page.locator("form[action$='/problems/review'] button").count()
    sho.follow("a[href='/desk']").follow("a[href^='/problems/']:has-text('The bazaar corner was dark')")
    sho.press("form[action$='/review'] button")


def the_commander_closes_and_everybody_is_told(walk: Walk) -> None:
    sho = walk.commander
    sho.write("form[action$='/close']", close__outcome="done").press("form[action$='/close'] button")


def hina_says_yes(walk: Walk, hina: Walker) -> None:
    told = hina.mail("A lamp stands there now.")
    hina.arrive(link_in(told)).press("button[value=yes]")
    assert not hina.page.locator("button[value=no]").count()


def follow_with_the_code(walk: Walk) -> Walker:
    """Open the concern with the sixteen digits of the slip, as anybody may who holds it."""
    walker = walk.somebody()
    walker.home().follow("a[href='/follow']").write(code=walk.receipt).press("main form button")
    return walker


def who_spoke_up_says_no(walk: Walk) -> None:
    walker = follow_with_the_code(walk)
    walker.press("button[value=no]")
    assert not walker.page.locator("button[value=yes]").count()
    form = "form:has(textarea)"
    walker.write(form, words="It burns one hour and goes out.").press(f"{form} button:not([name])")
    assert "It burns one hour" in walker.words()


def it_is_worked_again(walk: Walk) -> None:
    officer, sho = walk.officer, walk.commander
    sho.follow("a[href='/problems']").follow("a[href*='closed=']").follow("ol.ledger a[href^='/problems/']")
    sho.press("form[action$='/reopen'] button")
    officer.follow("a[href='/problems']").follow("ol.ledger a[href^='/problems/']")
    through_the_stages(walk, "A stronger lamp is put up", at=1)
    form = "form[action$='/wording']"
    officer.write(form, wording__public_words="A stronger lamp burns all night now.").press(f"{form} button")
    sho.follow("a[href='/problems']").follow("ol.ledger a[href^='/problems/']")
    sho.press("form[action$='/review'] button")
    sho.write("form[action$='/close']", close__outcome="done").press("form[action$='/close'] button")


def who_spoke_up_says_yes(walk: Walk) -> None:
    walker = follow_with_the_code(walk)
    walker.press("button[value=yes]")
    assert walker.page.locator(".chain [data-state=kept]").count()


def everybody_reads_it(walk: Walk) -> None:
    walker = walk.somebody()
    walker.home().follow("a[href='/you-said-we-did']")
    row = walker.page.locator("li:has-text('The bazaar corner was dark')")
    assert "A stronger lamp burns all night now." in row.inner_text()
    sentence = walk.named("Confirmed by those who raised it", "")
    assert sentence in row.inner_text()
    assert row.locator("[data-state=kept]").count()


def the_next_meeting_opens_with_last_time(walk: Walk, last: str) -> None:
    title = the_officer_plans_a_meeting(walk, "Next month", minutes=7 * 24 * 60, places=30)
    walker = walk.somebody()
    walker.home().follow("a[href='/events']").follow(f"a[href^='/events/']:has-text('{title}')")
    section = walker.page.locator("#last-time")
    assert last in section.inner_text()
    assert "People spoke about a lamp." in section.inner_text()
    assert "A lamp is out at the bazaar." in section.inner_text()
    assert section.locator("[data-state=kept]").count() == 1  # confirmed by who raised it
    walker.follow("#last-time a[href^='/concerns/']")
    assert walker.page.locator(".chain [data-state=kept]").count() == 1
