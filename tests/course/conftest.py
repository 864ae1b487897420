"""The real course, built once for all tests that look at it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from conftest import ROOT
from quizgen.sphinx_ext.domain import QuizgenDomain


@dataclass(frozen=True)
class BuiltCourse:
    """An edition of the course and what the domain keeps of it."""

    folder: Path
    domain: QuizgenDomain
    app: Sphinx
    warnings: str


def build(folder: Path, doctrees: Path, tags: list[str]) -> BuiltCourse:
    """Build an edition of the course."""
    said = io.StringIO()
    with patch_docutils(str(ROOT)), docutils_namespace():
        app = Sphinx(
            ROOT / "source", ROOT, folder, doctrees, "html", status=None, warning=said, tags=tags
        )
        app.build()
    warnings = re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())
    return BuiltCourse(folder, cast(QuizgenDomain, app.env.domains["quizgen"]), app, warnings)


@pytest.fixture(scope="session")
def trainee(tmp_path_factory: pytest.TempPathFactory) -> BuiltCourse:
    """Return what trainees read."""
    folder = tmp_path_factory.mktemp("course")
    return build(folder / "html", folder / "doctrees", [])


@pytest.fixture(scope="session")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> BuiltCourse:
    """Return what trainers read."""
    folder = tmp_path_factory.mktemp("course-trainer")
    return build(folder / "html", folder / "doctrees", ["trainer"])


@pytest.fixture(scope="session")
def handouts(trainee: BuiltCourse) -> Path:
    """Return the folder of all prints, made from the lessons that the trainee's pages came from."""
    folder = trainee.folder.parent
    with patch_docutils(str(ROOT)), docutils_namespace():
        Sphinx(
            ROOT / "source",
            ROOT,
            folder / "handouts",
            folder / "doctrees",
            "quizgen-handouts",
            status=None,
            warning=io.StringIO(),
        ).build()
    return folder / "handouts"
