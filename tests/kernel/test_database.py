"""The database: words of our own that are written into a statement."""

import pytest
from sqlalchemy import column
from sqlalchemy.dialects import sqlite

from engagement.kernel.database import one_of


def test_words_of_our_own_are_written_into_the_statement_in_order():
    written = one_of(column("state"), {"open", "closed"}).compile(dialect=sqlite.dialect())
    assert str(written) == "state IN ('closed', 'open')"
    assert written.params == {}


def test_what_is_no_plain_word_is_never_written_into_a_statement():
    with pytest.raises(ValueError, match="plain words"):
        one_of(column("state"), ["open') OR ('' = '"])
