"""How a paper numbers its items and letters its options, and what its key says."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from quizgen.markup import plain
from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Paper,
    PaperItem,
    PaperSection,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

HAN_NUMBERS = "一二三四五六七八九十"
TRUE, FALSE = "正确", "错误"
RULES = {
    "all": "多选、少选、错选均不得分",
    "half": "少选得一半分，错选、多选不得分",
    "each": "少选按选对的项数给分，错选、多选不得分",
}
HOW = {
    "single_choice": "每题只有一个正确答案",
    "multiple_choice": "每题有两个或两个以上正确答案",
    "true_false": "正确的在括号内打“√”，错误的打“×”",
    "cloze": "把答案写在横线上",
    "matching": "把右栏的字母填入括号，右栏有多余项",
    "ordering": "把字母按先后顺序填入括号",
    "short_answer": "按要点给分",
}


class Numbered(Struct, frozen=True):
    """An item with its number on the paper, counted through all sections from 1."""

    number: int
    section: PaperSection
    placed: PaperItem

    @property
    def item(self) -> Item:
        """The item itself."""
        return self.placed.item


def numbered(paper: Paper) -> Iterator[Numbered]:
    """Yield every item of a paper with its number."""
    number = 0
    for section in paper.sections:
        for placed in section.items:
            number += 1
            yield Numbered(number, section, placed)


def letter(place: int) -> str:
    """Return the letter of the option at a place: A for 0."""
    return chr(ord("A") + place)


def score_text(score: float) -> str:
    """Write a score without a needless decimal point."""
    return f"{score:g}"


def section_head(index: int, section: PaperSection) -> str:
    """Write the heading of a section: 一、单项选择题（每题 2 分，共 40 分。……）."""
    total = score_text(section.score * len(section.items))
    how = HOW[section.kind]
    if section.kind == "multiple_choice":
        how += "；" + RULES[section.rule]
    each = f"每题 {score_text(section.score)} 分，共 {total} 分"
    return f"{han(index)}、{section.title}（{each}。{how}）"


def han(index: int) -> str:
    """Return the Chinese number of a section, from 0: 一 to 二十."""
    if index < 10:
        return HAN_NUMBERS[index]
    return "十" + (HAN_NUMBERS[index - 11] if index > 10 else "")


def options_of(placed: PaperItem) -> list[str]:
    """Return what is lettered A, B, C … in the order of the paper (inline MyST)."""
    item = placed.item
    match item:
        case SingleChoice() | MultipleChoice():
            texts = [each.text for each in item.options]
        case Matching():
            texts = [*(pair.right for pair in item.pairs), *item.extra]
        case Ordering():
            texts = list(item.order)
        case _:
            return []
    return [texts[at] for at in shown_of(placed, len(texts))]


def shown_of(placed: PaperItem, size: int) -> tuple[int, ...]:
    """Return the order of what is lettered; the item's own where the paper gives none."""
    return placed.shown if len(placed.shown) == size else tuple(range(size))


def key_of(placed: PaperItem) -> str:
    """Write the key of an item as it is read on this paper."""
    item = placed.item
    match item:
        case SingleChoice() | MultipleChoice():
            shown = shown_of(placed, len(item.options))
            return "".join(
                letter(place) for place, at in enumerate(shown) if item.options[at].correct
            )
        case TrueFalse():
            return TRUE if item.answer else FALSE
        case Cloze():
            joint = "；（次序不限）" if item.unordered else "；"
            words = [" / ".join(gap.accept) for gap in item.blanks]
            return joint.join(words) if not item.unordered else "；".join(words) + "（次序不限）"
        case Matching():
            places = _places(placed, len(item.pairs) + len(item.extra))
            return "　".join(f"{n}—{letter(places[n - 1])}" for n in range(1, len(item.pairs) + 1))
        case Ordering():
            places = _places(placed, len(item.order))
            return "→".join(letter(places[at]) for at in range(len(item.order)))
        case ShortAnswer():
            lines = "；".join(f"{plain(line.text)}（{line.score} 分）" for line in item.rubric)
            total = sum(line.score for line in item.rubric)
            if total == placed.score:
                return lines
            return f"{lines}。评分点共 {total} 分，按 {score_text(placed.score)} 分折算"


def _places(placed: PaperItem, size: int) -> dict[int, int]:
    return {at: place for place, at in enumerate(shown_of(placed, size))}
