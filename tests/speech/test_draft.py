"""The draft of a lesson: it builds, it can be asked about, it never overwrites."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conftest import SHARED, NewProject
from harvest.parsing import parse
from quizgen import harvest
from quizgen.model import PointSet
from quizgen.problems import errors
from quizgen.speech import read_file, read_outline, save, walk, write_lesson
from quizgen.speech.merge import proposal

from .gold import FIXTURES

TEXTS = sorted(FIXTURES.glob("*.txt"))


def lesson(path: Path) -> str:
    """Draft a lesson from a file."""
    return write_lesson(read_outline(read_file(path)), path.name)


def sets(page: str) -> list[PointSet]:
    """Harvest the sets of a draft; an error fails the test."""
    found = []
    for block in parse(page).findall(harvest.points_block):
        pointset, problems = harvest.harvest(block)
        assert errors(problems) == []
        found.append(pointset)
    return found


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_group_becomes_a_set_that_has_no_problem(path: Path) -> None:
    """With the terms of the text, a sentence to ask for the list, and an id."""
    outline = read_outline(read_file(path))
    found = sets(write_lesson(outline, path.name))

    assert len(found) == len([*walk(outline.groups)])
    assert all(each.say and "【清单】" in each.say for each in found)
    assert all(re.fullmatch("[a-z][a-z0-9-]*", each.id) for each in found)
    assert len({each.id for each in found}) == len(found)


def test_drafts_build_with_warnings_as_errors(new_project: NewProject) -> None:
    """All of them in one course of their own each."""
    for path in TEXTS[:4]:
        new_project({"lesson.md": lesson(path)}, name=path.stem).build()


@pytest.mark.parametrize("name", ["speech-000", "speech-003"])
def test_drafts_of_the_examples_build(new_project: NewProject, name: str) -> None:
    """With warnings as errors."""
    path = SHARED / "seeds" / f"{name}.txt"
    if not path.is_file():
        pytest.skip("needs ../shared")
    new_project({"lesson.md": lesson(path)}).build()


def test_a_named_set_is_filled_in() -> None:
    """Title, id from pinyin, noun, unit, number, the sentence, and the source only in comments."""
    page = write_lesson(
        read_outline("讲话\n强化“四种意识”：一是红线意识；二是担当意识；三是戒惧意识。\n"), "a.txt"
    )
    (found,) = sets(page)

    assert (found.id, found.title, found.announced) == ("si-zhong-yi-shi", "四种意识", 3)
    assert (found.noun, found.unit) == ("意识", "种")
    assert found.say == "讲话提出“四种意识”，即【清单】"
    assert [point.key for point in found.points] == ["红线意识", "担当意识", "戒惧意识"]
    assert "% TODO 核对：第 2 行：“四种意识”说有 4 项，这里找到 3 项" in page
    assert "% 原文：“红线意识”" in page


def test_ratios_and_pairs_keep_both_sides() -> None:
    """As definition lists."""
    page = write_lesson(
        read_outline("讲话\n每起严重事故背后，有29起轻微事故、300起未遂先兆。\n"), "a.txt"
    )
    (found,) = sets(page)

    assert [(p.key, p.quantity) for p in found.points] == [
        ("严重事故", 1),
        ("轻微事故", 29),
        ("未遂先兆", 300),
    ]


def test_marks_of_markdown_in_a_text_are_only_text() -> None:
    """Nothing in a speech can break its draft."""
    text = (
        "讲话\n要做到*甲*到位、_乙_到位、[丙](x)到位、$丁$到位。\n一、<b>戊</b>。\n二、`己`{庚}。\n"
    )

    assert len(sets(write_lesson(read_outline(text), "a#b.txt"))) == 2


def test_the_same_text_gives_the_same_draft() -> None:
    """Byte for byte."""
    assert lesson(TEXTS[0]) == lesson(TEXTS[0])


def test_a_second_run_leaves_an_edited_draft_alone(tmp_path: Path) -> None:
    """What is new goes beside it."""
    page = tmp_path / "课.md"
    first = lesson(FIXTURES / "forest.txt")
    assert save(page, first).path == page
    assert save(page, first).unchanged

    edited = first.replace("TODO", "已写") + "\n我自己加的一段。\n"
    page.write_text(edited, encoding="utf-8")
    other = lesson(FIXTURES / "duties.txt")
    written = save(page, other)

    assert page.read_text(encoding="utf-8") == edited
    assert written.proposal
    assert written.path.name == "课.md.new"
    said = written.path.read_text(encoding="utf-8")
    assert said.startswith(edited.rstrip("\n"))
    assert ":name: san-ge-ze-ren" in said
    assert save(page, other).path == written.path
    assert sorted(p.name for p in tmp_path.iterdir()) == ["课.md", "课.md.new"]


def test_an_edited_proposal_is_not_overwritten_either(tmp_path: Path) -> None:
    """The next one gets a number."""
    page = tmp_path / "课.md"
    page.write_text("我的课\n", encoding="utf-8")
    first = save(page, lesson(TEXTS[0])).path
    first.write_text("改过\n", encoding="utf-8")
    second = save(page, lesson(TEXTS[0])).path

    assert second.name == "课.md.new2"
    assert first.read_text(encoding="utf-8") == "改过\n"


def test_a_proposal_names_what_changed() -> None:
    """Terms that came and went, and sets that are gone."""
    old = lesson(FIXTURES / "forest.txt")
    new = old.replace("1. **标语**", "1. **板报**")
    said = proposal(old, new).removeprefix(old.rstrip("\n"))

    assert "新稿另有：板报" in said
    assert "新稿没有：标语" in said
    assert ":::{points}" not in said
