"""Every mistake an author can make is told, with its line, in Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cases import Case, read_cases
from quizgen.problems import Code, Problem

from .parsing import all_problems, parse

FIXTURES = Path(__file__).parent.parent / "fixtures" / "harvest"
PAGES = [
    (form, case)
    for form in ("md", "rst")
    for case in read_cases(FIXTURES / ("problems.md" if form == "md" else "problems.rst"))
]
COURSE_WIDE = {
    Code.UNREAD_DIRECTIVE,
    Code.DUPLICATE_ID,
    Code.UNKNOWN_FACT,
    Code.UNSOUND_FACT,
    Code.UNKNOWN_TARGET,
    Code.BY_NOT_BANDS,
    Code.BAD_ITEM,
}
NOTES = {
    Code.CASE_LENGTH,
    Code.NO_EXPLANATION,
    Code.SLOT_MISSING,
    Code.VALUE_WITHOUT_BLANK,
    Code.ITEM_NOT_MADE,
}


def short(problems: list[Problem]) -> str:
    """Write problems as the pages do."""
    return "\n".join(f"{each.where.line} {each.code}" for each in problems)


@pytest.mark.parametrize(
    ("form", "case"), PAGES, ids=[f"{form}:{case.line} {case.title}" for form, case in PAGES]
)
def test_mistakes_are_told_with_their_lines(form: str, case: Case) -> None:
    """An author who made six slips sees six lines, not the first one."""
    problems = all_problems(parse(case.source, form))

    assert short(problems) == case.expected


@pytest.mark.parametrize(
    ("form", "case"), PAGES, ids=[f"{form}:{case.line} {case.title}" for form, case in PAGES]
)
def test_messages_are_chinese(form: str, case: Case) -> None:
    """A trainer reads what was found and what is wanted in her own language."""
    for problem in all_problems(parse(case.source, form)):
        assert re.search(r"[\u4e00-\u9fff]{2}", problem.message)
        assert problem.where.path == f"page.{form}"


def test_every_code_has_a_case() -> None:
    """A code that no page shows is one that nobody has seen work."""
    shown = set(re.findall(r"^\d+ (\w+)$", "\n".join(c.expected for _, c in PAGES), re.MULTILINE))

    assert shown | COURSE_WIDE | NOTES >= set(Code)
