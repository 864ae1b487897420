"""Items: what a bank holds, one kind a struct (design, section 6)."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Use = Literal["exam", "practice", "both"]
"""Where an item may stand: in exams only, in practice only, in both."""
Level = Literal["remember", "understand", "apply"]
"""Cognitive level (item-writing rules, section 7)."""


class Evidence(Struct, frozen=True, gc=False):
    """Where and on which words a key rests."""

    lesson: str
    line: int
    text: str


class Stimulus(Struct, frozen=True, gc=False):
    """The text of a case that several items share."""

    id: str
    text: str


class Choice(Struct, frozen=True, gc=False):
    """An option of a choice item, and why it is right or wrong."""

    text: str
    correct: bool
    why: str = ""


class Gap(Struct, frozen=True, gc=False):
    """A gap of a cloze item: every wording that counts as right, the one to show first."""

    accept: tuple[str, ...]


class Pair(Struct, frozen=True, gc=False):
    """A pair of a matching item."""

    left: str
    right: str


class RubricLine(Struct, frozen=True, gc=False):
    """What a short answer has to name, and what that is worth."""

    text: str
    score: int


class ItemBase(Struct, frozen=True, gc=False, kw_only=True, tag_field="kind"):
    """What every item has. Texts are inline MyST.

    ``difficulty`` is a priori, 0 easy to 1 hard. ``fact`` is the smallest unit tested:
    items of one fact are ``enemies`` and never stand on one paper. ``facts`` are numbers
    of the fact file. ``origin`` is ``points``, ``question``, ``case`` or the name of the
    file that an item came from.
    """

    id: str
    stem: str
    explanation: str = ""
    set: str | None = None
    points: tuple[str, ...] = ()
    """Targets, ``set/term``."""
    fact: str
    template: str = ""
    use: Use = "both"
    level: Level = "remember"
    difficulty: float = 0.5
    lesson: str = ""
    part: str = ""
    topic: str | None = None
    enemies: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    evidence: Evidence | None = None
    stimulus: Stimulus | None = None
    origin: str = "points"
    revision: str = ""


class SingleChoice(ItemBase, frozen=True, kw_only=True, tag="single_choice"):
    """A stem and its options, exactly one of them right; ``fixed`` options keep their order."""

    options: tuple[Choice, ...]
    fixed: bool = False


class MultipleChoice(ItemBase, frozen=True, kw_only=True, tag="multiple_choice"):
    """A stem and its options, one or more of them right."""

    options: tuple[Choice, ...]
    fixed: bool = False


class TrueFalse(ItemBase, frozen=True, kw_only=True, tag="true_false"):
    """A statement that is true or false, and why."""

    answer: bool
    why: str = ""


class Cloze(ItemBase, frozen=True, kw_only=True, tag="cloze"):
    """A sentence with gaps ``{{1}}``, ``{{2}}`` …; ``unordered`` gaps take their words in any order."""

    blanks: tuple[Gap, ...]
    unordered: bool = False


class Matching(ItemBase, frozen=True, kw_only=True, tag="matching"):
    """Pairs to be joined, and spare entries on the right."""

    pairs: tuple[Pair, ...]
    extra: tuple[str, ...] = ()


class Ordering(ItemBase, frozen=True, kw_only=True, tag="ordering"):
    """Steps in their right order."""

    order: tuple[str, ...]


class ShortAnswer(ItemBase, frozen=True, kw_only=True, tag="short_answer"):
    """A question to be answered in words, and how the answer is marked."""

    rubric: tuple[RubricLine, ...]


Item = SingleChoice | MultipleChoice | TrueFalse | Cloze | Matching | Ordering | ShortAnswer

KIND_NAMES = {
    "single_choice": "单项选择题",
    "multiple_choice": "多项选择题",
    "true_false": "判断题",
    "cloze": "填空题",
    "matching": "连线题",
    "ordering": "排序题",
    "short_answer": "简答题",
}
"""Every kind of item and what trainers call it, in the order of a paper."""


def kind_of(item: Item) -> str:
    """Return the kind of an item as it is written in files."""
    return str(item.__struct_config__.tag)
