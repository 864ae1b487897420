"""B5: an event gives the grade, the grade gives the value (``:by:`` a graded set)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from quizgen.model import PointSet, SetKind, SingleChoice, match_key

from . import events as e
from . import wording as w
from .context import Course, Draft, common, digest, first_term
from .numbers import figure
from .options import MOST, arranged, choose, difficulty, window
from .values import Link, fact_of, links, wrong_values

_SUM = re.compile(r"^(?P<base>.+?)\s*[×xX*]\s*值$")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)[%％]")
_INCOMES = (30, 40, 50, 60, 80)
"""Yearly incomes in 万元 of which every percentage of ten is a whole number."""


def two_step_items(course: Course, pointset: PointSet) -> Iterator[Draft]:
    """Make one item of each grade that has a value of its own."""
    if not pointset.by or pointset.kind not in (SetKind.PAIRS, SetKind.TABLE):
        return
    graded = course.by_id.get(pointset.by)
    grades = e.grades_of(graded) if graded else None
    sentence = e.event_sentence(graded) if graded else None
    if pointset.ask != "full" or pointset.status == "dated":
        return
    found = list(links(pointset))
    if grades is None or sentence is None or not found:
        course.note(
            pointset.lesson,
            pointset.line,
            f"“{pointset.title}”的两步题出不了：要有含【词】【值】的 :say:，"
            "所依的分级集要有 :event:",
        )
        return
    for link in found:
        yield from filter(None, [_two_steps(course, pointset, grades, sentence, link, found)])


class Asked(NamedTuple):
    """What the second step asks: a value as it stands, or a sum that it gives."""

    given: str
    sentence: str
    values: dict[str, str]
    """Value of the set to what stands among the options."""


def _two_steps(
    course: Course,
    pointset: PointSet,
    grades: e.Grades,
    sentence: e.EventSentence,
    link: Link,
    found: list[Link],
) -> Draft | None:
    at = _grade_of(grades, link)
    if at is None:
        return None
    term = first_term(pointset, link.point)
    fields = common(
        pointset,
        "B5",
        (term, link.column),
        fact=f"two-step.{digest(term, link.column)}",
        points=[link.point],
        facts=(*pointset.facts, *grades.pointset.facts),
    )
    amounts = _mixed(course, grades, at, fields["id"])
    wrong = wrong_values(pointset, link, found)
    asked = _asked(course, pointset, sentence, link, wrong, fields["id"])
    if amounts is None or asked is None:
        return None
    right = asked.values[link.value]
    texts = {asked.values[value]: _why(why, asked, value) for value, why in wrong.items()}
    chosen = window(course, fields["id"], right, texts) or _ranked(
        course, fields["id"], right, texts, {each.value for each in found}
    )
    if len(chosen) < 2:
        return None
    options, fixed = arranged(course, fields["id"], right, chosen, texts)
    happened = w.ended(w.fill(sentence.before, 量=e.event(grades, amounts, {})))
    basis = w.basis_of(pointset, course.is_sound(pointset.facts))
    told = e.worked_out(grades, amounts, {}) + w.ended(link.sentence()) + _sum(link, asked)
    item = SingleChoice(
        **fields,
        stem=happened + asked.given + w.ended(w.rested(basis, asked.sentence)),
        explanation=told + course.sources(pointset, fields["facts"]),
        level="apply",
        difficulty=difficulty([right], chosen, "apply"),
        options=options,
        fixed=fixed,
    )
    value_fact = f"{pointset.id}.{fact_of(pointset, link)}"
    return Draft(item, families=(value_fact,))


def _ranked(
    course: Course, key: str, right: str, texts: dict[str, str], own: set[str]
) -> list[str]:
    """Choose the values of other grades before made-up ones: those are what one mistakes it for."""
    siblings = choose(course, key, right, [each for each in texts if each in own])
    return (
        siblings
        + choose(course, key, right, [each for each in texts if each not in own])[
            : MOST - 1 - len(siblings)
        ]
    )


def _grade_of(grades: e.Grades, link: Link) -> int | None:
    wanted = match_key(link.point.key)
    keys = [match_key(point.key) for point in grades.points]
    return keys.index(wanted) if wanted in keys else None


def _mixed(course: Course, grades: e.Grades, at: int, key: str) -> dict[str, float] | None:
    """Draw an event of a grade whose measures do not all say the same where that can be."""
    decider = grades.scales[course.number("decides", key) % len(grades.scales)]
    amounts = {}
    for scale in grades.scales:
        lower = at if scale is decider or not at else e.lower_grade(course, key, scale, at)
        inside = e.amount_inside(course, key, scale, lower)
        if inside is not None:
            amounts[scale.name] = inside
    by_measure = e.sorted_out(grades, amounts)
    return amounts if by_measure and max(by_measure.values()) == at else None


def _asked(
    course: Course,
    pointset: PointSet,
    sentence: e.EventSentence,
    link: Link,
    wrong: dict[str, str],
    key: str,
) -> Asked | None:
    said = _of_the_event(pointset, link.say, sentence.subject)
    values = [link.value, *wrong]
    if not pointset.compute:
        return Asked("", w.fill(said, 值=w.GAP), {each: each for each in values})
    found = _SUM.match(pointset.compute)
    if not found or not all(_PERCENT.fullmatch(each) for each in values):
        return None
    base = found["base"].strip()
    income = _INCOMES[course.number("income", key) % len(_INCOMES)]
    sums = {each: f"{_share(each, income)}万元" for each in values}
    short = base.rpartition("的")[2] if base not in said else base
    asked = re.sub(rf"{re.escape(short)}【值[^】]*】", w.GAP, said)
    if w.GAP not in asked:
        return None
    return Asked(f"{_whose(said, base)}为{income}万元。", asked, sums)


def _of_the_event(pointset: PointSet, say: str, subject: str) -> str:
    """Speak of the event instead of the grade; 发生【词】的 is what the premise says already."""
    premise = pointset.premise
    if premise and premise not in say:
        clause, _, rest = say.partition("，")
        if re.fullmatch(r"(?:发生|造成|属于|构成)?【词】的?", clause) and rest:
            return f"{premise}的，{rest}"
        say = f"{premise}，{say}"
    return say.replace("【词】", subject)


def _whose(said: str, base: str) -> str:
    """Name whose sum it is, where the sum itself does not say."""
    for who in ("主要负责人", "其他负责人"):
        if who in said and who not in base:
            return f"该企业{who}{base}"
    return f"其{base}"


def _share(value: str, income: int) -> str:
    found = _PERCENT.fullmatch(value)
    assert found is not None
    share = Fraction(found[1]) * income / 100
    return f"{float(share):g}"


def _why(why: str, asked: Asked, value: str) -> str:
    return why if asked.values[value] == value else f"按{value}算出的数。{why}"


def _sum(link: Link, asked: Asked) -> str:
    if asked.values[link.value] == link.value or not figure(link.value):
        return ""
    income = re.sub(r"\D", "", asked.given)
    return f"{income}万元×{link.value}＝{asked.values[link.value]}。"
