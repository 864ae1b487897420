"""Item and test statistics. Each formula names its source; ``None`` where it has no value.

Variances are those of a sample (divisor n - 1). In α, KR-20 and r the divisors cancel where both
variances use the same one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Z95 = 1.959963984540054
"""The 0.975 quantile of the normal distribution."""


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean."""
    return math.fsum(values) / len(values) if values else None


def variance(values: Sequence[float]) -> float | None:
    """Return the sample variance, divisor n - 1."""
    if len(values) < 2:
        return None
    middle = math.fsum(values) / len(values)
    return math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)


def deviation(values: Sequence[float]) -> float | None:
    """Return the sample standard deviation."""
    found = variance(values)
    return None if found is None else math.sqrt(found)


def facility(scores: Sequence[float], most: float) -> float | None:
    """Return the facility index: mean score over the highest possible one.

    Source: Moodle, ``question/classes/statistics/questions/calculator.php`` (``facility``);
    for right-or-wrong items the difficulty *p* of Crocker & Algina, *Introduction to Classical
    and Modern Test Theory* (1986), ch. 14.
    """
    middle = mean(scores)
    return None if middle is None or most <= 0 else middle / most


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Pearson's product-moment correlation; ``None`` where a variance is zero."""
    one, two = mean(first), mean(second)
    if one is None or two is None or len(first) < 2:
        return None
    products = math.fsum((a - one) * (b - two) for a, b in zip(first, second, strict=True))
    squares = math.fsum((a - one) ** 2 for a in first) * math.fsum((b - two) ** 2 for b in second)
    return products / math.sqrt(squares) if squares > 1e-18 else None


def discrimination(scores: Sequence[float], totals: Sequence[float]) -> float | None:
    """Return the corrected point-biserial: an item against the total without that item.

    Source: Henrysson, "Correction of item-total correlations in item analysis", *Psychometrika*
    28 (1963) 211-218; Moodle's ``discriminationindex`` is 100 times the same value.
    """
    rest = [total - score for score, total in zip(scores, totals, strict=True)]
    return correlation(scores, rest)


def alpha(items: Sequence[Sequence[float]]) -> float | None:
    """Return Cronbach's α of items, each the scores of all people in one order.

    ``k/(k-1) · (1 - Σ var(item) / var(total))``. Source: Cronbach, "Coefficient alpha and the
    internal structure of tests", *Psychometrika* 16 (1951) 297-334; Moodle's CIC, ``quiz``
    report ``statistics/classes/calculator.php``, is 100 times the same value.
    """
    count = len(items)
    if count < 2 or len(items[0]) < 2:
        return None
    total = variance([math.fsum(one) for one in zip(*items, strict=True)])
    if not total or total < 1e-18:
        return None
    parts = math.fsum(variance(each) or 0.0 for each in items)
    return count / (count - 1) * (1 - parts / total)


def kr20(items: Sequence[Sequence[float]]) -> float | None:
    """Return Kuder and Richardson's formula 20 of items scored 0 or 1.

    ``k/(k-1) · (1 - Σ p·q / σ²)`` with the variance of the population (divisor n), as *p·q* is
    one. Source: Kuder & Richardson, "The theory of the estimation of test reliability",
    *Psychometrika* 2 (1937) 151-160, formula 20.
    """
    count = len(items)
    people = len(items[0]) if items else 0
    if count < 2 or people < 2:
        return None
    totals = [math.fsum(one) for one in zip(*items, strict=True)]
    spread = (variance(totals) or 0.0) * (people - 1) / people
    if spread < 1e-18:
        return None
    shares = [math.fsum(each) / people for each in items]
    return count / (count - 1) * (1 - math.fsum(p * (1 - p) for p in shares) / spread)


def standard_error(spread: float | None, reliability: float | None) -> float | None:
    """Return the standard error of measurement, ``SD · √(1 - reliability)``.

    Source: Lord & Novick, *Statistical Theories of Mental Test Scores* (1968), § 3.8; Moodle's
    ``standarderror`` with its error ratio. ``None`` for a negative reliability: the formula
    would claim more error than there is spread.
    """
    if spread is None or reliability is None or reliability < 0:
        return None
    return spread * math.sqrt(max(0.0, 1 - reliability))


def wilson(hits: float, tries: int, z: float = Z95) -> tuple[float, float] | None:
    """Return Wilson's score interval of a share; honest for few tries and for 0 and 100 %.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference",
    *JASA* 22 (1927) 209-212; recommended for small n by Brown, Cai & DasGupta, *Statistical
    Science* 16 (2001) 101-133.
    """
    if tries <= 0:
        return None
    share = hits / tries
    square = z * z
    middle = (share + square / (2 * tries)) / (1 + square / tries)
    half = z / (1 + square / tries)
    half *= math.sqrt(share * (1 - share) / tries + square / (4 * tries * tries))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == tries else min(1.0, middle + half)
    return low, high
