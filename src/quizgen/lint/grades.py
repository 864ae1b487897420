"""Grades of events, worked out from the amounts in an item and the table of the law."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from quizgen.model import Bound, Item, PointSet, TrueFalse

from . import truth
from .findings import Known
from .words import bare, choices

_AMOUNT = r"(?P<n>\d+(?:\.\d+)?)(?P<s>[万亿]?)"
_TENS = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_MONEY = re.compile(r"为(\d+)万元")


def _measures(pointset: PointSet) -> dict[str, str]:
    """Return every name of a measure, and the measure it counts as."""
    return {
        name: measure for measure in pointset.columns for name in truth.wordings(pointset, measure)
    }


def amounts(pointset: PointSet, text: str) -> dict[str, Decimal]:
    """Read what an event caused: 3人死亡 or 死亡3人, 直接经济损失260万元; like counts add up."""
    units = {bound.measure: bound.unit for point in pointset.points for bound in point.bounds}
    read: dict[str, Decimal] = {}
    for name, measure in _measures(pointset).items():
        unit = re.escape(units.get(measure, ""))
        for form in (rf"{_AMOUNT}{unit}{re.escape(name)}", rf"{re.escape(name)}{_AMOUNT}{unit}"):
            for each in re.finditer(form, text):
                value = Decimal(each["n"]) * _TENS[each["s"]]
                read[measure] = read.get(measure, Decimal(0)) + value
    return read


def _inside(bound: Bound, value: Decimal) -> bool:
    low = (
        bound.min is None
        or value > Decimal(str(bound.min))
        or (bound.min_in and value == Decimal(str(bound.min)))
    )
    high = (
        bound.max is None
        or value < Decimal(str(bound.max))
        or (bound.max_in and value == Decimal(str(bound.max)))
    )
    return low and high


def grade(pointset: PointSet, text: str) -> str | None:
    """Return the highest grade that any amount in a text reaches.

    Of two grades the higher one is that whose interval of a measure lies higher.
    """
    reached: list[tuple[int, str]] = []
    for measure, value in amounts(pointset, text).items():
        ladder = sorted(
            (
                (each.min if each.min is not None else float("-inf"), each, point.key)
                for point in pointset.points
                for each in point.bounds
                if each.measure == measure
            ),
            key=lambda step: step[0],
        )
        reached += [(at, key) for at, (_, bound, key) in enumerate(ladder) if _inside(bound, value)]
    return max(reached)[1] if reached else None


def check_event(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    """B1 to B3: the grade of the event in the stem."""
    if not pointset.edges:
        yield "点集没有 :edges:，不能取界值"
    worked = grade(pointset, item.stem)
    if worked is None:
        yield "题干里读不出数量"
        return
    if isinstance(item, TrueFalse):
        tail = bare(item.stem).rpartition("为")[2]
        if (tail == bare(worked)) != item.answer:
            yield f"按数量算，应为“{worked}”"
        return
    right, wrong = choices(item)
    if [bare(each) for each in right] != [bare(worked)]:
        yield f"按数量算，应为“{worked}”"
    yield from (f"双解：“{each}”也对" for each in wrong if bare(each) == bare(worked))


def check_pick(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    """B4: the one event of the asked grade."""
    right, wrong = choices(item)
    asked = bare(item.stem.partition("属于")[2].partition("的是")[0])
    for each in right:
        if bare(grade(pointset, each) or "") != asked:
            yield f"“{each}”按数量算是“{grade(pointset, each)}”"
    for each in wrong:
        if bare(grade(pointset, each) or "") == asked:
            yield f"双解：“{each}”按数量算也是所问的等级"


def check_two_steps(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    """B5: the grade of the event, then the value of that grade, or the sum it gives."""
    graded = known.by_id.get(pointset.by or "")
    worked = grade(graded, item.stem) if graded else None
    if worked is None:
        yield "题干里读不出等级"
        return
    row = next((p for p in pointset.points if bare(p.key) == bare(worked)), None)
    if row is None:
        yield f"点集里没有“{worked}”"
        return
    values = {bare(each) for each in _values(pointset, row.key, item.stem)}
    right, wrong = choices(item)
    yield from (f"按“{worked}”查，不是“{each}”" for each in right if bare(each) not in values)
    yield from (f"双解：按“{worked}”查，“{each}”也对" for each in wrong if bare(each) in values)


def _values(pointset: PointSet, term: str, stem: str) -> list[str]:
    mine = [value for left, value in truth.pairs(pointset) if left == bare(term)]
    if not pointset.compute:
        return mine
    income = _MONEY.search(stem)
    if income is None:
        return []
    sums = []
    for value in mine:
        share = re.search(r"\d+(?:\.\d+)?", value)
        if share:
            amount = Decimal(income[1]) * Decimal(share[0]) / 100
            sums.append(f"{amount.normalize():f}万元")
    return sums


def check_any(item: Item, pointset: PointSet, known: Known) -> Iterator[str]:
    """B6: where any one measure decides, none is needed."""
    if not isinstance(item, TrueFalse):
        return
    if pointset.decide != "any" or len(pointset.columns) < 2:
        yield "这个点集不是“达到其一即可”"
    if ("不能定为" in item.stem) == item.answer:
        yield "达到其一即可，这句话判反了"
