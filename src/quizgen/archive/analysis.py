"""What a paper tells: item by item, as a whole, and where people are weak."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from quizgen.markup import plain
from quizgen.model import (
    KIND_NAMES,
    ChoiceAnswer,
    Cloze,
    ClozeAnswer,
    Matching,
    MatchingAnswer,
    MultipleChoice,
    SingleChoice,
    TrueFalse,
    TrueFalseAnswer,
    kind_of,
)
from quizgen.session.replies import Placed

from . import statistics as st
from .results import Outcome

FEW = 30
"""Below so many people, figures say little; every report says so."""
WEAK = 0.7
"""A point is weak where its facility is below this."""
_MOST_WORDS = 8
_GAP = re.compile(r"\{\{\d+\}\}")
LEFT_OUT = "（没有作答）"


class Option(Struct, frozen=True):
    """How often something was answered, and by whom: ``mean`` is the mean total of those."""

    text: str
    count: int
    share: float
    right: bool
    mean: float | None


class ItemFigures(Struct, frozen=True, kw_only=True):
    """What an item tells."""

    number: int
    id: str
    kind: str
    stem: str
    full: float
    lesson: str
    points: tuple[str, ...]
    n: int
    answered: int
    facility: float | None
    right: int
    low: float | None
    """Wilson's interval of the share of those who had all of it right."""
    high: float | None
    discrimination: float | None
    options: tuple[Option, ...]
    flags: tuple[str, ...]


class PaperFigures(Struct, frozen=True, kw_only=True):
    """What the paper as a whole tells."""

    n: int
    total: float
    mean: float | None
    sd: float | None
    lowest: float | None
    highest: float | None
    passed: int
    pass_low: float | None
    pass_high: float | None
    reliability: float | None
    reliability_name: str
    sem: float | None
    histogram: tuple[tuple[str, int], ...]


class Weak(Struct, frozen=True, kw_only=True):
    """A point, lesson or part, and how well its items were answered."""

    name: str
    title: str
    lesson: str
    items: tuple[int, ...]
    n: int
    facility: float
    low: float
    high: float


class Analysis(Struct, frozen=True, kw_only=True):
    """All of it."""

    session: str
    title: str
    paper_code: str
    few: bool
    paper: PaperFigures
    items: tuple[ItemFigures, ...]
    lessons: tuple[Weak, ...]
    points: tuple[Weak, ...]
    """All lessons and points, the weakest first."""

    @property
    def weak_lessons(self) -> tuple[Weak, ...]:
        """Those to train again."""
        return tuple(each for each in self.lessons if each.facility < WEAK)

    @property
    def weak_points(self) -> tuple[Weak, ...]:
        """Those to train again."""
        return tuple(each for each in self.points if each.facility < WEAK)


def analyse(outcome: Outcome) -> Analysis:
    """Analyse a session; who was not there does not count, an item left out counts as 0."""
    totals = [each.sheet.score for each in outcome.present]
    items = tuple(_item(outcome, place, totals) for place in range(len(outcome.items)))
    return Analysis(
        session=outcome.there.id,
        title=outcome.there.about.topic or outcome.paper.title,
        paper_code=outcome.there.paper_code,
        few=len(totals) < FEW,
        paper=_paper(outcome, totals),
        items=items,
        lessons=_weak(outcome, items, by_lesson=True),
        points=_weak(outcome, items, by_lesson=False),
    )


def _scores(outcome: Outcome, place: int) -> list[float]:
    return [each.sheet.items[place].graded.score or 0.0 for each in outcome.present]


def _item(outcome: Outcome, place: int, totals: Sequence[float]) -> ItemFigures:
    each = outcome.items[place]
    scores = _scores(outcome, place)
    marked = [one.sheet.items[place] for one in outcome.present]
    right = sum(one.graded.right is True for one in marked)
    interval = st.wilson(right, len(marked))
    level = st.facility(scores, each.placed.score)
    apart = st.discrimination(scores, totals)
    options = tuple(_options(outcome, place, totals))
    return ItemFigures(
        number=each.number,
        id=each.item.id,
        kind=KIND_NAMES[kind_of(each.item)],
        stem=_GAP.sub("（　　）", plain(each.item.stem)),
        full=each.placed.score,
        lesson=each.item.lesson,
        points=each.item.points,
        n=len(marked),
        answered=sum(one.answer is not None for one in marked),
        facility=level,
        right=right,
        low=interval[0] if interval else None,
        high=interval[1] if interval else None,
        discrimination=apart,
        options=options,
        flags=tuple(_flags(level, apart, options, len(marked), lettered=_is_lettered(each))),
    )


def _is_lettered(each: Placed) -> bool:
    return isinstance(each.item, SingleChoice | MultipleChoice)


def _flags(
    level: float | None, apart: float | None, options: Sequence[Option], n: int, *, lettered: bool
) -> list[str]:
    """Say what a person should look at; nothing for a handful of people."""
    flags = []
    chosen = [each for each in options if lettered and each.text != LEFT_OUT]
    if n >= 10:
        if apart is not None and apart < 0:
            flags.append("区分度为负：先核对答案，再看题干有没有歧义")
        if level is not None and level < 0.3:
            flags.append("很少人答对：核对答案，或者这一点没有讲清")
        rights = [each.count for each in chosen if each.right]
        wrongs = [each.count for each in chosen if not each.right]
        if rights and wrongs and max(wrongs) > max(rights):
            flags.append("选错误选项的人比选正确选项的多")
    if n >= 20 and any(not each.right and each.count == 0 for each in chosen):
        flags.append("有干扰项没有人选")
    return flags


