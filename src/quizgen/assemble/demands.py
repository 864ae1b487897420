"""A blueprint as rows over items: each demand with its name, so that a conflict can be told."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from quizgen.model import KIND_NAMES, Bank, Blueprint, Item, Span, kind_of

LIST_TEMPLATES = frozenset({"M1", "M2", "M3", "M4", "M10"})
"""Templates that only ask for the members of a list."""
LEVEL_NAMES = {"remember": "记忆", "understand": "理解", "apply": "应用"}
INFINITY = math.inf


class Demand(Struct, frozen=True):
    """``low ≤ Σ weight · chosen ≤ high`` on every form.

    ``name`` says in Chinese what is wanted; ``hard`` demands belong to the craft (one item
    a fact, enemies apart) and are not told as the trainer's own.
    """

    name: str
    low: float
    high: float
    weights: Mapping[str, float]
    unit: str = "题"
    hard: bool = False
    dear: float = 1.0
    """How dear it is to give way: the form's own size is kept longest."""


def usable(bank: Bank, blueprint: Blueprint) -> list[Item]:
    """Return the items that may stand in an exam and are not excluded."""
    excluded = set(blueprint.exclude)
    return [each for each in bank.items if each.use != "practice" and each.id not in excluded]


def size_of(blueprint: Blueprint) -> int:
    """Return how many items a form has."""
    return sum(section.count for section in blueprint.sections)


def demands(blueprint: Blueprint, items: Sequence[Item], bank: Bank) -> list[Demand]:
    """Return all demands on a form."""
    return [
        *_sections(blueprint, items),
        *_coverage(blueprint, items, bank),
        *_levels(blueprint, items),
        *_difficulty(blueprint, items),
        *_limits(blueprint, items),
        *_included(blueprint, items),
        *_apart(items),
    ]


def _ones(items: Sequence[Item], wanted: Callable[[Item], bool]) -> dict[str, float]:
    return {each.id: 1.0 for each in items if wanted(each)}


def _sections(blueprint: Blueprint, items: Sequence[Item]) -> Iterator[Demand]:
    counts: Counter[str] = Counter()
    for section in blueprint.sections:
        counts[section.kind] += section.count
    for kind in KIND_NAMES:
        weights = {each.id: 1.0 for each in items if kind_of(each) == kind}
        name = f"{KIND_NAMES[kind]} {counts[kind]} 题"
        if counts[kind] or weights:
            wanted, hard = counts[kind], not counts[kind]
            yield Demand(name, wanted, wanted, weights, hard=hard, dear=3)


def _spanned(name: str, span: Span, weights: Mapping[str, float]) -> Iterator[Demand]:
    """Tell the two ends of a span apart: only one of them can be in the way."""
    if span.min:
        yield Demand(f"{name} 至少 {span.min} 题", span.min, INFINITY, weights)
    if span.max is not None:
        yield Demand(f"{name} 至多 {span.max} 题", -INFINITY, span.max, weights)


def _coverage(blueprint: Blueprint, items: Sequence[Item], bank: Bank) -> Iterator[Demand]:
    names = {**bank.header.parts, **bank.header.lessons}
    groups: tuple[tuple[str, Mapping[str, Span], Callable[[Item], str | None]], ...] = (
        ("部分", blueprint.coverage.parts, lambda each: each.part),
        ("课", blueprint.coverage.lessons, lambda each: each.lesson),
        ("主题", blueprint.coverage.topics, lambda each: each.topic),
    )
    for said, spans, of in groups:
        for key in sorted(spans):
            weights = {each.id: 1.0 for each in items if of(each) == key}
            yield from _spanned(f"{said}“{names.get(key, key)}”", spans[key], weights)


def _levels(blueprint: Blueprint, items: Sequence[Item]) -> Iterator[Demand]:
    for level, name in LEVEL_NAMES.items():
        span: Span = getattr(blueprint.levels, level)
        weights = {each.id: 1.0 for each in items if each.level == level}
        yield from _spanned(f"“{name}”层次", span, weights)


def _difficulty(blueprint: Blueprint, items: Sequence[Item]) -> Iterator[Demand]:
    """Bound the mean, and the mean squared distance from it (the number of items is fixed)."""
    wanted = blueprint.difficulty
    if wanted is None:
        return
    size = size_of(blueprint)
    low, high = wanted.mean - wanted.tolerance, wanted.mean + wanted.tolerance
    linear = {each.id: each.difficulty for each in items}
    name = f"平均难度 {low:.2f}—{high:.2f}"
    yield Demand(name, low * size, high * size, linear, "（难度合计）")
    squares = {each.id: (each.difficulty - wanted.mean) ** 2 for each in items}
    if wanted.min_spread > 0 or wanted.max_spread < 1:
        name = f"难度标准差 {wanted.min_spread:.2f}—{wanted.max_spread:.2f}"
        bounds = (wanted.min_spread**2 * size, wanted.max_spread**2 * size)
        yield Demand(name, *bounds, squares, "（离差平方合计）")


def _limits(blueprint: Blueprint, items: Sequence[Item]) -> Iterator[Demand]:
    limits = blueprint.limits
    by_point: dict[str, list[str]] = defaultdict(list)
    by_set: dict[str, list[str]] = defaultdict(list)
    for each in items:
        for point in each.points:
            by_point[point].append(each.id)
        if each.set:
            by_set[each.set].append(each.id)
    for name, most, groups in (
        (f"同一点至多 {limits.point} 题", limits.point, by_point),
        (f"同一集至多 {limits.set} 题", limits.set, by_set),
    ):
        for ids in groups.values():
            if len(ids) > most:
                yield Demand(name, -INFINITY, most, dict.fromkeys(ids, 1.0))
    most = math.floor(limits.lists * size_of(blueprint) + 1e-9)
    lists = _ones(items, lambda each: each.template in LIST_TEMPLATES)
    yield Demand(f"清单题至多 {most} 题", -INFINITY, most, lists)


def _included(blueprint: Blueprint, items: Sequence[Item]) -> Iterator[Demand]:
    known = {each.id for each in items}
    for name in blueprint.include:
        if name in known:
            yield Demand(f"必须有 {name}", 1, 1, {name: 1.0}, dear=2)


def _apart(items: Sequence[Item]) -> Iterator[Demand]:
    """One item a fact; enemies never together."""
    by_fact: dict[str, list[str]] = defaultdict(list)
    fact_of = {each.id: each.fact for each in items}
    for each in items:
        by_fact[each.fact].append(each.id)
    for ids in by_fact.values():
        if len(ids) > 1:
            yield Demand("同一事实只出一题", -INFINITY, 1, dict.fromkeys(ids, 1.0), hard=True)
    for each in items:
        for enemy in each.enemies:
            if enemy in fact_of and fact_of[enemy] != each.fact and each.id < enemy:
                pair = {each.id: 1.0, enemy: 1.0}
                yield Demand("互相提示的题不同卷", -INFINITY, 1, pair, hard=True)
