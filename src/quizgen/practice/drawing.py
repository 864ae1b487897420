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
            drawn.append(PaperItem(item=each, score=1, shown=order_of(each, seed)))
    return drawn


_WEIGHTS = {"single_choice": 0.5, "matching": 1.2, "ordering": 1.2, "short_answer": 2.2}
"""What one more of a kind costs in a mixture; the less, the more there are of it."""
_SET, _LEVEL, _TEMPLATE, _WHOLE = 0.6, 0.3, 0.4, 0.8
_WHOLE_SETS = {"multiple_choice", "cloze", "matching", "ordering", "short_answer"}
"""Kinds that mostly ask or show a whole set: one of them answers the next on the same set."""
_Like = tuple[str, str, str, str]
"""Kind, set, level and template: what makes items alike."""


def mixed(items: Iterable[Item], count: int, key: str = "") -> list[Item]:
    """Choose items as a mixture of kinds, sets, levels and templates: one a fact, no enemies.

    The same items and key give the same choice, and one more item changes little of it. The
    result is ordered by kind as on a paper, within a kind from easy to hard.
    """
    heaps: dict[_Like, list[Item]] = {}
    items = list(items)
    ranks = {each.id: _rank(0, key, each.id) for each in items}
    for each in sorted(items, key=lambda each: ranks[each.id], reverse=True):
        like: _Like = (kind_of(each), each.set or "", str(each.level), each.template)
        heaps.setdefault(like, []).append(each)
    counts: Counter[str] = Counter()
    chosen: list[Item] = []
    barred: set[str] = set()
    while heaps and len(chosen) < count:
        like = min(heaps, key=lambda like: (_cost(like, counts), ranks[heaps[like][-1].id]))
        item = heaps[like].pop()
        if not heaps[like]:
            del heaps[like]
        if item.fact in barred or item.id in barred:
            continue
        chosen.append(item)
        barred |= {item.fact, *item.enemies}
        counts.update(_names(like))
    kinds = list(KIND_NAMES)
    return sorted(chosen, key=lambda each: (kinds.index(kind_of(each)), each.difficulty, each.id))


def _names(like: _Like) -> list[str]:
    """Name what is counted of an item."""
    kind, pointset, level, template = like
    whole = [f"whole {pointset}"] if kind in _WHOLE_SETS else []
    return [kind, f"set {pointset}", level, f"template {template}", *whole]


def _cost(like: _Like, counts: Counter[str]) -> float:
    """Weigh one more item against those that are chosen: the more alike, the dearer."""
    kind, pointset, level, template = like
    worth = _WEIGHTS.get(kind, 1) * (counts[kind] + 1)
    worth += _SET * counts[f"set {pointset}"] + _LEVEL * counts[level]
    worth += _TEMPLATE * counts[f"template {template}"]
    worth += _WHOLE * counts[f"whole {pointset}"] * (kind in _WHOLE_SETS)
    return round(worth, 6)


def _rank(seed: int, *words: str) -> str:
    return hashlib.sha256("\x1f".join((str(seed), *words)).encode()).hexdigest()


def order_of(item: Item, seed: int = 0) -> tuple[int, ...]:
    """Draw the order in which options, right entries or steps stand, as ``PaperItem.shown``."""
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
    if isinstance(item, Matching | Ordering) and order == list(range(size)):
        order = [*order[1:], order[0]]
    return tuple(order)
