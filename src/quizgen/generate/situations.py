"""M7: a new situation, and which point it shows or lacks."""

from __future__ import annotations

from collections.abc import Iterator

from quizgen.model import Detail, Point, PointSet, SingleChoice

from . import wording as w
from .context import Course, Draft, boundaries, common, digest, facts_of, first_term
from .details import KINDS, classified
from .lists import tail
from .options import arranged, difficulty, tells, tells_letter

_SLOTS = {"试": "scene", "反": "lack"}


def situation_items(course: Course, pointset: PointSet) -> Iterator[Draft]:
    """Make an item of each situation, for exams only: trainees have never seen it."""
    if pointset.kind not in KINDS or pointset.ask != "full" or pointset.status == "dated":
        return
    for point in pointset.points:
        for detail in point.details:
            if detail.label in _SLOTS:
                yield from filter(None, [_situation(course, pointset, point, detail)])


def _situation(course: Course, pointset: PointSet, point: Point, detail: Detail) -> Draft | None:
    asked = getattr(pointset, _SLOTS[detail.label])
    bounded = any(boundaries(each) for each in pointset.points)
    if not asked or not bounded:
        missing = f":{_SLOTS[detail.label]}:" if not asked else "界限"
        course.note(pointset.lesson, detail.line, f"这个点集没有 {missing}，情境题不出")
        return None
    key = (first_term(pointset, point), detail.text)
    cited = facts_of(pointset, detail)
    fields = common(
        pointset,
        "M7",
        key,
        fact=f"situation.{digest(*key)}",
        points=[point],
        detail=detail,
        facts=cited,
    )
    wrong, whys = classified(course, pointset, point, fields["id"])
    right, others = w.bare(point.key), [w.bare(each.key) for each in wrong]
    told = tells(detail.text + w.fill(asked, 词=""), right, others)
    told = told or tells_letter(detail.text, right, others)
    if told or len(others) < 2:
        said = f"情境和“{right}”都有“{told}”" if told else "能作错项的同类词不足两个"
        course.note(pointset.lesson, detail.line, f"{said}，情境题不出：“{detail.text[:16]}……”")
        return None
    options, fixed = arranged(course, fields["id"], right, others, whys)
    item = SingleChoice(
        **fields,
        stem=w.ended(detail.text) + w.ended(w.fill(asked, 词=w.GAP)),
        explanation=_explain(course, pointset, point, asked, detail.facts),
        use="exam",
        level="understand",
        difficulty=difficulty([right], others, "understand"),
        options=options,
        fixed=fixed,
    )
    return Draft(item, core=detail.text)


def _explain(
    course: Course, pointset: PointSet, point: Point, asked: str, own: tuple[str, ...]
) -> str:
    told = w.ended(w.fill(asked, 词=w.bare(point.key)))
    if point.gloss:
        told += f"{w.bare(point.key)}：{w.ended(point.gloss)}"
    bounds = boundaries(point)
    if bounds:
        told += w.ended(w.BOUND.format(term=w.bare(point.key), bound=bounds[0]))
    return told + tail(course, pointset, own)
