"""Which items a self-check and a practice page take."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from items import CLOZE, MATCHING, SHORT, SINGLE, TRUE_FALSE
from quizgen.model import KIND_NAMES, Item, kind_of
from quizgen.practice.drawing import mixed

POOL: list[Item] = [
    replace(item, id=f"{pointset}.{kind_of(item)}.{number}", fact=f"{pointset}.{number}", set=pointset)
    for pointset in ("one", "two", "three")
    for item in (SINGLE, TRUE_FALSE, CLOZE, MATCHING, SHORT)
    for number in range(6)
]  # fmt: skip
"""Three sets; each fact asked in five kinds."""


def test_kinds_and_sets_are_mixed() -> None:
    """Choices lead, words of one's own are few, every set has its turn."""
    chosen = mixed(POOL, 9)
    kinds = Counter(map(kind_of, chosen))

    assert len(chosen) == 9
    assert kinds["single_choice"] == max(kinds.values())
    assert kinds["short_answer"] <= 1
    assert set(Counter(each.set for each in chosen).values()) == {3}


@given(st.lists(st.sampled_from(POOL), unique_by=lambda each: each.id), st.integers(0, 40))
def test_one_a_fact_no_more_than_wanted_in_the_order_of_a_paper(
    pool: list[Item], count: int
) -> None:
    """Whatever there is, in whatever order it comes."""
    chosen = mixed(pool, count)
    kinds = [list(KIND_NAMES).index(kind_of(each)) for each in chosen]

    assert len(chosen) == min(count, len({each.fact for each in pool}))
    assert len({each.fact for each in chosen}) == len(chosen)
    assert kinds == sorted(kinds)
    assert chosen == mixed(pool[::-1], count)


def test_enemies_do_not_meet() -> None:
    """Items of one family are as one fact."""
    first, second = replace(SINGLE, fact="a"), replace(TRUE_FALSE, fact="b", enemies=(SINGLE.id,))

    assert len(mixed([replace(first, enemies=(second.id,)), second], 5)) == 1


def test_another_key_is_another_draw() -> None:
    """Two self-checks on the same points differ."""
    assert mixed(POOL, 6, "one") != mixed(POOL, 6, "two")
