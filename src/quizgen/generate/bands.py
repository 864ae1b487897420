"""Items on graded sets: B1 on an edge, B2 just below, B3 the highest decides, B4 which event, B6."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from quizgen.model import Choice, Level, PointSet, SetKind, SingleChoice, TrueFalse

from . import events as e
from . import wording as w
from .context import Course, Draft, common, first_term, is_asked
from .options import difficulty


def band_items(course: Course, pointset: PointSet) -> Iterator[Draft]:
    """Make the items of a graded set: two an edge, some for the highest grade, two to pick."""
    if pointset.kind is not SetKind.BANDS or not is_asked(pointset) or pointset.ask != "full":
        return
    grades, sentence = e.grades_of(pointset), e.event_sentence(pointset)
    if grades is None or sentence is None:
        course.note(
            pointset.lesson,
            pointset.line,
            f"“{pointset.title}”没有含【量】和【词】的 :event:（或不到三级），不出分级题",
        )
        return
    for scale in grades.scales:
        for grade in range(1, len(grades.points)):
            yield from _edge(course, grades, sentence, scale, grade)
    yield from _highest(course, grades, sentence)
    yield from _which_event(course, grades)
    yield from _only_then(course, grades)


def _basis(course: Course, pointset: PointSet) -> str:
    return w.basis_of(pointset, course.is_sound(pointset.facts))


def _fields(
    grades: e.Grades, template: str, key: tuple[str, ...], fact: str, at: int
) -> dict[str, Any]:
    pointset, point = grades.pointset, grades.points[at]
    named = tuple(key)
    return common(pointset, template, named, fact=fact, points=[point], facts=pointset.facts)


def _explain(course: Course, grades: e.Grades, told: str) -> str:
    pointset = grades.pointset
    return told + course.sources(pointset)


def _edge(
    course: Course, grades: e.Grades, sentence: e.EventSentence, scale: e.Scale, grade: int
) -> Iterator[Draft]:
    """B1 and B2: one as a choice, the other to be judged; both test the same edge."""
    if scale.least(grade) is None:
        return
    term = first_term(grades.pointset, grades.points[grade])
    turn = course.number("edge", grades.pointset.id, term, scale.name) % 2
    for template, below in (("B1", False), ("B2", True)):
        amounts = _around(course, grades, scale, grade, below=below)
        if amounts is None:
            continue
        key = (scale.name, term)
        fields = _fields(grades, template, key, f"edge.{scale.name}.{term}", grade)
        choice = below == bool(turn)
        maker = _graded if choice else _graded_true_false
        draft = maker(course, grades, sentence, amounts, {}, fields, "understand")
        yield _beside(draft, grades, scale, grade - below)


def _beside(draft: Draft, grades: e.Grades, scale: e.Scale, grade: int) -> Draft:
    """Let no two stand on a paper whose grade the same measure decides: only figures differ (X1)."""
    family = f"{grades.pointset.id}.decided.{scale.name}.{grade}"
    return Draft(draft.item, draft.core, (*draft.families, family))


def _around(
    course: Course, grades: e.Grades, scale: e.Scale, grade: int, *, below: bool
) -> dict[str, float] | None:
    """Give every measure an amount: this one on (or just below) the edge, the others lower.

    Just below an edge the many hurt cost as much as their grade has it (flaw T3).
    """
    amount = e.just_below(scale, grade) if below else scale.least(grade)
    reached = scale.grade_of(amount) if amount is not None else None
    if amount is None or reached is None:
        return None
    amounts = {}
    for other in grades.scales:
        key = f"{grades.pointset.id}/{scale.name}/{grade}/{below}"
        cost = reached if below and not other.counted else max(reached - 1, 0)
        inside = amount if other is scale else e.amount_inside(course, key, other, cost)
        if inside is not None:
            amounts[other.name] = inside
    return amounts if max(e.sorted_out(grades, amounts).values()) == reached else None


def _graded(
    course: Course,
    grades: e.Grades,
    sentence: e.EventSentence,
    amounts: Mapping[str, float],
    names: Mapping[str, str],
    fields: dict[str, Any],
    level: Level,
) -> Draft:
    """Ask for the grade of an event; the grades stand in their own order."""
    right = max(e.sorted_out(grades, amounts).values())
    first = min(max(0, right - 2), max(0, len(grades.points) - 4))
    shown = range(first, min(first + 4, len(grades.points)))
    options = tuple(
        Choice(
            grades.names[at],
            at == right,
            "" if at == right else e.why_wrong(grades, amounts, names, at),
        )
        for at in shown
    )
    happened = w.ended(w.fill(sentence.before, 量=e.event(grades, amounts, names)))
    asked = w.rested(_basis(course, grades.pointset), w.fill(sentence.clause, 词=w.GAP))
    wrong = [each.text for each in options if not each.correct]
    item = SingleChoice(
        **fields | {"points": (f"{grades.pointset.id}/{grades.names[right]}",)},
        stem=happened + w.ended(asked),
        explanation=_explain(course, grades, e.worked_out(grades, amounts, names)),
        level=level,
        difficulty=difficulty([grades.names[right]], wrong, level),
        options=options,
        fixed=True,
    )
    return Draft(item)


def _graded_true_false(
    course: Course,
    grades: e.Grades,
    sentence: e.EventSentence,
    amounts: Mapping[str, float],
    names: Mapping[str, str],
    fields: dict[str, Any],
    level: Level,
) -> Draft:
    """Let an event's grade be judged: the right one, or its neighbour."""
    right = max(e.sorted_out(grades, amounts).values())
    answer = course.number("side", fields["id"]) % 2 == 0
    near = right + 1 if fields["template"] == "B2" else right - 1
    said = grades.names[right if answer else near]
    told = e.worked_out(grades, amounts, names)
    happened = w.ended(w.fill(sentence.before, 量=e.event(grades, amounts, names)))
    judged = w.rested(_basis(course, grades.pointset), w.fill(sentence.clause, 词=said))
    item = TrueFalse(
        **fields | {"points": (f"{grades.pointset.id}/{grades.names[right]}",)},
        stem=happened + w.ended(judged) + w.GAP,
        explanation=_explain(course, grades, told),
        level=level,
        difficulty=0.5,
        answer=answer,
        why=told,
    )
    return Draft(item)


