"""A page of questions for browser tests, and hands that answer it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import yaml
from msgspec.structs import replace

from items import ALL, CASE_ITEM, HEADER
from projects import Project
from quizgen.exchange.html import write
from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)
from quizgen.practice.drawing import mixed

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LESSON = "lesson"
ITEMS: list[Item] = mixed(
    [
        replace(each, fact=each.id, set=None, points=(), lesson=LESSON, part="", facts=())
        for each in ALL
        if each is not CASE_ITEM
    ],
    20,
)
"""One item of each kind and an unordered cloze, in the order of a page."""
PAGE = "# 自测的一课\n\n字。\n\n:::{quiz}\n:count: 20\n:::\n"
INDEX = "# 课程\n\n```{quiz-progress}\n```\n\n```{toctree}\nlesson\n```\n"


def build_lesson(folder: Path, tags: tuple[str, ...] = ()) -> Path:
    """Build a lesson with a self-check of all kinds; return the folder of its pages."""
    project = Project(folder, {"index.md": INDEX, "lesson.md": PAGE}, {})
    listed = [msgspec.to_builtins(each, str_keys=True) for each in ITEMS]
    for each in listed:
        for name in ("set", "evidence", "revision", "enemies", "topic", "stimulus"):
            each.pop(name, None)
    text = yaml.safe_dump({"schema": "quizgen.items/1", "items": listed}, allow_unicode=True)
    project.write("quizzes/items/all.yaml", text)
    project.build(tags=tags)
    return project.folder / "out" / "html"


def write_page(path: Path) -> Path:
    """Write the practice page of the same items."""
    header = replace(HEADER, lessons={LESSON: "自测的一课"})
    with path.open("wb") as out:
        write(header, ITEMS, out)
    return path


def form_of(page: Page, item: Item) -> Locator:
    """Find the question of an item by its stem."""
    place = [each.id for each in ITEMS].index(item.id)
    return page.locator(".qg-ask").nth(place)


def fill(form: Locator, item: Item, *, right: bool) -> None:
    """Answer with the mouse, right or wrong; not yet submitted."""
    match item:
        case SingleChoice() | MultipleChoice() | TrueFalse():
            for at in choices(item, right=right):
                form.locator(f'.qg-choices li[data-at="{at}"] label').click()
        case Cloze():
            for at, gap in enumerate(item.blanks):
                form.locator(".qg-gap input").nth(at).fill(gap.accept[-1] if right else "别的")
        case Matching():
            for at, select in enumerate(form.locator("select").all()):
                select.select_option(str(at if right else (at + 1) % len(item.pairs)))
        case Ordering() if right:
            arrange(form, len(item.order))
        case ShortAnswer():
            form.locator("textarea").fill("查现场隐患。")


def arrange(form: Locator, count: int) -> None:
    """Move the steps into their order, the first one first."""
    for step in range(count):
        while place_of(form, step) > step:
            form.locator(f'li[data-at="{step}"] button').first.click()


def choices(item: SingleChoice | MultipleChoice | TrueFalse, *, right: bool) -> list[int]:
    """Say which options make a right answer, or a wrong one."""
    if isinstance(item, TrueFalse):
        return [int(item.answer == right)]
    places = [at for at, option in enumerate(item.options) if option.correct == right]
    return places[:1] if isinstance(item, SingleChoice) else places


def place_of(form: Locator, step: int) -> int:
    """Say where a step of an ordering stands."""
    steps: list[str] = form.locator(".qg-steps-asked li").evaluate_all(
        "rows => rows.map(row => row.dataset.at)"
    )
    return steps.index(str(step))


def submit(form: Locator, item: Item, *, right: bool) -> None:
    """Hand in, and mark oneself where that is asked."""
    form.locator(".qg-submit").click()
    if isinstance(item, ShortAnswer) and right:
        for label in form.locator(".qg-rubric label").all():
            label.click()


def violations(page: Page, inside: str) -> list[str]:
    """Return everything that axe-core finds in a part of a page, whatever its weight."""
    from axe_playwright_python.sync_playwright import Axe

    response: dict[str, Any] = Axe().run(page, inside).response
    return [
        f"{each['id']}: {[node['html'][:120] for node in each['nodes'][:3]]}"
        for each in response["violations"]
    ]
