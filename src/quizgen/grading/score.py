"""Answers to scores, kind by kind."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from quizgen.model import (
    Answer,
    ChoiceAnswer,
    Cloze,
    ClozeAnswer,
    Gap,
    Item,
    Matching,
    MatchingAnswer,
    MultipleChoice,
    Ordering,
    OrderingAnswer,
    ScoringRule,
    ShortAnswer,
    SingleChoice,
    TextAnswer,
    TrueFalse,
    TrueFalseAnswer,
)

from .normal import same_words


class Graded(Struct, frozen=True):
    """What an answer is worth.

    ``score`` lies between 0 and the item's score and has at most two decimals; ``right``
    says whether all of it is right; both are ``None`` where a person has yet to mark it.
    """

    score: float | None
    right: bool | None


def grade(
    item: Item, answer: Answer | None, score: float, rule: ScoringRule = ScoringRule.ALL
) -> Graded:
    """Return what an answer is worth; no answer, or one of another kind, is worth nothing.

    Args:
        item: the item that was answered.
        answer: what was answered.
        score: what the item is worth on the paper.
        rule: how incomplete answers to a multiple choice count.
    """
    if isinstance(item, ShortAnswer):
        return _marked(item, answer, score)
    share = _share(item, answer, rule) if answer is not None else Fraction(0)
    return Graded(round(float(share * Fraction(score).limit_denominator(1000)), 2), share == 1)


def _marked(item: ShortAnswer, answer: Answer | None, score: float) -> Graded:
    if not isinstance(answer, TextAnswer) or not answer.text.strip():
        return Graded(0, False)
    if answer.score is None:
        return Graded(None, None)
    return Graded(min(max(answer.score, 0), score), answer.score >= score)


def _share(item: Item, answer: Answer, rule: ScoringRule) -> Fraction:
    """Return the share of the score that an answer earns."""
    match item, answer:
        case SingleChoice(), ChoiceAnswer():
            right = tuple(at for at, option in enumerate(item.options) if option.correct)
            return Fraction(answer.chosen == right)
        case MultipleChoice(), ChoiceAnswer():
            return _multiple(item, answer, rule)
        case TrueFalse(), TrueFalseAnswer():
            return Fraction(answer.said == item.answer)
        case Cloze(), ClozeAnswer():
            return _cloze(item, answer)
        case Matching(), MatchingAnswer():
            return _matching(item, answer)
        case Ordering(), OrderingAnswer():
            return Fraction(_ordered(item, answer))
    return Fraction(0)


def _multiple(item: MultipleChoice, answer: ChoiceAnswer, rule: ScoringRule) -> Fraction:
    right = {at for at, option in enumerate(item.options) if option.correct}
    chosen = set(answer.chosen)
    if not chosen or chosen - right:
        return Fraction(0)
    if chosen == right:
        return Fraction(1)
    if rule is ScoringRule.HALF:
        return Fraction(1, 2)
    return Fraction(len(chosen), len(right)) if rule is ScoringRule.EACH else Fraction(0)


def fits(word: str, gap: Gap) -> bool:
    """Say whether a word may stand in a gap."""
    return bool(word.strip()) and any(same_words(word, wanted) for wanted in gap.accept)


def _cloze(item: Cloze, answer: ClozeAnswer) -> Fraction:
    words = answer.words[: len(item.blanks)]
    if not item.unordered:
        right = sum(fits(word, gap) for word, gap in zip(words, item.blanks, strict=False))
    else:
        right = _any_order(words, item.blanks)
    return Fraction(right, len(item.blanks))


def _any_order(words: Sequence[str], gaps: Sequence[Gap]) -> int:
    """Count the gaps that can be filled, no gap twice (augmenting paths, Kuhn 1955)."""
    taken: dict[int, int] = {}

    def place(at: int, seen: set[int]) -> bool:
        for number, gap in enumerate(gaps):
            if number not in seen and fits(words[at], gap):
                seen.add(number)
                if number not in taken or place(taken[number], seen):
                    taken[number] = at
                    return True
        return False

    return sum(place(at, set()) for at in range(len(words)))


def _matching(item: Matching, answer: MatchingAnswer) -> Fraction:
    rights = [*(pair.right for pair in item.pairs), *item.extra]
    right = 0
    for pair, joined in zip(item.pairs, answer.joined, strict=False):
        right += 0 <= joined < len(rights) and rights[joined] == pair.right
    return Fraction(right, len(item.pairs))


def _ordered(item: Ordering, answer: OrderingAnswer) -> bool:
    steps = [item.order[at] for at in answer.order if 0 <= at < len(item.order)]
    return len(answer.order) == len(item.order) and tuple(steps) == item.order
