"""Small courses built in a test; any warning not asked for fails it."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from quizgen.sphinx_ext.domain import QuizgenDomain

MYST = ["colon_fence", "deflist", "tasklist"]


def everything(folder: Path) -> str:
    """Return all text of a build, packed files unpacked and escapes read."""
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            if path.name == "objects.inv":
                raw = zlib.decompress(raw.split(b"compressed using zlib.\n", 1)[1])
            texts.append(raw.decode("utf-8", errors="ignore"))
    return re.sub(r"\\u([0-9a-f]{4})", lambda c: chr(int(c[1], 16)), "\n".join(texts))


@dataclass(frozen=True)
class Built:
    """A finished build and what it warned of, paths shortened to the page."""

    app: Sphinx
    warnings: list[str]

    @property
    def domain(self) -> QuizgenDomain:
        """What the build keeps of the course."""
        return cast(QuizgenDomain, self.app.env.domains["quizgen"])


class Project:
    """A folder of pages and its builds."""

    def __init__(self, folder: Path, pages: dict[str, str], settings: dict[str, object]) -> None:
        self.folder = folder
        self.source = folder / "source"
        defaults: dict[str, object] = {
            "extensions": ["myst_parser", "sphinx_design", "quizgen"],
            "myst_enable_extensions": MYST,
            "language": "zh_CN",
            "html_theme": "furo",
            "html_copy_source": False,
            "html_use_index": False,
        }
        lines = [f"{name} = {value!r}" for name, value in (defaults | settings).items()]
        self.source.mkdir(parents=True)
        (self.source / "conf.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for name, text in pages.items():
            self.write(name, text)
        if not any(name.startswith("index.") for name in pages):
            lessons = [name for name in pages if name.endswith((".md", ".rst"))]
            self.write_index(*(name.rpartition(".")[0] for name in lessons))

    def write(self, name: str, text: str) -> None:
        """Write a page (or any other file)."""
        page = self.source / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")

    def write_index(self, *lessons: str) -> None:
        """Write a first page that lists the lessons."""
        listed = "\n".join(lessons)
        self.write("index.md", f"# 课程\n\n```{{toctree}}\n{listed}\n```\n")

    def build(
        self,
        builder: str = "html",
        *,
        warnings: bool = False,
        out: str = "out",
        tags: tuple[str, ...] = (),
        parallel: int = 1,
        prepare: Callable[[Sphinx], object] = lambda app: None,
    ) -> Built:
        """Build the course into ``out``; again into the same folder is a warm build."""
        said = io.StringIO()
        folder = self.folder / out
        with patch_docutils(str(self.source)), docutils_namespace():
            app = Sphinx(
                self.source,
                self.source,
                folder / builder,
                folder / "doctrees",
                builder,
                status=None,
                warning=said,
                tags=list(tags),
                parallel=parallel,
            )
            prepare(app)
            app.build()
        text = re.sub(r"\x1b\[[0-9;]*m", "", said.getvalue())
        lines = [line.replace(f"{self.source}/", "") for line in text.splitlines() if line]
        if not warnings:
            assert not lines, "\n".join(lines)
        return Built(app, lines)

    def files(self, out: str = "out") -> dict[str, str]:
        """Return a digest of every file of a build."""
        folder = self.folder / out / "html"
        return {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def page(self, name: str, out: str = "out") -> str:
        """Return a built page."""
        return (self.folder / out / "html" / f"{name}.html").read_text(encoding="utf-8")
