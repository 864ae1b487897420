"""Answers to scores, for one person; grading alone knows what an answer is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from quizgen.grading import Graded, grade
from quizgen.model import Answer, TextAnswer

from .replies import Placed
from .service import Given


class Marked(Struct, frozen=True):
    """What a person did with an item, and what it is worth."""

    each: Placed
    answer: Answer | None
    graded: Graded


class Sheet(Struct, frozen=True):
    """All items of one person."""

    items: tuple[Marked, ...]

    @property
    def score(self) -> float:
        """What is certain so far."""
        return round(sum(each.graded.score or 0 for each in self.items), 2)

    @property
    def pending(self) -> int:
        """How many written answers nobody has marked."""
        return sum(each.graded.score is None for each in self.items)

    @property
    def answered(self) -> int:
        """How many items have any answer."""
        return sum(each.answer is not None for each in self.items)


def with_mark(given: Given | None) -> Answer | None:
    """Return an answer with the mark that a person gave it."""
    if given is None:
        return None
    if isinstance(given.answer, TextAnswer):
        return replace(given.answer, score=given.mark)
    return given.answer


def sheet_of(items: Sequence[Placed], answers: Mapping[int, Given]) -> Sheet:
    """Mark a person's answers."""
    marked = []
    for each in items:
        answer = with_mark(answers.get(each.number))
        graded = grade(each.item, answer, each.placed.score, each.section.rule)
        marked.append(Marked(each, answer, graded))
    return Sheet(tuple(marked))
