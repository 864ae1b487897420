"""Rules that hold for the items of any course: right keys, distinct options, stable ids."""

from __future__ import annotations

import re
from collections import Counter

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from quizgen.generate import Course, make_items
from quizgen.lint import Known, lint
from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Point,
    PointSet,
    SetKind,
    SingleChoice,
    TrueFalse,
    kind_of,
    match_key,
)

from .making import LAWS
from .making_sets import band_sets, courses, member_sets, pair_sets

FEW = settings(max_examples=40, deadline=None)


def made(sets: list[PointSet], seed: int = 0) -> list[Item]:
    """Make the items of point sets."""
    return make_items(Course(sets=sets, laws=LAWS, seed=seed))[0]


@FEW
@given(courses(), st.integers(0, 5))
def test_the_independent_check_passes_for_every_item(sets: list[PointSet], seed: int) -> None:
    """Two readings of the same points agree on every key."""
    items = made(sets, seed)
    errors = [each for each in lint(items, Known(sets=sets)) if each.code in ("K1", "K2")]

    assert errors == []


@FEW
@given(courses())
def test_options_are_distinct_and_have_one_key(sets: list[PointSet]) -> None:
    """Three or four options of a single choice, one of them right."""
    for item in made(sets):
        if isinstance(item, SingleChoice | MultipleChoice):
            texts = [match_key(each.text) for each in item.options]
            right = sum(each.correct for each in item.options)
            assert len(set(texts)) == len(texts)
            assert right == 1 if isinstance(item, SingleChoice) else 1 < right < len(texts)
            assert 3 <= len(texts) <= 5
        if isinstance(item, Matching):
            rights = [*(pair.right for pair in item.pairs), *item.extra]
            assert len(set(rights)) == len(rights) > len(item.pairs) >= 3
        if isinstance(item, Cloze):
            assert len(re.findall(r"\{\{\d+\}\}", item.stem)) == len(item.blanks)


@FEW
@given(member_sets())
def test_no_other_right_wording_is_ever_wrong(pointset: PointSet) -> None:
    """What ``:same:`` calls the same never stands among the wrong options."""
    same = {match_key(word) for _, words in pointset.same for word in words}
    for item in made([pointset]):
        if isinstance(item, SingleChoice | MultipleChoice):
            assert not same & {match_key(o.text) for o in item.options if not o.correct}


@FEW
@given(member_sets("members"), member_sets("others"))
def test_sets_that_may_be_right_too_lend_nothing(one: PointSet, other: PointSet) -> None:
    """``:confuse:`` works both ways, and terms of the set itself are never wrong."""
    one = replace(one, topic="题", confuse=("others",))
    other = replace(other, topic="题")
    terms = {match_key(point.key) for point in other.points}
    terms |= {match_key(point.key) for point in one.points}
    wanted = {match_key(each.text) for each in one.wrong_terms}
    for item in made([one, other]):
        if isinstance(item, MultipleChoice) and item.set == "members":
            wrong = {match_key(each.text) for each in item.options if not each.correct}
            assert not wrong & (terms - wanted)


@FEW
@given(pair_sets())
def test_a_value_question_has_the_value_of_its_term(pointset: PointSet) -> None:
    """An oracle reads the pairs; nothing of the maker is used."""
    values = {point.key: point.value for point in pointset.points}
    for item in made([pointset]):
        if item.template != "P1":
            continue
        assert isinstance(item, SingleChoice)
        term = re.search(r"遇到(.*?)的时候", item.stem)
        assert term is not None
        assert [each.text for each in item.options if each.correct] == [values[term[1]]]
        if item.fixed:
            numbers = [int(each.text.rstrip("%")) for each in item.options]
            assert numbers == sorted(numbers)


@FEW
@given(band_sets())
def test_a_grade_is_the_highest_that_any_amount_reaches(pointset: PointSet) -> None:
    """An oracle works out the grade of every event from the table."""
    for item in made([pointset]):
        if item.template not in ("B1", "B2", "B3"):
            continue
        grade = worked_out(pointset, item.stem)
        if isinstance(item, TrueFalse):
            assert item.answer == item.stem.endswith(f"为{grade}。（　　）")
        else:
            assert isinstance(item, SingleChoice)
            assert [each.text for each in item.options if each.correct] == [grade]