def _highest(course: Course, grades: e.Grades, sentence: e.EventSentence) -> Iterator[Draft]:
    """B3: measures fall into different grades and the first, the most striking, does not decide.

    Each deciding measure once a grade, and once more under the name that counts as it.
    """
    others = e.other_names(grades.pointset, [each.name for each in grades.scales])
    for scale in grades.scales[1:]:
        for grade in range(1, len(grades.points)):
            for name in filter(None, ["plain", others.get(scale.name)]):
                amounts = _decided_by(course, grades, scale, grade, name)
                if amounts is None:
                    continue
                term = first_term(grades.pointset, grades.points[grade])
                key = (scale.name, name, term)
                fields = _fields(grades, "B3", key, f"highest.{'.'.join(key)}", grade)
                names = {} if name == "plain" else {scale.name: name}
                draft = _graded(course, grades, sentence, amounts, names, fields, "apply")
                yield _beside(draft, grades, scale, grade)


def _decided_by(
    course: Course, grades: e.Grades, scale: e.Scale, grade: int, name: str
) -> dict[str, float] | None:
    key = f"{grades.pointset.id}/highest/{scale.name}/{grade}/{name}"
    amounts: dict[str, float] = {}
    for other in grades.scales:
        lower = grade if other is scale else e.lower_grade(course, key, other, grade)
        inside = e.amount_inside(course, key, other, lower)
        if inside is not None:
            amounts[other.name] = inside
    by_measure = e.sorted_out(grades, amounts)
    first = grades.scales[0].name
    decided = by_measure.get(scale.name) == grade and first in by_measure
    return amounts if decided and max(by_measure.values()) == grade else None


