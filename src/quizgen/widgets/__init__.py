"""Questions on a page: HTML that reads well by itself, and one script that lets it be answered.

Lessons and the practice page that is sent around use the same HTML, script and style sheet.
"""

from __future__ import annotations

from pathlib import Path

from .frames import LessonRow, check, progress
from .questions import key_of, name_of, question

STATIC = Path(__file__).parent / "static"
SCRIPT = "quizgen-check.js"
STYLE = "quizgen-check.css"

__all__ = [
    "SCRIPT",
    "STATIC",
    "STYLE",
    "LessonRow",
    "check",
    "key_of",
    "name_of",
    "progress",
    "question",
]
