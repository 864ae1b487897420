"""What an outline is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """How a group is told."""

    ENUMERATION = "enumeration"
    SERIES = "series"
    PAIRS = "pairs"
    RATIO = "ratio"


@dataclass
class Item:
    """One member of a group: its head as in the text, without the marker."""

    key: str
    line: int
    value: str | None = None
    text: str = ""
    """The sentence it stands in, for a quotation."""
    children: list[Group] = field(default_factory=list)


@dataclass
class Group:
    """Members that the text puts side by side."""

    kind: Kind
    items: list[Item]
    line: int
    name: str | None = None
    announced: int | None = None
    marker: str = ""
    warnings: list[str] = field(default_factory=list)


@dataclass
class Outline:
    """The groups of a text in its order, and how much of it they hold."""

    title: str
    groups: list[Group]
    marks: int = 0
    """Marks of enumeration that the text holds."""
    used: int = 0
    """Those that ended in a group."""


def walk(groups: Iterable[Group]) -> Iterator[Group]:
    """Yield every group, parents before children, in the order of the text."""
    for group in groups:
        yield group
        for item in group.items:
            yield from walk(item.children)
