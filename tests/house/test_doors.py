"""Every view says at its door who may enter."""

import pytest
from flask import Flask

from engagement.kernel import access


def test_every_route_has_a_guard(built: Flask):
    bare = sorted(
        f"{rule.rule} ({rule.endpoint})"
        for rule in built.url_map.iter_rules()
        if not rule.build_only  # never answers: only its address is asked for
        and access.guard_of(built.view_functions.get(rule.endpoint)) is None
    )
    assert bare == [], f"Put @requires(PERMISSION, find=…) under the route of: {bare}"


def test_a_view_without_a_guard_stops_the_start():
    app = Flask("bare", static_folder=None)
    app.add_url_rule("/open", "open", lambda: "come in")
    with pytest.raises(RuntimeError, match="open"):
        access.check_doors(app)


def test_a_route_with_a_subject_says_how_it_is_found(built: Flask):
    # A guard that cannot find the subject cannot judge who may see it. Flask-Security's links carry signed tokens.
    unfound = sorted(
        f"{rule.rule} ({rule.endpoint})"
        for rule in built.url_map.iter_rules()
        if rule.arguments
        and not rule.endpoint.startswith("security.")
        and (guard := access.guard_of(built.view_functions.get(rule.endpoint))) is not None
        and guard.find is None
        and not guard.permission.anyone
    )
    assert unfound == [], f"Give @requires a find= that returns the subject: {unfound}"
