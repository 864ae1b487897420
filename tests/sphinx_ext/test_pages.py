"""Every page of a sample course fits, can be reached by keyboard and read aloud, at any size."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pages import SCHEMES, WIDTHS, open_pages, outside, violations, walk
from projects import Project

from .test_indices import FACTS, LAW
from .test_render import LESSON, QUESTIONS, REST

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
LONG = """# 长的

:::{points} 三件很长的事
:name: long-things
:kind: table

| 单位 | 一 | 二 | 三 | 四 |
|---|---|---|---|---|
| 县级以上地方政府及其监管部门 | 半年一次的综合演练 | 2年 | `AVeryLongWordThatDoesNotBreakByItself` | 四 |
| 危险物品生产、经营、储存、运输等单位 | 半年 | 2年 | 三 | 四 |
| 学校 | 半年 | 2年 | 三 | 四 |
:::

| 一 | 二 | 三 | 四 | 五 |
|---|---|---|---|---|
| 一般的表格也不能撑破手机 | 10人以上 | 5000万元以上1亿元以下 | 四四四四四四 | `https://example.org/a/long/address` |
"""


@pytest.fixture(scope="module", params=[(), ("trainer",)], ids=["trainee", "trainer"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a course with one of each construct."""
    other = REST
    for name in ("three-looks", "two-bodies", "same-kind", "two-grades", "case-sleepy"):
        other = other.replace(name, f"rest-{name}")
    pages = {
        "lesson.md": LESSON,
        "questions.md": QUESTIONS,
        "rest.rst": other,
        "long.md": LONG,
        "law.md": LAW,
        "facts.yaml": FACTS,
    }
    project = Project(tmp_path_factory.mktemp("pages"), pages, {})
    project.build(tags=request.param)
    return project.folder / "out" / "html"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_and_can_be_read_aloud(
    chromium: Browser, built: Path, width: int, scheme: str
) -> None:
    """Nothing overflows, nothing is cut; axe-core finds nothing serious."""
    found = {
        name: wrong
        for page, name in open_pages(chromium, built, width, scheme)
        if (wrong := outside(page) + violations(page))
    }

    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_keyboard_reaches_everything(chromium: Browser, built: Path, width: int) -> None:
    """Every link and switch is a stop of the Tab key, and one sees where one is."""
    found = {
        name: wrong
        for page, name in open_pages(chromium, built, width, "light")
        if (wrong := walk(page))
    }

    assert found == {}


def test_the_keyboard_opens_the_contents_on_a_phone(chromium: Browser, built: Path) -> None:
    """The switch that Furo hides is a stop like any other."""
    opened = open_pages(chromium, built, 390, "light")
    page, _ = next(opened)
    link = page.locator(".sidebar-drawer a.reference").first

    assert not link.is_visible()
    page.focus("#__navigation")
    page.keyboard.press("Space")
    assert link.is_visible()
    opened.close()
