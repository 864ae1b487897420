"""Intervals in the law's own words: 30人以上, 1000万元以上5000万元以下, 10—29人, 不足3人."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from quizgen.model import Bound

from .numbers import chinese_number

_CHINESE = re.compile(r"[零〇一二两三四五六七八九十][零〇一二两三四五六七八九十百千]*")
_SCALE = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_NUMBER = r"(\d+(?:,\d{3})*(?:\.\d+)?)\s*([十百千]?[万亿]?|[十百千])"
_UNIT = r"([^\d以不超至到及,，、。~—–-]*?)"
_QUANTITY = rf"{_NUMBER}\s*{_UNIT}"
_RANGE = re.compile(rf"{_QUANTITY}\s*(?:[—–~～-]+|至|到)\s*{_QUANTITY}")
_AFTER = re.compile(rf"{_QUANTITY}\s*(及?以上|及?以下)")
_BEFORE = re.compile(
    rf"(不足|低于|少于|未满|超过|大于|高于|不少于|不低于|不超过|不大于|至少)\s*{_QUANTITY}"
)
_NOTHING = re.compile(r"[—–-]*")
_HEAD = re.compile(r"(.+?)[（(]([^（）()]+)[）)]")
_COUNTED = set("人名个起次台辆家户例件处层条座艘架头")
_LOW_IN = {"不少于", "不低于", "至少"}
_LOW_OUT = {"超过", "大于", "高于"}
_HIGH_IN = {"不超过", "不大于"}


class BadBand(ValueError):  # noqa: N818 - it is a finding, turned into a problem at once
    """A cell that can't be read as an interval."""


class Measure(NamedTuple):
    """A measured quantity: its name and unit, from a head such as ``死亡（人）``."""

    name: str
    unit: str

    @property
    def counted(self) -> bool:
        """Say whether it comes in whole numbers, so that 3—9 and 10以上 touch."""
        return self.unit in _COUNTED

    @property
    def scale(self) -> float:
        """Say how many of the plain unit one unit of the head is: 万元 → 10000."""
        return _split_unit(self.unit)[0]


def _split_unit(unit: str) -> tuple[float, str]:
    found = re.match(r"([十百千]?[万亿]|[百千])(?=.)", unit)
    if not found:
        return 1, unit
    return _factor(found[1]), unit[found.end() :]


def _factor(letters: str) -> float:
    value = 1.0
    for letter in letters:
        value *= _SCALE[letter]
    return value


def read_head(text: str) -> Measure | None:
    """Read ``死亡（人）``; nothing where the unit is missing."""
    found = _HEAD.fullmatch(text.strip())
    return Measure(found[1].strip(), found[2].strip()) if found else None


def read_bound(measure: Measure, cell: str, edges: str) -> Bound | None:
    """Read a cell.

    Args:
        measure: name and unit of the column.
        cell: the words of the law; ``—`` or nothing for a measure that is not used.
        edges: ``above-in below-out`` or ``both-in``: whether 以下 includes its number.

    Returns:
        The interval in the head's unit, or ``None`` for an unused measure.

    Raises:
        BadBand: with what could not be read.
    """
    text = _CHINESE.sub(_digits, unicodedata.normalize("NFKC", cell).replace(" ", ""))
    if _NOTHING.fullmatch(text):
        return None
    low: tuple[float | None, bool] = (None, False)
    high: tuple[float | None, bool] = (None, False)
    for side, value, inside in _ends(measure, text, edges):
        if side == "low":
            low = _once(low, value, inside, cell)
        else:
            high = _once(high, value, inside, cell)
    if low[0] is not None and high[0] is not None and low[0] > high[0]:
        raise BadBand(f"下限比上限大：{cell}")
    return Bound(
        measure=measure.name,
        unit=measure.unit,
        min=low[0],
        min_in=low[1],
        max=high[0],
        max_in=high[1],
        text=cell.strip(),
    )


def _digits(found: re.Match[str]) -> str:
    number = chinese_number(found[0])
    return found[0] if number is None else str(number)


