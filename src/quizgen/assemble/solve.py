"""Which items stand on which form; where that cannot be, which demands are in each other's way."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from quizgen.model import Bank, Blueprint, Item, QuizgenError, TrueFalse, kind_of

from .demands import INFINITY, Demand, demands, size_of, usable
from .program import Program

_FIRST_SAMPLE = 4
"""Candidates at first, as a multiple of the items wanted; doubled until it can be done."""

_DIFFERENCE = 0.005
"""How far the mean difficulties of two forms may lie apart where it can be had."""


class ConflictError(QuizgenError):
    """No paper can meet the blueprint: which demands are in each other's way, and by how much."""


def chosen(blueprint: Blueprint, bank: Bank) -> list[list[Item]]:
    """Choose the items of each form.

    Candidates are a sample of the bank, ordered by the seed and spread over kind, part and
    level: that is what makes two seeds differ and ten thousand items quick. Where the
    sample does not do, it is doubled, up to the whole bank, so the answer stays exact.

    Raises:
        ConflictError: where no choice from the whole bank will do.
    """
    items = usable(bank, blueprint)
    wanted = size_of(blueprint) * blueprint.forms * _FIRST_SAMPLE
    while True:
        sample = _sample(blueprint, items, wanted)
        rows = demands(blueprint, sample, bank)
        found = _one_by_one(blueprint, sample, rows) or _together(blueprint, sample, rows)
        if found is not None:
            return found
        if len(sample) == len(items):
            raise ConflictError(explain(blueprint, items, demands(blueprint, items, bank)))
        wanted *= 2


def rank(seed: int, *words: str) -> str:
    """Order things by seed, the same on every machine."""
    return hashlib.sha256("\x1f".join((str(seed), *words)).encode()).hexdigest()


