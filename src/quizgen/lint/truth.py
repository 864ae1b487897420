"""What a lesson says, sentence by sentence, for the independent check."""

from __future__ import annotations

import re
from functools import lru_cache

from quizgen.model import Point, PointSet, match_key

from .words import bare

_RESTS = re.compile(r"^(?:(?:根据|按照|依照|依据)《[^》]*》，|讲话提出，)")
_ARROW = re.compile(r"\s*(?:→|->|⇒)\s*")


def wordings(pointset: PointSet, word: str) -> list[str]:
    """Return a word and what ``:same:`` says is the same."""
    wanted = match_key(word)
    return [
        word,
        *(each for left, others in pointset.same if match_key(left) == wanted for each in others),
    ]


def _values(point: Point) -> dict[str, str]:
    if point.values:
        return {each.name: each.text for each in point.values}
    if point.quantity is not None:
        return {"": f"{point.quantity:g}{point.unit}"}
    return {"": point.value} if point.value else {}


@lru_cache(maxsize=4096)
def sentences(pointset: PointSet) -> frozenset[str]:
    """Return every sentence that ``:say:`` gives, its other right wordings included."""
    say = pointset.say or ""
    told = set()
    for point in pointset.points:
        values = _values(point)
        for term in wordings(pointset, point.key):
            for name, value in values.items():
                for worded in wordings(pointset, value):
                    for clauses in _beginnings(say):
                        told.add(_written(clauses, term, values | {name: worded}))
    return frozenset(told)


def _beginnings(say: str) -> list[str]:
    """Return a sentence, and where it has several columns its beginnings up to each ；."""
    found = [say]
    if say.count("【值") > 1:
        found += [say[: each.start()] for each in re.finditer("；", say)]
    return [each for each in found if "【值" in each]


def _written(say: str, term: str, values: dict[str, str]) -> str:
    text = say.replace("【词】", term)
    for name, value in values.items():
        value = value.strip().rstrip("。")
        for gap in (f"【值:{name}】", "【值】"):
            at = text.find(gap)
            while at >= 0:
                rest = text[at + len(gap) :]
                unit = re.match(r"%|万元|亿元|元|起|日|天|小时|个月|年|人|次|倍|学时", rest)
                if unit and value.endswith(unit[0]):
                    rest = rest[unit.end() :]
                text = text[:at] + value + rest
                at = text.find(gap)
    return bare(text)


def says(pointset: PointSet, sentence: str) -> bool:
    """Say whether a sentence is one of the lesson's, law and premise before it aside.

    A sentence about one column of a table may end where a clause of it does.
    """
    said = bare(_RESTS.sub("", sentence.strip()))
    if pointset.premise:
        said = said.replace(bare(pointset.premise), "", 1)
    return said in sentences(pointset)


def pairs(pointset: PointSet) -> set[tuple[str, str]]:
    """Return every term with each of its values, in all right wordings."""
    return {
        (bare(term), bare(worded))
        for point in pointset.points
        for value in _values(point).values()
        for term in wordings(pointset, point.key)
        for worded in wordings(pointset, value)
    }


def misconceptions(pointset: PointSet) -> dict[str, bool]:
    """Return every side of a misconception, and whether it is the right one."""
    sides: dict[str, bool] = {}
    for point in pointset.points:
        for detail in point.details:
            if detail.label in ("误区", "考"):
                said = _ARROW.split(detail.text)
                if len(said) == 2:
                    sides[bare(said[0])] = False
                    sides[bare(said[1])] = True
    return sides
