"""What a reader finds in a file: items with their place, and what is wrong, with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from quizgen.model import (
    Choice,
    Cloze,
    Gap,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    QuizgenError,
    RubricLine,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

MOST_BYTES = 50_000_000
"""The largest file that is read, and the most that a packed one may unfold to."""
MOST_ITEMS = 50_000
MOST_TEXT = 20_000
"""Characters of one text."""


class Found(Struct, frozen=True):
    """An item and where it stands: a line, a row or a number of an item, from 1."""

    line: int
    item: Item


class Trouble(Struct, frozen=True):
    """What is wrong, and where; line 0 means the whole file."""

    line: int
    message: str


class Reading(Struct):
    """All that came out of a file. ``unit`` is what its places count: 行 or 题."""

    unit: str = "行"
    found: list[Found] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def add(self, line: int, item: Item) -> None:
        """Note an item."""
        if len(self.found) >= MOST_ITEMS:
            raise QuizgenError(f"题目超过 {MOST_ITEMS} 道，请分成几个文件")
        self.found.append(Found(line, item))

    def blame(self, line: int, message: str) -> None:
        """Note what is wrong."""
        self.troubles.append(Trouble(line, message))


def choice_item(
    stem: str, options: Sequence[Choice], *, many: bool | None = None, **more: Any
) -> Item:
    """Make a choice; ``many`` says whether several may be right, else the key tells."""
    rights = sum(each.correct for each in options)
    form = MultipleChoice if (rights > 1 if many is None else many) else SingleChoice
    return form(**_named(more), stem=stem, options=tuple(options))


def true_false(stem: str, answer: bool, why: str = "", **more: Any) -> Item:
    """Make a statement to be judged."""
    return TrueFalse(**_named(more), stem=stem, answer=answer, why=why)


def short_answer(stem: str, rubric: Sequence[RubricLine], **more: Any) -> Item:
    """Make a question to be answered in words."""
    return ShortAnswer(**_named(more), stem=stem, rubric=tuple(rubric))


def cloze(
    stem: str, gaps: Sequence[Sequence[str]], *, unordered: bool = False, **more: Any
) -> Item:
    """Make a sentence with gaps."""
    blanks = tuple(Gap(tuple(each)) for each in gaps)
    return Cloze(**_named(more), stem=stem, blanks=blanks, unordered=unordered)


def _named(more: dict[str, Any]) -> dict[str, Any]:
    """Leave the names that a file does not give to :func:`quizgen.exchange.settle.settle`."""
    return {"id": "", "fact": "", "template": "import"} | more


def texts_of(item: Item) -> Iterator[tuple[str, str]]:
    """Yield every text of an item with what it is: 题干, 选项 A, 第 1 空 …."""
    yield "题干", item.stem
    yield "解析", item.explanation
    if item.stimulus:
        yield "材料", item.stimulus.text
    yield from _own_texts(item)


def _own_texts(item: Item) -> Iterator[tuple[str, str]]:
    """Yield the texts of what a kind has of its own."""
    match item:
        case SingleChoice() | MultipleChoice():
            for number, option in enumerate(item.options):
                yield f"选项 {letter(number)}", option.text
                yield f"选项 {letter(number)} 的说明", option.why
        case TrueFalse():
            yield "说明", item.why
        case Cloze():
            yield from (("空的答案", word) for gap in item.blanks for word in gap.accept)
        case Matching():
            yield from (("左边", pair.left) for pair in item.pairs)
            yield from (("右边", text) for text in (*(p.right for p in item.pairs), *item.extra))
        case Ordering():
            yield from ((f"第 {number} 步", text) for number, text in enumerate(item.order, 1))
        case ShortAnswer():
            yield from ((f"要点 {n}", line.text) for n, line in enumerate(item.rubric, 1))


def letter(number: int) -> str:
    """Return the letter of an option, from 0: A to Z, then AA …."""
    return chr(65 + number) if number < 26 else letter(number // 26 - 1) + letter(number % 26)
