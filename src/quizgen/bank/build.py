"""Items of all origins to one bank, and what can be counted of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from quizgen.model import Item, QuizgenError, kind_of

from .files import revised


def merged(*groups: Iterable[Item]) -> list[Item]:
    """Bring items of several origins together, with revisions, in the order of their ids.

    Raises:
        QuizgenError: where two items have one id.
    """
    found: dict[str, Item] = {}
    for item in (each for group in groups for each in group):
        if item.id in found:
            raise QuizgenError(
                f"题号 {item.id} 重复：{_place(found[item.id])} 和 {_place(item)}，请改其中一个"
            )
        found[item.id] = revised(item)
    return [found[each] for each in sorted(found)]


def _place(item: Item) -> str:
    where = f"{item.evidence.lesson}:{item.evidence.line}" if item.evidence else item.lesson
    return f"{where or item.origin}（{item.template or item.origin}）"


def chosen(
    items: Iterable[Item], kinds: Collection[str] = (), lessons: Collection[str] = ()
) -> list[Item]:
    """Keep the items of some kinds and lessons (a lesson's name or its folder); none means all.

    Enemies that are left out are no longer named.
    """
    kept = [
        each
        for each in items
        if (not kinds or kind_of(each) in kinds)
        and (not lessons or each.lesson in lessons or each.part in lessons)
    ]
    return kept


SUMMARY = ("lesson", "kind", "level", "use", "facts", "items")
"""Columns of the summary."""


def summary(items: Sequence[Item]) -> list[tuple[str, str, str, str, int, int]]:
    """Count facts and items by lesson, kind, level and use."""
    counts: Counter[tuple[str, str, str, str]] = Counter()
    facts: dict[tuple[str, str, str, str], set[str]] = {}
    for item in items:
        key = (item.lesson, kind_of(item), item.level, item.use)
        counts[key] += 1
        facts.setdefault(key, set()).add(item.fact)
    return [(*key, len(facts[key]), counts[key]) for key in sorted(counts)]


_RANK = {"remember": 0, "understand": 1, "apply": 2}


def exam_levels(items: Iterable[Item]) -> dict[str, str]:
    """Return the level of every fact that an exam may ask: the highest among its exam items."""
    best: dict[str, str] = {}
    for item in items:
        if item.use != "practice" and _RANK[item.level] >= _RANK[best.get(item.fact, "remember")]:
            best[item.fact] = item.level
    return best
