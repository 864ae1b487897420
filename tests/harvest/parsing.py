"""Lessons parsed by docutils alone, for tests that need no build."""

from __future__ import annotations

import io
import textwrap
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers import Parser
from docutils.parsers.rst import Parser as RstParser
from myst_parser.parsers.docutils_ import Parser as MystParser
from sphinx.util.docutils import docutils_namespace

from quizgen import harvest
from quizgen.model import Case, PointSet, Question
from quizgen.problems import Problem, errors


def parse(text: str, form: str = "md", *, tasklist: bool = True) -> nodes.document:
    """Parse a page of MyST or reStructuredText; any message of the parser fails the test."""
    said = io.StringIO()
    settings: dict[str, Any] = {
        "myst_enable_extensions": ["colon_fence", "deflist", *(["tasklist"] if tasklist else [])],
        "character_level_inline_markup": True,
        "warning_stream": said,
        "report_level": 2,
    }
    parser: Parser = MystParser() if form == "md" else RstParser()
    with docutils_namespace():  # what is registered here is no business of other tests
        harvest.register()
        tree = publish_doctree(
            text, source_path=f"page.{form}", settings_overrides=settings, parser=parser
        )
    assert said.getvalue() == ""
    return tree


def points(text: str, form: str = "md") -> tuple[PointSet, list[Problem]]:
    """Harvest the first set of a page."""
    block = next(iter(parse(text, form).findall(harvest.points_block)))
    return harvest.harvest(block)


def case(text: str, form: str = "md") -> tuple[Case, list[Problem]]:
    """Harvest the first case of a page."""
    return harvest.harvest_case(next(iter(parse(text, form).findall(harvest.case_block))))


def question(text: str, form: str = "md") -> tuple[Question | None, list[Problem]]:
    """Harvest the first question of a page."""
    return harvest.harvest_question(next(iter(parse(text, form).findall(harvest.question_block))))


def in_case(block: nodes.Node) -> bool:
    """Say whether a question belongs to a case, which harvests it itself."""
    return isinstance(block.parent, harvest.case_block)


def all_problems(tree: nodes.document) -> list[Problem]:
    """Harvest everything in a page and return what is wrong, in order of lines."""
    found: list[Problem] = []
    for block in tree.findall(nodes.container):
        if isinstance(block, harvest.points_block):
            found += harvest.harvest(block)[1]
        elif isinstance(block, harvest.case_block):
            found += harvest.harvest_case(block)[1]
        elif isinstance(block, harvest.quiz_block):
            found += harvest.harvest_quiz(block)[1]
        elif isinstance(block, harvest.question_block) and not in_case(block):
            found += harvest.harvest_question(block)[1]
    return sorted(errors(found), key=lambda each: each.where.line)


def dedent(text: str) -> str:
    """Write a page inside a test, indented as the test is."""
    return textwrap.dedent(text).lstrip("\n")
