"""Point sets as the plain data that ``quizgen points --format json`` prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from quizgen.model import Case, Point, PointSet


def as_data(pointset: PointSet) -> dict[str, Any]:
    """Return a set in the form that the command line promises (design, section 7)."""
    return {
        "id": pointset.id,
        "title": pointset.title,
        "kind": str(pointset.kind),
        "status": pointset.status,
        "ask": pointset.ask,
        "announced": pointset.announced,
        "topic": pointset.topic,
        "part_of": str(pointset.part_of) if pointset.part_of else None,
        "source": list(pointset.source),
        "facts": list(pointset.facts),
        "lesson": pointset.lesson,
        "line": pointset.line,
        "points": [_point(point) for point in pointset.points],
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "key": point.key,
        "value": point.value,
        "quantity": _whole(point.quantity),
        "values": [{"name": each.name, "text": each.text} for each in point.values],
        "gloss": point.gloss,
        "details": [
            {"label": each.label, "text": each.text, "facts": list(each.facts)}
            for each in point.details
        ],
        "bounds": [
            {
                "measure": each.measure,
                "unit": each.unit,
                "min": _whole(each.min),
                "min_in": each.min_in,
                "max": _whole(each.max),
                "max_in": each.max_in,
                "text": each.text,
            }
            for each in point.bounds
        ],
    }


def _whole(number: float | None) -> float | int | None:
    """Write whole numbers without a decimal point."""
    return int(number) if number is not None and number == int(number) else number


STATS: Sequence[tuple[str, str]] = (
    ("lessons", "课"),
    ("sets", "点集"),
    ("full_sets", "其中 full"),
    ("points", "点"),
    ("bare_details", "要点"),
    ("situations", "情境（试、反）"),
    ("misconceptions", "误区"),
    ("exam_sentences", "考"),
    ("boundaries", "界限"),
    ("blanks", "空（blank，点集内）"),
    ("exam_cases", "考试案例"),
    ("lesson_cases", "课上案例"),
    ("case_questions", "案例题"),
    ("asks_value", "问 value"),
    ("asks_missed", "问 missed"),
    ("asks_next", "问 next"),
    ("asks_who", "问 who"),
    ("points_without_detail", "full 集里没有细目的点"),
)
"""Every count of ``quizgen points --stats`` and its Chinese name."""


def count(sets: Iterable[PointSet], cases: Iterable[Case]) -> dict[str, int]:
    """Count what a question bank can be made of; keys as in STATS."""
    sets, cases = list(sets), list(cases)
    details = [each for s in sets for point in s.points for each in point.details]
    labels = Counter(each.label for each in details)
    asks = Counter(question.asks for case in cases for question in case.questions)
    full = [each for each in sets if each.ask == "full" and each.status == "current"]
    uses = Counter(case.use for case in cases)
    found = {
        "lessons": len({each.lesson for each in sets}),
        "sets": len(sets),
        "full_sets": len(full),
        "points": sum(len(each.points) for each in sets),
        "bare_details": labels[""],
        "situations": labels["试"] + labels["反"],
        "misconceptions": labels["误区"],
        "exam_sentences": labels["考"],
        "boundaries": labels["界限"],
        "blanks": sum(len(each.blanks) for each in details)
        + sum(len(point.blanks) for each in sets for point in each.points),
        "exam_cases": uses["exam"],
        "lesson_cases": uses["lesson"],
        "case_questions": sum(len(case.questions) for case in cases),
        "points_without_detail": sum(not p.details for each in full for p in each.points),
    }
    found |= {f"asks_{name}": asks[name] for name in ("value", "missed", "next", "who")}
    return {name: found[name] for name, _ in STATS}
