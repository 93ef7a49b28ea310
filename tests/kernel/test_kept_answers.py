"""Held answers: complete, compressed once, bounded in bytes."""

import gzip

import pytest

from engagement.kernel.kept_answers import Held, Shelf

HTML = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", "9"),
    ("X-Own", "kept"),
    ("Vary", "Cookie"),
]
BODY = "ملاقات ".encode() * 200


def held(body=BODY, headers=HTML):
    return Held("events.show", ("events",), 1, None, headers, body)


def ask(answer, method="GET", **environ):
    said = []
    parts = answer.answer({"REQUEST_METHOD": method, **environ}, lambda *values: said.append(values))
    ((status, headers),) = said
    assert len({name for name, _ in headers}) == len(headers)
    return status, dict(headers), b"".join(parts)


def test_a_compressed_body_says_the_same_under_its_own_tag():
    status, headers, body = ask(held())
    _status, packed, small = ask(held(), HTTP_ACCEPT_ENCODING="br, gzip")
    assert gzip.decompress(small) == body == BODY
    assert [status, headers["X-Own"], headers["Content-Length"]] == ["200 OK", "kept", str(len(BODY))]
    assert [packed["Content-Encoding"], packed["Content-Length"]] == ["gzip", str(len(small))]
    assert len(small) < len(body)
    assert packed["ETag"] != headers["ETag"]


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip; q=0, br"])
def test_who_does_not_take_gzip_gets_the_plain_body(accepted):
    _status, headers, body = ask(held(), HTTP_ACCEPT_ENCODING=accepted)
    assert body == BODY
    assert "Content-Encoding" not in headers


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"short", "text/html"), (b"\x00" * 9_000, "image/png"), (b"\x00" * 9_000, "font/woff2")],
)
def test_what_gains_nothing_is_not_compressed(body, kind):
    _status, headers, _body = ask(held(body, [("Content-Type", kind)]), HTTP_ACCEPT_ENCODING="gzip")
    assert "Content-Encoding" not in headers


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_either_tag_is_known_again(encoding):
    _status, headers, _body = ask(held(), HTTP_ACCEPT_ENCODING=encoding)
    again = ask(held(), HTTP_IF_NONE_MATCH=headers["ETag"], HTTP_ACCEPT_ENCODING=encoding)
    assert [again[0], again[2], again[1]["ETag"]] == ["304 NOT MODIFIED", b"", headers["ETag"]]
    assert ask(held(b"other"), HTTP_IF_NONE_MATCH=headers["ETag"])[0] == "200 OK"


@pytest.mark.parametrize(
    ("status", "header", "may"),
    [
        ("200 OK", ("Content-Type", "text/html"), True),
        ("200 OK", ("Vary", "Cookie, accept-language"), True),
        ("404 NOT FOUND", ("Content-Type", "text/html"), False),
        ("302 FOUND", ("Location", "/"), False),
        ("200 OK", ("Set-Cookie", "a=b"), False),
        ("200 OK", ("Cache-Control", "private, max-age=1"), False),
        ("200 OK", ("Cache-Control", "no-store"), False),
        ("200 OK", ("Vary", "Cookie, Accept"), False),
    ],
)
def test_only_what_is_everybodys_may_be_held(status, header, may):
    assert Held.may_hold(status, [("X-Own", "1"), header]) is may


def test_the_shelf_never_outgrows_its_bound_and_keeps_what_is_used():
    size = held().size
    shelf = Shelf(size * 5)
    shelf.put(("used",), held())
    for number in range(30):
        shelf.put((str(number),), held())
        assert shelf.get(("used",)) is not None
        assert shelf.size == len(shelf) * size <= shelf.most
    assert [len(shelf), shelf.get(("0",)), shelf.get(("29",)) is not None] == [5, None, True]


def test_one_answer_in_place_of_another_counts_once():
    shelf = Shelf(1_000_000)
    shelf.put(("a",), held())
    shelf.put(("a",), held(b"new"))
    assert [len(shelf), shelf.size] == [1, held(b"new").size]


def test_an_answer_that_would_fill_the_shelf_is_not_held():
    shelf = Shelf(held().size * 3)
    shelf.put(("a",), held())
    assert [len(shelf), shelf.size] == [0, 0]
