"""A course read through its own ``conf.py``, for the command line."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from docutils.utils import SystemMessage
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from quizgen.model import QuizgenError

from .content import CourseContent, content_of

Progress = Callable[[str], None]
"""Told the name of each document once it is read."""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

__all__ = ["CourseContent", "Progress", "find_course", "read_course"]


def find_course(start: Path) -> tuple[Path, Path]:
    """Find the folders of ``conf.py`` and of the lessons.

    Looks in ``start`` and in its ``source``, ``docs`` and ``doc``; lessons lie beside
    ``conf.py``, or in ``source`` where that holds the first page.

    Raises:
        QuizgenError: where there is no ``conf.py``.
    """
    for name in (".", "source", "docs", "doc", "docs/source"):
        confdir = start / name
        if (confdir / "conf.py").is_file():
            inner = confdir / "source"
            has_pages = any((inner / f"index{suffix}").is_file() for suffix in (".md", ".rst"))
            return confdir, inner if has_pages else confdir
    raise QuizgenError(
        f"在 {start} 里没有找到 conf.py：请到课程的文件夹里运行，或用 --project 指明它的位置"
    )


def read_course(confdir: Path, srcdir: Path, progress: Progress | None = None) -> CourseContent:
    """Read all lessons of a course; nothing is written beside them.

    Raises:
        QuizgenError: where Sphinx cannot read the course at all.
    """
    warning = io.StringIO()
    with tempfile.TemporaryDirectory(prefix="quizgen-") as folder:
        out = Path(folder)
        try:
            with patch_docutils(str(confdir)), docutils_namespace():
                app = Sphinx(
                    srcdir,
                    confdir,
                    out / "out",
                    out / "doctrees",
                    "quizgen-points",
                    status=None,
                    warning=warning,
                )
                if progress is not None:
                    app.connect("doctree-read", lambda app, tree: progress(app.env.docname))
                app.build()
        except (SphinxError, SystemMessage) as problem:
            raise QuizgenError(f"读不了 {srcdir} 里的课程：{problem}") from problem
        said = _COLOUR.sub("", warning.getvalue()).splitlines()
        return content_of(app.env, tuple(line for line in said if line.strip()))
