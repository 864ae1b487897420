"""What stands around the text of a lesson: its front matter, and Furo in Chinese dress."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform

from .pointsets import dress_table

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

CSS = "quizgen-furo.css"
TEMPLATES = str(Path(__file__).parent / "templates" / "furo")


def read_list(raw: Any) -> list[str]:
    """Read a list of the front matter: as YAML gave it (in JSON), or words between commas."""
    text = str(raw or "").strip()
    if text.startswith("["):
        try:
            return [str(each).strip() for each in json.loads(text)]
        except ValueError:
            pass
    return [each.strip() for each in re.split("[;；、,，\n]", text) if each.strip()]


class ShowFrontMatter(SphinxPostTransform):
    """Show for whom a lesson is, how long it takes and what one can do after it."""

    formats = ("html",)
    default_priority = 60

    def run(self, **kwargs: Any) -> None:
        """Put the box behind the title."""
        meta = self.env.metadata.get(self.env.docname)
        if not meta:
            return
        box = _front(read_list(meta.get("audience")), meta.get("minutes"), meta.get("objectives"))
        section = next(iter(self.document.findall(nodes.section)), None)
        if box is not None and section is not None:
            at = section.first_child_matching_class(nodes.title)
            section.insert(0 if at is None else at + 1, box)


def _front(audience: Sequence[str], minutes: Any, objectives: Any) -> nodes.container | None:
    facts = nodes.paragraph("", "", classes=["qg-front-facts"])
    if audience:
        facts += _fact("适合", "、".join(audience))
    if minutes:
        facts += _fact("用时", f"约 {minutes} 分钟")
    box = nodes.container("", classes=["qg-front"])
    if facts.children:
        box += facts
    if aims := read_list(objectives):
        box += nodes.paragraph("", "学完这一课，你能：", classes=["qg-front-head"])
        box += nodes.bullet_list(
            "", *[nodes.list_item("", nodes.paragraph("", each)) for each in aims]
        )
    return box if box.children else None


def _fact(name: str, value: str) -> nodes.inline:
    fact = nodes.inline("", "", classes=["qg-front-fact"])
    fact += [nodes.strong("", name), nodes.Text(f"：{value}")]
    return fact


class StackTables(SphinxPostTransform):
    """Let the tables of a lesson stand row by row on a phone, like those of sets.

    Only where our dress is on, and only tables with a head and more than two columns.
    """

    formats = ("html",)
    default_priority = 80  # after those of sets and of law

    def run(self, **kwargs: Any) -> None:
        """Dress what is not dressed yet."""
        if self.config.html_theme != "furo":
            return
        for table in self.document.findall(nodes.table):
            if "qg-grid" not in table["classes"] and "qg-matching-table" not in table["classes"]:
                wide = sum(1 for _ in table.findall(nodes.colspec)) > 2
                headed = any(table.findall(nodes.thead))
                dress_table(table, ["qg-grid", *(["qg-stack"] if wide and headed else [])])


def _dress_furo(app: Sphinx, config: Config) -> None:
    """Let our templates stand before Furo's: they change nothing but its words."""
    if config.html_theme == "furo" and str(config.language).startswith("zh"):
        config.templates_path = [*config.templates_path, TEMPLATES]


def _add_css(app: Sphinx) -> None:
    if isinstance(app.builder, StandaloneHTMLBuilder) and app.config.html_theme == "furo":
        app.add_css_file(CSS)


def setup_dress(app: Sphinx) -> None:
    """Register the box and the dress."""
    app.add_post_transform(ShowFrontMatter)
    app.add_post_transform(StackTables)
    app.connect("config-inited", _dress_furo)
    app.connect("builder-inited", _add_css)
