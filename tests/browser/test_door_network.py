"""What the door's app says of its network, and of a server that keeps silent or no longer knows the phone."""

from collections.abc import Callable
from typing import Any

from engagement.events.models import Event
from tests.browser.phones import Phone


def test_the_app_says_whose_number_it_shows_that_there_is_no_network_and_leads_back_to_the_meeting(
    event: Event, phones: Callable[..., Phone]
):
    phone = phones("told")
    page = phone.page
    page.wait_for_selector("[data-bar=sent]", state="visible")
    assert page.is_hidden("[data-bar=offline]")
    phone.cut_off()
    phone.count("woman")
    page.wait_for_selector("[data-bar=offline]", state="visible")
    assert (page.inner_text("[data-total]"), page.inner_text("[data-all]")) == ("1", "0")
    phone.back()
    page.wait_for_selector("[data-all]:text-is('1')")
    page.wait_for_selector("[data-bar=offline]", state="hidden")
    assert page.get_attribute("#back", "href") == f"/events/{event.ref}/manage"


def test_a_phone_that_the_server_no_longer_knows_says_so_and_does_not_ask_for_ever(
    event: Event, phones: Callable[..., Phone]
):
    phone = phones("strange")
    phone.page.wait_for_selector("[data-desk]:not([hidden])", state="attached")  # the first answer is here
    with phone.page.expect_response("**/door/sync"):
        phone.sent()
    asked: list[Any] = []
    phone.context.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - it needs a plain function
    phone.context.route("**/door/sync", lambda route: route.fulfill(status=401, json={}))
    phone.count("woman")
    phone.page.wait_for_selector("#trouble:has-text('sign in on this phone')")
    phone.count("man")
    phone.page.wait_for_timeout(300)
    assert phone.page.is_visible("#trouble:has-text('sign in on this phone')")
    sent = [each for each in asked if each.url.endswith("/door/sync")]
    assert (len(sent), phone.waiting()) == (1, 2)
    lost = sent[0].post_data_json["token"]
    phone.context.unroute("**/door/sync")
    phone.context.route("**/door/sync", lambda route: only_of_another(route, lost))
    phone.take(event.ref, "strange again")
    phone.page.wait_for_selector(
        "#trouble:has-text('sign in on this phone')"
    )  # two still wait at the lost one
    phone.count("woman")
    phone.page.wait_for_selector("[data-all]:text-is('1')")
    assert phone.page.is_hidden("#trouble")


def only_of_another(route: Any, token: str) -> None:
    """Let the server take what stands under another token, and know nothing of this one."""
    if route.request.post_data_json["token"] == token:
        route.fulfill(status=401, json={})
    else:
        route.continue_()


def test_a_server_that_keeps_silent_is_given_up_after_a_minute_and_asked_again(
    event: Event, phones: Callable[..., Phone]
):
    phone = phones("silent")
    phone.page.wait_for_selector("[data-bar=sent]", state="visible")
    phone.page.clock.install()
    held: list[Any] = []
    phone.context.route("**/door/sync", lambda route: held.append(route))  # noqa: PLW0108 - it needs a plain function
    with phone.page.expect_request("**/door/sync"):
        phone.count("woman")
    phone.page.clock.fast_forward(50_000)
    phone.page.wait_for_timeout(500)
    assert phone.page.is_hidden("[data-bar=offline]")
    phone.page.clock.fast_forward(15_000)
    phone.page.wait_for_selector("[data-bar=offline]", state="visible")
    phone.context.unroute("**/door/sync")
    phone.page.clock.fast_forward(6_000)
    phone.page.wait_for_selector("[data-bar=sent]", state="visible")
    assert (len(held), phone.waiting()) == (1, 0)
