"""The app on the phone: the same for everybody, under a strict policy, and whole in what its worker keeps."""

import gzip
import json
import re


def test_the_app_holds_nothing_of_a_meeting_and_asks_for_the_camera_alone(client):
    answer = client.get("/door/app")
    policy = answer.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "unsafe" not in policy
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    assert "microphone=()" in answer.headers["Permissions-Policy"]
    assert "camera=()" in client.get("/").headers["Permissions-Policy"]
    assert "worker-src" not in client.get("/").headers["Content-Security-Policy"]


def test_it_speaks_every_language_of_the_installation(client):
    for code in ("en", "ur"):
        page = client.get(f"/door/app?lang={code}").get_data(as_text=True)
        assert f'<html lang="{code}"' in page


def test_the_worker_keeps_every_file_that_the_app_asks_for(client):
    worker = client.get("/door/worker.js")
    assert worker.mimetype == "text/javascript"
    kept = json.loads(re.search(r"KEEPS = (\[.*?\]);", worker.get_data(as_text=True))[1])
    page = client.get("/door/app?lang=ur").get_data(as_text=True)
    asked = set(re.findall(r'(?:src|href|data-hpke|data-qr)="(/static/[^"]+)"', page))
    assert asked <= set(kept)
    assert "/door/app?lang=ur" in kept
    for address in kept:
        with client.get(address) as answer:
            assert answer.status_code == 200, address
    assert not any("absent" in address for address in kept)


def test_the_whole_app_weighs_less_than_150_kb(client):
    worker = client.get("/door/worker.js").get_data(as_text=True)
    kept = json.loads(re.search(r"KEEPS = (\[.*?\]);", worker)[1])
    weight = len(worker)
    for address in kept:
        packs = {} if address.startswith("/door/") else {"Accept-Encoding": "gzip"}
        with client.get(address, headers=packs) as answer:
            body = answer.get_data()
        weight += len(body if packs else gzip.compress(body))
    assert weight <= 150_000


def test_the_manifest_says_where_it_starts(client):
    said = client.get("/door/app.webmanifest?lang=ur").get_json(force=True)
    assert (said["scope"], said["start_url"]) == ("/door/", "/door/app?lang=ur")
