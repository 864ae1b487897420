"""What pages show: plain values made of items, answers and counts, ready for the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from quizgen.markup import to_html
from quizgen.model import (
    KIND_NAMES,
    Answer,
    ChoiceAnswer,
    Cloze,
    ClozeAnswer,
    Matching,
    MatchingAnswer,
    MultipleChoice,
    Ordering,
    OrderingAnswer,
    ShortAnswer,
    SingleChoice,
    TextAnswer,
    TrueFalse,
    TrueFalseAnswer,
    kind_of,
)

from .replies import Placed, own_order, texts_of
from .scores import Marked

_GAP = re.compile(r"\{\{(\d+)\}\}")
HOW = {
    "single_choice": "选一项",
    "multiple_choice": "选两项或更多",
    "true_false": "判断对错",
    "cloze": "把答案填在空格里",
    "matching": "给左边每一项选一个",
    "ordering": "从先到后依次选",
    "short_answer": "写出要点",
}


def number_text(value: float | None) -> str:
    """Write a number without a needless decimal point."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def question(each: Placed, secret: bytes, seat: int, answer: Answer | None) -> dict[str, Any]:
    """Return an item as a phone shows it, with what was answered; no word of the key."""
    item = each.item
    order = own_order(each, secret, seat)
    texts = texts_of(item)
    shown: dict[str, Any] = {
        "number": each.number,
        "kind": kind_of(item),
        "kind_name": KIND_NAMES[kind_of(item)],
        "how": HOW[kind_of(item)],
        "score": number_text(each.placed.score),
        "section": each.section.title if each.starts_section else "",
        "case": to_html(item.stimulus.text) if item.stimulus else "",
        "stem": _stem(item.stem),
        "options": [(place, to_html(texts[at])) for place, at in enumerate(order)],
        "chosen": _chosen(order, answer),
        "lefts": [to_html(pair.left) for pair in item.pairs] if isinstance(item, Matching) else [],
        "words": list(answer.words) if isinstance(answer, ClozeAnswer) else [],
        "text": answer.text if isinstance(answer, TextAnswer) else "",
    }
    return shown


def _stem(stem: str) -> list[str | int]:
    """Return HTML and, between, the numbers of gaps."""
    parts = _GAP.split(to_html(stem))
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]


def _chosen(order: Sequence[int], answer: Answer | None) -> list[int]:
    """Return places in a phone's order; for rows of selects one each, -1 for none."""
    match answer:
        case ChoiceAnswer():
            return [order.index(at) for at in answer.chosen]
        case TrueFalseAnswer():
            return [int(answer.said)]
        case MatchingAnswer():
            return [order.index(at) if at >= 0 else -1 for at in answer.joined]
        case OrderingAnswer():
            return [order.index(at) if at >= 0 else -1 for at in answer.order]
    return []


def said(each: Placed, answer: Answer | None) -> list[str]:
    """Write an answer in words, as lines of HTML."""
    item = each.item
    texts = texts_of(item)
    match answer:
        case ChoiceAnswer():
            return [to_html(texts[at]) for at in answer.chosen]
        case TrueFalseAnswer():
            return ["正确" if answer.said else "错误"]
        case ClozeAnswer():
            return ["；".join(to_html(_plain(word)) or "（空）" for word in answer.words)]
        case MatchingAnswer() if isinstance(item, Matching):
            return [
                f"{to_html(pair.left)} — {to_html(texts[at]) if at >= 0 else '（空）'}"
                for pair, at in zip(item.pairs, answer.joined, strict=False)
            ]
        case OrderingAnswer():
            return [" → ".join(to_html(texts[at]) if at >= 0 else "（空）" for at in answer.order)]
        case TextAnswer():
            return [to_html(_plain(line)) for line in answer.text.splitlines()]
    return []


def _plain(text: str) -> str:
    from quizgen.markup import escape

    return escape(text)


def key(each: Placed) -> list[str]:
    """Write the right answer in words, as lines of HTML."""
    item = each.item
    match item:
        case SingleChoice() | MultipleChoice():
            return [to_html(option.text) for option in item.options if option.correct]
        case TrueFalse():
            return ["正确" if item.answer else "错误"]
        case Cloze():
            joint = "；".join(" / ".join(map(to_html, gap.accept)) for gap in item.blanks)
            return [joint + ("（次序不限）" if item.unordered else "")]
        case Matching():
            return [f"{to_html(pair.left)} — {to_html(pair.right)}" for pair in item.pairs]
        case Ordering():
            return [" → ".join(map(to_html, item.order))]
        case ShortAnswer():
            return [f"{to_html(line.text)}（{line.score} 分）" for line in item.rubric]


def reviewed(marked: Marked) -> dict[str, Any]:
    """Return an item with its key, its explanation and what one got: after the reveal only."""
    each, item = marked.each, marked.each.item
    whys = []
    if isinstance(item, SingleChoice | MultipleChoice):
        whys = [
            (to_html(option.text), to_html(option.why))
            for option in item.options
            if option.why and not option.correct
        ]
    if isinstance(item, TrueFalse) and item.why and item.why not in item.explanation:
        whys = [("", to_html(item.why))]
    state = "pending" if marked.graded.right is None else "wrong"
    if marked.answer is None:
        state = "none"
    elif marked.graded.right:
        state = "right"
    elif marked.graded.score:
        state = "part"
    return {
        "number": each.number,
        "kind_name": KIND_NAMES[kind_of(item)],
        "stem": _stem(item.stem),
        "case": to_html(item.stimulus.text) if item.stimulus else "",
        "mine": said(each, marked.answer),
        "key": key(each),
        "explanation": to_html(item.explanation),
        "whys": whys,
        "state": state,
        "score": number_text(marked.graded.score),
        "full": number_text(each.placed.score),
    }


class Bar(Struct, frozen=True):
    """A bar of the chart that a reveal shows."""

    label: str
    count: int
    share: int
    """Percent of those who answered."""
    right: bool


def bars(each: Placed, secret: bytes, answers: Iterable[Marked]) -> list[Bar]:
    """Count what a class answered: options where there are some, else right, partly, wrong."""
    marked = [one for one in answers if one.answer is not None]
    item = each.item
    rows: list[tuple[str, int, bool]] = []
    if isinstance(item, SingleChoice | MultipleChoice):
        chosen = [at for one in marked for at in getattr(one.answer, "chosen", ())]
        for at in own_order(each, secret, 0):
            option = item.options[at]
            rows.append((to_html(option.text), chosen.count(at), option.correct))
    elif isinstance(item, TrueFalse):
        told = [one.answer.said for one in marked if isinstance(one.answer, TrueFalseAnswer)]
        rows = [
            ("正确", told.count(True), item.answer),
            ("错误", told.count(False), not item.answer),
        ]
    else:
        rows = _right_and_wrong(marked)
    total = max(len(marked), 1)
    return [Bar(text, count, round(100 * count / total), right) for text, count, right in rows]


def _right_and_wrong(marked: Sequence[Marked]) -> list[tuple[str, int, bool]]:
    right = sum(one.graded.right is True for one in marked)
    unmarked = sum(one.graded.right is None for one in marked)
    part = sum(not one.graded.right and bool(one.graded.score) for one in marked)
    wrong = len(marked) - right - unmarked - part
    rows = [("全对", right, True), ("部分对", part, False), ("不对", wrong, False)]
    return [("已写", unmarked, True)] if unmarked else rows
