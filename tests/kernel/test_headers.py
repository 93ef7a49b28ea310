"""Every answer carries its headers; only what is marked is told to others or kept by nobody."""

from types import SimpleNamespace

import pytest
from flask import Flask, abort, g

from engagement.kernel import headers
from engagement.kernel.actor import VISITOR, Actor, Kind

ALWAYS = {
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Cache-Control",
}


def client_of(**settings: str):
    app = Flask("headers", root_path=str(headers.__file__).rsplit("/", 3)[0], static_folder="static")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 60
    app.extensions["settings"] = SimpleNamespace(
        **{"public_url": "http://localhost", "tile_url": "", **settings}
    )
    headers.start(app)

    @app.get("/page", defaults={"kind": "plain"})
    @app.get("/page/<kind>")
    @app.get("/embed/<kind>", endpoint="embedded")
    def page(kind):
        if kind == "private":
            headers.private()
        if kind == "open":
            headers.open_to_all()
        if kind == "missing":
            headers.open_to_all()
            abort(404)
        if kind in {"signed-in", "signed-out"}:
            g.actor = Actor(Kind.PERSON) if kind == "signed-in" else VISITOR
        return kind

    app.add_url_rule("/finder", "finder", lambda: "")
    return app.test_client(use_cookies=False)


@pytest.mark.parametrize(
    "path", ["/page", "/page/private", "/page/missing", "/nowhere", "/static/base/mark.svg"]
)
def test_every_answer_has_the_headers_once(path):
    with client_of().get(path) as answer:
        given = answer.headers
    assert {name for name in ALWAYS if len(given.getlist(name)) == 1} == ALWAYS
    assert given["X-Content-Type-Options"] == "nosniff"


def test_nothing_from_elsewhere_runs_or_loads():
    assert client_of().get("/page").headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize(
    ("tile_url", "origin"),
    [
        ("https://tiles.example.org:8443/{z}/{x}/{y}.png?key=1", "https://tiles.example.org:8443"),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png", "https://*.tiles.example.org"),
    ],
)
def test_the_operators_tiles_are_the_one_exception(tile_url, origin):
    given = client_of(tile_url=tile_url).get("/page").headers["Content-Security-Policy"]
    assert f"img-src 'self' data: {origin};" in given


def test_only_embeds_may_be_framed():
    client = client_of()
    assert client.get("/embed/map").headers["Content-Security-Policy"].endswith("frame-ancestors *")
    assert client.get("/page/embed").headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_browsers_stay_on_https_where_the_address_is_https():
    assert "Strict-Transport-Security" not in client_of().get("/page").headers
    secure = client_of(public_url="https://chowk.example.org").get("/nowhere").headers
    assert secure["Strict-Transport-Security"] == "max-age=31536000"


def test_a_private_page_is_stored_nowhere_and_tells_its_address_to_nobody():
    given = client_of().get("/page/private").headers
    assert [given["Cache-Control"], given["Referrer-Policy"]] == ["no-store", "no-referrer"]
    assert client_of().get("/page").headers["Referrer-Policy"] == "same-origin"


def test_a_private_page_lets_in_no_map_of_another_site():
    given = client_of(tile_url="https://tiles.example.org/{z}").get("/page/private").headers
    assert "tiles.example.org" not in given["Content-Security-Policy"]


def test_an_address_that_is_always_private_is_so_when_it_refuses_too(monkeypatch):
    monkeypatch.setattr(headers, "_own", set())
    headers.private_always("finder")
    given = client_of().get("/finder").headers
    assert [given["Cache-Control"], given["Referrer-Policy"]] == ["no-store", "no-referrer"]
    assert client_of().get("/page").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "cookie", "control"),
    [
        ("/page/signed-in", "", "no-store"),
        ("/page/plain", "session=x", "no-store"),
        ("/page/plain", "remember_token=x", "no-store"),
        ("/nowhere", "session=x", "no-store"),
        ("/page/signed-out", "session=x", "no-cache"),
        ("/page/plain", "lang=ur", "no-cache"),
        ("/static/base/mark.svg", "session=x", "public, max-age=60"),
    ],
)
def test_answers_to_the_signed_in_are_stored_nowhere(path, cookie, control):
    with client_of().get(path, headers={"Cookie": cookie}) as answer:
        assert answer.headers["Cache-Control"] == control


def test_scripts_of_other_sites_read_only_what_is_marked():
    client = client_of()
    shared = client.get("/page/open").headers
    assert shared["Access-Control-Allow-Origin"] == "*"
    assert shared["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in shared
    for path in ("/page", "/page/missing", "/embed/map"):
        assert "Access-Control-Allow-Origin" not in client.get(path).headers


def test_only_the_finder_may_ask_where_somebody_is():
    headers.allow("finder", geolocation=True)
    client = client_of()
    assert "geolocation=(self), " in client.get("/finder").headers["Permissions-Policy"]
    assert "camera=(), " in client.get("/finder").headers["Permissions-Policy"]
    assert "(self)" not in client.get("/page").headers["Permissions-Policy"]
