"""``facts.yaml``: the law behind the lessons, by number."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec
import yaml
from msgspec import Struct

from quizgen.model import QuizgenError

SCHEMA = "quizgen.facts/1"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same values either way, ten times faster where libyaml is at hand."""


class Status(StrEnum):
    """How far a fact was followed to its source."""

    VERIFIED = "verified-in-text"
    SECONDARY = "found-in-secondary-source"
    UNVERIFIED = "could-not-verify"


class FactPart(Struct, frozen=True, kw_only=True):
    """One half of a fact whose halves stand differently."""

    status: Status
    text: str
    article: str | None = None


class Fact(Struct, frozen=True, kw_only=True):
    """One numbered fact; ``law`` holds short names, see :meth:`Facts.laws_of`."""

    text: str
    status: Status
    checked: str
    law: str | tuple[str, ...] | None = None
    article: str | None = None
    parts: tuple[FactPart, ...] = ()


class Facts(Struct, frozen=True, kw_only=True):
    """All facts of a course."""

    schema: str
    checked: str
    laws: dict[str, str]
    facts: dict[str, Fact]

    def get(self, number: str) -> Fact | None:
        """Return a fact by its number, such as ``2-07``."""
        return self.facts.get(number)

    def laws_of(self, fact: Fact) -> list[str]:
        """Return the full names of the laws a fact rests on."""
        short = [fact.law] if isinstance(fact.law, str) else list(fact.law or ())
        return [self.laws.get(name, name) for name in short]


def load_facts(path: Path) -> Facts:
    """Read a fact file.

    Raises:
        QuizgenError: where the file is unreadable or not of this form; the message
            names file, place and what is wanted.
    """
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError) as problem:
        raise QuizgenError(f"{path}：读不了事实表：{problem}") from problem
    except yaml.YAMLError as problem:
        raise QuizgenError(f"{path}：事实表不是有效的 YAML：{problem}") from problem
    if not isinstance(raw, Mapping) or raw.get("schema") != SCHEMA:
        raise QuizgenError(f"{path}：事实表开头要写 schema: {SCHEMA}")
    try:
        return msgspec.convert(_plain(raw), Facts)
    except msgspec.ValidationError as problem:
        raise QuizgenError(f"{path}：事实表的内容不对：{problem}") from problem


def _plain(value: Any) -> Any:
    """Write the dates that YAML reads back as text."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
