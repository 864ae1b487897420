"""Stems as formats want them: with the case in front, cut at their gaps."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizgen.model import Cloze, Item

GAP = re.compile(r"\{\{(\d+)\}\}")
DRAWN = "____"
"""A gap as a line, in plain text."""
_LINE = r"\_\_\_\_"
_EMPTY = re.compile(r"[（(]\s*[)）]")
_DRAWN = re.compile(r"(?:\\?_){2,}")


def full_stem(item: Item) -> str:
    """Return the stem, the text of its case before it."""
    return f"{item.stimulus.text}\n{item.stem}" if item.stimulus else item.stem


def pieces(stem: str) -> tuple[list[str], list[int]]:
    """Cut a stem at its gaps: the texts around them, and the number of each gap, from 0."""
    parts = GAP.split(stem)
    return parts[::2], [int(each) - 1 for each in parts[1::2]]


def gaps_fit(item: Cloze) -> bool:
    """Say whether each gap stands in the stem, once."""
    _, numbers = pieces(item.stem)
    return sorted(numbers) == list(range(len(item.blanks)))


def in_order(item: Cloze) -> list[tuple[str, ...]]:
    """Return what each gap accepts, in the order in which the gaps stand in the stem."""
    _, numbers = pieces(item.stem)
    return [item.blanks[at].accept for at in numbers]


def drawn(stem: str) -> str:
    """Draw the gaps of a stem as lines: still inline MyST, so the lines are no emphasis."""
    return GAP.sub(lambda _: _LINE, stem)


def emptied(stem: str) -> str:
    """Draw the empty brackets of a stem as lines."""
    return _EMPTY.sub(lambda _: _LINE, stem)


def undrawn(stem: str) -> tuple[str, int]:
    """Give the drawn gaps of a stem numbers; return it and how many there are."""
    count = 0

    def number(_: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"{{{{{count}}}}}"

    return _DRAWN.sub(number, stem), count


def joined(parts: Sequence[str]) -> str:
    """Put a stem together from the texts around its gaps."""
    stem = parts[0]
    for number, part in enumerate(parts[1:], 1):
        stem += f"{{{{{number}}}}}{part}"
    return stem
