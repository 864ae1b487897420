"""What quizgen can do is written down, and what is written down is true."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from quizgen.cli import quizgen
from quizgen.config import QuizgenConfig
from quizgen.harvest.options import ALLOWED, POINTS_OPTIONS
from quizgen.model import LABELS

ROOT = Path(__file__).parent.parent
READMES = ["README.md", "README.zh-CN.md"]


def read(name: str) -> str:
    """Return a document of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("command", sorted(quizgen.commands))
def test_every_command_stands_in_the_readmes(readme: str, command: str) -> None:
    """A user finds what there is."""
    assert f"quizgen {command}" in read(readme)


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_name_no_command_that_is_not_there(readme: str) -> None:
    """Nobody tries what does not exist."""
    named = re.findall(r"^quizgen ([a-z]+)", read(readme), re.MULTILINE)

    assert named
    assert set(named) <= set(quizgen.commands)


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("setting", fields(QuizgenConfig), ids=lambda setting: setting.name)
def test_every_setting_stands_in_the_readmes(readme: str, setting: object) -> None:
    """With its default and what it means."""
    name = f"quizgen_{setting.name}"  # type: ignore[attr-defined]  # fields() are untyped in ids
    assert f"`{name}`" in read(readme)


@pytest.mark.parametrize("readme", READMES)
def test_every_kind_of_set_stands_in_the_readmes(readme: str) -> None:
    """An engineer sees what the grammar can say."""
    for kind in ALLOWED["kind"]:
        assert f"`{kind}`" in read(readme)


def test_every_label_stands_in_the_contributors_page() -> None:
    """An author finds the labels in one place."""
    assert all(label in read("CONTRIBUTING.md") for label in LABELS)


def test_every_target_of_make_that_the_readmes_name_exists() -> None:
    """The two commands on top work, and the others."""
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))

    for readme in READMES:
        assert set(re.findall(r"(?:^|`)make ([a-z-]+)", read(readme), re.MULTILINE)) <= targets


def test_every_option_of_a_set_is_kept() -> None:
    """No option is read and then forgotten."""
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src/quizgen/harvest").glob("*.py")
    )

    for option in POINTS_OPTIONS:
        assert len(re.findall(rf'"{option}"', source)) >= 2, option
