"""Self-checks in the lessons: which items stand where, and the pages that show them.

The items come from the same generator as the bank's, inside the build. They are made once
when all documents are read, and remembered beside the doctrees under a digest of all that they
are made of: a build in which nothing of that changed does not make them again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from quizgen import generate
from quizgen.generate import Course, make_items
from quizgen.harvest import harvest_quiz, quiz_block
from quizgen.harvest.questions import Quiz
from quizgen.model import Item, Target, match_key
from quizgen.practice.drawing import mixed
from quizgen.widgets import SCRIPT, STATIC, STYLE, LessonRow, check, name_of, progress, question

from .editions import TRAINER, holds
from .order import lessons_in_order

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

    from .domain import QuizgenDomain

CACHE = "quizgen-selfchecks.json"
ANCHOR = "self-check"
NONE = "这里还没有能练的题。"


class widget(nodes.container):  # noqa: N801 - docutils names nodes in lower case
    """Ready HTML, the attribute ``html``: no text of it gets into the search."""


class progress_block(nodes.container):  # noqa: N801
    """The list of all lessons with self-checks and what was done of them."""


class Drawn(msgspec.Struct):
    """The items of every self-check of a course, and what they were made of."""

    digest: str
    quizzes: dict[str, list[tuple[Item, ...]]]
    """By document, in the order of its ``quiz`` directives."""


# ---------------------------------------------------------------- which items


def quiz_items(env: BuildEnvironment, docname: str, block: quiz_block) -> list[Item]:
    """Return the items that a self-check shows, in their order.

    Args:
        env: the environment, all documents read.
        docname: the document that holds the directive.
        block: what the directive left in the tree.
    """
    quizzes = _domain(env).quizzes.get(docname, ())
    quiz, _ = harvest_quiz(block)
    if quiz not in quizzes:
        return []
    return list(drawn(env).quizzes[docname][quizzes.index(quiz)])


def drawn(env: BuildEnvironment) -> Drawn:
    """Return the items of all self-checks: kept in memory, on disk, or made now."""
    from .content import content_of, course_for_items

    domain = _domain(env)
    if domain.drawn is not None:
        return domain.drawn
    if not any(domain.quizzes.values()):
        domain.drawn = Drawn("", {})
        return domain.drawn
    course = course_for_items(content_of(env))
    digest = _digest_of(course, domain)
    path = Path(env.doctreedir) / CACHE
    found = _read_cache(path)
    if found is None or found.digest != digest:
        found = Drawn(digest, dict(_draw(course, domain)))
        path.write_bytes(msgspec.json.encode(found))
    domain.drawn = found
    return found


def _domain(env: BuildEnvironment) -> QuizgenDomain:
    return cast("QuizgenDomain", env.domains["quizgen"])


def _read_cache(path: Path) -> Drawn | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Drawn)
    except (OSError, msgspec.DecodeError):
        return None


def _digest_of(course: Course, domain: QuizgenDomain) -> str:
    """Hash all that the choice rests on, the generator's own files included."""
    whole = hashlib.sha256()
    made_of = (course.sets, course.cases, course.questions, course.laws, course.titles)
    for each in (*made_of, course.words, domain.quizzes, domain.data["hidden"]):
        whole.update(msgspec.json.encode(each) + b"\0")
    folder = Path(str(generate.__file__)).parent
    for path in (*sorted(folder.glob("*.py")), Path(__file__)):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _draw(course: Course, domain: QuizgenDomain) -> Iterator[tuple[str, list[tuple[Item, ...]]]]:
    """Choose for each document in turn; what one self-check asks, the next of the page does not."""
    hidden = {name for kept in domain.data["hidden"].values() for _, ids in kept for name in ids}
    free = [each for each in make_items(course)[0] if each.use != "exam" and each.set not in hidden]
    for docname in sorted(domain.quizzes):
        left = [each for each in free if not _is_told(each, docname)]
        found: list[tuple[Item, ...]] = []
        for quiz in domain.quizzes[docname]:
            key = f"{docname} {len(found)}"
            chosen = mixed(_about(quiz, docname, left), quiz.count, key)
            found.append(tuple(chosen))
            facts = {each.fact for each in chosen}
            left = [each for each in left if each.fact not in facts]
        yield docname, found


def _is_told(item: Item, docname: str) -> bool:
    """Say whether a lesson shows an item already: as a question, or with its case."""
    return item.lesson == docname and (item.origin == "question" or item.stimulus is not None)


