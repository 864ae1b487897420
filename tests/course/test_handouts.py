"""The course on paper: every lesson, in both editions, and the book."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils import nodes
from pypdf import PdfReader

from conftest import ROOT
from printed import (
    bookmarks,
    differs,
    fonts,
    missing_glyphs,
    page_text,
    pieces,
    printed_text,
    squeezed,
)
from quizgen.render.typesetting import to_pdf
from quizgen.sphinx_ext.handouts.typst_code import string
from quizgen.sphinx_ext.order import lessons_in_order

from .conftest import BuiltCourse

LESSONS = sorted(
    str(path.relative_to(ROOT / "source").with_suffix(""))
    for path in (ROOT / "source").rglob("*.md")
    if path.stem != "index"
)
EDITIONS = {"学员版": False, "讲师版": True}
BOOK = "安全生产责任与红线意识.pdf"
both = pytest.mark.parametrize("edition", EDITIONS)
every_lesson = pytest.mark.parametrize("lesson", LESSONS)


def title_of(course: BuiltCourse, lesson: str) -> str:
    """Return the title of a lesson."""
    return course.app.env.titles[lesson].astext()


def handout(folder: Path, course: BuiltCourse, edition: str, lesson: str) -> bytes:
    """Return the handout of a lesson."""
    order = [each for each in lessons_in_order(course.app.env) if each != "index"]
    name = f"{order.index(lesson) + 1:02}-{title_of(course, lesson)}.pdf"
    return (folder / edition / name).read_bytes()


@every_lesson
@both
def test_a_handout_says_what_the_page_says(
    handouts: Path, trainee: BuiltCourse, trainer: BuiltCourse, edition: str, lesson: str
) -> None:
    """Nothing is lost on the way to paper; the trainee's has neither blank words nor answers."""
    course = trainer if EDITIONS[edition] else trainee
    pdf = handout(handouts, course, edition, lesson)
    page = course.folder / f"{lesson}.html"

    assert differs(pdf, page, trainer=EDITIONS[edition]) == ""


@every_lesson
@both
def test_every_term_stands_in_its_handout_in_order(
    handouts: Path, trainee: BuiltCourse, edition: str, lesson: str
) -> None:
    """As the set enumerates them."""
    text = squeezed(printed_text(handout(handouts, trainee, edition, lesson)))
    for each in trainee.domain.sets.get(lesson, ()):
        at = text.index(squeezed(each.title))
        for point in each.points:
            at = text.index(squeezed(point.key), at)


@every_lesson
@both
def test_a_handout_is_made_well(
    handouts: Path, trainee: BuiltCourse, edition: str, lesson: str
) -> None:
    """Fonts carried along, no empty page, nothing over the edge, no heading alone at the foot."""
    pdf = handout(handouts, trainee, edition, lesson)

    assert all(fonts(pdf).values())
    assert list(faults(pdf)) == []


def faults(pdf: bytes) -> Iterator[str]:
    """Yield every page that is empty, runs over its edge or ends in a heading."""
    found = [each for each in pieces(pdf) if each.text.strip()]
    count = len(PdfReader(io.BytesIO(pdf)).pages)
    for number in range(count):
        here = [each for each in found if each.page == number]
        body = [each for each in here if each.top > 60 and each.bottom < 790]
        if not body:
            yield f"page {number + 1} is empty"
            continue
        if max(each.right for each in here) > 595 - 50:
            yield f"page {number + 1} runs over its edge"
        last = max(each.bottom for each in body)
        line = [each for each in body if each.bottom > last - 3]
        if all(each.size > 11.2 for each in line) and number + 1 < count:
            yield f"page {number + 1} ends in a heading"


def headings(course: BuiltCourse, lesson: str) -> list[tuple[int, str]]:
    """Return the headings of a lesson with their depth, as this edition's page shows them."""
    tree = course.app.env.get_and_resolve_doctree(lesson, course.app.builder, tags=course.app.tags)
    found = []
    for title in tree.findall(nodes.title):
        parent = title.parent
        if isinstance(parent, nodes.section):
            depth = -1
            while parent is not None:
                depth += isinstance(parent, nodes.section)
                parent = parent.parent
            found.append((depth, re.sub(r"\s+", " ", title.astext())))
    return found


@every_lesson
def test_bookmarks_are_the_headings(handouts: Path, trainer: BuiltCourse, lesson: str) -> None:
    """In order and at their depth."""
    assert bookmarks(handout(handouts, trainer, "讲师版", lesson)) == headings(trainer, lesson)


def test_the_book_holds_every_lesson_and_its_bookmarks(
    handouts: Path, trainee: BuiltCourse
) -> None:
    """Parts, lessons in them, their sections; the index at the end."""
    marks = bookmarks((handouts / BOOK).read_bytes())
    begin = marks.index((0, "总览"))
    parts = [title for depth, title in marks if depth == 0]
    lessons = [title for depth, title in marks[begin:] if depth == 1]

    assert parts[1:] == [
        "总览",
        "红线意识",
        "责任体系",
        "措施与行动",
        "问责追究",
        "附录",
        "要点索引",
    ]
    assert lessons == [title_of(trainee, each) for each in lessons_in_order(trainee.app.env)][1:]


def test_the_book_is_made_well(handouts: Path) -> None:
    """As the handouts are; the title page has neither head nor foot."""
    pdf = (handouts / BOOK).read_bytes()

    assert all(fonts(pdf).values())
    assert [each for each in faults(pdf) if not each.startswith("page 1 ")] == []


def test_fonts_have_every_character(trainer: BuiltCourse) -> None:
    """None is printed as an empty box, neither in Song nor in Hei."""
    texts = [page_text(trainer.folder / f"{each}.html", trainer=True) for each in LESSONS]
    shown = string("".join(sorted(set("".join(texts)) - set("\n\t"))))
    pdf = to_pdf(f"#{shown} #text(font: hei, {shown}) #strong({shown})")

    assert missing_glyphs(pdf) == []
    assert missing_glyphs(to_pdf('#"\U0001f9ff"')) == [1]  # the check sees one


def test_the_index_names_every_term_with_its_page(handouts: Path, trainee: BuiltCourse) -> None:
    """None is forgotten, and the page that stands there shows the term."""
    found = list(pieces((handouts / BOOK).read_bytes()))
    start = max(each.page for each in found if each.text.startswith("要点索引") and each.size > 15)
    index = squeezed("".join(each.text for each in found if each.page >= start))

    for each in trainee.domain.all_sets():
        for point in each.points:
            assert squeezed(point.key) in index
