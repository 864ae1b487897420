"""The course teaches what it has to, and keeps from trainees what an exam asks."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, SHARED
from projects import everything
from quizgen.model import EXAM_LABELS, PointSet, match_key
from quizgen.sphinx_ext.builder import cases_in_order, sets_in_order
from quizgen.sphinx_ext.listing import count

from .conftest import BuiltCourse

PARTS = ("redline", "duty", "measures", "accountability")
LESSONS = [
    path
    for path in sorted((ROOT / "source").rglob("*.md"))
    if path.parent.name in PARTS or path.stem == "overview"
]
SECTIONS = ["为什么要学这一课", "今天的规定", "案例讨论", "讨论题", "自测", "一页小结"]
SHORT = 8
"""Sentences of fewer characters say nothing by themselves and may stand anywhere."""


def inventory() -> list[dict[str, Any]]:
    """Return every set that has to be taught."""
    path = SHARED / "content" / "inventory.yaml"
    if not path.is_file():
        return []
    parts: dict[str, list[dict[str, Any]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [each for sets in parts.values() for each in sets]


def wanted_sets() -> list[Any]:
    """Return the inventory as parameters, or one that skips."""
    found = [pytest.param(each, id=each["id"]) for each in inventory()]
    skip = pytest.mark.skip(reason="needs ../shared")
    return found or [pytest.param({}, marks=skip, id="inventory")]


def test_the_course_builds_without_a_warning(trainee: BuiltCourse, trainer: BuiltCourse) -> None:
    """In both editions."""
    assert trainee.warnings == ""
    assert trainer.warnings == ""


@pytest.mark.parametrize("wanted", wanted_sets())
def test_every_set_of_the_inventory_is_taught(trainee: BuiltCourse, wanted: dict[str, Any]) -> None:
    """With its id, all its points in order, and the corrections it needs beside it."""
    sets = {each.id: each for each in trainee.domain.all_sets()}
    assert wanted["id"] in sets
    found = sets[wanted["id"]]
    for said, point in zip(wanted.get("points", ()), found.points, strict=False):
        term, _, counterpart = (side.strip() for side in str(said).partition("="))
        assert match_key(point.key) == match_key(term)
        if counterpart.isdecimal():
            assert point.quantity == float(counterpart)
        elif counterpart and found.kind == "pairs":
            assert match_key(point.value or "") == match_key(counterpart)
    if "points" in wanted:
        assert len(found.points) == len(wanted["points"])
    if wanted.get("dated"):
        assert found.status == "dated"
    cited = numbers_of(trainee, found.lesson)
    assert set(wanted.get("corrections", ())) <= cited
    assert {str(number) for number in wanted.get("facts", ())} & cited or "facts" not in wanted


def numbers_of(course: BuiltCourse, docname: str) -> set[str]:
    """Return every fact number that a lesson cites."""
    source = (ROOT / "source" / f"{docname}.md").read_text(encoding="utf-8")
    return set(re.findall(r"\d{1,2}-\d{2}", source))


def exam_sentences(course: BuiltCourse) -> Iterator[str]:
    """Yield every sentence that only trainers may see."""
    for each in sets_in_order(course.app.env):
        for point in each.points:
            for detail in point.details:
                if detail.label in EXAM_LABELS:
                    yield from re.split(r"→|。", detail.text)
    for case in cases_in_order(course.app.env):
        if case.use == "exam":
            yield case.title
            yield from case.text.split("。")
            for question in case.questions:
                yield question.stem
                yield from (option.text for option in question.options)
                yield from (option.why for option in question.options)
                yield question.explanation


def words_of(folder: Path) -> str:
    """Return all text of a build in one; tags, blanks and cited fact numbers removed."""
    text = re.sub(r"<[^>]*>", "", html.unescape(everything(folder)))
    return re.sub(r"〔[^〔〕]*〕", "", re.sub(r"\s+", "", text))


def test_nothing_an_exam_asks_is_in_any_file_of_the_trainees(
    trainee: BuiltCourse, trainer: BuiltCourse
) -> None:
    """Search index included: who practises with it remembers it, and the exam is worth nothing."""
    seen, known = words_of(trainee.folder), words_of(trainer.folder)
    lesson_words = trainee_source_words(trainee)
    secret = {re.sub(r"\s+", "", each).strip("，、；") for each in exam_sentences(trainee)}
    secret = {each for each in secret if len(each) >= SHORT and each not in lesson_words}

    assert len(secret) > 200
    assert sorted(each for each in secret if each in seen) == []
    missing = [each for each in secret if each not in known]
    assert len(missing) < len(secret) / 50  # the trainer's edition does hold them


def trainee_source_words(course: BuiltCourse) -> str:
    """Return what trainees are told on purpose: an option may name a term of the lesson.

    So are the reasons why an option is wrong: self-checks show them.
    """
    told = []
    for each in sets_in_order(course.app.env):
        told += [point.key + (point.value or "") + point.gloss for point in each.points]
        told += [f"{wrong.why}。" for wrong in (*each.wrong_terms, *each.wrong_values)]
        for point in each.points:
            told += [d.text for d in point.details if d.label not in EXAM_LABELS]
    for page in LESSONS:
        told.append(trainee_part(page.read_text(encoding="utf-8")))
    told += practised(course)
    told.append(
        yaml.safe_dump(read_yaml(ROOT / "source" / "facts.yaml"), allow_unicode=True, width=10**6)
    )
    return re.sub(r"\s+", "", "\n".join(told))


def read_yaml(path: Path) -> Any:
    """Return what a file holds, nothing where there is none."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None


