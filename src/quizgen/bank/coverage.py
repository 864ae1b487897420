"""What of a course its bank asks, and what not, with the reason (item-writing rules, section 7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from quizgen.model import Case, Item, Point, PointSet, SetKind, match_key

RULES = {
    "points": "① 每个 full 点集的每一点至少 2 个事实被考，且至少一个不是清单",
    "law": "② 课文用到的每条可考的法律事实至少 1 题",
    "corrections": "③ 讲进课里的每条勘误至少一道误区题",
    "situations": "④ 每个 full 的成组、对应点集至少 2 个情境",
    "facts": "⑤ 任一事实不超过 3 题",
}
"""The rules, in their order."""
_MOST = 3
_LISTS = {"M1", "M2", "M3", "M4", "M10"}


class Reached(Struct, frozen=True):
    """One thing that a rule asks for: reached, or not and why not."""

    rule: str
    what: str
    reached: bool
    reason: str = ""


def coverage(
    items: Sequence[Item],
    sets: Sequence[PointSet],
    cases: Sequence[Case] = (),
    sound: Collection[str] = (),
) -> list[Reached]:
    """Hold a bank against the course it was made from; only what may stand in an exam counts."""
    exam = [each for each in items if each.use != "practice"]
    full = [each for each in sets if each.ask == "full" and each.status == "current"]
    return [
        *_points(exam, full),
        *_law(exam, sets, cases, sound),
        *_corrections(items, sets),
        *_situations(exam, full),
        *_facts(items),
    ]


def _points(items: Sequence[Item], full: Sequence[PointSet]) -> Iterator[Reached]:
    asked: dict[str, dict[str, bool]] = defaultdict(dict)
    for item in items:
        for target in item.points:
            asked[match_key(target)][item.fact] = item.template in _LISTS
    for pointset in full:
        for point in pointset.points:
            facts = asked[match_key(f"{pointset.id}/{point.key}")]
            good = len(facts) >= 2 and not all(facts.values())
            yield Reached(
                "points", f"{pointset.id}/{point.key}", good, "" if good else _lacks(point, facts)
            )


def _lacks(point: Point, facts: dict[str, bool]) -> str:
    labels = [detail.label for detail in point.details]
    said = f"只考了 {len(facts)} 个事实"
    if not labels:
        return f"{said}：这一点没有细目"
    missing = [
        name
        for label, name in (("", "要点"), ("试", "情境"), ("误区", "误区"))
        if label not in labels
    ]
    return f"{said}：没有{'、'.join(missing)}" if missing else f"{said}：有的细目出不了题（见说明）"


def _cited(sets: Sequence[PointSet], cases: Sequence[Case]) -> Iterator[tuple[str, str]]:
    """Yield every fact number with the place that cites it."""
    for pointset in sets:
        yield from ((number, pointset.id) for number in pointset.facts)
        for point in pointset.points:
            for detail in point.details:
                yield from ((number, pointset.id) for number in detail.facts)
    for case in cases:
        yield from ((number, case.id) for number in case.facts)
        for question in case.questions:
            yield from ((number, case.id) for number in question.facts)


def _law(
    items: Sequence[Item],
    sets: Sequence[PointSet],
    cases: Sequence[Case],
    sound: Collection[str],
) -> Iterator[Reached]:
    asked = {number for item in items for number in item.facts}
    places: dict[str, str] = {}
    for number, place in _cited(sets, cases):
        if number in sound and not number.startswith("13-"):
            places.setdefault(number, place)
    for number, place in sorted(places.items()):
        reason = "" if number in asked else f"{place} 引了它，但没有可考的题以它为依据"
        yield Reached("law", number, number in asked, reason)


def _corrections(items: Sequence[Item], sets: Sequence[PointSet]) -> Iterator[Reached]:
    judged: dict[str, set[str]] = defaultdict(set)
    for item in items:
        if item.template in ("M8", "M9"):
            for number in item.facts:
                judged[number].add(item.id)
            judged[item.set or ""].add(item.id)
    places: dict[str, list[str]] = defaultdict(list)
    for number, place in _cited(sets, ()):
        if number.startswith("13-"):
            places[number].append(place)
    for number, named in sorted(places.items()):
        good = bool(judged[number]) or any(judged[place] for place in named)
        reason = "" if good else f"{'、'.join(dict.fromkeys(named))} 没有误区"
        yield Reached("corrections", number, good, reason)


def _situations(items: Sequence[Item], full: Sequence[PointSet]) -> Iterator[Reached]:
    counts: dict[str, int] = defaultdict(int)
    for item in items:
        if item.template in ("M7", "shows", "B3", "B5"):
            counts[item.set or ""] += 1
    for pointset in full:
        if pointset.kind in (SetKind.MEMBERS, SetKind.PAIRS):
            good = counts[pointset.id] >= 2
            reason = "" if good else f"只有 {counts[pointset.id]} 个情境"
            yield Reached("situations", pointset.id, good, reason)


def _facts(items: Sequence[Item]) -> Iterator[Reached]:
    counts: dict[str, int] = defaultdict(int)
    for item in items:
        counts[item.fact] += 1
    for fact, count in sorted(counts.items()):
        yield Reached("facts", fact, count <= _MOST, "" if count <= _MOST else f"有 {count} 题")
