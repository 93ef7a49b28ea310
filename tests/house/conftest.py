"""The app as the house tests see it: built whole, its database never opened."""

import pytest
from flask import Flask

from engagement.factory import create_app
from engagement.settings import load


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Give the whole app on an empty data folder."""
    folder = tmp_path_factory.mktemp("house")
    return create_app(load({"DATA_DIR": str(folder), "CHEAP_HASHES": "true", "LOCALES": "en,ur"}))
