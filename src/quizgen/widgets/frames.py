"""Questions together: a self-check, and the list that sums what was done."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from msgspec import Struct


class LessonRow(Struct, frozen=True):
    """A lesson in the list of what was done: where it is and the names of its questions."""

    lesson: str
    title: str
    link: str
    names: tuple[str, ...]


def check(course: str, lesson: str, questions: Sequence[str], *, is_open: bool = False) -> str:
    """Return a self-check.

    Args:
        course: a short name of the course, part of the key in the browser's storage.
        lesson: the docname, the other part.
        questions: what :func:`.questions.question` returned.
        is_open: answers are open from the start, as trainers want them.
    """
    return (
        f'<div class="qg-check" data-course="{html.escape(course)}" '
        f'data-lesson="{html.escape(lesson)}"{" data-open" if is_open else ""}>'
        f'<div class="qg-check-head"><strong>共 {len(questions)} 题</strong></div>'
        f'<ol class="qg-asks">\n{"".join(questions)}</ol></div>\n'
    )


def progress(course: str, rows: Iterable[LessonRow]) -> str:
    """Return the list of lessons with their number of questions; the script adds what was done."""
    listed = "".join(
        f'<li data-lesson="{html.escape(row.lesson)}" data-names="{" ".join(row.names)}">'
        f'<a href="{html.escape(row.link)}">{html.escape(row.title)}</a> '
        f'<span class="qg-done">{len(row.names)} 题</span></li>\n'
        for row in rows
    )
    return (
        f'<div class="qg-progress" data-course="{html.escape(course)}">'
        f'<div class="qg-check-head"></div><ul>\n{listed}</ul></div>\n'
    )
