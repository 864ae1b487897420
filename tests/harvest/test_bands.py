"""Intervals in the law's own words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.harvest.bands import BadBand, Measure, overlap_or_gap, read_bound, read_head
from quizgen.model import Bound

PEOPLE = Measure("死亡", "人")
YUAN = Measure("损失", "元")
ABOVE_IN = "above-in below-out"


def read(measure: Measure, cell: str, edges: str = ABOVE_IN) -> tuple[object, ...]:
    """Read a cell into its four numbers."""
    bound = read_bound(measure, cell, edges)
    assert bound is not None
    return bound.min, bound.min_in, bound.max, bound.max_in


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("30人以上", (30, True, None, False)),
        ("三十人以上", (30, True, None, False)),
        ("10人以上30人以下", (10, True, 30, False)),
        ("10人以上，30人以下", (10, True, 30, False)),
        ("10—29人", (10, True, 29, True)),
        ("10-29人", (10, True, 29, True)),
        ("3至9人", (3, True, 9, True)),
        ("不足3人", (None, False, 3, False)),
        ("3人以下", (None, False, 3, False)),
        ("超过100人", (100, False, None, False)),
        ("不少于3人不超过9人", (3, True, 9, True)),
        ("１０人以上", (10, True, None, False)),
        ("3以上", (3, True, None, False)),
    ],
)
def test_cells_of_people(cell: str, ends: tuple[object, ...]) -> None:
    """As the law writes them."""
    assert read(PEOPLE, cell) == ends


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("1亿元以上", (1e8, True, None, False)),
        ("5000万元以上1亿元以下", (5e7, True, 1e8, False)),
        ("五千万元以上一亿元以下", (5e7, True, 1e8, False)),
        ("1000万元以上、不足5000万元", (1e7, True, 5e7, False)),
        ("30万—100万元", (3e5, True, 1e6, True)),
        ("1,500元以上", (1500, True, None, False)),
        ("0.5万元以上", (5000, True, None, False)),
    ],
)
def test_cells_of_money(cell: str, ends: tuple[object, ...]) -> None:
    """万 and 亿 are read in the unit of the head."""
    assert read(YUAN, cell) == ends
    in_ten_thousands = tuple(e / 1e4 if isinstance(e, float) else e for e in map(_float, ends))
    assert read(Measure("损失", "万元"), cell) == in_ten_thousands


def _float(value: object) -> object:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def test_both_in_counts_the_upper_number_in() -> None:
    """Where the law says so."""
    assert read(PEOPLE, "10人以上30人以下", "both-in") == (10, True, 30, True)


@pytest.mark.parametrize("cell", ["", "—", "-", "——"])
def test_a_dash_is_a_measure_that_is_not_used(cell: str) -> None:
    """Not every grade uses every measure."""
    assert read_bound(PEOPLE, cell, ABOVE_IN) is None


@pytest.mark.parametrize(
    "cell", ["很多人", "3天以上", "30人以上3人以下", "3人以上5人以上", "以上", "3"]
)
def test_what_cannot_be_read_is_refused(cell: str) -> None:
    """Never half understood."""
    with pytest.raises(BadBand):
        read_bound(PEOPLE, cell, ABOVE_IN)


def test_the_head_gives_name_and_unit() -> None:
    """In parentheses of either width."""
    assert read_head("直接经济损失（万元）") == Measure("直接经济损失", "万元")
    assert read_head("死亡(人)") == Measure("死亡", "人")
    assert read_head("死亡") is None


def spell(low: int | None, high: int | None, style: int) -> str:
    """Write a whole-number interval in one of the law's ways (low in, high out)."""
    if high is None:
        return [f"{low}人以上", f"不少于{low}人", f"超过{(low or 1) - 1}人"][style]
    if low is None:
        return [f"{high}人以下", f"不足{high}人", f"不超过{high - 1}人"][style]
    return [f"{low}人以上{high}人以下", f"{low}—{high - 1}人", f"{low}人以上、不足{high}人"][style]


@given(
    st.lists(st.integers(2, 500), min_size=1, max_size=6, unique=True),
    st.lists(st.integers(0, 2), min_size=7, max_size=7),
    st.integers(0, 600),
)
def test_bands_from_cuts_neither_overlap_nor_leave_a_gap(
    cuts: list[int], styles: list[int], number: int
) -> None:
    """However each is worded, every number of people falls into exactly one grade."""
    edges = [None, *sorted(cuts), None]
    bounds = [
        read_bound(PEOPLE, spell(low, high, style), ABOVE_IN)
        for (low, high), style in zip(pairwise(edges), styles, strict=False)
    ]
    found = [bound for bound in bounds if bound is not None]

    assert all(overlap_or_gap(PEOPLE, a, b, ABOVE_IN) is None for a, b in pairwise(found))
    assert sum(holds(bound, number) for bound in found) == 1


def holds(bound: Bound, number: int) -> bool:
    """Say whether a number lies in an interval."""
    above = bound.min is None or number > bound.min or (number == bound.min and bound.min_in)
    below = bound.max is None or number < bound.max or (number == bound.max and bound.max_in)
    return above and below


@given(st.integers(3, 100), st.integers(-2, 2))
def test_a_shifted_edge_is_noticed(cut: int, shift: int) -> None:
    """One number too few is a gap, one too many an overlap."""
    lower = read_bound(PEOPLE, f"{cut}人以下", ABOVE_IN)
    higher = read_bound(PEOPLE, f"{cut + shift}人以上", ABOVE_IN)
    assert lower is not None
    assert higher is not None
    wanted = None if shift == 0 else ("gap" if shift > 0 else "overlap")

    assert overlap_or_gap(PEOPLE, lower, higher, ABOVE_IN) == wanted
