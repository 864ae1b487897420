"""Papers from blueprints: every demand holds, or the ones in each other's way are named."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from quizgen.assemble import ConflictError, assemble
from quizgen.bank.files import encode_paper
from quizgen.model import (
    BLUEPRINT_SCHEMA,
    Bank,
    Blueprint,
    Coverage,
    Difficulty,
    Item,
    Levels,
    Limits,
    Paper,
    SectionPlan,
    SingleChoice,
    Span,
    TrueFalse,
    kind_of,
)

from .banks import generated

BANK = generated(320)
SECTIONS = (
    SectionPlan(kind="single_choice", count=10, score=2),
    SectionPlan(kind="true_false", count=6, score=1),
    SectionPlan(kind="cloze", count=4, score=2),
)


def blueprint(**changes: Any) -> Blueprint:
    """Return a blueprint of twenty items with some changes."""
    values: dict[str, Any] = {"title": "测试", "sections": SECTIONS, "forms": 2, "pass_mark": 20}
    return Blueprint(schema=BLUEPRINT_SCHEMA, **(values | changes))


def items_of(paper: Paper) -> list[Item]:
    """Return the items of a paper in order."""
    return [each.item for section in paper.sections for each in section.items]


def within(span: Span, number: int) -> bool:
    """Say whether a span is kept."""
    return span.min <= number and (span.max is None or number <= span.max)


def broken(plan: Blueprint, papers: list[Paper]) -> list[str]:
    """Say what a set of papers breaks; it reads the papers and knows nothing of the solver."""
    wrong = [name for paper in papers for name in broken_alone(plan, paper)]
    for one, other in combinations(papers, 2):
        both = {each.id for each in items_of(one)} & {each.id for each in items_of(other)}
        if len(both - set(plan.include)) > plan.shared:
            wrong.append(f"{one.form}{other.form} share {len(both)}")
    return wrong


def broken_alone(plan: Blueprint, paper: Paper) -> list[str]:
    """Say what one paper breaks."""
    items = items_of(paper)
    held = {
        "sections": [(s.kind, len(s.items), s.score) for s in paper.sections]
        == [(s.kind, s.count, s.score) for s in plan.sections],
        "kinds": all(kind_of(i.item) == s.kind for s in paper.sections for i in s.items),
        "once": len({each.id for each in items}) == len(items),
        "facts": max(Counter(each.fact for each in items).values()) == 1,
        "points": max(Counter(p for each in items for p in each.points).values())
        <= plan.limits.point,
        "sets": max(Counter(each.set for each in items).values()) <= plan.limits.set,
        "lists": sum(each.template in ("M1", "M2", "M3", "M4", "M10") for each in items)
        <= plan.limits.lists * len(items),
        "use": all(each.use in ("exam", "both") for each in items),
        "include": set(plan.include) <= {each.id for each in items},
        "exclude": not set(plan.exclude) & {each.id for each in items},
        "total": paper.total == sum(s.score * len(s.items) for s in paper.sections),
    }
    for field, spans in (
        ("part", plan.coverage.parts),
        ("lesson", plan.coverage.lessons),
        ("topic", plan.coverage.topics),
    ):
        for key, span in spans.items():
            count = sum(getattr(each, field) == key for each in items)
            held[f"{field} {key}"] = within(span, count)
    for level in ("remember", "understand", "apply"):
        count = sum(each.level == level for each in items)
        held[level] = within(getattr(plan.levels, level), count)
    if plan.difficulty is not None:
        values = [each.difficulty for each in items]
        mean, spread = statistics.fmean(values), statistics.pstdev(values, plan.difficulty.mean)
        held["mean"] = abs(mean - plan.difficulty.mean) <= plan.difficulty.tolerance + 1e-6
        low, high = plan.difficulty.min_spread, plan.difficulty.max_spread
        held["spread"] = low - 1e-6 <= spread <= high + 1e-6
    return [f"{paper.form}: {name}" for name, kept in held.items() if not kept]


FULL = blueprint(
    forms=3,
    coverage=Coverage(
        parts={"redline": Span(min=3, max=6), "duty": Span(min=4)},
        lessons={"duty/lesson1": Span(min=1, max=2)},
        topics={"topic3": Span(max=3)},
    ),
    levels=Levels(understand=Span(min=6), apply=Span(min=4, max=8)),
    difficulty=Difficulty(mean=0.45, tolerance=0.02, min_spread=0.15, max_spread=0.3),
    limits=Limits(point=1, set=2, lists=0.1),
    include=("set-0.t.00004", "set-10.t.00081"),
    exclude=("set-1.t.00009",),
)


def test_every_demand_holds_on_every_form() -> None:
    """All that a blueprint can say, at once."""
    assert broken(FULL, assemble(FULL, BANK)) == []


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.builds(
        blueprint,
        forms=st.integers(1, 4),
        shared=st.integers(0, 3),
        seed=st.integers(0, 99),
        coverage=st.builds(
            Coverage,
            parts=st.dictionaries(
                st.sampled_from(["redline", "duty"]),
                st.builds(Span, min=st.integers(0, 6), max=st.integers(6, 20) | st.none()),
            ),
        ),
        levels=st.builds(Levels, apply=st.builds(Span, min=st.integers(0, 6))),
        limits=st.builds(Limits, point=st.integers(1, 2), set=st.integers(1, 3)),
    )
)
def test_whatever_the_blueprint_its_papers_keep_it(plan: Blueprint) -> None:
    """The check shares nothing with the solver."""
    assert broken(plan, assemble(plan, BANK)) == []


def test_the_seed_decides_and_nothing_else() -> None:
    """Same seed, same bytes, in another process too; another seed, another paper."""
    code = (
        "from assemble.test_assembly import *\n"
        "import hashlib\n"
        "papers = assemble(FULL, generated(320))\n"
        "print(hashlib.sha256(b''.join(map(encode_paper, papers))).hexdigest())"
    )
    tests = Path(__file__).parent.parent
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=tests,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    other = assemble(replace(FULL, seed=2), BANK)

    assert len(said) == 1
    assert encode_paper(other[0]) != encode_paper(assemble(FULL, BANK)[0])


def test_forms_are_alike() -> None:
    """In difficulty, parts and levels."""
    papers = assemble(blueprint(forms=4), BANK)
    means = [statistics.fmean(each.difficulty for each in items_of(paper)) for paper in papers]
    parts = [Counter(each.part for each in items_of(paper)) for paper in papers]

    assert max(means) - min(means) < 0.02
    assert all(max(abs(a[p] - b[p]) for p in a | b) <= 1 for a, b in combinations(parts, 2))


def test_keys_are_balanced_and_neighbours_do_not_share_them() -> None:
    """Every letter is the key about as often; A and B have another one at the same place."""
    plan = blueprint(sections=(SectionPlan(kind="single_choice", count=40, score=1),))
    papers = assemble(plan, BANK)
    keys = [[key_of(each.item, each.shown) for each in p.sections[0].items] for p in papers]

    for letters in keys:
        assert all(count == 10 for count in Counter(letters).values())
        assert any(one != other for one, other in pairwise(letters))
    assert all(one != other for one, other in zip(*keys, strict=True))


def key_of(item: Item, shown: tuple[int, ...]) -> int:
    """Return the place at which the key is printed."""
    assert isinstance(item, SingleChoice)
    return next(place for place, at in enumerate(shown) if item.options[at].correct)


def test_shared_items_stand_at_other_places_and_with_other_letters() -> None:
    """Looking over helps nobody."""
    plan = blueprint(shared=20, forms=2, seed=5)
    one, other = assemble(plan, BANK)
    places = [{item.id: at for at, item in enumerate(items_of(paper))} for paper in (one, other)]
    common = places[0].keys() & places[1].keys()
    assert sum(places[0][name] == places[1][name] for name in common) <= len(common) / 4 + 1


def test_about_half_of_the_statements_are_true() -> None:
    """Who always ticks 正确 gets no further than chance."""
    plan = blueprint(sections=(SectionPlan(kind="true_false", count=20, score=1),))
    for paper in assemble(plan, BANK):
        right = sum(each.answer for each in items_of(paper) if isinstance(each, TrueFalse))
        assert 9 <= right <= 11


PARTS = ("redline", "duty", "measures", "accountability")
CROWDED = tuple(each.id for each in BANK.items if each.set == "set-2" and each.use == "both")
CONFLICTS: list[tuple[dict[str, Any], list[str]]] = [
    ({"sections": (SectionPlan(kind="matching", count=2, score=1),)}, ["连线题 2 题", "差 4 题"]),
    (
        {"levels": Levels(understand=Span(min=12), apply=Span(min=12))},
        ["“理解”层次 至少 12 题", "“应用”层次 至少 12 题", "差"],
    ),
    ({"coverage": Coverage(parts={"duty": Span(min=25)})}, ["部分“duty” 至少 25 题", "差 10 题"]),
    ({"coverage": Coverage(lessons={"duty/lesson1": Span(min=18)})}, ["课“第1课” 至少 18 题"]),
    ({"coverage": Coverage(topics={"topic1": Span(min=21)})}, ["主题“topic1” 至少 21 题"]),
    ({"difficulty": Difficulty(mean=0.95, tolerance=0.01)}, ["平均难度 0.94—0.96"]),
    ({"difficulty": Difficulty(mean=0.5, min_spread=0.6)}, ["难度标准差 0.60—1.00"]),
    ({"forms": 20}, ["差", "20 套卷"]),
    ({"include": CROWDED, "forms": 1}, ["必须有", "差"]),
    (
        {"coverage": Coverage(parts={part: Span(max=4) for part in PARTS})},
        [f"部分“{part}” 至多 4 题" for part in PARTS],
    ),
]


@pytest.mark.parametrize(("changes", "said"), CONFLICTS)
def test_a_blueprint_that_cannot_be_met_names_its_conflict(
    changes: dict[str, Any], said: list[str]
) -> None:
    """Which demands, and by how much."""
    with pytest.raises(ConflictError) as caught:
        assemble(blueprint(**changes), BANK)

    assert [words for words in said if words not in str(caught.value)] == []
    assert "互相冲突" in str(caught.value) or "题目不足" in str(caught.value)


def test_enemies_are_never_together() -> None:
    """Even where nothing else keeps them apart."""
    first, second = _two_clozes(BANK)
    foes = {first.id: second.id, second.id: first.id}
    bank = Bank(
        header=BANK.header,
        items=tuple(
            replace(each, enemies=(foes[each.id],)) if each.id in foes else each
            for each in BANK.items
        ),
    )
    with pytest.raises(ConflictError):
        assemble(blueprint(include=tuple(foes)), bank)


def _two_clozes(bank: Bank) -> tuple[Item, Item]:
    found = [e for e in bank.items if kind_of(e) == "cloze" and e.use == "both"]
    return found[0], found[20]