def _once(
    old: tuple[float | None, bool], value: float, inside: bool, cell: str
) -> tuple[float | None, bool]:
    if old[0] is not None:
        raise BadBand(f"同一头写了两个界：{cell}")
    return value, inside


def _ends(measure: Measure, text: str, edges: str) -> list[tuple[str, float, bool]]:
    whole = _RANGE.fullmatch(text)
    if whole:
        first, first_scale, _, last, last_scale, unit = whole.groups()
        lower = _value(measure, first, first_scale or last_scale, unit, text)
        return [("low", lower, True), ("high", _value(measure, last, last_scale, unit, text), True)]
    found: list[tuple[str, float, bool]] = []
    rest = text
    while rest:
        rest = rest.lstrip(",，、且并但")
        after, before = _AFTER.match(rest), _BEFORE.match(rest)
        if after:
            number, scale, unit, word = after.groups()
            above = word.endswith("上")
            inside = above or edges == "both-in" or word.startswith("及")
            found.append(
                ("low" if above else "high", _value(measure, number, scale, unit, text), inside)
            )
            rest = rest[after.end() :]
        elif before:
            word, number, scale, unit = before.groups()
            value = _value(measure, number, scale, unit, text)
            low = word in _LOW_IN | _LOW_OUT
            inside = word in _LOW_IN | _HIGH_IN
            found.append(("low" if low else "high", value, inside))
            rest = _rest_after(rest, before)
        else:
            raise BadBand(f"读不懂“{text}”")
    return found


def _rest_after(rest: str, found: re.Match[str]) -> str:
    """Go on behind a bound; its unit was matched as short as can be, so drop it here."""
    tail = rest[found.end() :]
    unit = re.match(r"[^\d以不超至到及,，、且并但低少未大高]+", tail)
    return tail[unit.end() :] if unit else tail


def _value(measure: Measure, number: str, scale: str, unit: str, text: str) -> float:
    head_scale, head_unit = _split_unit(measure.unit)
    said_unit = unit.strip()
    if said_unit and said_unit not in (head_unit, measure.unit):
        raise BadBand(f"“{text}”的单位是“{said_unit}”，表头写的是“{measure.unit}”")
    plain = float(number.replace(",", ""))
    if not scale and not said_unit:
        return plain  # a bare number is in the head's own unit
    return plain * _factor(scale) / head_scale


def overlap_or_gap(measure: Measure, lower: Bound, higher: Bound, edges: str) -> str | None:
    """Compare two neighbouring intervals: ``"overlap"``, ``"gap"`` or nothing.

    ``lower`` is the one with the smaller lower end. Where the law counts both ends in
    (``both-in``), neighbours may share the one number between them.
    """
    if lower.max is None or higher.min is None:
        return "overlap"
    shared = lower.max == higher.min and lower.max_in and higher.min_in
    if shared:
        return None if edges == "both-in" else "overlap"
    if measure.counted:
        step = _first_whole(higher) - _last_whole(lower)
        return None if step == 1 else ("overlap" if step < 1 else "gap")
    if lower.max == higher.min:
        return None if lower.max_in or higher.min_in else "gap"
    return "overlap" if lower.max > higher.min else "gap"


def _last_whole(bound: Bound) -> int:
    """Return the greatest whole number of an interval with an upper end."""
    assert bound.max is not None
    last = math.floor(bound.max)
    return last - 1 if last == bound.max and not bound.max_in else last


def _first_whole(bound: Bound) -> int:
    """Return the smallest whole number of an interval with a lower end."""
    assert bound.min is not None
    first = math.ceil(bound.min)
    return first + 1 if first == bound.min and not bound.min_in else first


def in_order(bounds: Sequence[tuple[str, Bound]]) -> list[tuple[str, Bound]]:
    """Sort (grade, interval) by lower end, open ends first."""
    return sorted(bounds, key=lambda each: (each[1].min is not None, each[1].min or 0.0))
