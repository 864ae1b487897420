"""The rooms of quizgen only look downhill."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "quizgen"
_TALK = {"model", "problems", "markup", "grading"}
MAY_IMPORT: dict[str, set[str]] = {
    "model": set(),
    "problems": {"model"},
    "config": {"model"},
    "markup": {"model"},
    "grading": {"model"},
    "harvest": {"model", "problems"},
    "generate": {"model", "problems"},
    "lint": {"model", "problems", "markup"},
    "bank": {"model", "problems"},
    "assemble": {"model", "problems"},
    "render": {"model", "problems", "markup", "grading"},
    "practice": _TALK,
    "widgets": {*_TALK, "practice"},
    "exchange": {*_TALK, "bank", "practice", "render", "widgets"},
    "session": {*_TALK, "bank"},
    "archive": {*_TALK, "bank", "render", "session"},
    "speech": {"model", "problems"},
}
_BELOW = set(MAY_IMPORT) | {"config"}
MAY_IMPORT["sphinx_ext"] = _BELOW - {"session", "archive"}
MAY_IMPORT["cli"] = {*_BELOW, "sphinx_ext"}
"""Every room and the rooms below it (design, section 3)."""
ONLY_IN = {
    "sphinx": {"sphinx_ext"},
    "docutils": {"harvest", "sphinx_ext"},
    "myst_parser": {"sphinx_ext"},
    "markdown_it": {"markup"},
    "click": {"cli"},
    "rich": {"cli", "practice"},
    "yaml": {"bank"},
    "highspy": {"assemble"},
    "docx": {"speech", "render", "exchange"},
    "openpyxl": {"exchange", "render", "session", "archive"},
    "typst": {"render", "sphinx_ext"},
    "genanki": {"exchange"},
    "nh3": {"exchange"},
    "starlette": {"session"},
    "segno": {"render", "session", "cli", "sphinx_ext"},
    "sqlalchemy": {"session", "archive"},
    "alembic": {"session"},
    "uvicorn": {"session"},
    "itsdangerous": {"session"},
    "pypdf": {"speech"},
    "pypinyin": {"speech", "sphinx_ext"},
}
"""Heavy neighbours and the only rooms that may know them."""
FILES = sorted(SRC.rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module name that a file imports, at any depth."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    """Name the room a file lies in."""
    return path.relative_to(SRC).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_room_imports_only_what_lies_below_it(path: Path) -> None:
    """A module reaches its own room and the rooms below; a new room has to be listed."""
    room = room_of(path)
    if room == "__init__":
        return
    names = [name.split(".") for name in imported(path)]
    rooms = {name[1] for name in names if name[0] == "quizgen" and len(name) > 1}

    assert rooms - {room, "__version__"} <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_heavy_neighbours_stay_in_their_rooms(path: Path) -> None:
    """Harvesting needs no Sphinx, drafting no docutils, a library no command line."""
    tops = {name.split(".")[0] for name in imported(path)}

    for neighbour, allowed in ONLY_IN.items():
        if neighbour in tops:
            assert room_of(path) in allowed | {"__init__"}


def test_importing_the_package_does_not_import_sphinx() -> None:
    """The command line never pays for what it does not use."""
    import subprocess
    import sys

    code = "import quizgen, quizgen.cli, sys; sys.exit('sphinx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
