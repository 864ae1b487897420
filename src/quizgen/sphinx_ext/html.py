"""Pages: each set of points as what it is, cases and questions to be read, self-checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform

from quizgen.harvest import case_block, points_block, question_block, quiz_block
from quizgen.harvest.nodes import BLOCKS
from quizgen.harvest.text import walk_blocks
from quizgen.model import PointSet

from .asked import Asked, depart_fold, fold, visit_fold
from .editions import TRAINER, holds, option_of
from .lawtable import FactLinks
from .pointsets import label_chip, render_points, visit_label_chip
from .selfcheck import ASKS, progress_block, render_progress, render_quiz

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from .domain import QuizgenDomain

CSS = "quizgen.css"
STATIC = Path(__file__).parent / "static"


class RenderBlocks(SphinxPostTransform):
    """Dress the blocks of a lesson for HTML; other builders show them as docutils nests them."""

    formats = ("html",)
    default_priority = 60  # after links and `only`

    def run(self, **kwargs: Any) -> None:
        """Take the blocks in their order."""
        wanted = (*BLOCKS, progress_block)
        blocks = [node for node in walk_blocks(self.document) if isinstance(node, wanted)]
        if not blocks:
            return
        domain = cast("QuizgenDomain", self.env.domains["quizgen"])
        by_id = {each.id: each for each in domain.sets.get(self.env.docname, ()) if each.id}
        facts = FactLinks(self.env, self.env._app.builder, self.env.docname)
        asked = Asked(holds(self.env, TRAINER), dict(self._shown(blocks)))
        for block in blocks:
            level = _depth(block) + 1
            if isinstance(block, points_block):
                pointset = by_id.get(option_of(block, "name")) or self._elsewhere(block)
                if pointset is not None:
                    _add_basis(block, pointset, facts)
                    render_points(block, pointset, level)
            elif isinstance(block, case_block):
                asked.render_case(block, level)
            elif isinstance(block, question_block) and not isinstance(block.parent, case_block):
                asked.render_question(block, level)
            elif isinstance(block, quiz_block):
                if block["items"]:
                    self.document[ASKS] = True
                block["classes"].append("qg-selfcheck")
                block.children = []
                block += render_quiz(block, self.env)
            elif isinstance(block, progress_block):
                self.document[ASKS] = True
                block += render_progress(self.env)

    def _elsewhere(self, block: points_block) -> PointSet | None:
        """Find a set where one page holds several documents."""
        domain = cast("QuizgenDomain", self.env.domains["quizgen"])
        found = domain.find(option_of(block, "name"))
        return found[0] if found else None

    def _shown(self, blocks: Sequence[nodes.Element]) -> Iterator[tuple[str, nodes.Node]]:
        """Yield the links to the points that the cases of this page show."""
        domain = cast("QuizgenDomain", self.env.domains["quizgen"])
        for block in blocks:
            if isinstance(block, case_block):
                named = option_of(block, "shows").replace("；", ";").split(";")
                for target in filter(None, (each.strip() for each in named)):
                    link = domain.link(self.env._app.builder, self.env.docname, target)
                    if link is not None:
                        yield target, link


def _depth(node: nodes.Node) -> int:
    depth, parent = 0, node.parent
    while parent is not None:
        depth += isinstance(parent, nodes.section)
        parent = parent.parent
    return max(1, depth)


def _add_basis(block: points_block, pointset: PointSet, facts: FactLinks) -> None:
    """Say below a set on which law it rests, or which facts belong to it."""
    shown = [number for number in pointset.facts if number in facts]
    if not (pointset.basis or shown):
        return
    lead = "依据：" if pointset.basis else "相关规定："
    line = nodes.paragraph("", lead, classes=["qg-basis"])
    if pointset.basis:
        line += nodes.Text(pointset.basis)
    if shown:
        line += facts.cite(shown)
    block += line


def _add_static(app: Sphinx) -> None:
    if isinstance(app.builder, StandaloneHTMLBuilder):
        if str(STATIC) not in app.config.html_static_path:
            app.config.html_static_path.append(str(STATIC))
        app.add_css_file(CSS)


def setup_html(app: Sphinx) -> None:
    """Register how blocks become pages."""
    app.add_node(label_chip, html=(visit_label_chip, None))  # type: ignore[arg-type] # typed for elements; it takes texts too
    app.add_node(fold, html=(visit_fold, depart_fold))
    app.add_post_transform(RenderBlocks)
    app.connect("builder-inited", _add_static)
