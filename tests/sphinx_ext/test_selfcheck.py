"""Which items stand in the self-checks of the lessons."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import lxml.html
import pytest
from msgspec.structs import replace

from conftest import NewProject
from projects import everything
from quizgen.bank.files import revised
from quizgen.generate import make_items
from quizgen.harvest import quiz_block
from quizgen.model import Item, kind_of
from quizgen.sphinx_ext.content import content_of, course_for_items, without_exam
from quizgen.sphinx_ext.drawn import domain_of, drawn, quiz_items

LESSON = (Path(__file__).parent.parent / "fixtures" / "sample-lesson.md").read_text(
    encoding="utf-8"
)
QUESTIONS = (Path(__file__).parent.parent / "fixtures" / "sample-questions.md").read_text(
    encoding="utf-8"
)
TWO = LESSON.replace(
    ":::{quiz}\n", ":::{quiz}\n:points: two-bodies\n:count: 2\n:::\n\n:::{quiz}\n", 1
)
OWN = """schema: quizgen.items/1
defaults: {lesson: lesson, set: three-looks}
items:
- id: own-practice
  kind: true_false
  stem: 只看不问也行。（　　）
  answer: false
- id: own-exam
  kind: ordering
  use: exam
  stem: 考试才排的次序。
  order: [甲步, 乙步, 丙步]
