"""Texts of many shapes and what they enumerate; rules, not these texts, decide."""

from __future__ import annotations

import json
import random
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings

from conftest import ROOT, SHARED
from quizgen.speech import Outline, as_data, read_bytes, read_file, read_outline, walk
from quizgen.speech.announce import announcements
from quizgen.speech.numerals import in_words, ordinal
from quizgen.speech.series import find_series

from .gold import FIXTURES, differences, read_gold
from .rendering import Node, shape, speeches, wanted

TEXTS = sorted(path.stem for path in FIXTURES.glob("*.outline"))
SERIES = [
    tuple(line.split("\t"))
    for line in (FIXTURES.parent / "series.tsv").read_text(encoding="utf-8").splitlines()
]


def outline_of(text: str) -> Outline:
    """Read the outline of a text written in a test."""
    return read_outline(text)


def groups_of(text: str) -> list[tuple[str, list[str]]]:
    """Return kind and keys of every group of a text."""
    return [(str(g.kind), [i.key for i in g.items]) for g in walk(read_outline(text).groups)]


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_read_as_a_reader_reads_it(name: str) -> None:
    """Every group is found in its place, none is invented, numbers are right."""
    gold = read_gold((FIXTURES / f"{name}.outline").read_text(encoding="utf-8"))
    outline = read_outline(read_file(FIXTURES / f"{name}.txt"))

    assert differences(gold, outline.groups) == []


@pytest.mark.parametrize(("sentence", "members"), SERIES)
def test_a_series_ends_where_its_members_end(sentence: str, members: str) -> None:
    """What leads to a series and what follows it is no part of it."""
    found = find_series(sentence, 0, len(sentence))

    assert members.split("|") in [
        [sentence[m.start : m.end] for m in each.members] for each in found
    ]


@pytest.mark.parametrize(
    "text",
    [
        "国庆、十一期间要加强值守，一把手负总责，全镇一盘棋。",
        "2024年3月5日，第一责任人到岗，三分之一的企业已经完成整改。",
        "落实“一岗双责”，实行一票否决，推动“十四五”规划收官。",
        "第一季度完成12.5亿元，第二季度完成13亿元。",
        "一旦发生事故，一律停产，一查到底。",
        "安全第一，预防为主。",
        "他说一是一、说二是二。",
        "按照《办法》第三条、第五条、第七条的规定处理。",
        "投资3亿元、5亿元、8亿元的项目。",
        "一方面工作很忙。",
    ],
)
def test_what_looks_like_a_mark_and_is_none_is_left_alone(text: str) -> None:
    """Dates, amounts, ordinals and idioms enumerate nothing."""
    assert groups_of("工作会议讲话\n同志们：\n" + text) == []


def test_nodes_know_their_places() -> None:
    """Lines count as in the file, blank ones included."""
    outline = outline_of("讲话\n\n一、抓学习。\n\n二、抓落实。要做到定人、定责、\n定时限。\n")
    top, series = walk(outline.groups)

    assert [top.line, top.items[1].line, series.line] == [3, 5, 5]
    assert series.items[2].line == 6


def test_a_gap_and_a_repetition_in_the_numbering_are_told() -> None:
    """With the line on which they stand."""
    outline = outline_of("方案\n一、抓人员。\n二、抓设备。\n四、抓制度。\n四、抓现场。\n")

    assert outline.groups[0].warnings == ["第 5 行：编号重复", "第 4 行：编号跳号"][::-1]


def test_an_announced_number_that_is_not_kept_is_told() -> None:
    """“四查” lists three."""
    outline = outline_of("讲话\n要突出“四查”：一查现场，二查责任，三查设备。\n")

    assert outline.groups[0].announced == 4
    assert outline.groups[0].warnings == ["第 2 行：“四查”说有 4 项，这里找到 3 项"]


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("强化“四种意识”", "四种意识", 4),
        ("突出“四查”", "四查", 4),
        ("我讲三点意见", "三点意见", 3),
        ("讲以下几点意见", "几点意见", None),
        ("从五个方面入手", "五个方面", 5),
        ("落实“四不两直”", "四不两直", 4),
    ],
)
def test_announcements(text: str, name: str, number: int | None) -> None:
    """Numbers of things that a text names."""
    found = announcements(text)[0]

    assert (found.name, found.number) == (name, number)


