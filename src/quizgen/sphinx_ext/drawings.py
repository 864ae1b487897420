"""Drawings of numbers: the scale of a ratio, the chart of bands. Inline, no script.

They repeat what stands in words beside them, so they are hidden from screen readers and search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from docutils import nodes

from quizgen.model import Bound, Point, PointSet

SLIVER = 0.8
"""The least that is drawn, in percent: less is not seen on a phone."""
_DOTS_UP_TO = 600
"""Numbers up to this are drawn as that many squares, one a unit."""
_PER_ROW = 30
_UNITS = ((100_000_000, "亿"), (10_000, "万"))


NOTE = "从左到右，由低到高。圆点在哪一级，这个数就算哪一级。"


@dataclass(frozen=True)
class QuantityDrawing:
    """One number of a ratio, for writers that draw by themselves."""

    quantity: float
    largest: float


@dataclass(frozen=True)
class MeasureDrawing:
    """One measure of bands: its name, grades with their shade, edges with the side of equals."""

    said: str
    bands: tuple[tuple[str, int], ...]
    edges: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class BandsDrawing:
    """All measures of a set of bands, and what is said below them."""

    measures: tuple[MeasureDrawing, ...]
    note: str = NOTE


def _raw(html: str, drawing: QuantityDrawing | BandsDrawing) -> nodes.container:
    picture = nodes.raw("", html, format="html")
    return nodes.container("", picture, classes=["no-search", "qg-draw"], drawing=drawing)


def draw_quantity(quantity: float, largest: float) -> nodes.container:
    """Draw one number of a ratio in true proportion to the largest."""
    drawing = QuantityDrawing(quantity, largest)
    return _raw(_quantity_html(quantity, largest), drawing)


def _quantity_html(quantity: float, largest: float) -> str:
    if largest <= _DOTS_UP_TO and quantity == int(quantity) and quantity > 0:
        return _dots(int(quantity), min(_PER_ROW, int(largest)))
    width = max(SLIVER, 100 * quantity / largest) if largest else 0
    return (
        '<svg class="qg-ratio-bar" viewBox="0 0 100 4" preserveAspectRatio="none" '
        f'aria-hidden="true"><path d="M0 0H{width:.4g}V4H0z"/></svg>'
    )


def _dots(number: int, per_row: int) -> str:
    full, rest = divmod(number, per_row)
    rows = [per_row] * full + ([rest] if rest else [])
    path = "".join(f"M0 {10 * row + 4}H{10 * dots - 2}" for row, dots in enumerate(rows))
    size = f"0 0 {10 * per_row - 2} {10 * len(rows) - 2}"
    return (
        f'<svg class="qg-dots" viewBox="{size}" style="--qg-rows:{len(rows)}" aria-hidden="true">'
        f'<path d="{path}"/></svg>'
    )


Band = tuple[str, Bound]
"""A grade and its interval."""


def draw_bands(pointset: PointSet) -> nodes.container | None:
    """Draw each measure as a bar of grades, from low to high, with its edges."""
    measures = {bound.measure: bound.unit for each in pointset.points for bound in each.bounds}
    found = {measure: _in_order(pointset.points, measure) for measure in measures}
    drawn = {measure: bands for measure, bands in found.items() if len(bands) > 1}
    if not drawn:
        return None
    longest = max(drawn.values(), key=len)
    ranks = {name: _rank(place, len(longest)) for place, (name, _) in enumerate(longest)}
    drawing = BandsDrawing(
        tuple(_measure(name, measures[name], bands, ranks) for name, bands in drawn.items())
    )
    bars = "".join(map(_bar, drawing.measures))
    note = f'<div class="qg-bands-note">{NOTE}</div>'
    return _raw(f'<div class="qg-bands" aria-hidden="true">{bars}{note}</div>', drawing)


def _in_order(points: Sequence[Point], measure: str) -> list[Band]:
    found = [
        (point.key, each) for point in points for each in point.bounds if each.measure == measure
    ]
    return sorted(found, key=lambda band: _low(band[1]))


def _low(bound: Bound) -> tuple[bool, float, float]:
    return bound.min is not None, bound.min or 0, bound.max or 0


def _rank(place: int, grades: int) -> int:
    """Spread the grades over five colours."""
    return 1 + round(4 * place / max(1, grades - 1))


def _measure(
    measure: str, unit: str, bands: Sequence[Band], ranks: dict[str, int]
) -> MeasureDrawing:
    return MeasureDrawing(
        f"{measure}（{unit}）" if unit else measure,
        tuple((name, ranks.get(name, 3)) for name, _ in bands),
        tuple(_edge(lower, upper) for (_, lower), (_, upper) in pairwise(bands)),
    )


def _edge(lower: Bound, upper: Bound) -> tuple[str, bool]:
    """Return the number between two grades, and whether it belongs to the upper one."""
    edge = upper.min if upper.min is not None else lower.max
    up = upper.min is not None and upper.min_in
    return "" if edge is None else short_number(edge), up


def _bar(measure: MeasureDrawing) -> str:
    parts = [
        f'<span class="qg-band" data-rank="{rank}">{escape(name)}</span>'
        for name, rank in measure.bands
    ]
    ticks = [
        f'<span class="qg-tick qg-tick-{"up" if up else "down"}" '
        f'style="left:{100 * place / len(measure.bands):.4g}%">{number}</span>'
        for place, (number, up) in enumerate(measure.edges, 1)
    ]
    return (
        f'<div class="qg-measure"><div class="qg-measure-name">{escape(measure.said)}</div>'
        f'<div class="qg-bar">{"".join(parts)}</div>'
        f'<div class="qg-ticks">{"".join(ticks)}</div></div>'
    )


def short_number(number: float) -> str:
    """Write a number the Chinese way: 5000万, 1亿, 2.5."""
    for size, name in _UNITS:
        share = number / size
        if share >= 1 and round(share, 2) == share:
            return f"{share:g}{name}" if share < 1_000_000 else f"{share:.0f}{name}"
    return f"{number:g}" if number < 1_000_000 else f"{number:.0f}"
