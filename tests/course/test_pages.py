"""Every page of the course fits, can be reached by keyboard and read aloud, at any size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pages import SCHEMES, WIDTHS, open_pages, outside, violations, walk

from .conftest import BuiltCourse

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
WALKED = ("index.html", "redline/awareness.html", "accountability/grades.html", "search.html")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_and_can_be_read_aloud(
    chromium: Browser, trainee: BuiltCourse, width: int, scheme: str
) -> None:
    """Nothing overflows, nothing is cut; axe-core finds nothing serious."""
    found = {
        name: wrong
        for page, name in open_pages(chromium, trainee.folder, width, scheme)
        if (wrong := outside(page) + violations(page))
    }

    assert found == {}


def test_the_trainers_pages_fit_too(chromium: Browser, trainer: BuiltCourse) -> None:
    """On a phone, where room is short."""
    found = {
        name: wrong
        for page, name in open_pages(chromium, trainer.folder, 390, "light")
        if (wrong := outside(page) + violations(page))
    }

    assert found == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_the_keyboard_reaches_everything(
    chromium: Browser, trainee: BuiltCourse, width: int
) -> None:
    """On the home page, in two lessons and in the search."""
    found = {}
    for page, name in open_pages(chromium, trainee.folder, width, "light", WALKED):
        if wrong := walk(page):
            found[name] = wrong

    assert found == {}
