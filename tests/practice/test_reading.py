"""What a person may type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from items import ALL, CLOZE, MATCHING, MULTIPLE, ORDERING, SINGLE, TRUE_FALSE, paper
from quizgen.grading import grade
from quizgen.model import (
    Answer,
    ChoiceAnswer,
    ClozeAnswer,
    Item,
    MatchingAnswer,
    OrderingAnswer,
    PaperItem,
    TrueFalseAnswer,
)
from quizgen.practice.reading import UnreadableError, read_answer
from quizgen.practice.terminal import key_text

PLACED = {each.item.id: each for section in paper().sections for each in section.items}


@pytest.mark.parametrize(
    ("item", "typed", "answer"),
    [
        (SINGLE, "b", ChoiceAnswer((1,))),
        (SINGLE, " Ｂ。", ChoiceAnswer((1,))),
        (MULTIPLE, "A、B, d", ChoiceAnswer((0, 1, 2))),
        (TRUE_FALSE, "错", TrueFalseAnswer(False)),
        (TRUE_FALSE, "√", TrueFalseAnswer(True)),
        (TRUE_FALSE, "错的。", TrueFalseAnswer(False)),
        (CLOZE, "1小时；县级", ClozeAnswer(("1小时", "县级"))),
        (CLOZE, "1小时;", ClozeAnswer(("1小时", ""))),
        (MATCHING, "1C 2B 3E", MatchingAnswer((0, 1, 2))),
        (MATCHING, "C-E", MatchingAnswer((0, -1, 2))),
        (ORDERING, "B→D→A→C", OrderingAnswer((0, 1, 2, 3))),
    ],
)
def test_what_is_typed_becomes_an_answer(item: Item, typed: str, answer: Answer) -> None:
    """Letters are those of the screen, answers those of the item."""
    assert read_answer(PLACED[item.id], typed) == answer


@pytest.mark.parametrize(
    ("item", "typed"),
    [(SINGLE, "AB"), (SINGLE, "E"), (SINGLE, "!"), (TRUE_FALSE, "也许"), (CLOZE, "1小时"),
     (MATCHING, "AB"), (ORDERING, "AABC"), (ORDERING, "ABC")],
)  # fmt: skip
def test_what_is_no_answer_is_said_in_a_sentence(item: Item, typed: str) -> None:
    """And asked again."""
    with pytest.raises(UnreadableError, match=r"."):
        read_answer(PLACED[item.id], typed)


@pytest.mark.parametrize("item", [SINGLE, MULTIPLE, TRUE_FALSE, MATCHING, ORDERING])
def test_the_key_on_the_screen_is_the_right_answer(item: Item) -> None:
    """What is shown as the answer, typed, is right."""
    placed = PLACED[item.id]
    answer = read_answer(placed, key_text(placed))
    assert grade(item, answer, 1).right


@given(st.sampled_from(ALL), st.text(min_size=1).filter(str.strip))
def test_whatever_is_typed_is_an_answer_or_a_sentence(item: Item, typed: str) -> None:
    """Never another error."""
    placed: PaperItem = PLACED[item.id]
    try:
        answer = read_answer(placed, typed)
    except UnreadableError:
        return
    grade(item, answer, 1)
