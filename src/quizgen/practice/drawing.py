"""Which items are practised, and in which order their options stand."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from quizgen.model import (
    KIND_NAMES,
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
            drawn.append(PaperItem(item=each, score=1, shown=shown_order(each, seed)))
    return drawn


_WEIGHTS = {"single_choice": 0.5, "matching": 1.2, "ordering": 1.2, "short_answer": 2.2}
"""What one more of a kind costs in a mixture; the less, the more there are of it."""
_SET, _LEVEL = 0.6, 0.3


def mixed(items: Iterable[Item], count: int, key: str = "") -> list[Item]:
    """Choose items as a mixture of kinds, sets and levels: one a fact, no enemies.

    The same items and key give the same choice, and one more item changes little of it. The
    result is ordered by kind as on a paper, within a kind from easy to hard.
    """
    heaps: dict[tuple[str, str, str], list[Item]] = {}
    for each in sorted(items, key=lambda each: _rank(0, key, each.id), reverse=True):
        heaps.setdefault((kind_of(each), each.set or "", each.level), []).append(each)
    counts: Counter[str] = Counter()
    chosen: list[Item] = []
    barred: set[str] = set()

    def cost(name: tuple[str, str, str]) -> tuple[float, str]:
        kind, pointset, level = name
        worth = _WEIGHTS.get(kind, 1) * (counts[kind] + 1)
        worth += _SET * counts[f"set {pointset}"] + _LEVEL * counts[level]
        return round(worth, 6), _rank(0, key, heaps[name][-1].id)

    while heaps and len(chosen) < count:
        name = min(heaps, key=cost)
        item = heaps[name].pop()
        if not heaps[name]:
            del heaps[name]
        if item.fact in barred or item.id in barred:
            continue
        chosen.append(item)
        barred |= {item.fact, *item.enemies}
        counts.update((name[0], f"set {name[1]}", name[2]))
    kinds = list(KIND_NAMES)
    return sorted(chosen, key=lambda each: (kinds.index(kind_of(each)), each.difficulty, each.id))


def _rank(seed: int, *words: str) -> str:
    return hashlib.sha256("\x1f".join((str(seed), *words)).encode()).hexdigest()


def shown_order(item: Item, seed: int = 0) -> tuple[int, ...]:
    """Return the order in which options, right entries or steps stand, as ``PaperItem.shown``."""
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
