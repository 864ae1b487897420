"""The script of a page and the grading room say the same of every answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from items import CLOZE, MATCHING, MULTIPLE, ORDERING, SHORT, SINGLE, TRUE_FALSE, UNORDERED
from quizgen.grading import grade
from quizgen.grading.normal import normal
from quizgen.model import (
    Answer,
    ChoiceAnswer,
    Cloze,
    ClozeAnswer,
    Gap,
    Item,
    Matching,
    MatchingAnswer,
    Ordering,
    OrderingAnswer,
    Pair,
    TextAnswer,
    TrueFalseAnswer,
    kind_of,
)
from quizgen.widgets import SCRIPT, STATIC, key_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SETTINGS = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
WORDS = st.text(
    "零〇一二两三九十百千万亿0123456789.%百分之１２９％小时元人　 \t“”。、—-~至ＡaİΣß县级",
    max_size=12,
)
"""What answers are made of, and what numbers, widths and marks can go wrong on."""
TWINS = Matching(
    id="twins", stem="对应起来。", fact="twins", pairs=(Pair("甲", "八十"), Pair("乙", "八十"))
)
REPEATED = Ordering(id="again", stem="排好。", fact="again", order=("看", "做", "看"))
PLACES = st.integers(-1, 6)
CASES: list[tuple[Item, st.SearchStrategy[Any]]] = [
    (SINGLE, st.lists(st.integers(0, 3), max_size=1)),
    (MULTIPLE, st.lists(st.integers(0, 3), unique=True).map(sorted)),
    (TRUE_FALSE, st.booleans()),
    (MATCHING, st.lists(PLACES, min_size=3, max_size=3)),
    (TWINS, st.lists(st.integers(-1, 1), min_size=2, max_size=2)),
    (ORDERING, st.permutations(range(4))),
    (REPEATED, st.permutations(range(3))),
    (SHORT, st.lists(st.integers(0, 1), unique=True).map(sorted)),
]


@pytest.fixture(scope="module")
def graded(chromium: Browser) -> Iterator[Page]:
    """Load the script into an empty page."""
    page = chromium.new_page()
    page.set_content("<!DOCTYPE html><title>x</title>")
    page.add_script_tag(path=str(STATIC / SCRIPT))
    yield page
    page.close()


def share(page: Page, item: Item, answer: Any) -> float:
    """Ask the script."""
    found: float = page.evaluate(
        "([kind, key, answer]) => quizgenCheck.grade(kind, key, answer)",
        [kind_of(item), key_of(item), answer],
    )
    return found


def as_answer(item: Item, given_: Any) -> Answer:
    """Write what the script takes as the grading room takes it."""
    match kind_of(item):
        case "single_choice" | "multiple_choice":
            return ChoiceAnswer(tuple(given_))
        case "true_false":
            return TrueFalseAnswer(given_)
        case "matching":
            return MatchingAnswer(tuple(given_))
        case "ordering":
            return OrderingAnswer(tuple(given_))
    scores = [line.score for line in item.rubric]  # type: ignore[union-attr]
    return TextAnswer("写了", sum(scores[at] for at in given_))


@SETTINGS
@given(case=st.sampled_from(CASES), data=st.data())
def test_answers_are_worth_the_same(
    graded: Page, case: tuple[Item, st.SearchStrategy[Any]], data: st.DataObject
) -> None:
    """The share of the score, and whether all of it is right."""
    item, answers = case
    answer = data.draw(answers)
    total = sum(key_of(SHORT)) if item is SHORT else 1
    here = grade(item, as_answer(item, answer), total)
    there = share(graded, item, {"ticked": answer} if item is SHORT else answer)

    assert here.score == pytest.approx(there * total, abs=0.006)
    assert here.right == (there == 1)


@SETTINGS
@given(
    st.lists(st.lists(WORDS.filter(str.strip), min_size=1, max_size=3), min_size=1, max_size=3),
    st.booleans(),
    st.data(),
)
def test_words_are_worth_the_same(
    graded: Page, accepted: list[list[str]], unordered: bool, data: st.DataObject
) -> None:
    """In gaps of a fixed order and of any order; no gap is filled twice."""
    gaps = tuple(Gap(tuple(each)) for each in accepted)
    stem = "".join(f"{{{{{number + 1}}}}}" for number in range(len(gaps)))
    item = Cloze(id="c", stem=stem, fact="c", blanks=gaps, unordered=unordered)
    known = st.sampled_from([word for each in accepted for word in each])
    count = len(gaps)
    words = data.draw(st.lists(known | WORDS, min_size=count, max_size=count))
    here = grade(item, ClozeAnswer(tuple(words)), 1)

    assert here.score == pytest.approx(share(graded, item, words), abs=0.006)
    assert here.right == (share(graded, item, words) == 1)


@pytest.mark.parametrize("item", [CLOZE, UNORDERED])
def test_other_wordings_are_taken(graded: Page, item: Cloze) -> None:
    """The last that is accepted counts like the first."""
    assert share(graded, item, [gap.accept[-1] for gap in item.blanks]) == 1


@SETTINGS
@given(WORDS | st.text(st.characters(exclude_categories=("Cs", "Cn", "Co")), max_size=20))
def test_words_are_compared_in_the_same_form(graded: Page, text: str) -> None:
    """Widths, blanks, marks and ways of writing a number."""
    assert graded.evaluate("text => quizgenCheck.normal(text)", text) == normal(text)
