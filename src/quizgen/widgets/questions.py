"""One question as HTML, kind by kind.

What is written here is complete without a script: the question, and its answer in ``details``.
The script finds what it needs in ``data-`` attributes (``data-at`` is a place in the item's own
order) and adds the controls. Choices and steps stand in the order that practice draws.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from quizgen.grading.normal import normal
from quizgen.markup import to_html
from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    kind_of,
)
from quizgen.practice.drawing import order_of

KIND_NAMES = {
    "single_choice": "单选题",
    "multiple_choice": "多选题",
    "true_false": "判断题",
    "cloze": "填空题",
    "matching": "连线题",
    "ordering": "排序题",
    "short_answer": "简答题",
}
GAP = "（　　）"
_GAPS = re.compile(r"\{\{(\d+)\}\}")


class _Parts(Struct, frozen=True):
    """What of a question is seen at once, what its answer is made of, and the key to grade by."""

    stem: str
    seen: str
    answer: str
    key: Any


def question(item: Item, number: int, *, link: str | None = None, is_open: bool = False) -> str:
    """Return a question as an entry of a list.

    Args:
        item: the item.
        number: its number in the list.
        link: where the course teaches it.
        is_open: its answer is open from the start.
    """
    parts = _parts(item)
    kind = kind_of(item)
    key = html.escape(json.dumps(parts.key, ensure_ascii=False, separators=(",", ":")))
    case = f'<p class="qg-stimulus">{to_html(item.stimulus.text)}</p>' if item.stimulus else ""
    opened = ' open="open"' if is_open else ""
    return (
        f'<li><form class="qg-ask" data-kind="{kind}" data-name="{name_of(item)}" data-key="{key}">'
        f'<fieldset><legend>第 {number} 题 <span class="qg-chip">{KIND_NAMES[kind]}</span></legend>'
        f'{case}<p class="qg-stem">{parts.stem}</p>{parts.seen}</fieldset>'
        f'<details class="qg-fold"{opened}>'
        f"<summary>看答案和解析</summary>{parts.answer}{_explained(item, link)}</details>"
        "</form></li>\n"
    )


def name_of(item: Item) -> str:
    """Return the short name under which an answer is remembered; another content, another name."""
    parts = _parts(item)
    case = item.stimulus.text if item.stimulus else ""
    whole = json.dumps([item.id, case, parts.stem, parts.seen, parts.key], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:8]


def key_of(item: Item) -> Any:
    """Return what the script grades by: the right answers, as ``quizgen.grading`` takes them."""
    return _parts(item).key


def _parts(item: Item) -> _Parts:
    match item:
        case SingleChoice() | MultipleChoice():
            return _choice(item)
        case TrueFalse():
            return _true_false(item)
        case Cloze():
            return _cloze(item)
        case Matching():
            return _matching(item)
        case Ordering():
            return _ordering(item)
        case ShortAnswer():
            return _short_answer(item)


def _explained(item: Item, link: str | None) -> str:
    told = f"<p>{to_html(item.explanation)}</p>" if item.explanation else ""
    if link is None:
        return told
    return f'{told}<p class="qg-back"><a href="{html.escape(link)}">看课文里的这一点</a></p>'


def _answer(text: str) -> str:
    return f'<p class="qg-answer"><strong>答案</strong>：{text}</p>'


def _letters(order: Iterable[int]) -> dict[int, str]:
    """Name what stands in an order: A to Z, then AA, AB …."""
    names = {}
    for number, at in enumerate(order):
        names[at] = (chr(64 + number // 26) if number > 25 else "") + chr(65 + number % 26)
    return names


def _lettered(order: Iterable[int], texts: list[str], class_: str) -> str:
    rows = "".join(
        f'<li data-at="{at}"><b>{letter}</b> <span>{to_html(texts[at])}</span></li>'
        for at, letter in _letters(order).items()
    )
    return f'<ul class="{class_}">{rows}</ul>'


def _choice(item: SingleChoice | MultipleChoice) -> _Parts:
    order = order_of(item)
    letters = _letters(order)
    right = [at for at, option in enumerate(item.options) if option.correct]
    whys = "".join(
        f'<li data-at="{at}"><b>{letters[at]}</b> <span>{to_html(item.options[at].why)}</span></li>'
        for at in order
        if item.options[at].why
    )
    reasons = f'<ul class="qg-reasons">{whys}</ul>' if whys else ""
    said = "、".join(letters[at] for at in order if at in right)
    seen = _lettered(order, [each.text for each in item.options], "qg-choices")
    return _Parts(to_html(item.stem), seen, _answer(said) + reasons, right)


def _true_false(item: TrueFalse) -> _Parts:
    why = item.why if item.why not in item.explanation else ""
    told = f'<p class="qg-why">{to_html(why)}</p>' if why else ""
    said = _answer("正确" if item.answer else "错误")
    return _Parts(to_html(item.stem), "", said + told, item.answer)


def _cloze(item: Cloze) -> _Parts:
    gaps = [sorted({normal(word) for word in gap.accept}) for gap in item.blanks]
    stem = _GAPS.sub(
        lambda found: f'<span class="qg-gap" data-at="{int(found[1]) - 1}">{GAP}</span>',
        to_html(item.stem),
    )
    said = "；".join(to_html(gap.accept[0]) for gap in item.blanks)
    free = "（次序不限）" if item.unordered and len(gaps) > 1 else ""
    return _Parts(stem, "", _answer(said + free), {"gaps": gaps, "any": item.unordered})


def _matching(item: Matching) -> _Parts:
    rights = [*(pair.right for pair in item.pairs), *item.extra]
    order = order_of(item)
    letters = _letters(order)
    lefts = "".join(
        f'<li data-at="{at}"><span>{to_html(pair.left)}</span></li>'
        for at, pair in enumerate(item.pairs)
    )
    seen = f'<ol class="qg-lefts">{lefts}</ol>{_lettered(order, rights, "qg-rights")}'
    said = "，".join(f"{at + 1}—{letters[at]}" for at in range(len(item.pairs)))
    joined = "".join(
        f"<li>{to_html(pair.left)} — {to_html(pair.right)}</li>"
        for pair in item.pairs
        if pair.right not in item.explanation
    )
    listed = f'<ul class="qg-joined">{joined}</ul>' if joined else ""
    key = [[at for at, text in enumerate(rights) if text == pair.right] for pair in item.pairs]
    return _Parts(to_html(item.stem), seen, _answer(said) + listed, key)


def _ordering(item: Ordering) -> _Parts:
    order = order_of(item)
    letters = _letters(order)
    said = " → ".join(letters[at] for at in range(len(item.order)))
    steps = "".join(f"<li>{to_html(step)}</li>" for step in item.order)
    listed = f'<ol class="qg-joined">{steps}</ol>'
    seen = _lettered(order, list(item.order), "qg-steps-asked")
    key = [item.order.index(step) for step in item.order]
    return _Parts(to_html(item.stem), seen, _answer(said) + listed, key)


def _short_answer(item: ShortAnswer) -> _Parts:
    lines = "".join(
        f'<li data-at="{at}" data-score="{line.score}"><span>{to_html(line.text)}'
        f"（{line.score}分）</span></li>"
        for at, line in enumerate(item.rubric)
    )
    told = f'<p class="qg-answer"><strong>要点</strong>：</p><ul class="qg-rubric">{lines}</ul>'
    return _Parts(to_html(item.stem), "", told, [line.score for line in item.rubric])
