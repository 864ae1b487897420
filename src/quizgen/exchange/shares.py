"""What one right option of a multiple choice is worth in systems that add up shares.

They add the shares of what was chosen, and a wrong option takes all: the rule ``each`` of
:mod:`quizgen.grading`, which is asked here.
"""

from __future__ import annotations

from quizgen.grading import grade
from quizgen.model import ChoiceAnswer, MultipleChoice, ScoringRule

_FINE = 1_000_000


def percent(item: MultipleChoice) -> str:
    """Write the share of 100 with the five decimals that Moodle's list of fractions has."""
    right = next((at for at, option in enumerate(item.options) if option.correct), 0)
    graded = grade(item, ChoiceAnswer((right,)), 100 * _FINE, ScoringRule.EACH)
    return f"{(graded.score or 0) / _FINE:.5f}".rstrip("0").rstrip(".")
