"""The analysis as text, JSON, and one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from .analysis import WEAK, Analysis, ItemFigures
from .documents import note, paper_rows
from .wording import between, percent, points, short

Link = Callable[[str], str]
"""Where a lesson can be read."""


def lesson_link(base: str) -> Link:
    """Link to lessons of a built course."""
    root = base if base.endswith("/") else f"{base}/"

    def link(lesson: str) -> str:
        return f"{root}{lesson}.html" if lesson else ""

    return link


def as_json(analysis: Analysis) -> str:
    """Write JSON; figures without a value are null."""
    return msgspec.json.format(msgspec.json.encode(analysis), indent=2).decode()


def advice(analysis: Analysis) -> list[str]:
    """Suggest what to train again: lessons by their score, the surest first."""
    said = []
    for weak in analysis.weak_lessons:
        sure = "" if weak.high < WEAK else "（人数或题数少，区间跨过 70%，先看看原因再定）"
        numbers = "、".join(map(str, weak.items))
        said.append(f"重讲《{weak.title}》：得分率 {percent(weak.facility)}，第 {numbers} 题{sure}")
    return said


def as_text(analysis: Analysis, link: Link) -> str:
    """Write text for a terminal."""
    lines = [
        f"{analysis.title}　场次 {analysis.session}　试卷 {analysis.paper_code}",
        note(analysis),
        "",
    ]
    lines += [f"{label}　{value}" for label, value in paper_rows(analysis)]
    lines += ["", "题号　题型　难度　全对率区间　区分度　题干"]
    for each in analysis.items:
        figures = (percent(each.facility), between(each.low, each.high), short(each.discrimination))
        lines.append(f"{each.number:>3}　{each.kind}　{'　'.join(figures)}　{each.stem}")
        lines += [f"     ！{flag}" for flag in each.flags]
    lines += ["", "建议："]
    lines += [f"  {one}" for one in advice(analysis)] or ["  没有得分率低于 70% 的课。"]
    links = [f"  {weak.title}：{link(weak.lesson)}" for weak in analysis.weak_lessons]
    return "\n".join([*lines, *links]) + "\n"


def as_html(analysis: Analysis, link: Link) -> str:
    """Write one HTML file with its charts."""
    environment = Environment(
        loader=PackageLoader("quizgen.archive"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=percent, short=short, points=points)
    return environment.get_template("report.html").render(
        analysis=analysis,
        note=note(analysis),
        rows=paper_rows(analysis),
        advice=advice(analysis),
        link=link,
        between=between,
        histogram=histogram(analysis),
        scatter=scatter(analysis.items),
    )


def histogram(analysis: Analysis) -> list[dict[str, Any]]:
    """Place the bars of the histogram in a box of 400 by 150."""
    counts = analysis.paper.histogram
    most = max((count for _, count in counts), default=0) or 1
    return [
        {"x": 10 + 39 * k, "y": 140 - 120 * n / most, "h": 120 * n / most, "n": n, "label": label}
        for k, (label, n) in enumerate(counts)
    ]


def scatter(items: Sequence[ItemFigures]) -> list[dict[str, Any]]:
    """Place items by facility and discrimination in a box of 400 by 240."""
    return [
        {
            "x": 40 + 340 * each.facility,
            "y": 110 - 90 * each.discrimination,
            "n": each.number,
            "flag": bool(each.flags),
        }
        for each in items
        if each.facility is not None and each.discrimination is not None
    ]
