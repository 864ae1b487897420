"""What only all items together can tell: facts that are one, at most three items each, enemies."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from rapidfuzz.fuzz import ratio

from quizgen.model import Item, PointSet, kind_of, match_key

from .context import Course, Draft
from .details import fact_of, features

MOST = 3
"""Items that test one fact (item-writing rules, section 1)."""
_SAME = 88
"""Two details that say the same in other words, in percent of likeness."""


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


def capped(course: Course, drafts: Sequence[Draft]) -> list[Draft]:
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


def with_enemies(drafts: Sequence[Draft]) -> list[Item]:
    """Make items of one fact or family enemies of each other, both ways."""
    families: dict[str, list[str]] = {}
    for each in drafts:
        for name in (each.item.fact, *each.families):
            families.setdefault(name, []).append(each.item.id)
    found: list[Item] = []
    for each in drafts:
        item = each.item
        names = (item.fact, *each.families)
        enemies = {other for name in names for other in families[name]} - {item.id}
        found.append(replace(item, enemies=tuple(sorted(enemies))))
    return found
