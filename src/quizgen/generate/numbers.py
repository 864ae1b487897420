"""Values that are numbers with units: their order, and what may stand beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_SCALE = {"": 1.0, "十": 10.0, "百": 100.0, "千": 1000.0, "万": 1e4, "亿": 1e8}
_TIME = {
    "分钟": 1.0,
    "小时": 60.0,
    "个工作日": 1440.0,
    "日": 1440.0,
    "天": 1440.0,
    "周": 10080.0,
    "个月": 43800.0,
    "月": 43800.0,
    "个季度": 129600.0,
    "季度": 129600.0,
    "年": 525600.0,
}
_ORDINAL = {"当年": "0年", "次年": "1年", "后年": "2年", "当日": "第1日", "次日": "第2日"}
_FOR_LIFE = "100年"
"""What 终身 counts as beside terms of years: longer than any."""
_CHINESE = dict(zip("零一二两三四五六七八九", (0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_DIGITS = r"\d+(?:\.\d+)?|半|[零一二两三四五六七八九十百]+(?=[%年日月天周次人倍起小分个名项]|学时|以上|以下)"
_UNIT = r"小时|分钟|个?工作日|个?季度|个月|学时|[%年日月天周次人倍起名元项]"
_QUANTITY = re.compile(rf"(?P<number>{_DIGITS})(?P<scale>[百千]?[万亿]?)(?P<unit>{_UNIT})?")

_CLOCK = re.compile(r"(?P<next>次日)?(?:当日|当天)?(?P<hour>\d{1,2})[时:：](?P<minute>\d{1,2})分?")
_NUMERAL = re.compile(r"[零一二两三四五六七八九十百]+|\d+(?:\.\d+)?")
_FORM_UNIT = re.compile(r"#(时|[%元人次倍起名项]|学时)?")
_COMPARED = re.compile(
    r"#(?:时|[%元人次倍起名项]|学时)?|以内|以上|以下|不少于|不超过|不足|内|[—–~～至-]"
)


ONE_WAY = 4
"""Longer names of bodies can be written in more than one right way: no gap for them in an exam."""


class Figure(NamedTuple):
    """A value read as numbers: ``form`` is what is left, with # for each number."""

    form: str
    numbers: tuple[float, ...]


@lru_cache(maxsize=1 << 12)
def figure(value: str) -> Figure | None:
    """Read a value such as ``60%``, ``30万元以上100万元以下`` or ``立即``; nothing where it has none."""
    if value in ("立即", "当场", "即时"):
        return Figure("#时", (0.0,))
    if _NUMERAL.fullmatch(value):
        return Figure("#", (numeral(value),))
    if value == "终身":
        value = _FOR_LIFE
    numbers: list[float] = []
    for word, number in _ORDINAL.items():
        value = value.replace(word, number)

    def take(found: re.Match[str]) -> str:
        unit = found["unit"] or ""
        number = numeral(found["number"]) * _SCALE.get(found["scale"][:1], 1.0)
        number *= _SCALE.get(found["scale"][1:], 1.0)
        numbers.append(number * _TIME.get(unit, 1.0))
        return "#时" if unit in _TIME else f"#{unit}"

    form = _QUANTITY.sub(take, value)
    return Figure(form, tuple(numbers)) if numbers else None


def numeral(text: str) -> float:
    """Read a number in digits or in Chinese characters up to 999."""
    if text == "半":
        return 0.5
    if text[0] not in _CHINESE and text[0] not in "十百":
        return float(text)
    total = digit = 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _CHINESE[char]
    return float(total + digit)


def ascending(values: Sequence[str]) -> list[str] | None:
    """Put values into order where all are numbers of one kind; else nothing.

    Numeric options ascend and share their unit (item-writing flaw D3). Intervals go by their
    lower end, those without one first; words around the numbers have to be the same.
    """
    clock = {value: minutes for value in values if (minutes := _minutes(value)) is not None}
    if len(clock) == len(values):
        return sorted(values, key=lambda value: clock[value])
    read = {value: figure(value) for value in values}
    known = {value: each for value, each in read.items() if each is not None}
    if len(known) < len(values) or len({_kind(each) for each in known.values()}) > 1:
        return None
    keys = {value: _height(value, each) for value, each in known.items()}
    if len(set(keys.values())) < len(values):
        return None
    return sorted(values, key=lambda value: keys[value])


def _minutes(value: str) -> int | None:
    """Read a time of day, ``次日2时05分``, as minutes from the first midnight."""
    found = _CLOCK.fullmatch(value)
    if found is None:
        return None
    return (1440 if found["next"] else 0) + int(found["hour"]) * 60 + int(found["minute"])


def _kind(read: Figure) -> tuple[str, ...]:
    """Return unit and words of a figure, its comparisons left out."""
    units = {each for each in _FORM_UNIT.findall(read.form) if each}
    return (*sorted(units), _COMPARED.sub("", read.form))


def _height(value: str, read: Figure) -> tuple[float, ...]:
    open_below = len(read.numbers) == 1 and re.search(r"以下|不超过|不足", value)
    return (0.0, *read.numbers) if open_below else read.numbers


def blanks_of(value: str) -> tuple[str, tuple[str, ...]] | None:
    """Take the numbers out of a value, units stay: ``60%`` → ``{{1}}%`` and ``60``.

    Nothing where there are none or more than two (a cloze has at most two gaps).
    """
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        found.append(match["number"])
        return f"{{{{{len(found)}}}}}{match['scale']}{match['unit'] or ''}"

    stem = _QUANTITY.sub(take, value)
    if not 1 <= len(found) <= 2 or "半" in found:
        return None
    return stem, tuple(found)
