"""A question as HTML: complete by itself, and named after what it asks."""

from __future__ import annotations

import json
import re

import lxml.html
import pytest
from msgspec.structs import replace

from items import ALL, CASE_ITEM, CLOZE, MATCHING, ORDERING, SINGLE, TRUE_FALSE
from quizgen.model import Choice, Evidence, Gap, Item
from quizgen.widgets import SCRIPT, STATIC, key_of, name_of, question


@pytest.mark.parametrize("item", ALL, ids=lambda each: each.id)
def test_a_question_is_whole_without_a_script(item: Item) -> None:
    """Kind, case, stem, and the answer with its explanation, folded away."""
    node = lxml.html.fromstring(question(item, 3))
    folded = node.xpath(".//details")[0].text_content()

    assert "第 3 题" in node.xpath(".//legend")[0].text_content()
    assert item.explanation in folded
    assert json.loads(node.xpath(".//form/@data-key")[0]) == key_of(item)
    assert not node.xpath(".//details/@open")
    if item.stimulus:
        assert item.stimulus.text in node.text_content()


def test_the_answer_names_what_the_reader_sees() -> None:
    """Letters are those of the page, whatever the order of the item."""
    matching = lxml.html.fromstring(question(MATCHING, 1))
    letters = {
        int(row.get("data-at")): row.xpath("./b")[0].text
        for row in matching.xpath('.//ul[@class="qg-rights"]/li')
    }
    said = matching.xpath('.//p[@class="qg-answer"]')[0].text_content()
    assert said == "答案：" + "，".join(f"{at + 1}—{letters[at]}" for at in range(3))
    ordering = lxml.html.fromstring(question(ORDERING, 1))
    steps = ordering.xpath('.//ul[@class="qg-steps-asked"]/li')
    places = [int(row.get("data-at")) for row in steps]
    assert places != sorted(places)
    assert sorted(places) == [0, 1, 2, 3]


def test_an_open_answer_and_a_way_back() -> None:
    """For trainers, and to the lesson."""
    node = lxml.html.fromstring(question(SINGLE, 1, link="a.html#b<c", is_open=True))

    assert node.xpath(".//details/@open")
    assert node.xpath(".//details//a/@href") == ["a.html#b<c"]


def test_wrong_values_stand_among_the_options_only() -> None:
    """And in the reason why they are wrong; a gap holds right words alone."""
    item = replace(SINGLE, options=(*SINGLE.options[:-1], Choice("七十三刻钟", False)))
    node = lxml.html.fromstring(question(item, 1))
    (choice,) = node.xpath('.//*[contains(text(), "七十三刻钟")]')
    assert choice.getparent().getparent().get("class") == "qg-choices"
    assert key_of(replace(CLOZE, blanks=(Gap(("一小时", "1 小时")),)))["gaps"] == [["1小时"]]


@pytest.mark.parametrize(
    "newer", [r"\?\.(?=\w|\[|\()", r"\?\?", r"\.at\(", "replaceAll", "structuredClone", "#\\w+\\("]
)
def test_the_script_needs_no_new_browser(newer: str) -> None:
    """Phones of 2019 read it: none of what came later."""
    script = re.sub(
        r"/\*.*?\*/", "", (STATIC / SCRIPT).read_text(encoding="utf-8"), flags=re.DOTALL
    )

    assert re.search(newer, script) is None


def test_a_name_stays_while_the_question_stays() -> None:
    """Its place in the lesson, level and reasons may change; another option is another question."""
    moved = replace(
        SINGLE, evidence=Evidence("x", 7, "y"), level="apply", lesson="z", explanation="另一说。"
    )
    other = replace(SINGLE, options=(*SINGLE.options[:-1], Choice("110%", False)))

    assert name_of(moved) == name_of(SINGLE)
    assert name_of(other) != name_of(SINGLE)
    assert name_of(replace(CASE_ITEM, stimulus=None)) != name_of(CASE_ITEM)
    assert name_of(replace(TRUE_FALSE, answer=True)) != name_of(TRUE_FALSE)
