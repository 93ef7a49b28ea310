"""Loading the demo: the same moment gives the same world; its words and outlines are sound."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from shapely import union_all
from shapely.geometry import shape
from sqlalchemy import func, select

from engagement.concerns.models import Concern
from engagement.concerns.rules import Category
from engagement.demo import bulk, loading, places
from engagement.demo.texts import Words, words_in
from engagement.events.models import Event, Minutes, Photo, Promise
from engagement.factory import create_app
from engagement.feedback.models import Poll, PollChoice
from engagement.kernel.database import Base, db
from engagement.organisation.models import Locality, Office, Post
from engagement.problems.models import Comment, Problem, Task
from engagement.settings import Settings

pytestmark = pytest.mark.sqlite_only
NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
PUBLIC = (
    (Event, "title words wall_start wall_end state kind capacity seats_taken cancel_reason moved_from"),
    (Minutes, "public_words wording"),
    (Promise, "words due_on state outcome wording"),
    (Concern, "public_words wording state category language raised_at due_on"),
    (Problem, "public_title public_words stage outcome wording"),
    (Task, "words due_on state"),
    (Poll, "public_words wording closes_on"),
    (PollChoice, "words hands"),
    (Comment, "name words state likes language"),
    (Photo, "alt credit asked_by width height"),
    (Locality, "names aliases outline population"),
    (Office, "names path phone"),
    (Post, "names role"),
)


def _fingerprint(app: Flask, folder: Path) -> str:
    with app.app_context():
        loading.load(now=NOW, data_dir=folder, stations=1)
        told = [
            [
                [getattr(row, name) for name in columns.split()]
                for row in db.session.scalars(select(model).order_by(model.id))
            ]
            for model, columns in PUBLIC
        ]
        db.session.remove()
    return json.dumps(told, default=str, ensure_ascii=False)


def test_two_loads_of_the_same_moment_tell_the_same(tmp_path):
    told = []
    for name in ("one", "two"):
        app = create_app(
            Settings(
                data_dir=tmp_path / name,
                secret_key="test-secret-key-of-forty-two-characters-00",
                database_url=f"sqlite:///{tmp_path / name}.db",
                public_url="http://localhost",
                cheap_hashes=True,
            )
        )
        with app.app_context():
            Base.metadata.create_all(db.engine)
        told.append(_fingerprint(app, tmp_path))
        with app.app_context():
            db.engine.dispose()
    assert len(told[0]) > 20_000
    assert told[0] == told[1]


def test_a_larger_world_has_so_many_more_rows(app, tmp_path):
    loading.load(now=NOW, data_dir=tmp_path, stations=1, scale=2)
    assert (db.session.scalar(select(func.count()).select_from(Event)) or 0) > bulk.MEETINGS
    assert (db.session.scalar(select(func.count()).select_from(Concern)) or 0) > bulk.CONCERNS


WRONG = {"ur": "يكهىټډړښڅېۍږګڼ", "ps": "ہھےٹڈڑگںكى"}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Words):
        for name in value.__slots__:
            yield from _texts(getattr(value, name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


@pytest.mark.parametrize("language", ["ur", "ps"])
def test_words_use_the_letters_of_their_own_language(language):
    said = words_in(language)
    own = [
        t
        for name in said.__slots__
        if (language, name) not in {("ps", "stories"), ("ps", "could_not")}
        for t in _texts(getattr(said, name))
    ]
    names = [spot.names[language] for beat in places.PESHAWAR for spot in beat.spots]
    assert [text for text in own + names if set(text) & set(WRONG[language])] == []


@pytest.mark.parametrize("language", ["en", "ur", "ps", "sq", "sr"])
def test_every_concern_has_a_neutral_public_wording(language):
    said = words_in(language)
    assert set(said.concerns) <= set(said.public)
    assert set(said.public) <= set(Category)


def test_outlines_fill_the_district_and_never_overlap(app):
    drawn = [shape(outline) for outline in places.outlines(places.PESHAWAR).values()]
    assert len(drawn) == 32
    assert all(each.is_valid for each in drawn)
    whole = union_all(drawn)
    assert abs(sum(each.area for each in drawn) - whole.area) < whole.area * 0.001
