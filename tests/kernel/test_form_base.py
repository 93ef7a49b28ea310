"""Forms at the door: what cannot be read, where it comes from, the same one twice."""

from flask import Flask
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from engagement.kernel.form_base import Form, OneLine, OperationField
from tests.factories import events
from tests.pages import PageClient


class Sample(Form):
    """A title and an operation."""

    title = OneLine("Title", most=60)
    operation_id = OperationField()


def test_a_line_stays_one_line_whatever_was_sent(app: Flask):
    # A title may end up in the head of a mail or in a calendar.
    form = Sample(MultiDict({"title": "Kept\r\nBcc: x@example.org\rSecond\u2028third"}))
    assert form.title.data == "Kept Bcc: x@example.org Second third"


def test_two_forms_without_an_operation_are_not_taken_for_one(app: Flask):
    first, second = (Sample(MultiDict({"title": "x", "operation_id": " "})) for _ in range(2))
    assert first.operation_id.data.strip()
    assert first.operation_id.data != second.operation_id.data


def test_of_two_forms_that_cross_the_second_is_tried_again(app: Flask):
    tries = []

    def crossed(*, now: object) -> str:
        tries.append(now)
        if len(tries) == 1:
            raise IntegrityError("INSERT", {}, Exception("unique"))
        return "what the first did"

    with app.test_request_context(method="POST"):
        form = Sample()
        assert form.carries_out(crossed)
    assert (len(tries), form.result) == (2, "what the first did")


def test_an_origin_that_is_no_address_is_refused_not_a_fault(client: PageClient):
    answer = client.post(f"/events/{events.event().ref}/rsvp", headers={"Origin": "http://[::1"})
    assert answer.status_code == 403


def test_a_nul_byte_in_an_address_names_nothing_and_in_a_question_is_not_read(client: PageClient):
    events.event(title="Still here")
    assert client.get("/stations/a%00b").status_code == 404
    assert "Still here" in client.get("/events?kind=%00").get_data(as_text=True)
