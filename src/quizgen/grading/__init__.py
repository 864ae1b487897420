"""The only place where an answer becomes a score."""

from __future__ import annotations

from .normal import same_words
from .score import Graded, fits, grade

__all__ = ["Graded", "fits", "grade", "same_words"]
