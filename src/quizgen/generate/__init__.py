"""Point sets, cases and questions to items. Pure: no files, no clock, no Sphinx.

One file a kind of item; all fixed wording in :mod:`.wording`. The numbers of templates
(M1, P1, B5 …) and the sections named in docstrings are those of the item-writing rules that
CONTRIBUTING.md describes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from quizgen.model import Item, PointSet
from quizgen.problems import Problem

from .bands import band_items
from .cases import case_items
from .context import Course, Draft, LawNote
from .details import detail_items
from .enemies import with_enemies
from .levels import levelled
from .lists import list_items
from .myths import myth_items
from .questions import question_draft
from .situations import situation_items
from .steps import step_items
from .together import alike_facts, capped, one_fact, placed
from .twostep import two_step_items
from .typed import typed_items
from .values import value_items

__all__ = ["MAKERS", "Course", "LawNote", "make_items"]

MAKERS: Sequence[Callable[[Course, PointSet], Iterator[Draft]]] = (
    list_items,
    detail_items,
    situation_items,
    myth_items,
    value_items,
    typed_items,
    step_items,
    band_items,
    two_step_items,
)
"""Every kind of item that a point set can give."""

_PREFERRED = "PVMBS"
"""Where two templates ask one fact in one kind, the sentence of the set goes before a detail's."""


def make_items(course: Course) -> tuple[list[Item], list[Problem]]:
    """Make all items of a course, in the order of their ids.

    Returns:
        The items (without revisions, which the bank room gives), and a note for every one
        that would not have been good, with the slot that is missing or the reason.
    """
    course.notes.clear()
    drafts = [
        draft for pointset in course.sets for maker in MAKERS for draft in maker(course, pointset)
    ]
    drafts += [draft for case in course.cases for draft in case_items(course, case)]
    drafts += [question_draft(course, each) for each in course.questions]
    drafts = capped(alike_facts(one_fact(course, sorted(drafts, key=_rank))))
    items = placed(course, with_enemies(levelled(drafts, course.words)))
    notes = sorted(course.notes, key=lambda each: (each.where.path, each.where.line, each.message))
    return sorted(items, key=lambda each: each.id), notes


def _rank(draft: Draft) -> tuple[int, str]:
    """Order items without regard to where their sets stand; of one fact the first are kept."""
    item = draft.item
    return (_PREFERRED.index(item.template[:1]) if item.template[:1] in _PREFERRED else 9, item.id)
