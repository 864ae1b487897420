"""What the makers of items share: the course, its facts' status, ids, draws and levels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from quizgen.model import Detail, Evidence, Point, PointSet, SourceRef, match_key
from quizgen.problems import Code, Problem, Severity

from .wording import bare


def digest(*parts: str, length: int = 8) -> str:
    """Hash words into a short name, the same on every machine."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]


@dataclass
class Course:
    """The point sets of a course, and how far its facts can be trusted.

    ``sound`` are the numbers of the facts that were read in the text of the law:
    only on them may a stem say 根据《…》.
    """

    sets: Sequence[PointSet]
    sound: frozenset[str] = frozenset()
    seed: int = 0
    notes: list[Problem] = field(default_factory=list)
    by_id: Mapping[str, PointSet] = field(init=False)
    topics: Mapping[str, list[PointSet]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_id = {each.id: each for each in self.sets}
        topics: dict[str, list[PointSet]] = {}
        for each in self.sets:
            if each.topic:
                topics.setdefault(each.topic, []).append(each)
        self.topics = topics

    def note(self, pointset: PointSet, message: str) -> None:
        """Remember an item that was not made, and why."""
        where = SourceRef(pointset.lesson, pointset.line)
        self.notes.append(Problem(Code.SLOT_MISSING, message, where, Severity.NOTE))

    def order(self, key: str, words: Iterable[str]) -> list[str]:
        """Put words into an order that depends on the item and the seed alone."""
        return sorted(words, key=lambda word: digest(str(self.seed), key, word))

    def is_sound(self, numbers: Iterable[str]) -> bool:
        """Say whether facts are cited and all of them were read in the text of the law."""
        cited = list(numbers)
        return bool(cited) and all(number in self.sound for number in cited)


def first_term(pointset: PointSet, point: Point) -> str:
    """Return the term that names a point in ids: its oldest one, so that a renaming keeps them."""
    was = {match_key(new): old for new, old in pointset.was}
    return was.get(match_key(point.key), point.key)


def evidence_of(pointset: PointSet, point: Point, detail: Detail | None = None) -> Evidence:
    """Say where the key of an item stands."""
    if detail is not None:
        return Evidence(pointset.lesson, detail.line, detail.text)
    value = f"：{point.value}" if point.value else ""
    return Evidence(pointset.lesson, point.line, f"{point.key}{value}")


def target(pointset: PointSet, point: Point) -> str:
    """Write the reference to a point."""
    return f"{pointset.id}/{bare(point.key)}"


def boundaries(point: Point) -> list[str]:
    """Return how a point differs from its neighbours, in the lesson's words."""
    return [detail.text for detail in point.details if detail.label == "界限"]
