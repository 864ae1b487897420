"""What answers are worth."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from items import (
    CASE_ITEM,
    CLOZE,
    MATCHING,
    MULTIPLE,
    ORDERING,
    SHORT,
    SINGLE,
    TRUE_FALSE,
    UNORDERED,
)
from quizgen.grading import Graded, grade, same_words
from quizgen.model import (
    Answer,
    ChoiceAnswer,
    ClozeAnswer,
    Item,
    MatchingAnswer,
    OrderingAnswer,
    ScoringRule,
    TextAnswer,
    TrueFalseAnswer,
)

RIGHT: list[tuple[Item, Answer]] = [
    (SINGLE, ChoiceAnswer((1,))),
    (CASE_ITEM, ChoiceAnswer((0,))),
    (MULTIPLE, ChoiceAnswer((0, 1, 2))),
    (TRUE_FALSE, TrueFalseAnswer(False)),
    (CLOZE, ClozeAnswer(("一小时", "县级"))),
    (UNORDERED, ClozeAnswer(("查制度缺失", "查现场", "查责任漏洞"))),
    (MATCHING, MatchingAnswer((0, 1, 2))),
    (ORDERING, OrderingAnswer((0, 1, 2, 3))),
]


@pytest.mark.parametrize(("item", "answer"), RIGHT, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("rule", ScoringRule)
def test_a_right_answer_earns_all(item: Item, answer: Answer, rule: ScoringRule) -> None:
    """Whatever the rule."""
    assert grade(item, answer, 3, rule) == Graded(3, True)


@pytest.mark.parametrize(("item", "answer"), RIGHT, ids=lambda each: type(each).__name__)
def test_no_answer_and_an_answer_of_another_kind_earn_nothing(item: Item, answer: Answer) -> None:
    """Not an error: a phone may send anything."""
    assert grade(item, None, 2) == Graded(0, False)
    assert grade(item, TextAnswer("x"), 2) == Graded(0, False)


@pytest.mark.parametrize(
    ("chosen", "rule", "score"),
    [
        ((0, 1), ScoringRule.ALL, 0),
        ((0, 1), ScoringRule.HALF, 1.5),
        ((0, 1), ScoringRule.EACH, 2),
        ((0, 3), ScoringRule.EACH, 0),
        ((0, 1, 2, 3), ScoringRule.HALF, 0),
        ((), ScoringRule.EACH, 0),
    ],
)
def test_an_incomplete_multiple_choice_goes_by_the_rule(
    chosen: tuple[int, ...], rule: ScoringRule, score: float
) -> None:
    """A wrong option always costs all."""
    assert grade(MULTIPLE, ChoiceAnswer(chosen), 3, rule) == Graded(score, False)


def test_parts_of_an_answer_earn_parts_of_the_score() -> None:
    """Gaps and pairs count one by one; an order is right or not."""
    assert grade(CLOZE, ClozeAnswer(("2小时", "县级")), 2).score == 1
    assert grade(UNORDERED, ClozeAnswer(("查现场", "查现场隐患", "")), 3).score == 1
    assert grade(MATCHING, MatchingAnswer((0, 3, -1)), 3).score == 1
    assert grade(ORDERING, OrderingAnswer((0, 1, 3, 2)), 2) == Graded(0, False)


def test_a_short_answer_waits_for_a_person() -> None:
    """Until then it has no score."""
    assert grade(SHORT, TextAnswer("查现场隐患……"), 5) == Graded(None, None)
    assert grade(SHORT, TextAnswer("查现场隐患……", 9), 5) == Graded(5, True)
    assert grade(SHORT, TextAnswer(" "), 5) == Graded(0, False)


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("一小时", "1小时"),
        ("１ 小时", "1小时"),
        ("百分之六十", "60%"),
        ("六十%", "60％"),
        ("三十二", "32"),
        ("一百零五人", "105人"),
        ("两年", "2年"),
        ("十日", "10日"),
        ("五千万元", "5000万元"),
        ("50,000,000元", "5000万元"),
        ("“红线”意识", "红线意识"),
        ("30万元—100万元", "30万元至100万元"),
        ("县级。", "县级"),
    ],
)
def test_ways_of_writing_the_same(given_: str, wanted: str) -> None:
    """Widths, quotation marks, numbers."""
    assert same_words(given_, wanted)


@pytest.mark.parametrize(
    ("given_", "wanted"), [("2小时", "1小时"), ("6%", "60%"), ("二一", "21"), ("", "1")]
)
def test_what_is_not_the_same(given_: str, wanted: str) -> None:
    """A number is that number."""
    assert not same_words(given_, wanted)


@pytest.mark.parametrize("typed", ["9" * 4000 + "万", "一亿" * 2000, "9" * 400 + ".5亿"])
def test_a_number_that_nobody_means_is_an_answer_like_any_other(typed: str) -> None:
    """Wrong, and no error."""
    assert not same_words(typed, "1万")


@given(st.sampled_from([item for item, _ in RIGHT]), st.data())
def test_no_answer_earns_more_than_the_item_is_worth(item: Item, data: st.DataObject) -> None:
    """Nor less than nothing, nor an error."""
    numbers = st.lists(st.integers(-3, 9), max_size=6).map(tuple)
    words = st.lists(st.text(max_size=6), max_size=6).map(tuple)
    answers = st.one_of(
        st.builds(ChoiceAnswer, numbers),
        st.builds(TrueFalseAnswer, st.booleans()),
        st.builds(ClozeAnswer, words),
        st.builds(MatchingAnswer, numbers),
        st.builds(OrderingAnswer, numbers),
        st.builds(TextAnswer, st.text(max_size=9)),
    )
    graded = grade(item, data.draw(answers), 2.5, data.draw(st.sampled_from(ScoringRule)))
    assert graded.score is not None
    assert 0 <= graded.score <= 2.5
    assert graded.right == (graded.score == 2.5)
