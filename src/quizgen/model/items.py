"""Items: what a bank holds, one kind a struct (design, section 6)."""

from __future__ import annotations

from msgspec import Struct


class Evidence(Struct, frozen=True):
    """Where and on which words a key rests."""

    lesson: str
    line: int
    text: str


class Stimulus(Struct, frozen=True):
    """The text of a case that several items share."""

    id: str
    text: str


class Choice(Struct, frozen=True):
    """An option of a choice item, and why it is right or wrong."""

    text: str
    correct: bool
    why: str = ""


class Gap(Struct, frozen=True):
    """A gap of a cloze item and every wording that counts as right."""

    accept: tuple[str, ...]


class Pair(Struct, frozen=True):
    """A pair of a matching item."""

    left: str
    right: str


class RubricLine(Struct, frozen=True):
    """What a short answer has to name, and what that is worth."""

    text: str
    score: int


class ItemBase(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """What every item has. Texts are inline MyST."""

    id: str
    stem: str
    explanation: str
    set: str
    points: tuple[str, ...]
    fact: str
    template: str
    use: str
    level: str
    difficulty: float
    lesson: str
    part: str
    evidence: Evidence
    origin: str = "points"
    topic: str | None = None
    enemies: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    stimulus: Stimulus | None = None
    revision: str = ""


class SingleChoice(ItemBase, frozen=True, kw_only=True, tag="single_choice"):
    """A stem and its options, exactly one of them right; ``fixed`` options keep their order."""

    options: tuple[Choice, ...]
    fixed: bool = False


class MultipleChoice(ItemBase, frozen=True, kw_only=True, tag="multiple_choice"):
    """A stem and its options, two or more of them right."""

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
