"""Self-checks in the pages: the questions, and the list that sums what was done of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from quizgen.harvest import quiz_block
from quizgen.harvest.ids import point_anchor
from quizgen.harvest.text import walk_blocks
from quizgen.model import Item
from quizgen.widgets import SCRIPT, STATIC, STYLE, LessonRow, check, name_of, progress, question

from .domain import find_point
from .drawn import domain_of, drawn, home_of, quiz_items
from .editions import TRAINER, holds
from .order import lessons_in_order

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

ANCHOR = "self-check"
ASKS = "quizgen-asks"
"""Attribute of a document with widgets: its page needs their script and style."""
NONE = "这里还没有能练的题。"


class widget(nodes.container):  # noqa: N801 - docutils names nodes in lower case
    """Ready HTML, the attribute ``html``: no text of it gets into the search."""


class progress_block(nodes.container):  # noqa: N801
    """The list of all lessons with self-checks and what was done of them."""


# ---------------------------------------------------------------- their HTML


def course_key(env: BuildEnvironment) -> str:
    """Return the short name of a course in a browser's storage: all ``file:`` pages share one."""
    return hashlib.sha256(str(env.config.project).encode()).hexdigest()[:8]


def check_html(
    env: BuildEnvironment, builder: Builder, docname: str, lesson: str, items: Sequence[Item]
) -> str:
    """Return the self-check of a lesson as HTML, each item with a link to where it is taught.

    What a page shows is asked for twice: to tell whether it changed, and to write it.
    """
    made = domain_of(env).checks
    place = (docname, lesson, *(item.id for item in items))
    if place not in made:
        made[place] = _check_html(env, builder, docname, lesson, items)
    return made[place]


def _check_html(
    env: BuildEnvironment, builder: Builder, docname: str, lesson: str, items: Sequence[Item]
) -> str:
    trainer = holds(env, TRAINER)
    questions = [
        question(item, number, link=_link(env, builder, docname, item), is_open=trainer)
        for number, item in enumerate(items, 1)
    ]
    return check(course_key(env), lesson, questions, is_open=trainer)


def _link(env: BuildEnvironment, builder: Builder, docname: str, item: Item) -> str | None:
    """Return the way from a page to the point that an item asks, or to its set."""
    lesson, _ = env.domains.standard_domain.anonlabels.get(item.set or "", ("", ""))
    sets = domain_of(env).sets.get(lesson, ())
    pointset = next((each for each in sets if each.id == item.set), None)
    if pointset is None:
        return None
    term = item.points[0].partition("/")[2] if len(item.points) == 1 else ""
    point = find_point(pointset, term) if term else None
    anchor = point_anchor(pointset.id, point.key) if point else pointset.id
    page = "" if lesson == docname else builder.get_relative_uri(docname, lesson).partition("#")[0]
    return f"{page}#{anchor}"


def progress_html(env: BuildEnvironment, builder: Builder, docname: str) -> str:
    """Return the list of lessons that have a self-check, in course order."""
    quizzes = drawn(env).quizzes
    rows = []
    for lesson in lessons_in_order(env):
        names = tuple(name_of(item) for items in quizzes.get(lesson, ()) for item in items)
        if names:
            link = f"{builder.get_relative_uri(docname, lesson)}#{ANCHOR}"
            rows.append(LessonRow(lesson, env.titles[lesson].astext(), link, names))
    return progress(course_key(env), rows)


def shown_checks(env: BuildEnvironment, builder: Builder, docname: str) -> list[str]:
    """Return all that a page shows of self-checks, to tell whether it has changed."""
    found = drawn(env).quizzes.get(docname, ())
    shown = [check_html(env, builder, docname, docname, items) for items in found]
    if docname in domain_of(env).data["progress"]:
        shown.append(progress_html(env, builder, docname))
    return shown


# ---------------------------------------------------------------- pages


class Progress(SphinxDirective):
    """``{quiz-progress}``: what was done of all self-checks of the course."""

    def run(self) -> list[nodes.Node]:
        """Leave a place; the list is made when all documents are read."""
        domain_of(self.env).data["progress"][self.env.docname] = True
        return [progress_block("", classes=["qg-selfcheck"])]


class FillQuiz(SphinxPostTransform):
    """Give every self-check its items, whatever the builder (``block["items"]``), and its id."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Look each of them up."""
        if not domain_of(self.env).quizzes:
            return
        blocks = (node for node in walk_blocks(self.document) if isinstance(node, quiz_block))
        for number, block in enumerate(blocks, 1):
            block["ids"].append(ANCHOR if number == 1 else f"{ANCHOR}-{number}")
            block["items"] = tuple(quiz_items(self.env, self.env.docname, block))


def render_progress(env: BuildEnvironment) -> widget:
    """Return the list of lessons as it stands in the page."""
    return widget("", html=progress_html(env, env._app.builder, env.docname))


def render_quiz(block: quiz_block, env: BuildEnvironment) -> list[nodes.Node]:
    """Return what stands in the page in place of a ``quiz`` directive."""
    items: Sequence[Item] = block["items"]
    if not items:
        return [nodes.paragraph("", NONE, classes=["qg-quiz"])]
    lesson = home_of(block, env.docname)
    return [widget("", html=check_html(env, env._app.builder, env.docname, lesson, items))]


def _visit_widget(self: HTML5Translator, node: widget) -> None:
    self.body.append(node["html"])
    raise nodes.SkipNode


def _add_files(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the script where a page has something to answer or to sum."""
    if doctree is not None and doctree.get(ASKS):
        app.add_js_file(SCRIPT, loading_method="defer")
        app.add_css_file(STYLE)


def _add_static(app: Sphinx) -> None:
    known = app.config.html_static_path
    if isinstance(app.builder, StandaloneHTMLBuilder) and str(STATIC) not in known:
        known.append(str(STATIC))


def _forget(app: Sphinx, env: BuildEnvironment) -> None:
    """Draw anew once the documents are read again."""
    domain_of(env).drawn = None
    domain_of(env).checks = {}


def setup_selfcheck(app: Sphinx) -> None:
    """Register the directive, the transforms and the files."""
    app.add_node(widget, html=(_visit_widget, None))
    app.add_node(progress_block)
    app.add_directive("quiz-progress", Progress)
    app.add_post_transform(FillQuiz)
    app.connect("builder-inited", _add_static)
    app.connect("env-updated", _forget, priority=100)
    app.connect("html-page-context", _add_files)