def _about(quiz: Quiz, docname: str, items: Iterable[Item]) -> list[Item]:
    """Return the items on the points of a self-check; without points, those of its lesson."""
    if not quiz.points:
        return [each for each in items if each.lesson == docname]
    return [each for each in items if any(_is_on(each, target) for target in quiz.points)]


def _is_on(item: Item, target: Target) -> bool:
    if target.term is None:
        return item.set == target.set
    wanted = f"{target.set}/{match_key(target.term)}"
    return any(
        f"{pointset}/{match_key(term)}" == wanted
        for pointset, _, term in (each.partition("/") for each in item.points)
    )


# ---------------------------------------------------------------- their HTML


def course_key(env: BuildEnvironment) -> str:
    """Return the short name of a course in a browser's storage: all ``file:`` pages share one."""
    return hashlib.sha256(str(env.config.project).encode()).hexdigest()[:8]


def check_html(env: BuildEnvironment, builder: Builder, docname: str, items: Sequence[Item]) -> str:
    """Return a self-check as HTML, each item with a link to where it is taught."""
    trainer = holds(env, TRAINER)
    domain = _domain(env)
    questions = []
    for number, item in enumerate(items, 1):
        target = item.points[0] if len(item.points) == 1 else item.set
        node = domain.link(builder, docname, target) if target else None
        link = None if node is None else node.get("refuri") or f"#{node['refid']}"
        questions.append(question(item, number, link=link, is_open=trainer))
    return check(course_key(env), docname, questions, is_open=trainer)


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
    shown = [check_html(env, builder, docname, items) for items in found]
    if docname in _domain(env).data["progress"]:
        shown.append(progress_html(env, builder, docname))
    return shown


# ---------------------------------------------------------------- pages


class Progress(SphinxDirective):
    """``{quiz-progress}``: what was done of all self-checks of the course."""

    def run(self) -> list[nodes.Node]:
        """Leave a place; the list is made when all documents are read."""
        _domain(self.env).data["progress"][self.env.docname] = True
        return [progress_block("", classes=["qg-selfcheck"])]


class FillQuiz(SphinxPostTransform):
    """Give every self-check its items, whatever the builder (``node["items"]``, JSON), and its id."""

    default_priority = 5

    def run(self, **kwargs: Any) -> None:
        """Look each of them up."""
        for number, block in enumerate(self.document.findall(quiz_block), 1):
            block["ids"].append(ANCHOR if number == 1 else f"{ANCHOR}-{number}")
            block["items"] = msgspec.json.encode(
                quiz_items(self.env, self.env.docname, block)
            ).decode()


class RenderProgress(SphinxPostTransform):
    """Put the list of lessons into its place."""

    formats = ("html",)
    default_priority = 60

    def run(self, **kwargs: Any) -> None:
        """Fill every place there is."""
        for block in list(self.document.findall(progress_block)):
            builder = self.env._app.builder
            block += widget("", html=progress_html(self.env, builder, self.env.docname))


def render_quiz(block: quiz_block, env: BuildEnvironment) -> list[nodes.Node]:
    """Return what stands in the page in place of a ``quiz`` directive."""
    items = msgspec.json.decode(block["items"], type=list[Item])
    if not items:
        return [nodes.paragraph("", NONE, classes=["qg-quiz"])]
    return [widget("", html=check_html(env, env._app.builder, env.docname, items))]


def _visit_widget(self: HTML5Translator, node: widget) -> None:
    self.body.append(node["html"])
    raise nodes.SkipNode


def _add_files(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Load the script where a page has something to answer or to sum."""
    if doctree is not None and any(doctree.findall(widget)):
        app.add_js_file(SCRIPT, loading_method="defer")
        app.add_css_file(STYLE)


def _add_static(app: Sphinx) -> None:
    known = app.config.html_static_path
    if isinstance(app.builder, StandaloneHTMLBuilder) and str(STATIC) not in known:
        known.append(str(STATIC))


def _forget(app: Sphinx, env: BuildEnvironment) -> None:
    """Draw anew once the documents are read again."""
    _domain(env).drawn = None


def setup_selfcheck(app: Sphinx) -> None:
    """Register the directive, the transforms and the files."""
    app.add_node(widget, html=(_visit_widget, None))
    app.add_node(progress_block)
    app.add_directive("quiz-progress", Progress)
    app.add_post_transform(FillQuiz)
    app.add_post_transform(RenderProgress)
    app.connect("builder-inited", _add_static)
    app.connect("env-updated", _forget, priority=100)
    app.connect("html-page-context", _add_files)
