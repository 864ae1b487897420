"""What lint finds: coded, placed, and what is known beside the items."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from quizgen.model import Case, Item, PointSet, Question

CODES: Mapping[str, str] = {
    "K1": "双解",
    "K2": "错键",
    "K3": "无据",
    "K4": "界词错",
    "C1": "题干泄底",
    "C2": "样式泄底",
    "C3": "互相提示、剩一可推",
    "D1": "不同类",
    "D2": "凑数",
    "D3": "失序、交叉",
    "S1": "题意不全、一题两考",
    "S2": "否定",
    "S3": "不通",
    "S4": "绝对词",
    "L1": "虚标层次",
    "L2": "无价值",
    "T1": "旧称旧数",
    "T2": "讲话当法",
    "T3": "失真",
    "X1": "刷题",
}
"""The flaw codes of the item-writing rules, section 8."""
ERRORS = frozenset({"K1", "K2", "K3", "K4"})
"""Flaws that keep an item out of a bank; the others are mended or answered with a reason."""


class Finding(Struct, frozen=True, order=True):
    """One flaw of one item."""

    item: str
    code: str
    message: str
    lesson: str = ""
    line: int = 0

    @property
    def is_error(self) -> bool:
        """Say whether the item may not stand in a bank."""
        return self.code in ERRORS


def found(item: Item, code: str, message: str) -> Finding:
    """Note a flaw of an item, with the place its key rests on."""
    lesson = item.evidence.lesson if item.evidence else item.lesson
    return Finding(item.id, code, message, lesson, item.evidence.line if item.evidence else 0)


@dataclass(frozen=True)
class Known:
    """What items are held against; whatever is missing is not checked.

    ``sound`` are the numbers of facts that were read in the text of the law, ``cited`` all
    numbers of the fact file; ``words`` is what trainees read.
    """

    sets: Sequence[PointSet] = ()
    cases: Sequence[Case] = ()
    questions: Sequence[Question] = ()
    sound: Collection[str] = frozenset()
    cited: Collection[str] = frozenset()
    words: Sequence[str] = ()

    @cached_property
    def by_id(self) -> dict[str, PointSet]:
        """The sets by id."""
        return {each.id: each for each in self.sets}

    @cached_property
    def edged_topics(self) -> frozenset[str]:
        """Topics of which a set says what its 以上 and 以下 include."""
        return frozenset(each.topic for each in self.sets if each.topic and each.edges)

    @cached_property
    def case_by_id(self) -> dict[str, Case]:
        """The cases by id."""
        return {each.id: each for each in self.cases}

    @cached_property
    def question_by_id(self) -> dict[str, Question]:
        """All questions by id, those of cases included."""
        inner = [each for case in self.cases for each in case.questions]
        return {each.id: each for each in (*self.questions, *inner)}
