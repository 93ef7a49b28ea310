"""The newest migration, whatever the numbers of the files say."""

from pathlib import Path

import pytest

from engagement.kernel.revisions import SeveralEnds, head


def write(folder: Path, name: str, beneath: str | None) -> None:
    (folder / f"{name}_x.py").write_text(
        f'revision = "{name}"\ndown_revision = {beneath!r}\n'.replace("'", '"')
    )


def test_the_head_is_what_no_other_comes_after_and_not_the_greatest_number(tmp_path: Path) -> None:
    for name, beneath in (("0001", None), ("0009", "0001"), ("0003", "0009")):
        write(tmp_path, name, beneath)
    assert head(tmp_path) == "0003"


def test_two_ends_are_said(tmp_path: Path) -> None:
    for name, beneath in (("0001", None), ("0002", "0001"), ("0003", "0001")):
        write(tmp_path, name, beneath)
    with pytest.raises(SeveralEnds, match="0002, 0003"):
        head(tmp_path)
