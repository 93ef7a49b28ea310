"""An app of the kernel's pages alone: templates, words and signs, without rooms or database."""

from pathlib import Path

import pytest
from flask import Flask

from engagement.kernel import icons, locale, pages


@pytest.fixture(scope="session")
def paper() -> Flask:
    """Render templates as the product does."""
    app = Flask("engagement", root_path=str(Path(__file__).parents[2]))
    app.config.update(SECRET_KEY="a key for tests", LOCALES=("en", "ur"), DEFAULT_LOCALE="en")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "engagement/translations"
    for start in (locale.start, pages.start, icons.start):
        start(app)
    return app
