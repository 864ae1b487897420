"""Cases and questions written by hand, as a lesson gives them."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from .points import Blank, Target


class QuestionKind(StrEnum):
    """The seven kinds of questions."""

    SINGLE_CHOICE = "single_choice"
    MULTIPLE_CHOICE = "multiple_choice"
    TRUE_FALSE = "true_false"
    CLOZE = "cloze"
    MATCHING = "matching"
    ORDERING = "ordering"
    SHORT_ANSWER = "short_answer"


class Option(Struct, frozen=True, gc=False, kw_only=True):
    """One entry of a question's list.

    ``why`` says why a wrong option is wrong; ``right`` is the counterpart in a
    matching question; ``score`` the points of a short answer's rubric line.
    """

    text: str
    correct: bool = False
    why: str = ""
    right: str | None = None
    score: int | None = None


class Question(Struct, frozen=True, gc=False, kw_only=True):
    """A question written by hand.

    The meaning of ``options`` goes by kind: choices and true/false mark the right
    ones, ordering lists them in the right order, matching carries pairs, short
    answers their rubric. ``blanks`` are the gaps of a cloze stem.
    """

    id: str
    kind: QuestionKind
    stem: str
    options: tuple[Option, ...] = ()
    blanks: tuple[Blank, ...] = ()
    explanation: str = ""
    points: tuple[Target, ...] = ()
    asks: str | None = None
    use: str = "practice"
    level: str | None = None
    facts: tuple[str, ...] = ()
    lesson: str = ""
    line: int = 0


class Case(Struct, frozen=True, gc=False, kw_only=True):
    """A fictional case: its text, the deciding fact, and its questions."""

    id: str
    title: str
    text: str
    shows: tuple[Target, ...]
    cue: str
    lure: str | None = None
    use: str = "lesson"
    explanation: str = ""
    questions: tuple[Question, ...] = ()
    facts: tuple[str, ...] = ()
    lesson: str = ""
    line: int = 0
