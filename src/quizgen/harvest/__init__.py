"""Directive bodies to point sets, cases and questions. Knows docutils, not Sphinx."""

from __future__ import annotations

from .directives import DIRECTIVES, ROLES, register
from .nodes import blank_word, case_block, points_block, question_block, quiz_block
from .points import harvest
from .questions import harvest_case, harvest_question, harvest_quiz

__all__ = [
    "DIRECTIVES",
    "ROLES",
    "blank_word",
    "case_block",
    "harvest",
    "harvest_case",
    "harvest_question",
    "harvest_quiz",
    "points_block",
    "question_block",
    "quiz_block",
    "register",
]