def _sample(blueprint: Blueprint, items: Sequence[Item], wanted: int) -> list[Item]:
    """Return about that many items, the same share of each kind, part, level and topic named."""
    if wanted >= len(items):
        return list(items)
    lessons, topics = blueprint.coverage.lessons, blueprint.coverage.topics
    strata: dict[tuple[str | None, ...], list[Item]] = defaultdict(list)
    kinds = {section.kind for section in blueprint.sections}
    for each in sorted(items, key=lambda each: rank(blueprint.seed, each.id)):
        if kind_of(each) in kinds:
            lesson = each.lesson if each.lesson in lessons else None
            topic = each.topic if each.topic in topics else None
            strata[kind_of(each), each.part, each.level, lesson, topic].append(each)
    share = -(-wanted // max(len(strata), 1))
    picked = {each.id for group in strata.values() for each in group[:share]}
    picked |= set(blueprint.include)
    return [each for each in items if each.id in picked]


def _one_by_one(
    blueprint: Blueprint, items: Sequence[Item], wanted: Sequence[Demand]
) -> list[list[Item]] | None:
    """Fill form after form, each with the same make-up as the first.

    Quick, and alike by construction; where a later form finds no such items, nothing is
    returned and all forms have to be solved together.
    """
    forms: list[list[Item]] = []
    for _ in range(blueprint.forms):
        program = Program()
        columns = {each.id: program.column() for each in items}
        for demand in [*wanted, *(_make_up(items, forms[0]) if forms else ())]:
            program.row(demand.low, demand.high, _terms(columns, demand.weights))
        for form in forms:
            free = [each.id for each in form if each.id not in blueprint.include]
            program.row(-INFINITY, blueprint.shared, {columns[name]: 1.0 for name in free})
        _half_true(program, items, columns)
        values = program.solve()
        if values is None:
            return None
        forms.append([each for each in items if values[columns[each.id]] > 0.5])
    return forms


def _cells(items: Sequence[Item]) -> dict[tuple[str, str], dict[str, float]]:
    """Return what alike forms have in common: items of a part and level, sum of difficulties."""
    cells: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for each in items:
        cells["part", each.part][each.id] = 1.0
        cells["level", each.level][each.id] = 1.0
        cells["difficulty", ""][each.id] = each.difficulty
    return cells


def _make_up(items: Sequence[Item], form: Sequence[Item]) -> Iterator[Demand]:
    """Ask for the make-up of a form: as many of each part and level, the same mean difficulty."""
    ids = {each.id for each in form}
    for (said, key), weights in _cells(items).items():
        wanted = sum(weight for name, weight in weights.items() if name in ids)
        slack = _DIFFERENCE * len(form) if said == "difficulty" else 0
        yield Demand(f"{said} {key}", wanted - slack, wanted + slack, weights, hard=True)


def _together(
    blueprint: Blueprint, items: Sequence[Item], wanted: Sequence[Demand]
) -> list[list[Item]] | None:
    program = Program()
    at = [{each.id: program.column() for each in items} for _ in range(blueprint.forms)]
    for columns in at:
        for demand in wanted:
            program.row(demand.low, demand.high, _terms(columns, demand.weights))
    _overlap(program, blueprint, at)
    _alike(program, items, at)
    values = program.solve()
    if values is None:
        return None
    return [[each for each in items if values[columns[each.id]] > 0.5] for columns in at]


def _terms(columns: Mapping[str, int], weights: Mapping[str, float]) -> dict[int, float]:
    return {columns[name]: weight for name, weight in weights.items()}


def _overlap(program: Program, blueprint: Blueprint, at: Sequence[Mapping[str, int]]) -> None:
    """Let any two forms share so many items, those that are fixed for all not counted."""
    free = [name for name in at[0] if name not in blueprint.include]
    if len(at) > 1 and not blueprint.shared:
        for name in free:
            program.row(-INFINITY, 1, {columns[name]: 1.0 for columns in at})
        return
    for one, other in combinations(at, 2):
        both = {}
        for name in free:
            shared = program.column(whole=False)
            program.row(-INFINITY, 1, {one[name]: 1.0, other[name]: 1.0, shared: -1.0})
            both[shared] = 1.0
        program.row(-INFINITY, blueprint.shared, both)


def _alike(program: Program, items: Sequence[Item], at: Sequence[Mapping[str, int]]) -> None:
    """Make the forms alike: the objective is how far they lie apart.

    Counted are the items of each part and level, and the sum of difficulties.
    """
    for columns in at:
        _half_true(program, items, columns)
    if len(at) < 2:
        return
    for weights in _cells(items).values():
        high = program.column(INFINITY, 1, whole=False)
        low = program.column(INFINITY, -1, whole=False)
        for columns in at:
            terms = _terms(columns, weights)
            program.row(-INFINITY, 0, {**terms, high: -1.0})
            program.row(0, INFINITY, {**terms, low: -1.0})


def _half_true(program: Program, items: Sequence[Item], columns: Mapping[str, int]) -> None:
    """Have about as many true statements as false ones: the objective is the difference."""
    weights = {
        each.id: 1.0 if each.answer else -1.0 for each in items if isinstance(each, TrueFalse)
    }
    if weights:
        apart = program.column(INFINITY, 0.5, whole=False)
        program.row(-INFINITY, 0, {**_terms(columns, weights), apart: -1.0})
        program.row(0, INFINITY, {**_terms(columns, weights), apart: 1.0})


def _relaxed(
    items: Sequence[Item], blueprint: Blueprint, wanted: Sequence[Demand], free: Sequence[Demand]
) -> dict[str, tuple[float, str]] | None:
    """Return by how much each free demand has to give way, in all as little as may be."""
    program = Program()
    at = [{each.id: program.column() for each in items} for _ in range(blueprint.forms)]
    given: dict[str, tuple[list[int], str]] = {}
    for columns in at:
        for demand in wanted:
            terms = _terms(columns, demand.weights)
            if any(demand is each for each in free):
                for sign in (1.0, -1.0):
                    way = program.column(INFINITY, demand.dear, whole=False)
                    terms[way] = sign
                    given.setdefault(demand.name, ([], demand.unit))[0].append(way)
            program.row(demand.low, demand.high, terms)
    _overlap(program, blueprint, at)
    values = program.solve(gap=1e-6)
    if values is None:
        return None
    sums = {name: (sum(values[way] for way in ways), unit) for name, (ways, unit) in given.items()}
    return {name: each for name, each in sums.items() if each[0] > 1e-6}


def explain(blueprint: Blueprint, items: Sequence[Item], wanted: Sequence[Demand]) -> str:
    """Say which demands cannot be met together, and by how much one of them would have to give.

    First the smallest total that has to be given up (an elastic program), then what is in
    its way: demands without which less would have to be given (a deletion filter).
    """
    soft = [each for each in wanted if not each.hard]
    given = _relaxed(items, blueprint, wanted, soft)
    forms = f"{blueprint.forms} 套卷" if blueprint.forms > 1 else "一套卷"
    if not given:
        return f"题库不够出{forms}：各卷不重题（shared: {blueprint.shared}）时题目不足"
    lines = [f"题库凑不出{forms}，这些要求互相冲突："]
    lines += [f"  · {name}" for name in _against(blueprint, items, wanted, set(given))]
    lines.append("要凑出来，最少得放宽：")
    for name, (amount, unit) in given.items():
        each = "各卷合计" if blueprint.forms > 1 else ""
        lines.append(f"  · {name}：{each}差 {amount:.3g} {unit}")
    return "\n".join(lines)


def _against(
    blueprint: Blueprint, items: Sequence[Item], wanted: Sequence[Demand], given: set[str]
) -> list[str]:
    """Return the names of a smallest set of demands that cannot be met together."""
    needed = list(dict.fromkeys(each.name for each in wanted if not each.hard))
    kept = list(needed)
    for name in [*(each for each in needed if each not in given), *sorted(given)]:
        tried = [each for each in kept if each != name]
        rows = [each for each in wanted if each.hard or each.name in tried]
        if not _feasible(blueprint, items, rows):
            kept = tried
    return kept


def _feasible(blueprint: Blueprint, items: Sequence[Item], wanted: Sequence[Demand]) -> bool:
    program = Program()
    at = [{each.id: program.column() for each in items} for _ in range(blueprint.forms)]
    for columns in at:
        for demand in wanted:
            program.row(demand.low, demand.high, _terms(columns, demand.weights))
    _overlap(program, blueprint, at)
    return program.solve() is not None
