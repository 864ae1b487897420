"""Made-up events for graded sets: amounts that look like real ones, on an edge or inside a grade."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from quizgen.model import Bound, Point, PointSet, match_key

from . import wording as w
from .context import Course

_PEOPLE = set("人名个起次台辆家户例件处")
_NEAR = 0.98
"""An amount of money that just misses its edge: 980 of 1000, 9800 of 10000 (B2)."""


class Scale(NamedTuple):
    """One measure over all grades, from the lowest up; ``bounds[i]`` is that of grade i."""

    name: str
    unit: str
    bounds: tuple[Bound | None, ...]

    @property
    def counted(self) -> bool:
        """Say whether it comes in whole numbers."""
        return self.unit in _PEOPLE

    def least(self, grade: int) -> float | None:
        """Return the lower end of a grade."""
        bound = self.bounds[grade]
        return None if bound is None else bound.min

    def grade_of(self, amount: float) -> int | None:
        """Return the grade an amount falls into."""
        for grade, bound in enumerate(self.bounds):
            if bound is not None and _holds(bound, amount):
                return grade
        return None


def _holds(bound: Bound, amount: float) -> bool:
    if bound.min is not None and (amount < bound.min or (amount == bound.min and not bound.min_in)):
        return False
    return bound.max is None or amount < bound.max or (amount == bound.max and bound.max_in)


class Grades(NamedTuple):
    """A graded set, lowest grade first."""

    pointset: PointSet
    points: tuple[Point, ...]
    scales: tuple[Scale, ...]

    @property
    def names(self) -> list[str]:
        """The grades as options write them."""
        return [w.bare(point.key) for point in self.points]


def grades_of(pointset: PointSet) -> Grades | None:
    """Order the grades of a set by their first measure; nothing where it has not two."""
    if not pointset.edges or pointset.decide != "any" or len(pointset.points) < 3:
        return None
    points = tuple(sorted(pointset.points, key=_height))
    scales = []
    for name in pointset.columns:
        bounds = tuple(_bound(point, name) for point in points)
        known = [each for each in bounds if each is not None]
        if len(known) >= 2:
            scales.append(Scale(name, known[0].unit, bounds))
    return Grades(pointset, points, tuple(scales)) if scales else None


def _height(point: Point) -> float:
    ends = [each.min for each in point.bounds if each.min is not None]
    return max(ends[:1], default=-math.inf)


def _bound(point: Point, name: str) -> Bound | None:
    return next((each for each in point.bounds if each.measure == name), None)


def amount_inside(course: Course, key: str, scale: Scale, grade: int) -> float | None:
    """Draw an amount well inside a grade: whole people, round sums of money."""
    bound = scale.bounds[grade]
    if bound is None:
        return None
    low = bound.min if bound.min is not None else 0.0
    high = bound.max if bound.max is not None else low * 1.3
    if scale.counted:
        first, last = math.floor(low) + 1, math.ceil(high) - 1
        last = min(last, max(first, math.floor(low + 0.6 * (high - low))))
        return float(first + course.number(key, scale.name) % max(1, last - first + 1))
    step = 10 ** max(0, math.floor(math.log10(max(high, 1))) - 1)
    first = math.ceil((low + 0.5 * (high - low)) / step)
    last = math.floor(0.92 * high / step)
    return float((first + course.number(key, scale.name) % max(1, last - first + 1)) * step)


def lower_grade(course: Course, key: str, scale: Scale, grade: int) -> int:
    """Draw a grade one or two below, for sums of money one: the many hurt cost much (flaw T3)."""
    further = course.number(key, "lower", scale.name) % 2 if scale.counted else 0
    return max(0, grade - 1 - further)


def just_below(scale: Scale, grade: int) -> float | None:
    """Return the amount that just misses a grade."""
    least = scale.least(grade)
    if least is None:
        return None
    return least - 1 if scale.counted else round(least * _NEAR)


def told(scale: Scale, amount: float, name: str = "") -> str:
    """Write an amount: 3人死亡, 直接经济损失260万元."""
    measure = name or scale.name
    return (
        f"{_number(amount)}{scale.unit}{measure}"
        if scale.counted
        else money(measure, amount, scale.unit)
    )


def money(measure: str, amount: float, unit: str) -> str:
    """Write a sum with 万 or 亿, as an accountant would say it."""
    if "万" in unit or "亿" in unit:
        return f"{measure}{_number(amount)}{unit}"
    for factor, scale in ((1e8, "亿"), (1e4, "万")):
        if amount >= factor:
            return f"{measure}{_number(amount / factor)}{scale}{unit}"
    return f"{measure}{_number(amount)}{unit}"


def _number(amount: float) -> str:
    return f"{amount:.10g}"


def event(grades: Grades, amounts: Mapping[str, float], names: Mapping[str, str]) -> str:
    """Write what an event caused: people first, then sums."""
    people = [
        told(each, amounts[each.name], names.get(each.name, ""))
        for each in grades.scales
        if each.name in amounts and each.counted
    ]
    sums = [
        told(each, amounts[each.name], names.get(each.name, ""))
        for each in grades.scales
        if each.name in amounts and not each.counted
    ]
    return "，".join(filter(None, ["、".join(people), *sums]))


def sorted_out(grades: Grades, amounts: Mapping[str, float]) -> dict[str, int]:
    """Return the grade that each measure alone would give."""
    found = {
        each.name: each.grade_of(amounts[each.name])
        for each in grades.scales
        if each.name in amounts
    }
    return {name: grade for name, grade in found.items() if grade is not None}


def worked_out(grades: Grades, amounts: Mapping[str, float], names: Mapping[str, str]) -> str:
    """Say measure by measure which grade it gives, and that the highest decides."""
    by_measure = sorted_out(grades, amounts)
    scales = {each.name: each for each in grades.scales}
    parts = [
        f"{told(scales[name], amounts[name], names.get(name, ''))}属于{grades.names[grade]}"
        for name, grade in by_measure.items()
    ]
    top = grades.names[max(by_measure.values())]
    rule = "各项达到其一即可，按最高的一级定" if len(parts) > 1 else ""
    return "；".join(filter(None, ["，".join(parts), rule])) + f"，所以是{top}。"


def why_wrong(
    grades: Grades, amounts: Mapping[str, float], names: Mapping[str, str], wrong: int
) -> str:
    """Say how one comes to a wrong grade."""
    by_measure = sorted_out(grades, amounts)
    scales = {each.name: each for each in grades.scales}
    top = max(by_measure.values())
    only = [name for name, grade in by_measure.items() if grade == wrong]
    if only:
        said = "、".join(told(scales[each], amounts[each], names.get(each, "")) for each in only)
        return f"只看{said}才会得出这一级，还有别的口径更高。"
    if wrong > top:
        return "没有一个口径达到这一级的下限。"
    if min(by_measure.values()) == top:
        return f"各个口径都已达到{grades.names[top]}。"
    return "没有一个口径落在这一级，定级也不取中间。"


_CLAUSE = re.compile(
    r"^(?P<subject>.*?)(?:应当认定为|应认定为|应定为|认定为|属于|构成|是|为)【词】"
)


class EventSentence(NamedTuple):
    """The author's event sentence, taken apart: what happened, and of what the grade is said."""

    before: str
    subject: str
    clause: str


def event_sentence(pointset: PointSet) -> EventSentence | None:
    """Split ``:event:`` into the happening (with 【量】) and the clause with 【词】."""
    if not pointset.event or "【量】" not in pointset.event:
        return None
    clauses = pointset.event.rstrip("。").split("，")
    at = next((n for n, each in enumerate(clauses) if "【词】" in each), None)
    if at is None or "【量】" in clauses[at]:
        return None
    found = _CLAUSE.match(clauses[at])
    subject = found["subject"] if found else ""
    return EventSentence("，".join(clauses[:at]), subject or "该起事件", "，".join(clauses[at:]))


def other_names(pointset: PointSet, measures: Sequence[str]) -> dict[str, str]:
    """Return what ``:same:`` counts as a measure too: 重伤 = 急性工业中毒."""
    keys = {match_key(name): name for name in measures}
    return {
        keys[match_key(left)]: others[0]
        for left, others in pointset.same
        if match_key(left) in keys
    }
