"""Everyone's vocabulary: frozen values, no behaviour beyond what they are."""

from __future__ import annotations

from .errors import QuizgenError
from .points import (
    EXAM_LABELS,
    LABELS,
    VALUE_LABELS,
    Blank,
    Bound,
    Detail,
    Point,
    PointSet,
    SetKind,
    SourceRef,
    Target,
    Value,
    Wrong,
    match_key,
)
from .questions import Case, Option, Question, QuestionKind

__all__ = [
    "EXAM_LABELS",
    "LABELS",
    "VALUE_LABELS",
    "Blank",
    "Bound",
    "Case",
    "Detail",
    "Option",
    "Point",
    "PointSet",
    "Question",
    "QuestionKind",
    "QuizgenError",
    "SetKind",
    "SourceRef",
    "Target",
    "Value",
    "Wrong",
    "match_key",
]
