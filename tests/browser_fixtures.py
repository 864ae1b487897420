"""A real Chromium for tests; where there is none, they are skipped by name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOCAL = ("file:", "data:", "blob:", "about:")


def find_chromium(playwright: Playwright) -> str | None:
    """Look where QUIZGEN_CHROMIUM points, on the path, and among playwright's own."""
    named = os.environ.get("QUIZGEN_CHROMIUM")
    own = playwright.chromium.executable_path
    found = (path for name in NAMES if (path := shutil.which(name)))
    return named or next(found, own if Path(own).exists() else None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one Chromium for all tests of a worker."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        path = find_chromium(playwright)
        if path is None:
            pytest.skip("no Chromium: install one, or set QUIZGEN_CHROMIUM to its path")
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """Open a fresh page. No script in it may fail, no request may leave the machine."""
    wrong: list[str] = []
    context = chromium.new_context()
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(f"script failed: {error}"))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(LOCAL) else wrong.append(f"asked for {request.url}")
        ),
    )
    yield page
    context.close()
    assert not wrong
