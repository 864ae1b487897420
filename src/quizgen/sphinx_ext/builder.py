"""The builder that only reads: point sets out, no pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sphinx.builders import Builder

from quizgen.model import Case, PointSet

from .domain import QuizgenDomain
from .listing import as_data
from .order import lessons_in_order

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from docutils import nodes
    from sphinx.environment import BuildEnvironment


class PointsBuilder(Builder):
    """``sphinx-build -b quizgen-points``: writes ``points.json``."""

    name = "quizgen-points"
    epilog = "points.json: %(outdir)s"
    allow_parallel = True

    def init(self) -> None:
        """Need nothing."""

    def get_outdated_docs(self) -> set[str]:
        """Write no page, so none is ever outdated."""
        return set()

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Point nowhere: nothing is linked."""
        return ""

    def prepare_writing(self, docnames: AbstractSet[str]) -> None:
        """Need nothing."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write no page."""

    def finish(self) -> None:
        """Write all point sets in the order of the lessons."""
        found = [as_data(each) for each in sets_in_order(self.env)]
        text = json.dumps(found, ensure_ascii=False, indent=2)
        (Path(self.outdir) / "points.json").write_text(text + "\n", encoding="utf-8")


def sets_in_order(env: BuildEnvironment) -> Iterator[PointSet]:
    """Yield the point sets of a course, lesson by lesson."""
    domain = cast(QuizgenDomain, env.domains["quizgen"])
    for docname in lessons_in_order(env):
        yield from (each for each in domain.sets.get(docname, ()) if each.id)


def cases_in_order(env: BuildEnvironment) -> Iterator[Case]:
    """Yield the cases of a course, lesson by lesson."""
    domain = cast(QuizgenDomain, env.domains["quizgen"])
    for docname in lessons_in_order(env):
        yield from domain.cases.get(docname, ())