@pytest.mark.parametrize(
    "text",
    ["三年来", "十四五规划", "三分之一", "第三章", "二〇二四年", "五千米", "十月一日", "1.5万人"],
)
def test_quantities_announce_nothing(text: str) -> None:
    """Years, shares and amounts are no lists."""
    assert announcements(text) == []


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("三十一", 31),
        ("五一", None),
        ("十四五", None),
    ],
)
def test_ordinals(said: str, number: int | None) -> None:
    """Only well-formed numbers count."""
    assert ordinal(said) == number


def test_numbers_in_words_are_read_back() -> None:
    """From 3 to 99."""
    assert [ordinal(in_words(number)) for number in range(3, 100)] == list(range(3, 100))


@given(speeches())
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
def test_an_outline_that_is_told_is_read_back(drawn: tuple[Node, str]) -> None:
    """Whatever the numbering, the nesting and the talk in between."""
    node, text = drawn
    outline = read_outline(text)

    assert [shape(group) for group in outline.groups] == [wanted(node)], text


def spoil(text: str, seed: int) -> bytes:
    """Copy a text badly: GB18030, CRLF, blanks and breaks anywhere, half the quotes straight."""
    rng = random.Random(seed)
    out = []
    for char in text:
        if char in "“”" and rng.random() < 0.5:
            char = '"'
        out.append(char)
        chance = rng.random()
        if char != "\n" and chance < 0.03:
            out.append(" " if chance < 0.02 else "\n")
    return "".join(out).replace("\n", "\r\n").encode("gb18030")


def scorer() -> ModuleType:
    """Return the scorer of the examples, where it is at hand."""
    if not (SHARED / "tools" / "score_outline.py").is_file():
        pytest.skip("needs ../shared")
    sys.path.insert(0, str(SHARED / "tools"))
    try:
        score_outline = import_module("score_outline")
    finally:
        sys.path.remove(str(SHARED / "tools"))
    return score_outline


def figures(score_outline: ModuleType, name: str, outline: Outline) -> tuple[dict[str, float], int]:
    """Return the scorer's figures and how many warnings were wrong."""
    gold = score_outline.load_gold(SHARED / "seeds" / f"{name}.outline.yaml")
    counts, _ = score_outline.score(gold, json.loads(json.dumps(as_data(outline.groups))))
    return score_outline.figures(counts), counts["warn_fp"] + counts["warn_fn"]


@pytest.mark.parametrize("name", ["speech-000", "speech-003"])
def test_the_example_speeches_are_read_well(name: str) -> None:
    """Clean and badly copied."""
    score_outline = scorer()
    path = SHARED / "seeds" / f"{name}.txt"
    clean, wrong = figures(score_outline, name, read_outline(read_file(path)))

    assert clean["group_f1"] >= 0.90
    assert clean["item_f1"] >= 0.95
    assert wrong == 0
    for seed in range(5):
        raw = read_bytes(spoil(path.read_text(encoding="utf-8"), seed))
        dirty, _ = figures(score_outline, name, read_outline(raw))
        assert dirty["group_f1"] >= clean["group_f1"] - 0.05
        assert dirty["item_f1"] >= clean["item_f1"] - 0.05


def test_no_rule_names_the_examples() -> None:
    """A word that only they use decides nothing."""
    source = "".join(
        p.read_text(encoding="utf-8") for p in (ROOT / "src/quizgen/speech").glob("*.py")
    )

    assert not {"亲情账", "海恩", "戒惧", "枝江"} & {
        w for w in ("海恩", "戒惧", "枝江") if w in source
    }


def test_fixtures_are_there() -> None:
    """At least twelve shapes, each with its outline."""
    assert len(TEXTS) >= 12
    assert all(Path(FIXTURES / f"{name}.txt").is_file() for name in TEXTS)
