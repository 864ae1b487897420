"""Which items may not stand on one paper: those that test one thing or give one another away (C3)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from msgspec.structs import replace

from quizgen.model import Cloze, Item, Matching, MultipleChoice, SingleChoice

from .context import Draft

_RECALLED = {"M1", "M2", "M3", "M10"}
"""Templates that ask which terms a set has."""
_LISTED = {"M5", "M7", "M11", "P2", "P5", "shows"}
"""Templates whose options list the terms of a set."""
_NAMED = {"M5", "M7", "shows"}
"""Templates that ask for a term."""
_OF_LAW = {"M8", "V1", "V2", "value", "missed", "next", "who", "question"}
"""Templates that ask what the fact they cite says."""
_UNIT = re.compile(r"\{\{1\}\}(?P<unit>[^\s，。；、（）]{0,2})")


def with_enemies(drafts: Sequence[Draft]) -> list[Item]:
    """Make items of one fact or family, and items that tell another's answer, enemies both ways."""
    families: dict[str, list[str]] = defaultdict(list)
    sets: dict[str, list[Item]] = defaultdict(list)
    for each in drafts:
        if each.item.set:
            sets[each.item.set].append(each.item)
        for name in _families(each):
            families[name].append(each.item.id)
    enemies: dict[str, set[str]] = defaultdict(set)
    for group in families.values():
        for one in group:
            enemies[one].update(group)
    cited: dict[str, list[Item]] = defaultdict(list)
    for each in drafts:
        for fact in each.item.facts:
            cited[fact].append(each.item)
    telling = [_telling(siblings) for siblings in sets.values()]
    for one, other in chain(*telling, *(_told(items) for items in cited.values())):
        enemies[one].add(other)
        enemies[other].add(one)
    return [
        replace(each.item, enemies=tuple(sorted(enemies[each.item.id] - {each.item.id})))
        for each in drafts
    ]


def _families(draft: Draft) -> tuple[str, ...]:
    """Name what an item may share with others: its fact, its families, the one fact of law it cites."""
    item = draft.item
    law = [f"law {item.facts[0]}"] if item.template in _OF_LAW and len(item.facts) == 1 else []
    return (item.fact, *draft.families, *law)


def _telling(siblings: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Find the pairs of items of a set in which one tells the other's answer."""
    terms = {each.partition("/")[2] for item in siblings for each in item.points} - {""}
    recalled = [each.id for each in siblings if _recalls(each, terms)]
    listed = [each.id for each in siblings if each.template in _LISTED]
    yield from ((one, other) for one in recalled for other in listed)
    yield from _quoted(siblings)
    by_point: dict[str, list[Item]] = defaultdict(list)
    for each in siblings:
        for point in each.points if len(each.points) == 1 else ():
            by_point[point].append(each)
    for group in by_point.values():
        yield from _named(group)
    for item in siblings:
        if said := _figure(item):
            others = (each for each in siblings if each is not item)
            yield from ((item.id, each.id) for each in others if said in _text(each))


def _told(items: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Pair items on one fact of law of which one tells the other's answer word by word."""
    for item in items:
        if item.template in _OF_LAW:
            for key in _keys(item):
                for other in items:
                    if other is not item and len(key) > 1 and key in _told_text(other):
                        yield item.id, other.id


def _recalls(item: Item, terms: Collection[str]) -> bool:
    """Say whether an item asks which terms a set has; a question of a case may do so too."""
    if item.template in _RECALLED:
        return True
    return item.template in _OF_LAW and any(
        term in key for key in _keys(item) for term in terms if len(term) > 1
    )


def _quoted(siblings: Sequence[Item]) -> Iterator[tuple[str, str]]:
    """Pair items that ask of what a feature is one with those that show it."""
    showing: dict[str, list[str]] = defaultdict(list)
    for each in siblings:
        for feature in _features(each)[1]:
            showing[feature].append(each.id)
    for item in siblings:
        for feature in _features(item)[0]:
            yield from ((item.id, other) for other in showing[feature])


def _features(item: Item) -> tuple[list[str], list[str]]:
    """Return the features that an item asks about, and all that it shows."""
    if item.template == "M5":
        quoted = item.stem[1:].partition("”，")[0]
        return [quoted], [quoted]
    if item.template == "M6" and isinstance(item, SingleChoice):
        return _keys(item), [each.text for each in item.options]
    if item.template == "M11" and isinstance(item, Matching):
        rights = [each.right for each in item.pairs]
        return rights, [*rights, *item.extra]
    return [], []


def _named(group: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """Pair items that ask for a term with those of the same point whose stem names it."""
    group = list(group)
    for item in group:
        if item.template in _NAMED and isinstance(item, SingleChoice):
            (term,) = _keys(item)
            for other in group:
                if other.template not in _NAMED and term in other.stem:
                    yield item.id, other.id


def _keys(item: Item) -> list[str]:
    options = item.options if isinstance(item, SingleChoice | MultipleChoice) else ()
    return [each.text for each in options if each.correct]


def _figure(item: Item) -> str | None:
    """Return the figure with its unit that a gap asks for: 60日."""
    if not isinstance(item, Cloze) or len(item.blanks) != 1:
        return None
    found = _UNIT.search(item.stem)
    number = item.blanks[0].accept[0]
    return f"{number}{found['unit']}" if found and number.isdigit() and found["unit"] else None


def _told_text(item: Item) -> str:
    """Return what an item tells as it stands: its stem and its case, not its options."""
    return f"{item.stimulus.text}\n{item.stem}" if item.stimulus is not None else item.stem


def _text(item: Item) -> str:
    options = item.options if isinstance(item, SingleChoice | MultipleChoice) else ()
    return "\n".join((_told_text(item), *(each.text for each in options)))
