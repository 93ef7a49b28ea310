"""In which language typed words are shown."""

import pytest

from engagement.dialogue.rules import language_of


@pytest.mark.parametrize(
    ("words", "page", "shown"),
    [
        ("The light is out", "en", "en"),
        ("بتی بند ہے", "en", "ur"),
        ("بتی بند ہے", "ur", "ur"),
        ("څراغ مړ دی", "en", "ps"),
        ("Street light kharab hai", "ur", "und"),
        ("1234", "ur", "ur"),
        ("Drita nuk punon", "sq", "sq"),
    ],
)
def test_words_are_shown_in_the_script_they_are_typed_in(words: str, page: str, shown: str) -> None:
    assert language_of(words, page) == shown