def worked_out(pointset: PointSet, stem: str) -> str:
    """Return the highest grade of the amounts in a stem."""
    found = {
        "死亡": re.search(r"(\d+)人死亡", stem),
        "重伤": re.search(r"(\d+)人(?:重伤|急性工业中毒)", stem),
        "直接经济损失": re.search(r"直接经济损失([\d.]+)(亿|万)元", stem),
    }
    reached = []
    for measure, read in found.items():
        assert read is not None
        scale = {"亿": 1e8, "万": 1e4}[read[2]] if measure == "直接经济损失" else 1
        amount = round(float(read[1]) * scale)
        for point in pointset.points:
            bound = next(each for each in point.bounds if each.measure == measure)
            if (bound.min or 0) <= amount and (bound.max is None or amount < bound.max):
                reached.append(point.key)
    return max(reached)


@FEW
@given(courses())
def test_a_fact_has_at_most_three_items_of_different_kinds(sets: list[PointSet]) -> None:
    """And they are enemies, both ways."""
    items = made(sets)
    by_id = {each.id: each for each in items}
    for fact, count in Counter(each.fact for each in items).items():
        group = [each for each in items if each.fact == fact]
        assert count <= 3
        assert len({kind_of(each) for each in group}) == count
        for each in group:
            assert {other.id for other in group} - {each.id} <= set(each.enemies)
    for each in items:
        assert all(each.id in by_id[enemy].enemies for enemy in each.enemies)


@FEW
@given(courses())
def test_ids_stay_when_sets_move(sets: list[PointSet]) -> None:
    """Another order, another lesson, other titles and glosses: the same ids."""
    before = {each.id for each in made(sets)}
    moved = [
        replace(
            each,
            lesson="elsewhere/two",
            line=99,
            title=f"新{each.title}",
            points=tuple(replace(point, gloss="换了释义", line=7) for point in each.points),
        )
        for each in reversed(sets)
    ]

    assert {each.id for each in made(moved)} == before


@FEW
@given(member_sets())
def test_ids_stay_when_another_point_is_reworded(pointset: PointSet) -> None:
    """A reworded detail is a new item; the others keep their names."""
    first, *rest = pointset.points
    changed = tuple(
        replace(each, text=f"换{each.text}") if each.label == "试" else each
        for each in first.details
    )
    reworded = replace(pointset, points=(replace(first, details=changed), *rest))
    mine = f"{pointset.id}/{first.key}"
    before = {
        each.id for each in made([pointset]) if each.template == "M7" and mine not in each.points
    }

    assert before <= {each.id for each in made([reworded])}


@FEW
@given(member_sets())
def test_a_renamed_term_keeps_its_ids(pointset: PointSet) -> None:
    """``:was:`` remembers the oldest name."""
    first, *rest = pointset.points
    renamed = replace(
        pointset,
        points=(replace(first, key=f"{first.key}新"), *rest),
        was=((f"{first.key}新", first.key),),
        same=(),
    )
    old = {e.stem: e.id for e in made([replace(pointset, same=())]) if e.template == "M7"}
    new = {e.stem: e.id for e in made([renamed]) if e.template == "M7"}

    for stem in old.keys() & new.keys():  # another term may give another situation away
        assert old[stem] == new[stem]


@FEW
@given(courses())
def test_the_order_of_points_does_not_change_an_item(sets: list[PointSet]) -> None:
    """But for lists that a sentence tells in the lesson's order."""
    turned = [replace(each, points=tuple(reversed(each.points))) for each in sets]
    one = {each.id: _without_order(each) for each in made(sets)}
    other = {each.id: _without_order(each) for each in made(turned)}
    same = {name for name in one if one[name] == other.get(name)}

    assert {name for name in one if ".m7." in name or ".m8." in name} <= same


def _without_order(item: Item) -> bytes:
    bare = replace(item, explanation="", enemies=())
    return msgspec.json.encode(bare)


@FEW
@given(courses(), st.integers(0, 3))
def test_the_same_course_and_seed_give_the_same_bytes(sets: list[PointSet], seed: int) -> None:
    """And another seed other draws, not other ids."""
    one, again = made(sets, seed), made(sets, seed)

    assert msgspec.json.encode(one) == msgspec.json.encode(again)


def test_key_positions_are_balanced() -> None:
    """Over many items every place holds the key about as often."""
    points = [Point(key=f"词{at:03}", value=f"值{at:03}号", line=1) for at in range(400)]
    pointset = PointSet(
        id="many",
        title="许多",
        kind=SetKind.PAIRS,
        points=tuple(points),
        say="遇到【词】的时候，要用【值】来办",
    )
    places = Counter(
        at
        for each in made([pointset])
        if isinstance(each, SingleChoice)
        for at, option in enumerate(each.options)
        if option.correct
    )

    assert min(places.values()) > 0.7 * max(places.values())
