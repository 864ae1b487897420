"""Which items are practised, and in which order their options stand."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

from quizgen.model import (
    Bank,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    PaperItem,
    SingleChoice,
    kind_of,
)


def playable(bank: Bank, lessons: Collection[str] = (), kinds: Collection[str] = ()) -> list[Item]:
    """Return the items that may be practised: an exam's own are never among them.

    Args:
        bank: the bank.
        lessons: docnames or parts of lessons (``duty`` takes all lessons of the part).
        kinds: kinds of items; empty for all.
    """
    return [
        each
        for each in bank.items
        if each.use != "exam"
        and (not kinds or kind_of(each) in kinds)
        and (not lessons or each.lesson in lessons or each.part in lessons)
    ]


def draw(items: Sequence[Item], count: int, seed: int) -> list[PaperItem]:
    """Draw items by a seed: one a fact, facts not seen in this round first, options permuted."""
    drawn: list[PaperItem] = []
    facts: set[str] = set()
    for each in sorted(items, key=lambda each: _rank(seed, each.id)):
        if each.fact not in facts and len(drawn) < count:
            facts.add(each.fact)
            drawn.append(PaperItem(item=each, score=1, shown=order_of(each, seed)))
    return drawn


def _rank(seed: int, *words: str) -> str:
    return hashlib.sha256("\x1f".join((str(seed), *words)).encode()).hexdigest()


def order_of(item: Item, seed: int) -> tuple[int, ...]:
    """Draw the order in which the options of an item stand."""
    match item:
        case SingleChoice() | MultipleChoice():
            size = len(item.options)
            if item.fixed:
                return tuple(range(size))
        case Matching():
            size = len(item.pairs) + len(item.extra)
        case Ordering():
            size = len(item.order)
        case _:
            return ()
    order = sorted(range(size), key=lambda at: _rank(seed, item.id, str(at)))
    if isinstance(item, Ordering) and order == list(range(size)):
        order = [*order[1:], order[0]]
    return tuple(order)
