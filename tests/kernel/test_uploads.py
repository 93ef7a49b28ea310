"""Files that are sent: how large they may be, and where."""

import io
from unittest.mock import Mock

import pytest
from flask import request
from werkzeug import formparser

from engagement.kernel import uploads
from engagement.kernel.refusals import Refusal

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("raw", "good"), [(b"x" * MEGABYTE, True), (b"x" * (MEGABYTE + 1), False), (b"", False)]
)
def test_a_file_is_bounded_and_not_empty(raw, good):
    if good:
        assert uploads.read(io.BytesIO(raw), MEGABYTE, field="file") == raw
        return
    with pytest.raises(Refusal) as refused:
        uploads.read(io.BytesIO(raw), MEGABYTE, field="file")
    assert refused.value.field == "file"


def test_a_file_of_three_megabytes_never_lies_open_on_the_disk(client, monkeypatch):
    spooled = Mock(side_effect=formparser.SpooledTemporaryFile)
    monkeypatch.setattr(formparser, "SpooledTemporaryFile", spooled)
    raw = b"x" * 3 * MEGABYTE
    with client:
        client.post("/concerns/new", data={"file": (io.BytesIO(raw), "a.jpg")})
        sent = request.files["file"]
    assert isinstance(sent.stream, io.BytesIO)
    assert not spooled.called


def test_a_door_that_was_not_named_takes_no_large_body(client):
    answer = client.post("/sign-in", data={"words": (io.BytesIO(b"x" * 2 * MEGABYTE), "a.jpg")})
    assert answer.status_code == 413
