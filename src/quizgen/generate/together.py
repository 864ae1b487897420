"""What only all items together can tell: facts that are one, at most three items each, places of keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from zlib import crc32

from msgspec.structs import replace
from rapidfuzz.fuzz import ratio

from quizgen.model import (
    Cloze,
    Item,
    MultipleChoice,
    Point,
    PointSet,
    SetKind,
    SingleChoice,
    TrueFalse,
    kind_of,
    match_key,
)

from .context import Course, Draft
from .details import fact_of, features
from .numbers import figure
from .wording import bare, cut

MOST = 3
"""Items that test one fact (item-writing rules, section 1)."""
_SAME = 88
"""Two details or stems that say the same in other words, in percent of likeness."""
_MARKS = 4
_BUCKET = 12


def one_fact(course: Course, drafts: Sequence[Draft]) -> list[Draft]:
    """Give a fact that stands in two sets one id (``:part-of:``)."""
    names = dict(_renamed(course))
    return [_with_fact(each, names.get(each.item.fact)) for each in drafts]


def _with_fact(draft: Draft, fact: str | None) -> Draft:
    if fact is None:
        return draft
    return Draft(replace(draft.item, fact=fact), draft.core, draft.families)


def _renamed(course: Course) -> list[tuple[str, str]]:
    """Find details of a set that a point of a larger set has too, or that tell its list."""
    found = []
    for pointset in course.sets:
        parent = course.by_id.get(pointset.part_of.set) if pointset.part_of else None
        if parent is None or pointset.part_of is None:
            continue
        term = match_key(pointset.part_of.term or "")
        for point in parent.points:
            if match_key(point.key) != term:
                continue
            for detail in features(point):
                theirs = f"{parent.id}.{fact_of(parent, point, detail)}"
                mine = _same_fact(pointset, detail.text)
                if mine:
                    found.append((theirs, mine))
    return found


def _same_fact(pointset: PointSet, text: str) -> str | None:
    keys = [match_key(point.key) for point in pointset.points]
    if keys and sum(key in match_key(text) for key in keys) * 2 > len(keys):
        return f"{pointset.id}.list"
    for point in pointset.points:
        for detail in features(point):
            if ratio(detail.text, text) >= _SAME:
                return f"{pointset.id}.{fact_of(pointset, point, detail)}"
    return None


def alike_facts(drafts: Sequence[Draft]) -> list[Draft]:
    """Give one fact to items of different sets that ask the same in nearly the same words.

    Candidates come from buckets of the smallest hashes of their word pieces (Broder 1997), so
    the cost grows with the number of items, not with its square.
    """
    buckets: dict[tuple[object, int], list[Item]] = {}
    names: dict[str, str] = {}
    compared = [
        (each.item, _key_of(each.item))
        for each in drafts
        if not each.item.template.startswith(("B", "M2")) and each.item.stimulus is None
    ]  # the key of M2 is what its list has not: two lists may lack the same
    often = Counter(key for _, key in compared)
    for item, key in compared:
        if often[key] == 1:  # nothing to compare it with
            continue
        for mark in _sketch(item.stem):
            bucket = buckets.setdefault((key, mark), [])
            for other in bucket:
                if _asks_the_same(item, other):
                    first, second = sorted((other.fact, item.fact))
                    names[second] = names.get(first, first)
            if len(bucket) < _BUCKET:
                bucket.append(item)
    return [_with_fact(each, names.get(each.item.fact)) for each in drafts]


def _sketch(text: str) -> list[int]:
    bare = match_key(text)
    pieces = {crc32(bare[at : at + 5].encode()) for at in range(max(1, len(bare) - 4))}
    return sorted(pieces)[:_MARKS]


def _asks_the_same(one: Item, other: Item) -> bool:
    if one.set == other.set or one.fact == other.fact:
        return False
    return ratio(one.stem, other.stem) >= _SAME


def _key_of(item: Item) -> object:
    """Return kind and key of an item, as they are compared."""
    return kind_of(item), _answer_of(item)


def _answer_of(item: Item) -> object:
    if isinstance(item, SingleChoice | MultipleChoice):
        return frozenset(match_key(each.text) for each in item.options if each.correct)
    if isinstance(item, Cloze):
        return frozenset(match_key(gap.accept[0]) for gap in item.blanks)
    return item.answer if isinstance(item, TrueFalse) else item.id


def capped(drafts: Sequence[Draft]) -> list[Draft]:
    """Keep at most three items a fact, and one of a kind."""
    kept: list[Draft] = []
    kinds: dict[str, set[str]] = {}
    for each in drafts:
        seen = kinds.setdefault(each.item.fact, set())
        kind = kind_of(each.item)
        if len(seen) < MOST and kind not in seen:
            seen.add(kind)
            kept.append(each)
    return kept


def placed(course: Course, items: Sequence[Item]) -> list[Item]:
    """Spread the keys of single choices over all places, set by set, the exam's own apart.

    The items of a set take the places in turn, in an order drawn by the seed; a new item moves
    the keys of its own set only, and one of the exam none of what is practised. Options that
    ascend stay where they are.
    """
    ranks = {each.id: rank for each in course.sets if (rank := _graded(course, each))}
    items = [_by_grade(item, ranks) for item in items]
    groups: dict[str, dict[str, SingleChoice]] = {}
    for item in items:
        if isinstance(item, SingleChoice) and not item.fixed:
            name = item.set or item.lesson
            name += "/exam" if item.use == "exam" else ""
            groups.setdefault(name, {})[item.id] = item
    moved: dict[str, Item] = {}
    for name, group in groups.items():
        first = course.number("first", name)
        for turn, each in enumerate(course.order(f"{name}/places", group)):
            moved[each] = _with_key_at(group[each], first + turn)
    return [moved.get(each.id, each) for each in items]


def _graded(course: Course, pointset: PointSet) -> dict[str, float]:
    """Rank the terms of a set that has an order of size: grades of accidents, lengths of terms."""
    bands = course.by_id.get(pointset.by or "", pointset)
    if bands.kind is SetKind.BANDS:
        grades = {bare(point.key): _least(point) for point in bands.points}
        bodies = {
            cut(bare(point.value)): grades[bare(point.key)]
            for point in pointset.points
            if point.value and bare(point.key) in grades
        }
        return bodies | grades
    found = {bare(point.key): figure(bare(point.value or "")) for point in pointset.points}
    forms = {each.form if each else None for each in found.values()}
    if len(found) < 3 or len(forms) > 1 or None in forms:
        return {}
    return {term: each.numbers[0] for term, each in found.items() if each}


_LADDERS = (
    (("乡镇",), ("县",), ("设区的市", "市级"), ("省",), ("国务院",)),
    (("警告",), ("记过",), ("记大过",), ("降级",), ("撤职",), ("开除",)),
)
"""Words that have an order: levels of government from below, sanctions from the lightest."""


def _steps_of(ladder: Sequence[Sequence[str]], text: str) -> tuple[int, ...]:
    return tuple(at for at, names in enumerate(ladder) if any(name in text for name in names))


def _climbed(texts: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Rank options that all name steps of one ladder, each other ones; else nothing."""
    for ladder in _LADDERS:
        if not _steps_of(ladder, texts[0]):
            continue
        steps = {each: _steps_of(ladder, each) for each in texts}
        if all(steps.values()) and len(set(steps.values())) == len(steps):
            return steps
    return {}


def _least(point: Point) -> float:
    return next((each.min for each in point.bounds if each.min is not None), 0.0)


def _by_grade(item: Item, ranks: Mapping[str, Mapping[str, float]]) -> Item:
    """Let options that are grades ascend, as numbers do (flaw D3)."""
    if not isinstance(item, SingleChoice):
        return item
    texts = [each.text for each in item.options]
    rank: Mapping[str, tuple[float, ...]] = _climbed(texts) or {
        text: (place,) for text, place in ranks.get(item.set or "", {}).items()
    }
    if not all(each in rank for each in texts):
        return item
    ordered = sorted(item.options, key=lambda each: rank[each.text])
    return replace(item, options=tuple(ordered), fixed=True)


def _with_key_at(item: SingleChoice, place: int) -> SingleChoice:
    options = [each for each in item.options if not each.correct]
    right = [each for each in item.options if each.correct]
    at = place % len(item.options)
    return replace(item, options=(*options[:at], *right, *options[at:]))