def _options(outcome: Outcome, place: int, totals: Sequence[float]) -> list[Option]:
    """Count what was answered: options, words of blanks, partners of a pair."""
    each = outcome.items[place]
    answers = [one.sheet.items[place].answer for one in outcome.present]
    n = max(len(answers), 1)
    rows: list[tuple[str, list[int], bool]] = []
    item = each.item
    match item:
        case SingleChoice() | MultipleChoice():
            for at, option in enumerate(item.options):
                by = [
                    k
                    for k, a in enumerate(answers)
                    if isinstance(a, ChoiceAnswer) and at in a.chosen
                ]
                rows.append((plain(option.text), by, option.correct))
        case TrueFalse():
            for said in (True, False):
                by = [
                    k
                    for k, a in enumerate(answers)
                    if isinstance(a, TrueFalseAnswer) and a.said is said
                ]
                rows.append(("正确" if said else "错误", by, item.answer is said))
        case Cloze():
            rows = _words(each, item, answers)
        case Matching():
            rows = _partners(item, answers)
    left_out = [k for k, a in enumerate(answers) if a is None]
    if left_out and rows:
        rows.append((LEFT_OUT, left_out, False))
    return [
        Option(text, len(by), len(by) / n, right, st.mean([totals[k] for k in by]))
        for text, by, right in rows
    ]


def _words(
    each: Placed, item: Cloze, answers: Sequence[object]
) -> list[tuple[str, list[int], bool]]:
    """Count the words written into gaps: the frequent ones, right or wrong."""
    from quizgen.grading import fits

    found: dict[tuple[int, str], list[int]] = {}
    for k, answer in enumerate(answers):
        if isinstance(answer, ClozeAnswer):
            for gap, word in enumerate(answer.words[: len(item.blanks)]):
                found.setdefault((gap, word or "（空）"), []).append(k)
    frequent = Counter({key: len(by) for key, by in found.items()}).most_common(_MOST_WORDS)
    rows = []
    for (gap, word), _ in sorted(frequent, key=lambda one: (one[0][0], -one[1], one[0][1])):
        gaps = item.blanks if item.unordered else (item.blanks[gap],)
        right = any(fits(word, one) for one in gaps)
        rows.append((f"第 {gap + 1} 空：{word}", found[gap, word], right))
    return rows


def _partners(item: Matching, answers: Sequence[object]) -> list[tuple[str, list[int], bool]]:
    rights = [*(pair.right for pair in item.pairs), *item.extra]
    rows = []
    for left, pair in enumerate(item.pairs):
        for at, text in enumerate(rights):
            by = [
                k
                for k, a in enumerate(answers)
                if isinstance(a, MatchingAnswer) and len(a.joined) > left and a.joined[left] == at
            ]
            if by:
                rows.append((f"{plain(pair.left)} — {plain(text)}", by, text == pair.right))
    return rows


def _paper(outcome: Outcome, totals: Sequence[float]) -> PaperFigures:
    matrix = [_scores(outcome, place) for place in range(len(outcome.items))]
    full = [each.placed.score for each in outcome.items]
    zero_one = all(
        score in (0.0, most) for row, most in zip(matrix, full, strict=True) for score in row
    )
    same = len(set(full)) == 1
    if zero_one and same and full:
        scaled = [[score / most for score in row] for row, most in zip(matrix, full, strict=True)]
        reliability, name = st.kr20(scaled), "KR-20"
    else:
        reliability, name = st.alpha(matrix), "α"
    spread = st.deviation(totals)
    passed = sum(each.passed is True for each in outcome.present)
    interval = st.wilson(passed, len(totals))
    return PaperFigures(
        n=len(totals),
        total=outcome.paper.total,
        mean=st.mean(totals),
        sd=spread,
        lowest=min(totals, default=None),
        highest=max(totals, default=None),
        passed=passed,
        pass_low=interval[0] if interval else None,
        pass_high=interval[1] if interval else None,
        reliability=reliability,
        reliability_name=name,
        sem=st.standard_error(spread, reliability),
        histogram=_histogram(totals, outcome.paper.total),
    )


def _histogram(totals: Sequence[float], most: float) -> tuple[tuple[str, int], ...]:
    """Count totals in tenths of the highest one."""
    width = most / 10 if most > 0 else 1
    counts = [0] * 10
    for total in totals:
        counts[min(9, int(total / width + 1e-9))] += 1
    return tuple((f"{width * k:g}–{width * (k + 1):g}", count) for k, count in enumerate(counts))


def _weak(outcome: Outcome, items: Sequence[ItemFigures], *, by_lesson: bool) -> tuple[Weak, ...]:
    """Sum the items of each lesson or point; the interval is Wilson's over all their answers."""
    groups: dict[str, list[int]] = {}
    for place, each in enumerate(items):
        for name in [each.lesson] if by_lesson else each.points:
            if name:
                groups.setdefault(name, []).append(place)
    found = []
    for name, places in groups.items():
        got = sum(sum(_scores(outcome, place)) / items[place].full for place in places)
        tries = len(outcome.present) * len(places)
        interval = st.wilson(min(got, tries), tries)
        if interval is None:
            continue
        lesson = name if by_lesson else items[places[0]].lesson
        found.append(
            Weak(
                name=name,
                title=outcome.paper.lessons.get(name, name)
                if by_lesson
                else name.partition("/")[2],
                lesson=lesson,
                items=tuple(items[place].number for place in places),
                n=tries,
                facility=got / tries,
                low=interval[0],
                high=interval[1],
            )
        )
    return tuple(sorted(found, key=lambda one: (one.facility, one.name)))
