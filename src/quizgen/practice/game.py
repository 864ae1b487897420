"""A round of practice: what comes next, what was right, what has to come again. No terminal here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quizgen.grading import Graded, grade
from quizgen.model import Answer, PaperItem, ScoringRule


@dataclass(frozen=True)
class Result:
    """An answered item."""

    placed: PaperItem
    answer: Answer | None
    graded: Graded

    @property
    def right(self) -> bool:
        """Whether all of it was right."""
        return bool(self.graded.right)


@dataclass
class Game:
    """A round over drawn items; wrong ones come again when all have been asked."""

    items: Sequence[PaperItem]
    results: list[Result] = field(default_factory=list)
    """First answers, in order."""
    repeats: list[Result] = field(default_factory=list)

    def answer(self, placed: PaperItem, answer: Answer | None) -> Result:
        """Take an answer; the first to an item counts."""
        result = Result(placed, answer, grade(placed.item, answer, placed.score, ScoringRule.ALL))
        first = all(each.placed.item.id != placed.item.id for each in self.results)
        (self.results if first else self.repeats).append(result)
        return result

    def wrong(self) -> list[PaperItem]:
        """Return the items whose last answer was not right."""
        last = {each.placed.item.id: each for each in (*self.results, *self.repeats)}
        return [each.placed for each in last.values() if not each.right]

    def by_lesson(self) -> Iterator[tuple[str, int, int]]:
        """Yield each lesson with its right first answers and all first answers."""
        counts: dict[str, list[int]] = {}
        for each in self.results:
            count = counts.setdefault(each.placed.item.lesson, [0, 0])
            count[0] += each.right
            count[1] += 1
        for lesson, (right, asked) in counts.items():
            yield lesson, right, asked
