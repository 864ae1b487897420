"""GIFT: what gift-pegjs understands of our files, and what we read of anybody's."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from items import ALL
from quizgen.exchange import FORMATS, settle
from quizgen.exchange.stems import full_stem
from quizgen.markup import plain, to_html
from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

from .everything import EVERYTHING
from .readers import carried, exported, node, npm_package
from .same import facts

GIFT = FORMATS["gift"]
ITEMS = carried(GIFT, EVERYTHING)
_ESCAPES = {"&&092;": "\\", "&&058;": ":", "&&035;": "#", "&&061;": "=", "&&123;": "{",
            "&&125;": "}", "&&126;": "~", "&&010": "\n"}  # fmt: skip


def _seen(text: str | None) -> str:
    """Read the HTML that a page of Moodle would show."""
    bare = re.sub(r"<br>", "\n", text or "")
    return html.unescape(re.sub(r"</?(?:strong|em|code)>", "", bare)).strip()


def _said(value: dict[str, Any] | None) -> str:
    assert value is None or value["format"] == "html"
    return _seen(value["text"]) if value else ""


def _flat(text: str) -> str:
    """Undo what gift-pegjs leaves of escapes in right sides (it never decodes those)."""
    for mark, char in _ESCAPES.items():
        text = text.replace(mark, char)
    return text


def _squeezed(text: str) -> str:
    """Join blanks the way gift-pegjs does in plain texts."""
    return re.sub(r"[^\S\n][^\S\n]+", " ", plain(text)).strip()


def _expected(item: Item) -> dict[str, Any]:
    """Say what another reader should find."""
    told = plain(item.explanation).strip()
    match item:
        case SingleChoice() | MultipleChoice():
            rights = sum(each.correct for each in item.options)
            options = [
                (plain(o.text).strip(), o.correct, plain(o.why).strip()) for o in item.options
            ]
            return {"options": options, "share": 100 / rights, "told": told}
        case TrueFalse():
            return {"answer": item.answer, "why": plain(item.why).strip(), "told": told}
        case Cloze():
            return {"words": [plain(each).strip() for each in item.blanks[0].accept], "told": told}
        case Matching():
            pairs = [(plain(p.left).strip(), _squeezed(p.right)) for p in item.pairs]
            return {"pairs": [*pairs, *(("", _squeezed(each)) for each in item.extra)]}
    return {}


def _understood(item: Item, question: dict[str, Any]) -> dict[str, Any]:
    told = _said(question["globalFeedback"])
    match item:
        case SingleChoice() | MultipleChoice():
            many = isinstance(item, MultipleChoice)
            rights = [c["weight"] for c in question["choices"] if (c["weight"] or 0) > 0]
            options = [
                (
                    _said(c["text"]),
                    c["weight"] > 0 if many else c["isCorrect"],
                    _said(c["feedback"]),
                )
                for c in question["choices"]
            ]
            return {"options": options, "share": rights[0] if many else 100.0, "told": told}
        case TrueFalse():
            why = _said(question["trueFeedback"])
            return {"answer": question["isTrue"], "why": why, "told": told}
        case Cloze():
            words = [c["text"]["text"].replace("\\*", "*") for c in question["choices"]]
            return {"words": words, "told": told}
        case Matching():
            pairs = [
                (_said(each["subquestion"]), _flat(each["subanswer"]))
                for each in question["matchPairs"]
            ]
            return {"pairs": pairs}
    return {}


def test_gift_pegjs_finds_the_same_stems_options_keys_shares_and_feedback() -> None:
    """A system that reads GIFT shows what our bank says."""
    npm_package("gift-pegjs")
    questions = [q for q in node("gift.js", exported("gift", ITEMS)) if q["type"] != "Category"]
    assert [q["id"] for q in questions] == [each.id for each in ITEMS]

    for item, question in zip(ITEMS, questions, strict=True):
        seen = _seen(question["stem"]["text"])
        if isinstance(item, Cloze):
            shown = re.sub(r"\s*_____\s*|\s*$", "{{1}}", seen, count=1)
            wanted = re.sub(r"\s*(\{\{1\}\})\s*", r"\1", plain(full_stem(item)))
            assert shown == wanted.strip()
        else:
            assert seen == plain(full_stem(item)).strip()
        expected, found = _expected(item), _understood(item, question)
        assert found.pop("share", 0) == pytest.approx(expected.pop("share", 0), abs=1e-4)
        assert found == expected
        if isinstance(item, ShortAnswer):
            assert question["type"] == "Essay"


def test_what_gift_carries_comes_back_the_same() -> None:
    """Export and import, and nothing is lost but what the table says."""
    back = settle(GIFT.read(exported("gift", ITEMS)), "x.gift")

    assert back.troubles == ()
    assert [each.id for each in back.items] == [each.id for each in ITEMS]
    for item, again in zip(ITEMS, back.items, strict=True):
        styled = not isinstance(item, Cloze | Matching | ShortAnswer)
        assert facts(again, styled=styled) == facts(item, styled=styled)


def test_bold_survives_where_gift_holds_html() -> None:
    """Emphasis in a stem is part of the question."""
    item = next(each for each in ITEMS if "**加粗**" in each.stem and not each.stimulus)

    assert b"<strong>" in exported("gift", [item])
    again = settle(GIFT.read(exported("gift", [item])), "x.gift").items[0]
    assert to_html(again.stem) == to_html(item.stem)


def test_gift_names_what_it_cannot_carry() -> None:
    """All of it, before a byte is written."""
    refused = {each.id: each.why for each in GIFT.refusals(ALL)}

    assert refused == {
        "report-deadlines.s1.43214321": "不收排序题",
        "report.p3.99aabbcc": "GIFT 的填空题只能有一个空（多个空用 moodle-xml）",
        "four-checks.m3.ddeeff00": "GIFT 的填空题只能有一个空（多个空用 moodle-xml）",
    }