"""


def shown(new_project: NewProject, pages: dict[str, str]) -> list[tuple[Item, ...]]:
    """Build a course and return what the self-checks of its lesson show."""
    return drawn(new_project(pages).build().app.env).quizzes["lesson"]


def test_items_are_for_practice_and_on_the_points_asked(new_project: NewProject) -> None:
    """As many as wanted, one a fact, no enemies."""
    (items,) = shown(new_project, {"lesson.md": LESSON})

    assert len(items) == 3
    assert {each.set for each in items} <= {"three-looks", "two-grades"}
    assert all(each.use != "exam" for each in items)
    assert len({each.fact for each in items}) == 3
    assert not {each.id for each in items} & {name for each in items for name in each.enemies}


def test_what_the_lesson_shows_already_is_not_asked(new_project: NewProject) -> None:
    """Neither its own questions nor those on its cases."""
    page = LESSON.replace(":count: 3", ":count: 200")
    (items,) = shown(new_project, {"lesson.md": page})

    assert items
    assert all(each.origin != "question" and each.stimulus is None for each in items)


def test_another_lesson_may_ask_them(new_project: NewProject) -> None:
    """A case of an earlier lesson is told again with its question."""
    other = "# 复习\n\n:::{quiz}\n:points: three-looks\n:count: 200\n:::\n"
    project = new_project({"lesson.md": LESSON, "other.md": other})
    (items,) = drawn(project.build().app.env).quizzes["other"]

    assert any(each.origin == "question" for each in items)
    assert 'href="lesson.html#three-looks' in project.page("other")


def test_self_checks_of_one_lesson_ask_different_facts(new_project: NewProject) -> None:
    """And each is a place of its own."""
    project = new_project({"lesson.md": TWO})
    first, second = drawn(project.build().app.env).quizzes["lesson"]
    page = lxml.html.fromstring(project.page("lesson"))

    assert first
    assert second
    assert not {each.fact for each in first} & {each.fact for each in second}
    assert page.xpath('//*[@id="self-check"]')
    assert page.xpath('//*[@id="self-check-2"]')


def test_without_points_the_lesson_itself_is_asked(new_project: NewProject) -> None:
    """As kinds and sets come, mixed."""
    page = LESSON.replace(":points: three-looks; two-grades\n:count: 3", ":count: 8")
    (items,) = shown(new_project, {"lesson.md": page})

    assert len(items) == 8
    assert len({each.set for each in items}) > 2
    assert max(Counter(map(kind_of, items)).values()) <= 4


def test_the_items_of_a_block_are_there_for_every_writer(new_project: NewProject) -> None:
    """By one function, from the tree."""
    env = new_project({"lesson.md": LESSON}).build().app.env
    (block,) = env.get_doctree("lesson").findall(quiz_block)

    assert quiz_items(env, "lesson", block) == list(drawn(env).quizzes["lesson"][0])


def test_items_written_by_hand_join(new_project: NewProject) -> None:
    """Those of an exam stay away."""
    page = LESSON.replace(":count: 3", ":count: 200")
    pages = {"lesson.md": page, "quizzes/items/own.yaml": OWN}
    project = new_project(pages)
    (items,) = drawn(project.build().app.env).quizzes["lesson"]

    assert "own-practice" in {each.id for each in items}
    assert "甲步" not in everything(project.folder / "out" / "html")


def test_questions_are_in_no_search_index(new_project: NewProject) -> None:
    """Who searches finds the lesson, not its questions."""
    project = new_project({"lesson.md": LESSON})
    (items,) = drawn(project.build().app.env).quizzes["lesson"]
    folder = project.folder / "out" / "html"
    index = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*search*.js"))

    assert "看答案和解析" in project.page("lesson")
    assert "看答案和解析" not in index
    for item in items:
        assert item.stem not in index


@pytest.mark.parametrize("builder", ["singlehtml", "dirhtml", "text", "latex"])
def test_other_builders_go_on(new_project: NewProject, builder: str) -> None:
    """One page for all shows the questions too."""
    project = new_project({"lesson.md": LESSON})
    project.build(builder)

    if builder == "singlehtml":
        page = (project.folder / "out" / builder / "index.html").read_text(encoding="utf-8")
        assert page.count('<form class="qg-ask"') == 3


def test_a_self_check_on_nothing_says_so(new_project: NewProject) -> None:
    """Instead of an empty frame."""
    page = "# 空课\n\n:::{quiz}\n:::\n"
    project = new_project({"lesson.md": page})
    project.build()

    assert "这里还没有能练的题。" in project.page("lesson")


def test_what_this_edition_hides_is_not_asked(new_project: NewProject) -> None:
    """A set for trainers only lends no question to the trainees."""
    secret = LESSON.replace(":::{points} 开工三看", "::::{only} trainer\n:::{points} 开工三看")
    secret = secret.replace("\n:::{points} 两家管什么", "::::\n\n:::{points} 两家管什么", 1)
    secret = secret.replace("three-looks; two-grades", "three-looks; two-bodies")
    project = new_project({"lesson.md": secret})
    (items,) = drawn(project.build(warnings=True).app.env).quizzes["lesson"]

    assert {each.set for each in items} == {"two-bodies"}


def test_both_editions_ask_the_same(new_project: NewProject) -> None:
    """Trainers see the answers open."""
    project = new_project({"lesson.md": LESSON})
    trainee = drawn(project.build(out="a").app.env)
    trainer = drawn(project.build(out="b", tags=("trainer",)).app.env)

    assert [revised(each) for each in trainee.quizzes["lesson"][0]] == [
        revised(each) for each in trainer.quizzes["lesson"][0]
    ]


def test_what_exams_ask_changes_nothing_of_what_is_practised(new_project: NewProject) -> None:
    """Made without the exam's parts, the items are those of the bank, place of the key included."""
    content = content_of(
        new_project({"lesson.md": LESSON, "questions.md": QUESTIONS}).build(warnings=True).app.env
    )
    every, _ = make_items(course_for_items(content))
    open_ones, _ = make_items(course_for_items(without_exam(content)))

    def practised(items: list[Item]) -> list[Item]:
        # a misconception that the exam takes up is kept for practice, else it may serve both
        return [replace(each, use="practice", enemies=()) for each in items if each.use != "exam"]

    assert any(each.use == "exam" for each in every)
    assert open_ones
    assert all(each.use != "exam" for each in open_ones)
    assert practised(open_ones) == practised(every)


def test_the_list_of_lessons_names_each_that_asks(new_project: NewProject) -> None:
    """In course order, with the number of its questions."""
    index = "# 课程\n\n```{quiz-progress}\n```\n\n```{toctree}\nlesson\nplain\n```\n"
    pages = {"index.md": index, "lesson.md": LESSON, "plain.md": "# 没有自测\n"}
    project = new_project(pages)
    env = project.build().app.env
    page = lxml.html.fromstring(project.page("index"))
    (row,) = page.xpath('//div[@class="qg-progress"]//li')

    assert row.get("data-lesson") == "lesson"
    assert len(row.get("data-names").split()) == 3
    assert row.text_content().split() == ["开工之前", "3", "题"]
    assert domain_of(env).data["progress"] == {"index": True}