def practised(course: BuiltCourse) -> Iterator[str]:
    """Yield the words of questions that trainees practise with: an exam may use the same phrase."""
    asked = [each for found in course.domain.questions.values() for each in found]
    asked += [
        each
        for case in cases_in_order(course.app.env)
        if case.use == "lesson"
        for each in case.questions
    ]
    for each in asked:
        if each.use == "practice":
            yield from (each.stem, each.explanation)
            yield from (word for option in each.options for word in (option.text, option.why))


def trainee_part(source: str) -> str:
    """Return the prose of a lesson: no cases, no questions, no details, no roles."""
    kept, inside = [], 0
    for line in source.splitlines():
        if re.match(r":{3,}\{(case|question|only)\}", line):
            inside = len(line) - len(line.lstrip(":"))
        elif inside and re.fullmatch(rf":{{{inside}}}\s*", line):
            inside = 0
        elif not inside and not re.match(r"\s*-\s*(试|反|考)：", line):
            kept.append(re.sub(r"\{blank\}`([^`；]*)[^`]*`", r"\1", line))
    return "\n".join(kept)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_lesson_has_its_parts(lesson: Path) -> None:
    """Objectives, a scene, points, today's law, a case, questions, a self-check, a page to keep."""
    source = lesson.read_text(encoding="utf-8")
    front = yaml.safe_load(source.split("---\n")[1])
    heads = re.findall(r"^## (.+)$", source, re.MULTILINE)

    assert {"title", "objectives", "minutes", "audience", "order"} <= set(front)
    assert [each for each in SECTIONS if each not in heads] == []
    assert "{quiz}" in source
    assert "{blank}" in source.partition("## 一页小结")[2]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_dated_set_stands_beside_what_holds_today(lesson: Path) -> None:
    """Nobody takes a speech for the law."""
    source = lesson.read_text(encoding="utf-8")
    for found in re.finditer(r"^:::+\{points\}.*?^:::+\s*$", source, re.MULTILINE | re.DOTALL):
        if ":status: dated" in found[0]:
            following = source[found.end() :].lstrip()
            assert re.match(r":{3,}\{admonition\} 今天的规定\n:class: today", following)


def test_the_course_has_the_material_that_good_questions_need(trainee: BuiltCourse) -> None:
    """Without situations, cases and misconceptions a bank is a list of slogans to recite."""
    numbers = count(sets_in_order(trainee.app.env), cases_in_order(trainee.app.env))

    assert numbers["situations"] >= 160
    assert numbers["exam_cases"] >= 55
    assert numbers["asks_value"] + numbers["asks_missed"] + numbers["asks_next"] >= 100
    assert numbers["misconceptions"] >= 60
    assert numbers["exam_sentences"] >= 60


def test_every_misconception_has_its_exam_sentence(trainee: BuiltCourse) -> None:
    """What trainees have read is only remembered; an exam asks it in new words."""
    for each in sets_in_order(trainee.app.env):
        for point in each.points:
            labels = [detail.label for detail in point.details]
            pairs = pairwise([*labels, ""])
            assert all(after == "考" for before, after in pairs if before == "误区"), point.key


def in_depth(course: BuiltCourse) -> list[PointSet]:
    """Return the sets that are asked about in full."""
    return [
        each
        for each in sets_in_order(course.app.env)
        if each.ask == "full" and each.status == "current"
    ]


def test_every_set_in_depth_has_its_sentence(trainee: BuiltCourse) -> None:
    """No sentence, no question."""
    without = [each.id for each in in_depth(trainee) if not (each.say or each.event)]

    assert without == []


def test_hardly_any_set_in_depth_has_a_point_without_a_detail(trainee: BuiltCourse) -> None:
    """At most ten, each with its reason."""
    bare = [
        each.id for each in in_depth(trainee) if any(not point.details for point in each.points)
    ]

    assert len(bare) <= 10, bare


def test_situations_come_with_boundaries(trainee: BuiltCourse) -> None:
    """Where neighbours can't be told apart, a question has two right answers."""
    for each in in_depth(trainee):
        labels = {detail.label for point in each.points for detail in point.details}
        if labels & {"试", "反"}:
            assert "界限" in labels, each.id


def test_no_sentence_of_a_speech_is_copied() -> None:
    """Own words throughout."""
    tool = SHARED / "tools" / "originality.py"
    if not tool.is_file():
        pytest.skip("needs ../shared")
    done = subprocess.run(
        [sys.executable, tool, SHARED / "seeds", ROOT / "source"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout
