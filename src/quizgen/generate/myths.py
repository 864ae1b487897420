"""Misconceptions: M8 true or false, M9 which statement is right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from quizgen.model import Detail, Point, PointSet, SingleChoice, TrueFalse

from . import wording as w
from .context import Course, Draft, common, digest, first_term
from .lists import tail
from .options import arranged, difficulty, pairs_of

_ARROW = re.compile(r"\s*(?:→|->|⇒)\s*")
ABSOLUTE = re.compile(r"一律|必然|必定|绝对|任何|所有|一切|凡是?|只要.*就|永远|从不|百分之百|唯一")
_NO_SUBJECT = re.compile(
    r"(?:要(?!求)|应当?|也|还|仍|不|才|只|得|就|都|可以|依照|按照?|先|由|而|但|一样|照样|没有|它|这|那|他)"
)
_NOW = re.compile(r"今天|现行|现在|讲话")


class Myth(NamedTuple):
    """A wrong statement and the right one, as the lesson has them (or an exam: ``fresh``)."""

    wrong: str
    right: str
    point: Point
    detail: Detail
    own: tuple[str, ...]
    """Facts cited beside it; those of its set are not what it rests on alone."""
    fresh: bool
    family: str
    twin: bool
    """Whether the misconception has a sentence for the exam too."""


def myths(pointset: PointSet) -> Iterator[Myth]:
    """Yield each 误区, each followed by its 考."""
    for point in pointset.points:
        family = ""
        facts: tuple[str, ...] = ()
        for at, detail in enumerate(point.details):
            if detail.label not in ("误区", "考"):
                continue
            sides = _ARROW.split(detail.text)
            if len(sides) != 2:
                continue
            if detail.label == "误区":
                family = digest(first_term(pointset, point), detail.text)
                facts = detail.facts
            after = point.details[at + 1].label if at + 1 < len(point.details) else ""
            twin = detail.label == "误区" and after == "考"
            cited = detail.facts or facts
            fresh = detail.label == "考"
            yield Myth(sides[0], sides[1], point, detail, cited, fresh, family, twin)


def myth_items(course: Course, pointset: PointSet) -> Iterator[Draft]:
    """Make a true/false item of each misconception, and statements to choose from."""
    if pointset.ask == "no":
        return
    found = list(myths(pointset))
    for each in found:
        yield _judged(course, pointset, each)
    yield from _statements(course, pointset, [each for each in found if not each.fresh])


def _judged(course: Course, pointset: PointSet, myth: Myth) -> Draft:
    """M8: one side of each, the seed says which; about half of a bank's are right.

    What trainees have read stays in practice where the exam has a sentence of its own.
    """
    key = (first_term(pointset, myth.point), myth.detail.text)
    kind = "exam-myth" if myth.fresh else "myth"
    fields = common(
        pointset,
        "M8",
        key,
        fact=f"{kind}.{digest(*key)}",
        points=[myth.point],
        detail=myth.detail,
        facts=myth.own or pointset.facts,
    )
    answer = _side(course, myth, fields["id"])
    said, other = (myth.right, myth.wrong) if answer else (myth.wrong, myth.right)
    reason = (w.WRONG_IS if answer else w.RIGHT_IS).format(right=other, wrong=other)
    item = TrueFalse(
        **fields,
        stem=_dated(pointset, w.ended(said)) + w.GAP,
        explanation=w.ended(reason) + tail(course, pointset, myth.own),
        use="exam" if myth.fresh else ("practice" if myth.twin else "both"),
        level="understand" if myth.fresh else "remember",
        difficulty=0.45 if myth.fresh else 0.3,
        answer=answer,
        why=w.ended(reason),
    )
    return Draft(item, core=said, families=(f"{pointset.id}.myths.{myth.family}",))


def _side(course: Course, myth: Myth, key: str) -> bool:
    """Say which side stands: the right one only where it reads without the other.

    A wrong side with an absolute word (flaw S4) is known at a glance, so its right one stands.

    A correction such as 要看责任人员、责任范围 has no subject; those that have one are taken the
    more often, so that about half of all statements are right.
    """
    draw = course.number("side", key) % 8
    if ABSOLUTE.search(myth.wrong) and not ABSOLUTE.search(myth.right):
        return myth.fresh or stands_alone(myth)
    if myth.fresh:
        return draw < 4
    return draw < 6 and stands_alone(myth)


def stands_alone(myth: Myth) -> bool:
    """Say whether the right side names what it is about and claims one thing (flaw S1)."""
    if _NO_SUBJECT.match(myth.right) or "；" in myth.right:
        return False
    return bool(pairs_of(myth.right) & pairs_of(myth.wrong))


def _dated(pointset: PointSet, sentence: str) -> str:
    """Say beside a dated set that today's rule is asked, not the speech's."""
    if pointset.status != "dated" or _NOW.search(sentence):
        return sentence
    return w.TODAY + sentence


def _statements(course: Course, pointset: PointSet, found: list[Myth]) -> Iterator[Draft]:
    """M9: one right statement among three misconceptions on a named topic, none used twice."""
    if not pointset.about or len(found) < 4 or pointset.status == "dated":
        return
    by_text = {each.detail.text: each for each in found}
    order = [by_text[each] for each in course.order(f"{pointset.id}/m9", by_text)]
    for start in range(0, len(order) - 3, 4):
        group = order[start : start + 4]
        fair = next((each for each in group if _plain_key(each, group)), None)
        if fair is not None:
            yield _statement(course, pointset, fair, [each for each in group if each is not fair])


def _plain_key(right: Myth, group: list[Myth]) -> bool:
    """Say whether a right statement reads alone and is not the only one with quotation marks."""
    signs = ["“" in each.wrong for each in group if each is not right]
    return stands_alone(right) and (("“" in right.right) in signs)


def _statement(course: Course, pointset: PointSet, right: Myth, wrong: list[Myth]) -> Draft:
    key = (first_term(pointset, right.point), right.detail.text)
    fields = common(
        pointset,
        "M9",
        key,
        fact=f"myth.{digest(*key)}",
        points=[right.point],
        detail=right.detail,
        facts=right.own or pointset.facts,
    )
    others = {w.cut(each.wrong): w.ended(w.RIGHT_IS.format(right=each.right)) for each in wrong}
    said = w.cut(right.right)
    options, fixed = arranged(course, fields["id"], said, list(others), others)
    families = tuple(f"{pointset.id}.myths.{each.family}" for each in (right, *wrong))
    item = SingleChoice(
        **fields,
        use="practice",  # only the options say what is asked (flaw S1)
        stem=w.STATEMENTS.format(about=pointset.about),
        explanation=w.ended(right.right) + tail(course, pointset, right.own),
        difficulty=difficulty([said], list(others), "remember"),
        options=options,
        fixed=fixed,
    )
    return Draft(item, families=families)
