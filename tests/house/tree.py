"""The source tree as the house tests see it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOUSE = ROOT / "engagement"
NOT_ROOMS = {"kernel", "demo", "translations", "__pycache__"}


def name(path: Path) -> str:
    """Name a file as seen from the root."""
    return path.relative_to(ROOT).as_posix()


def files(*folders: str, suffixes: tuple[str, ...] = (".py",)) -> list[Path]:
    """List our own files of these kinds."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.suffix in suffixes and "vendor" not in path.parts and "__pycache__" not in path.parts
    )


def rooms() -> list[Path]:
    """List the rooms: packages that have drawers."""
    return sorted(p for p in HOUSE.iterdir() if (p / "__init__.py").exists() and p.name not in NOT_ROOMS)


@cache
def tree(path: Path) -> ast.Module:
    """Parse one file, once."""
    return ast.parse(path.read_text(), str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, inner ones too."""
    return (n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
