"""Items written by hand: read as the bank has them, every mistake told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from items import ALL, HEADER
from quizgen.bank.authored import read_folder, read_items
from quizgen.bank.build import chosen, exam_levels, merged, summary
from quizgen.bank.files import encode_bank, read_bank, write_bank
from quizgen.bank.waivers import read_waivers
from quizgen.model import BankHeader, Choice, QuizgenError, SingleChoice

GOOD = """\
schema: quizgen.items/1
defaults: {lesson: duty/three-musts, use: exam}
items:
  - id: fire-1
    kind: single_choice
    stem: 护罩被拆下，应当先做的是（　　）。
    options:
      - {text: 停机挂牌, correct: true}
      - {text: 写进记录, why: 记录不能代替停机。}
      - text: 等人来修
        why: 等的时候还在转。
    explanation: 没有护罩不能转。
  - id: fire-2
    kind: cloze
    stem: 接到报告后{{1}}内上报。
    blanks:
      - accept: [1小时, 一小时]
    level: remember
  - id: fire-3
    kind: true_false
    stem: 事故都要报告。（　　）
    answer: true
  - id: fire-4
    kind: matching
    stem: 对应起来。
    pairs: [{left: 甲, right: 一}, {left: 乙, right: 二}]
    extra: [三]
  - id: fire-5
    kind: ordering
    stem: 排好。
    order: [停机, 断电, 上锁]
  - id: fire-6
    kind: short_answer
    stem: 写出三步。
    rubric: [{text: 停机, score: 1}]
  - id: fire-7
    kind: multiple_choice
    stem: 属于的有（　　）。
    options: [{text: 甲, correct: true}, {text: 乙, correct: true}, {text: 丙}]
"""
BAD = """\
schema: quizgen.items/1
items:
  - id: Fire
    kind: single_choice
    stem: 题干（　　）。
    options: [{text: 甲, correct: true}, {text: 甲}]
  - id: fire-2
    kind: single_choice
    stem: 12
    level: hard
    difficulty: easy
    options:
      - {text: 甲, correct: true}
      - {why: 没有文字}
  - id: fire-2
    kind: singel_choice
    stem: 题干
  - id: fire-4
    kind: true_false
    stem: 题干。
    anwser: true
  - id: fire-5
    kind: single_choice
    stem: 题干（　　）。
    lesson: nowhere/at-all
    set: no-set
    options: [{text: 甲, correct: true}, {text: 乙, correct: true}]
  - id: fire-6
    kind: cloze
    stem: 没有空。
    blanks: [{accept: [甲]}]
  - 一句话
"""


def write(folder: Path, text: str, name: str = "fire.yaml") -> Path:
    """Write a file of items."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_kind_is_read(tmp_path: Path) -> None:
    """What follows from the rest is filled in: fact, origin, part, wrong options."""
    items, problems = read_items(write(tmp_path, GOOD), HEADER)

    assert problems == []
    assert [each.id for each in items] == [f"fire-{number}" for number in range(1, 8)]
    first = items[0]
    assert isinstance(first, SingleChoice)
    assert first.options[1] == Choice("写进记录", False, "记录不能代替停机。")
    assert (first.fact, first.origin, first.part) == ("fire-1.asked", "fire.yaml", "duty")
    assert (first.lesson, first.use) == ("duty/three-musts", "exam")


def test_all_mistakes_of_a_file_are_told_with_their_lines(tmp_path: Path) -> None:
    """An author who made a dozen slips sees a dozen lines."""
    path = write(tmp_path, BAD)
    items, problems = read_items(path, HEADER)
    told = [(each.where.line, each.message) for each in problems]

    assert items == []
    assert {each.where.path for each in problems} == {str(path)}
    assert told == [
        (3, "id 只能用小写字母、数字、- 和 .，以字母开头，这里是“Fire”"),
        (9, "stem 要写文字，这里是整数"),
        (
            10,
            "level 不能是“hard”（level：remember、understand、apply；use：exam、practice、both）",
        ),
        (11, "difficulty 要写数，这里是文字"),
        (14, "options[1] 缺 text"),
        (
            15,
            "kind 要写题型：single_choice、multiple_choice、true_false、cloze、matching、ordering、short_answer",
        ),
        (18, "缺 answer"),
        (21, told[7][1]),
        (22, "单选题要有一个 correct: true，这里有 2 个"),
        (22, "没有“nowhere/at-all”这一课，课的名字如 duty/formula"),
        (22, "没有叫“no-set”的点集"),
        (28, "题干里的 {{1}}、{{2}} 要和 blanks 一一对上"),
        (32, "一题要写成带字段的一组（id、kind、stem……）"),
    ]
    assert "没有 anwser 这个字段" in told[7][1]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("items: []\n", 1, "文件开头要写 schema"),
        ("schema: quizgen.items/1\nitem: []\n", 2, "没有 item 这一项"),
        ("schema: quizgen.items/1\nitems: {a: 1}\n", 2, "下面一题一项"),
        ("schema: quizgen.items/1\nitems:\n  - [\n", 4, "不是有效的 YAML"),
    ],
)
def test_a_file_that_is_none_is_told(tmp_path: Path, text: str, line: int, said: str) -> None:
    """With what is wanted."""
    items, problems = read_items(write(tmp_path, text))

    assert items == []
    assert any(said in each.message and each.where.line == line for each in problems), problems


def test_a_folder_is_read_in_order(tmp_path: Path) -> None:
    """Names decide; no folder, no items."""
    write(tmp_path, GOOD.replace("fire-", "b-"), "b.yaml")
    write(tmp_path, GOOD.replace("fire-", "a-"), "a.yml")

    items, problems = read_folder(tmp_path, HEADER)

    assert problems == []
    assert [each.origin for each in items[::7]] == ["a.yml", "b.yaml"]
    assert read_folder(tmp_path / "none", HEADER) == ([], [])


def test_items_of_all_origins_make_one_bank(tmp_path: Path) -> None:
    """In the order of ids, with revisions; what is written reads back the same."""
    authored, _ = read_items(write(tmp_path, GOOD), HEADER)
    bank = merged(ALL, authored)
    path = tmp_path / "bank.jsonl"
    write_bank(path, HEADER, bank)

    assert [each.id for each in bank] == sorted(each.id for each in bank)
    assert all(each.revision for each in bank)
    assert list(read_bank(path).items) == bank
    assert encode_bank(read_bank(path).header, read_bank(path).items) == path.read_bytes()


def test_an_id_that_meets_twice_is_refused() -> None:
    """With both places."""
    with pytest.raises(QuizgenError, match=rf"题号 {ALL[0].id} 重复"):
        merged(ALL, [ALL[0]])


def test_a_bank_can_be_narrowed() -> None:
    """By kinds, lessons and parts."""
    assert {each.template for each in chosen(ALL, ["true_false"])} == {"M8"}
    assert {each.lesson for each in chosen(ALL, lessons=["duty"])} == {"duty/three-musts"}
    assert chosen(ALL) == list(ALL)


def test_facts_are_counted_by_the_highest_level_of_their_exam_items() -> None:
    """What is for practice only does not count."""
    levels = exam_levels(ALL)

    assert levels["case-charging.next"] == "apply"
    assert sum(row[5] for row in summary(ALL)) == len(ALL)


def test_answers_to_warnings_have_reasons(tmp_path: Path) -> None:
    """A wildcard covers many items; an error is never answered."""
    path = tmp_path / "waivers.yaml"
    assert read_waivers(path) == ()
    path.write_text(
        "schema: quizgen.waivers/1\nwaivers:\n"
        "  - {item: four-checks.*, code: S4, reason: 法条原话就是这样}\n",
        encoding="utf-8",
    )
    (waiver,) = read_waivers(path)
    assert waiver.covers("four-checks.m1.abc", "S4")
    assert not waiver.covers("four-checks.m1.abc", "C1")
    for wrong in ("S4, reason: ''", "S4, reason: 因为这样, more: 1", "K1, reason: 没有办法改"):
        path.write_text(
            f"schema: quizgen.waivers/1\nwaivers:\n  - {{item: a, code: {wrong}}}\n",
            encoding="utf-8",
        )
        with pytest.raises(QuizgenError):
            read_waivers(path)


def test_a_header_is_optional(tmp_path: Path) -> None:
    """Without one, lessons and sets are taken as they are."""
    items, problems = read_items(
        write(tmp_path, GOOD), BankHeader(lessons={"duty/three-musts": "课"})
    )

    assert len(items) == 7
    assert problems == []
