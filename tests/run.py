"""What `script/test` runs: lint, then pytest on SQLite and on PostgreSQL, and one line that counts both."""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

from tests import postgres
from tests.house import requirement_rows

NOTHING_COLLECTED = 5
WORKERS = "2"


def main(arguments: list[str]) -> int:
    """Run everything, or what `arguments` pick; return the exit code."""
    os.environ.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # the many processes of the tests would each compile all again
    failed = 0
    if not arguments:
        failed += _said("lint", subprocess.run(["script/lint"], check=False).returncode)
    with postgres.cluster() as address:
        runs = ["sqlite", "postgresql"] if address else ["sqlite"]
        if address:
            os.environ["TEST_POSTGRES_URL"] = address
        count: Counter[str] = Counter()
        codes = [_pytest(database, arguments, count) for database in runs]
    if not address:
        print("\n!!!! SKIPPED: the whole run on PostgreSQL, which is not installed here")
    failed += count["failures"] + count["errors"]
    ran = [code for code in codes if code != NOTHING_COLLECTED]
    for database, code in zip(runs, codes, strict=True):
        if code < 0 or (code > 1 and code != NOTHING_COLLECTED):
            print(
                f"\npytest itself stopped on {database} with exit code {code}: its tests are not all counted"
            )
            failed += 1
    if not arguments and requirement_rows.rows():
        print(f"\n{requirement_rows.unnamed()}")
    passed = count["tests"] - count["failures"] - count["errors"] - count["skipped"]
    print(f"\n{passed} passed, {failed} failed, {count['skipped']} skipped")
    return 1 if failed or not ran else 0


def _said(name: str, code: int) -> int:
    if code:
        print(f"{name}: FAILED")
    return 1 if code else 0


def _pytest(database: str, arguments: list[str], count: Counter[str]) -> int:
    print(f"\n──── pytest on {database} ────", flush=True)
    alone = {"-s", "--pdb", "-n", "--trace"} & set(arguments)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        if not alone:
            # A file stays in one process: what its tests share (a browser, the demo world) is made once.
            command += ["-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder"]
        code = subprocess.run(command, check=False, env={**os.environ, "TEST_DATABASE": database}).returncode
        if report.exists():
            written = ET.parse(report).getroot()  # noqa: S314 - pytest wrote it just now
            for suite in written.iter("testsuite"):
                count.update(
                    {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
                )
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
