"""A test names the rows of the requirements that it proves; `script/test` lists those that none names."""

import pytest

from tests.house import requirement_rows


def test_each_row_that_a_test_names_exists():
    rows = requirement_rows.rows()
    if not rows:
        pytest.skip("the source documents' rows are not beside this clone")
    assert requirement_rows.named() - rows == set()


@pytest.mark.parametrize(
    ("comment", "rows"),
    [
        ("x = 1  # 003.4", ["003.4"]),
        ("# 000.12, C.3: both", ["000.12", "C.3"]),
        ("# costs 1003.4 or 003.456", []),
    ],
)
def test_a_row_is_read_from_a_comment(comment: str, rows: list[str]):
    assert requirement_rows.NAMED.findall(comment.partition("#")[2]) == rows