def _which_event(course: Course, grades: e.Grades) -> Iterator[Draft]:
    """B4: which of four short events has this grade; the others have one each.

    All four tell the same two measures, which decide in turn: none stands out by its form (C2).
    """
    if len(grades.points) < 4 or len(grades.scales) < 2:
        return
    for right in range(1, len(grades.points) - 1):
        term = first_term(grades.pointset, grades.points[right])
        fields = _fields(grades, "B4", (term,), f"pick.{term}", right)
        first = min(max(0, right - 2), len(grades.points) - 4)
        turn = course.number(fields["id"])
        two = (grades.scales[0], grades.scales[1 + turn % (len(grades.scales) - 1)])
        shown: dict[str, int] = {}
        for at in range(first, first + 4):
            scale, other = two if (at + turn) % 2 else two[::-1]
            text = _short_event(course, grades, scale, other, at, fields["id"])
            if text is not None:
                shown[text] = at
        if len(shown) == 4:
            yield _picked(course, grades, right, shown, fields)


def _short_event(
    course: Course, grades: e.Grades, scale: e.Scale, other: e.Scale, grade: int, key: str
) -> str | None:
    """Write an event in one line: two measures, the first of which decides."""
    amounts = {}
    for each, at in ((scale, grade), (other, max(grade - 1, 0))):
        inside = e.amount_inside(course, f"{key}/{grade}", each, at)
        if inside is None:
            return None
        amounts[each.name] = inside
    right = max(e.sorted_out(grades, amounts).values()) == grade
    return f"造成{e.event(grades, amounts, {})}" if right else None


def _picked(
    course: Course, grades: e.Grades, right: int, shown: Mapping[str, int], fields: dict[str, Any]
) -> Draft:
    key = next(text for text, at in shown.items() if at == right)
    order = course.order(f"{fields['id']}/options", shown)
    options = tuple(
        Choice(text, text == key, "" if text == key else f"这一起是{grades.names[shown[text]]}。")
        for text in order
    )
    told = "；".join(f"{text}，是{grades.names[shown[text]]}" for text in order)
    stem = w.EVENTS.format(basis=_basis(course, grades.pointset), term=grades.names[right])
    item = SingleChoice(
        **fields,
        stem=stem,
        explanation=_explain(course, grades, f"{told}。"),
        level="understand",
        difficulty=difficulty([key], [each for each in order if each != key], "understand"),
        options=options,
    )
    return Draft(item)


def _only_then(course: Course, grades: e.Grades) -> Iterator[Draft]:
    """B6: that one measure alone could keep an event out of a grade is wrong; any one will do."""
    scale = grades.scales[0]
    if len(grades.scales) < 2:
        return
    at = 1 + course.number("only", grades.pointset.id) % (len(grades.points) - 1)
    least = scale.least(at)
    if least is None:
        return
    fields = _fields(grades, "B6", ("any",), "any", at)
    answer = course.number("side", fields["id"]) % 2 == 0
    others = "、".join(each.name for each in grades.scales[1:])
    measure = f"{scale.name}人数" if scale.unit in "人名" else scale.name
    amount = f"{least:g}{scale.unit}" if scale.counted else e.money("", least, scale.unit)
    stem = (w.ALSO_THEN if answer else w.ONLY_THEN).format(
        basis=_basis(course, grades.pointset),
        measure=measure,
        least=amount,
        term=grades.names[at],
    )
    why = f"{others}中有一项达到{grades.names[at]}的下限，也构成{grades.names[at]}。"
    item = TrueFalse(
        **fields,
        stem=stem,
        explanation=_explain(course, grades, why),
        level="understand",
        difficulty=0.45,
        answer=answer,
        why=why,
    )
    yield Draft(item, core=stem.partition("，")[2] if "根据" in stem else stem)
