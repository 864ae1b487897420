"""What stands around the text of a lesson: its front matter, and Furo in Chinese dress."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from docutils import nodes
from jinja2.ext import Extension
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.transforms.post_transforms import SphinxPostTransform

from .pointsets import dress_table, tables_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CSS = "quizgen-furo.css"
_WORDS = (
    ("Toggle site navigation sidebar", "打开或收起课程目录"),
    ("Toggle table of contents sidebar", "打开或收起本页目录"),
    ("Toggle Light / Dark / Auto color theme", "切换浅色、深色、随系统"),
    ("Skip to content", "跳到正文"),
    ("Back to top", "回到页首"),
    ("On this page", "本页目录"),
    ('{{ _("Next") }}', "下一课"),
    ('{{ _("Previous") }}', "上一课"),
    ('<div class="title">{{ _("Home") }}</div>', '<div class="title">首页</div>'),
    ("Made with ", "排版："),
    ("</a> and {% endtrans", "</a>、{% endtrans"),
)
"""What the templates of Furo say, and what we say: it has no translation of most of it."""
_CAPTION = '<p class="caption" role="heading">'
_LEVELLED = '<p class="caption" role="heading" aria-level="2">'


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
        for table in tables_of(self.document):
            if "qg-grid" not in table["classes"] and "qg-matching-table" not in table["classes"]:
                group = next(
                    (each for each in table.children if isinstance(each, nodes.tgroup)), table
                )
                wide = sum(isinstance(each, nodes.colspec) for each in group.children) > 2
                headed = any(isinstance(each, nodes.thead) for each in group.children)
                dress_table(table, ["qg-grid", *(["qg-stack"] if wide and headed else [])])


class ChineseFuro(Extension):
    """Put our words into the templates of Furo when they are read, once a build."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Change nothing but words."""
        for said, ours in _WORDS:
            source = source.replace(said, ours)
        return source


def _is_chinese_furo(app: Sphinx) -> bool:
    return app.config.html_theme == "furo" and str(app.config.language).startswith("zh")


def _dress_furo(app: Sphinx) -> None:
    templates = getattr(app.builder, "templates", None)
    if isinstance(templates, BuiltinTemplateLoader) and _is_chinese_furo(app):
        templates.environment.add_extension(ChineseFuro)


def _dress_tree(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Say in Chinese what Furo's code, not its templates, puts beside the table of contents."""
    if not _is_chinese_furo(app):
        return
    if tree := context.get("furo_navigation_tree"):
        tree = tree.replace("Toggle navigation of ", "展开或收起：")
        context["furo_navigation_tree"] = tree.replace(_CAPTION, _LEVELLED)
    if body := context.get("body"):
        context["body"] = body.replace(_CAPTION, _LEVELLED)


def _add_css(app: Sphinx) -> None:
    if isinstance(app.builder, StandaloneHTMLBuilder) and app.config.html_theme == "furo":
        app.add_css_file(CSS)


def setup_dress(app: Sphinx) -> None:
    """Register the box and the dress."""
    app.add_post_transform(ShowFrontMatter)
    app.add_post_transform(StackTables)
    app.connect("builder-inited", _dress_furo)
    app.connect("html-page-context", _dress_tree, priority=900)  # after Furo's own
    app.connect("builder-inited", _add_css)
