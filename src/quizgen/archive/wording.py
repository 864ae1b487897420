"""What was answered and what is right, in words, lettered as on the printed paper."""

from __future__ import annotations

from quizgen.markup import plain
from quizgen.model import (
    Answer,
    ChoiceAnswer,
    ClozeAnswer,
    MatchingAnswer,
    OrderingAnswer,
    TextAnswer,
    TrueFalseAnswer,
)
from quizgen.render.numbering import key_of, letter, shown_of
from quizgen.session.replies import Placed, texts_of

EMPTY = "（没有作答）"


def answer_text(each: Placed, answer: Answer | None) -> str:
    """Write an answer: letters of the printed paper, or the words themselves."""
    texts = texts_of(each.item)
    places = {at: place for place, at in enumerate(shown_of(each.placed, len(texts)))}
    match answer:
        case None:
            return EMPTY
        case ChoiceAnswer():
            letters = sorted(places[at] for at in answer.chosen)
            return "".join(letter(place) for place in letters)
        case TrueFalseAnswer():
            return "正确" if answer.said else "错误"
        case ClozeAnswer():
            return "；".join(word or "（空）" for word in answer.words)
        case MatchingAnswer():
            joined = enumerate(answer.joined, 1)
            return "　".join(
                f"{n}—{letter(places[at]) if at >= 0 else '（空）'}" for n, at in joined
            )
        case OrderingAnswer():
            return "→".join(letter(places[at]) if at >= 0 else "（空）" for at in answer.order)
        case TextAnswer():
            return answer.text


def chosen_text(each: Placed, answer: Answer | None) -> str:
    """Write the options chosen with their words; ``""`` where there are none."""
    if not isinstance(answer, ChoiceAnswer):
        return ""
    texts = texts_of(each.item)
    return "；".join(plain(texts[at]) for at in answer.chosen)


def key_text(each: Placed) -> str:
    """Write the right answer."""
    return key_of(each.placed)


def short(value: float | None, digits: int = 2) -> str:
    """Write a figure; – where it has no value."""
    if value is None:
        return "–"
    return f"{value:.{digits}f}"


def points(value: float) -> str:
    """Write a score without needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent(value: float | None) -> str:
    """Write a share."""
    return "–" if value is None else f"{value * 100:.0f}%"


def between(low: float | None, high: float | None) -> str:
    """Write an interval of shares."""
    return "–" if low is None or high is None else f"{low * 100:.0f}%—{high * 100:.0f}%"


def judged(passed: bool | None) -> str:
    """Write whether someone passed."""
    return {True: "合格", False: "不合格", None: "待评分"}[passed]
