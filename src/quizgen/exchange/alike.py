"""Whether an item that was written and read back says the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quizgen.markup import Run, plain, runs
from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    kind_of,
)

from .found import texts_of

WHYS = ("的说明", "说明")


def alike(one: Item, other: Item, *, styled: bool = True, whys: bool = True) -> bool:
    """Compare texts (as runs, or as plain text where a format keeps no bold) and key."""
    if kind_of(one) != kind_of(other) or _key(one) != _key(other):
        return False
    return list(_texts(one, styled, whys)) == list(_texts(other, styled, whys))


def _texts(item: Item, styled: bool, whys: bool) -> Iterator[object]:
    for name, text in texts_of(item):
        if whys or not name.endswith(WHYS):
            yield _trimmed(text) if styled else plain(text).strip()


def _trimmed(text: str) -> tuple[Run, ...]:
    return runs(text.strip())


def _key(item: Item) -> Any:
    match item:
        case SingleChoice() | MultipleChoice():
            return [each.correct for each in item.options]
        case TrueFalse():
            return item.answer
        case Cloze():
            return item.unordered, [len(each.accept) for each in item.blanks]
        case Matching():
            return len(item.pairs), len(item.extra)
        case ShortAnswer():
            return [line.score for line in item.rubric]
    return None
