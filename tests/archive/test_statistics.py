"""Formulas, against published figures and against exact arithmetic by hand."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.archive import statistics as stats

NEAR = 1e-9

LSAT6 = (
    3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15,
    10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298,
)  # fmt: skip
"""How many of 1,000 people answered five items of the Law School Admission Test, section 6, with
each pattern 00000, 00001, … 11111 (Bock & Lieberman, *Psychometrika* 35 (1970) 179-197)."""


def lsat6() -> list[list[float]]:
    """Return the items, each the scores of 1,000 people."""
    people = [
        [float(pattern >> (4 - item) & 1) for item in range(5)]
        for pattern, count in enumerate(LSAT6)
        for _ in range(count)
    ]
    return [[one[item] for one in people] for item in range(5)]


def exact_correlation_squared(first: list[int], second: list[int]) -> tuple[Fraction, int]:
    """Return the square of a correlation and its sign, in exact arithmetic."""
    n = len(first)
    products = n * sum(a * b for a, b in zip(first, second, strict=True)) - sum(first) * sum(second)
    one = n * sum(a * a for a in first) - sum(first) ** 2
    two = n * sum(b * b for b in second) - sum(second) ** 2
    return Fraction(products**2, one * two), 1 if products >= 0 else -1


def test_facility_of_a_published_data_set() -> None:
    """LSAT6: .924, .709, .553, .763, .870."""
    found = [stats.facility(item, 1.0) for item in lsat6()]

    assert found == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870], abs=NEAR)


def test_discrimination_of_a_published_data_set() -> None:
    """LSAT6: .1128, .1532, .1728, .1444, .1216 (as ``ltm::descript`` prints them), and exactly."""
    items = lsat6()
    totals = [math.fsum(one) for one in zip(*items, strict=True)]
    found = [stats.discrimination(item, totals) for item in items]

    assert found == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=5e-5)
    for item, value in zip(items, found, strict=True):
        mine = [int(score) for score in item]
        rest = [int(total - score) for score, total in zip(item, totals, strict=True)]
        square, sign = exact_correlation_squared(mine, rest)
        assert value == pytest.approx(sign * math.sqrt(square), abs=NEAR)


def test_reliability_of_a_published_data_set() -> None:
    """LSAT6: α = KR-20 = .295, and exactly."""
    items = lsat6()
    totals = [int(sum(one)) for one in zip(*items, strict=True)]
    spread = Fraction(1000 * sum(t * t for t in totals) - sum(totals) ** 2, 1000 * 1000)
    shares = [Fraction(int(sum(item)), 1000) for item in items]
    exact = Fraction(5, 4) * (1 - sum((p * (1 - p) for p in shares), Fraction(0)) / spread)

    assert stats.kr20(items) == pytest.approx(0.295, abs=5e-4)
    assert stats.kr20(items) == pytest.approx(float(exact), abs=NEAR)
    assert stats.alpha(items) == pytest.approx(float(exact), abs=NEAR)


def test_a_small_class_by_hand() -> None:
    """Four people, three items; every step is on paper.

    Scores: 李 (1, 1, 1), 王 (1, 1, 0), 赵 (1, 0, 0), 钱 (0, 0, 1). Totals 3, 2, 1, 1: mean 7/4,
    squares 15, variance (15 - 49/4)/3 = 11/12. Items: p = 3/4, 1/2, 1/2; variances 1/4, 1/3, 1/3.
    α = 3/2 · (1 - (11/12)/(11/12)) = 0. Item 1 against the rest (2, 1, 0, 1): covariance sum
    3 - 3·4/4 = 0. Item 2 against (2, 1, 1, 1): 3 - 2·5/4 = 1/2, squares 1 and 7 - 25/4 = 3/4:
    r = (1/2)/√(3/4) = 1/√3.
    """
    items = [[1.0, 1, 1, 0], [1.0, 1, 0, 0], [1.0, 0, 0, 1]]
    totals = [3.0, 2, 1, 1]

    assert stats.mean(totals) == pytest.approx(7 / 4, abs=NEAR)
    assert stats.variance(totals) == pytest.approx(11 / 12, abs=NEAR)
    assert stats.deviation(totals) == pytest.approx(math.sqrt(11 / 12), abs=NEAR)
    assert stats.alpha(items) == pytest.approx(0, abs=NEAR)
    assert stats.kr20(items) == pytest.approx(0, abs=NEAR)
    assert stats.discrimination(items[0], totals) == pytest.approx(0, abs=NEAR)
    assert stats.discrimination(items[1], totals) == pytest.approx(1 / math.sqrt(3), abs=NEAR)
    assert stats.standard_error(math.sqrt(11 / 12), 0.0) == pytest.approx(
        math.sqrt(11 / 12), abs=NEAR
    )
    assert stats.standard_error(4.0, 0.75) == pytest.approx(2.0, abs=NEAR)


@pytest.mark.parametrize(
    ("hits", "tries", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilsons_interval_as_published(hits: int, tries: int, low: float, high: float) -> None:
    """The examples of Newcombe, *Statistics in Medicine* 17 (1998) 857-872, table I, method 3."""
    found = stats.wilson(hits, tries)

    assert found == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("hits", "tries"), [(0, 7), (3, 7), (7, 7), (1, 1000)])
def test_wilsons_interval_solves_its_equation(hits: int, tries: int) -> None:
    """Each end is where the score test just rejects: (p̂ - p)² = z² p (1 - p) / n."""
    share = hits / tries
    found = stats.wilson(hits, tries)
    assert found is not None
    for end in found:
        if 0 < end < 1:
            wanted = stats.Z95**2 * end * (1 - end) / tries
            assert (share - end) ** 2 == pytest.approx(wanted, abs=NEAR)
    assert found[0] <= share <= found[1]


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_what_has_no_spread_has_no_figure(value: float) -> None:
    """A class that was all right: no discrimination, no reliability, no false zero."""
    items = [[value] * 8 for _ in range(4)]
    totals = [4 * value] * 8

    assert stats.discrimination(items[0], totals) is None
    assert stats.alpha(items) is None
    assert stats.kr20(items) is None
    assert stats.standard_error(0.0, None) is None


def test_one_person_or_nobody_is_no_statistic() -> None:
    """And no division by zero."""
    assert stats.mean([]) is None
    assert stats.variance([1.0]) is None
    assert stats.facility([], 2.0) is None
    assert stats.alpha([[1.0], [0.0]]) is None
    assert stats.alpha([]) is None
    assert stats.kr20([]) is None
    assert stats.wilson(0, 0) is None
    assert stats.standard_error(1.0, -0.2) is None


@given(
    st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=5, max_size=5), min_size=2, max_size=12)
)
def test_kr20_is_alpha_for_right_or_wrong(people: list[list[float]]) -> None:
    """The two formulas agree wherever both have a value."""
    items = [list(item) for item in zip(*people, strict=True)]
    one, two = stats.kr20(items), stats.alpha(items)

    assert (one is None) == (two is None)
    if one is not None:
        assert one == pytest.approx(two, abs=NEAR)
        assert one <= 1 + NEAR
