"""Static text files, compressed."""

import gzip
from pathlib import Path

from flask import Flask

SHEET = "base/components.css"


def test_a_style_sheet_is_compressed_for_who_takes_that(app: Flask):
    client, plain = app.test_client(), (Path(app.static_folder or "") / SHEET).read_bytes()
    packed = client.get(f"/static/{SHEET}", headers={"Accept-Encoding": "br, gzip"}, buffered=True)
    assert (packed.headers["Content-Encoding"], gzip.decompress(packed.data)) == ("gzip", plain)
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain) / 2
    again = client.get(
        f"/static/{SHEET}",
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
        buffered=True,
    )
    assert (again.status_code, again.data) == (304, b"")


def test_who_takes_no_compression_gets_the_file_itself(app: Flask):
    client, plain = app.test_client(), (Path(app.static_folder or "") / SHEET).read_bytes()
    for asked in ({}, {"Accept-Encoding": "gzip;q=0"}):
        answer = client.get(f"/static/{SHEET}", headers=asked, buffered=True)
        assert (answer.data, answer.headers.get("Content-Encoding")) == (plain, None)


def test_a_file_that_is_not_there_is_a_404(app: Flask):
    assert app.test_client().get("/static/base/nothing.css").status_code == 404
