"""Questions that an author wrote, as items."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from quizgen.model import (
    Case,
    Choice,
    Cloze,
    Evidence,
    Gap,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    Pair,
    PointSet,
    Question,
    QuestionKind,
    RubricLine,
    ShortAnswer,
    SingleChoice,
    Stimulus,
    TrueFalse,
    match_key,
)

from . import wording as w
from .context import Course, Draft, part_of
from .numbers import ascending
from .options import difficulty, shuffled

_LEVELS = {"who": "understand", "value": "apply", "missed": "apply", "next": "apply"}


def question_draft(course: Course, question: Question) -> Draft:
    """Make the item of a question that stands for itself."""
    return item_of(course, question)


def item_of(
    course: Course,
    question: Question,
    stimulus: Stimulus | None = None,
    case: Case | None = None,
) -> Draft:
    """Make the item of a question; one in a case shares its text and its use."""
    targets = question.points or (case.shows if case else ())
    pointset = course.by_id.get(targets[0].set) if targets else None
    use = "exam" if (case.use if case else question.use) == "exam" else "practice"
    fields: dict[str, Any] = {
        "id": question.id,
        "set": pointset.id if pointset else None,
        "points": tuple(str(each) for each in targets),
        "fact": f"{question.id}.asked",
        "template": question.asks or "question",
        "use": use,
        "level": question.level or _LEVELS.get(question.asks or "", "remember"),
        "lesson": question.lesson,
        "part": part_of(question.lesson),
        "topic": pointset.topic if pointset else None,
        "facts": tuple(dict.fromkeys((*question.facts, *(case.facts if case else ())))),
        "evidence": Evidence(
            question.lesson, question.line, w.cut(question.explanation) or question.stem
        ),
        "stimulus": stimulus,
        "origin": "case" if case else "question",
        "stem": question.stem,
    }
    fields["explanation"] = _explain(course, pointset, question, fields["facts"])
    item = _MAKERS[question.kind](course, question, fields)
    return Draft(item, core=question.stem)


def _explain(
    course: Course, pointset: PointSet | None, question: Question, facts: tuple[str, ...]
) -> str:
    told = w.ended(question.explanation) if question.explanation else ""
    if pointset is not None:
        return told + course.sources(pointset, facts)
    title = course.titles.get(question.lesson, "")
    return told + (f"参见《{title}》。" if title else "")


def _choices(course: Course, question: Question) -> tuple[tuple[Choice, ...], bool]:
    options = tuple(
        Choice(w.cut(each.text), each.correct, w.ended(each.why) if each.why else "")
        for each in question.options
    )
    texts = [each.text for each in options]
    ordered = ascending(texts) or _in_grade_order(course, texts)
    if ordered is None:
        return shuffled(course, question.id, options), False
    by_text = {each.text: each for each in options}
    return tuple(by_text[each] for each in ordered), True


def _in_grade_order(course: Course, texts: list[str]) -> list[str] | None:
    """Keep grades in their own order, as authors and the law write them."""
    wanted = {match_key(each) for each in texts}
    for pointset in course.grades:
        keys = [match_key(point.key) for point in pointset.points]
        if wanted <= set(keys):
            return sorted(texts, key=lambda each: -keys.index(match_key(each)))
    return None


def _single(course: Course, question: Question, fields: dict[str, Any]) -> Item:
    options, fixed = _choices(course, question)
    return SingleChoice(**fields, difficulty=_hard(question), options=options, fixed=fixed)


def _multiple(course: Course, question: Question, fields: dict[str, Any]) -> Item:
    options, fixed = _choices(course, question)
    return MultipleChoice(**fields, difficulty=_hard(question), options=options, fixed=fixed)


def _hard(question: Question) -> float:
    right = [each.text for each in question.options if each.correct]
    wrong = [each.text for each in question.options if not each.correct]
    return difficulty(right, wrong, question.level or _LEVELS.get(question.asks or "", "remember"))


def _true_false(course: Course, question: Question, fields: dict[str, Any]) -> Item:
    answer = any(each.correct and each.text == "正确" for each in question.options)
    whys = [each.why for each in question.options if each.why]
    stem = question.stem
    if w.GAP not in stem:
        stem = w.ended(stem) + w.GAP
    return TrueFalse(
        **fields | {"stem": stem}, answer=answer, why=whys[0] if whys else question.explanation
    )


def _cloze(course: Course, question: Question, fields: dict[str, Any]) -> Item:
    stem, at, gaps = "", 0, []
    for number, blank in enumerate(sorted(question.blanks, key=lambda each: each.at), 1):
        stem += f"{question.stem[at : blank.at]}{{{{{number}}}}}"
        at = blank.at + len(blank.value)
        gaps.append(Gap((blank.value,)))
    return Cloze(**fields | {"stem": stem + question.stem[at:]}, blanks=tuple(gaps))


def _matching(course: Course, question: Question, fields: dict[str, Any]) -> Item:
    pairs = tuple(Pair(each.text, each.right or "") for each in question.options)
    return Matching(**fields, pairs=pairs)


def _ordering(course: Course, question: Question, fields: dict[str, Any]) -> Item:
    return Ordering(**fields, order=tuple(each.text for each in question.options))


def _short(course: Course, question: Question, fields: dict[str, Any]) -> Item:
    lines = tuple(RubricLine(each.text, each.score or 1) for each in question.options)
    return ShortAnswer(**fields, rubric=lines)


_MAKERS: Mapping[QuestionKind, Callable[[Course, Question, dict[str, Any]], Item]] = {
    QuestionKind.SINGLE_CHOICE: _single,
    QuestionKind.MULTIPLE_CHOICE: _multiple,
    QuestionKind.TRUE_FALSE: _true_false,
    QuestionKind.CLOZE: _cloze,
    QuestionKind.MATCHING: _matching,
    QuestionKind.ORDERING: _ordering,
    QuestionKind.SHORT_ANSWER: _short,
}
