"""Values marked in a sentence: V1 choice among right and wrong values, V2 fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from quizgen.model import VALUE_LABELS, Blank, Cloze, Detail, Gap, Point, PointSet, SingleChoice

from . import wording as w
from .context import Course, Draft, common, digest, facts_of, first_term, wordings
from .lists import tail
from .numbers import ONE_WAY, blanks_of, figure
from .options import arranged, choose, difficulty, tells, window
from .values import fact_of as value_fact
from .values import links

_LONGEST_WORD = 8


class Marked(NamedTuple):
    """A blank, and the detail that holds it."""

    point: Point
    detail: Detail
    blank: Blank
    number: int

    def sentence(self, words: str) -> str:
        """Return the detail with other words in the blank's place."""
        at, text = self.blank.at, self.detail.text
        return text[:at] + words + text[at + len(self.blank.value) :]


def typed_items(course: Course, pointset: PointSet) -> Iterator[Draft]:
    """Make a choice and a cloze of every typed value, a cloze of other marked words."""
    if pointset.ask == "no" or pointset.status == "dated":
        return
    for mark in marked(pointset):
        choice = _chosen(course, pointset, mark)
        cloze = _written(course, pointset, mark)
        yield from filter(None, [choice, cloze])
        if choice is None and cloze is None and mark.detail.label in VALUE_LABELS:
            course.note(
                pointset.lesson,
                mark.detail.line,
                f"“{mark.blank.value}”的错值不足两个，填空也不合适，不出题",
            )


def marked(pointset: PointSet) -> Iterator[Marked]:
    """Yield the blanks of details that trainees may read and that stand for themselves."""
    for point in pointset.points:
        for detail in point.details:
            if detail.label in ("", "共", *VALUE_LABELS):
                for number, blank in enumerate(detail.blanks):
                    yield Marked(point, detail, blank, number)


def _fields(pointset: PointSet, template: str, mark: Marked) -> dict[str, Any]:
    key = (first_term(pointset, mark.point), mark.detail.text, str(mark.number))
    return common(
        pointset,
        template,
        key,
        fact=_same_value(pointset, mark) or f"typed.{digest(*key)}",
        points=[mark.point],
        detail=mark.detail,
        facts=facts_of(pointset, mark.detail),
    )


def _same_value(pointset: PointSet, mark: Marked) -> str | None:
    """Return the fact of the point's own value where the blank is that value again."""
    mine = figure(mark.blank.value)
    for link in links(pointset):
        if link.point is not mark.point:
            continue
        theirs = figure(link.value)
        if mine and theirs and mine.numbers == theirs.numbers:
            return value_fact(pointset, link)
        if mine is None and len(mark.blank.value) > 1 and mark.blank.value in link.value:
            return value_fact(pointset, link)
    return None


def _stem(course: Course, pointset: PointSet, mark: Marked, sentence: str) -> str:
    """Rest a marked sentence on its law; a feature says first of what it speaks."""
    if mark.detail.label not in VALUE_LABELS:
        sentence = f"{w.bare(mark.point.key)}：{sentence}"
    sound = course.is_sound(facts_of(pointset, mark.detail))
    return w.ended(w.rested(w.basis_of(pointset, sound), sentence))


def _explain(course: Course, pointset: PointSet, mark: Marked) -> str:
    told = _stem(course, pointset, mark, mark.detail.text)
    return told + tail(course, pointset, mark.detail.facts)


def _chosen(course: Course, pointset: PointSet, mark: Marked) -> Draft | None:
    """V1: the author's wrong values first, then values of the same form in the same topic."""
    if mark.detail.label not in VALUE_LABELS and not mark.blank.wrong:
        return None
    fields = _fields(pointset, "V1", mark)
    right = mark.blank.value
    same = set(wordings(pointset, right))
    whys = {
        each: w.NOT_VALUE.format(right=right, wrong=each)
        for each in mark.blank.wrong
        if each not in same
    }
    lent = _lent(course, pointset, mark) if len(whys) < 2 else {}
    whys = {**lent, **whys}
    chosen = window(course, fields["id"], right, whys) or choose(course, fields["id"], right, whys)
    sentence = mark.sentence(w.GAP)
    if len(chosen) < 2 or tells(mark.sentence("　"), right, chosen):
        return None
    options, fixed = arranged(course, fields["id"], right, chosen, whys)
    item = SingleChoice(
        **fields,
        stem=_stem(course, pointset, mark, sentence),
        explanation=_explain(course, pointset, mark),
        difficulty=difficulty([right], chosen, "remember"),
        options=options,
        fixed=fixed,
    )
    return Draft(item)


def _lent(course: Course, pointset: PointSet, mark: Marked) -> dict[str, str]:
    """Borrow values of the same form from details of the same topic, with where they hold."""
    mine = figure(mark.blank.value)
    if mine is None:
        return {}
    lent: dict[str, str] = {}
    for other in course.lenders(pointset) or [pointset]:
        if other.id in pointset.confuse or pointset.id in other.confuse:
            continue
        for each in marked(other):
            read = figure(each.blank.value)
            if read and read.form == mine.form and read.numbers != mine.numbers:
                said = w.inner(w.cut(each.detail.text))
                lent[each.blank.value] = w.VALUE_ELSEWHERE.format(
                    value=each.blank.value, sentence=said
                )
    return lent


def _written(course: Course, pointset: PointSet, mark: Marked) -> Draft | None:
    """V2: the word to be written; in exams only where there is one way to fill it in.

    A number with its unit, or a value that a fact stands behind; words that are merely worth
    remembering are for practice. Never at the head of the sentence.
    """
    value = mark.blank.value
    numbers = blanks_of(value)
    before, after = mark.detail.text[: mark.blank.at], mark.detail.text[mark.blank.at :]
    rest = before + after[len(value) :]
    if mark.blank.at == 0 or value in rest or len(value) > _LONGEST_WORD:
        return None
    if numbers is None and (figure(value) or len(value) < 2 or re.search("[，、；]", value)):
        return None
    stem, words = numbers or ("{{1}}", (value,))
    known = mark.detail.label in VALUE_LABELS and bool(mark.blank.wrong)
    sure = numbers is not None or (known and len(value) <= ONE_WAY)
    single = len(words) == 1
    item = Cloze(
        **_fields(pointset, "V2", mark),
        stem=_stem(course, pointset, mark, mark.sentence(stem)),
        explanation=_explain(course, pointset, mark),
        use="both" if sure else "practice",
        difficulty=0.4,
        blanks=tuple(
            Gap(tuple(dict.fromkeys([word, *(wordings(pointset, value) if single else ())])))
            for word in words
        ),
    )
    return Draft(item)
