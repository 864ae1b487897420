"""Self-checks on paper: numbered questions in place, answers at the end of the trainer's print.

This is the one place that knows how the items of a ``quiz`` come: as the attribute ``items`` of
its node. Where there are none, what stands in the page is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes

from quizgen.markup import plain, to_typst
from quizgen.model import Item, PaperItem, PaperSection, kind_of
from quizgen.practice.drawing import order_of
from quizgen.render.numbering import Numbered, key_of
from quizgen.render.paper_pdf import question

from .typst_code import call, seq, string
from .writer import Writer

_ROOM = 6
"""Marks that a short answer of a self-check has room for."""

_RAGGED = "set par(justify: false)"
"""As on a paper: lines to write on can't be broken, and would tear the text before them apart."""


def items_of(block: nodes.Element) -> Sequence[Item]:
    """Return the items that a self-check was filled with."""
    found: Sequence[Item] = block.get("items", ())
    return found


def write_quiz(writer: Writer, block: nodes.Element) -> str:
    """Write a self-check."""
    items = items_of(block)
    if not items:
        return writer.placed(block, writer.children(block))
    found = list(_numbered(items, writer.asked + 1))
    writer.asked += len(found)
    writer.answers += [_answer(each) for each in found]
    shown: set[str] = set()
    questions = [f"[{question(each, shown)}]" for each in found]
    return writer.placed(block, seq([_RAGGED, *questions]))


def _numbered(items: Sequence[Item], first: int) -> Iterator[Numbered]:
    """Yield the items with numbers that go on from those of earlier self-checks."""
    for number, item in enumerate(items, first):
        placed = PaperItem(item=item, score=_ROOM, shown=order_of(item))
        section = PaperSection(title="", kind=kind_of(item), score=_ROOM, items=(placed,))
        yield Numbered(number, section, placed)


def _answer(each: Numbered) -> str:
    words = plain(key_of(each.placed))
    why = f"[{to_typst(each.item.explanation)}]" if each.item.explanation else "[]"
    return call("answer-line", string(f"{each.number}."), string(words), why)
