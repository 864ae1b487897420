"""Fixtures for all tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from projects import Project

pytest_plugins = ["browser_fixtures", "store_fixtures"]
ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
"""Material that may lie beside the project; tests that read it skip where it does not."""

settings.register_profile("untimed", deadline=None)  # no test asserts a time
settings.load_profile("untimed")

NewProject = Callable[..., Project]


@pytest.fixture
def new_project(tmp_path: Path) -> NewProject:
    """Make a small course of pages given as text."""

    def make(pages: dict[str, str], name: str = "course", **settings: object) -> Project:
        return Project(tmp_path / name, pages, settings)

    return make


@pytest.fixture
def samples() -> str:
    """Return the samples of the grammar, one of each construct, where they are at hand."""
    page = SHARED / "content" / "grammar-samples.md"
    if not page.is_file():
        pytest.skip("needs ../shared")
    return page.read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the colours and widths of the terminal at hand out of the tests."""
    for name in ("FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every test that was skipped for want of a reader, so that CI can refuse."""
    if not os.environ.get("QUIZGEN_NO_SKIPS"):
        return
    for report in _skips(terminalreporter):
        terminalreporter.write_line(f"skipped in CI: {report}")


def _skips(terminalreporter: pytest.TerminalReporter) -> Iterator[str]:
    for report in terminalreporter.stats.get("skipped", []):
        if "needs ../shared" not in str(report.longrepr):
            yield report.nodeid


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a CI run in which a test was skipped for want of a reader."""
    if not os.environ.get("QUIZGEN_NO_SKIPS"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if isinstance(reporter, pytest.TerminalReporter) and any(_skips(reporter)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
