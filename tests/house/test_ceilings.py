"""Files stay within 400 lines and functions within 50: split where the subject splits, not where the count does."""

from tests.house.tree import files, functions, name

FILE_LINES = 400
FUNCTION_LINES = 50
PYTHON = ("engagement", "bench", "tests", "script")


def test_no_file_is_longer_than_400_lines():
    sources = files(*PYTHON, "templates", "static", suffixes=(".py", ".html", ".css", ".js", ".txt"))
    written = [
        p for p in sources if p.name != "access_table.txt"
    ]  # which is drawn up, and grows with each door
    long = {name(p): n for p in written if (n := len(p.read_text().splitlines())) > FILE_LINES}
    assert long == {}, f"When actions.py fills, it becomes actions/, its name unchanged: {long}"


def test_no_function_is_longer_than_50_lines():
    long = {
        f"{name(p)}:{f.lineno} {f.name}": n
        for p in files(*PYTHON)
        for f in functions(p)
        if (n := (f.end_lineno or 0) - f.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}, f"Name the steps of these functions: {long}"
