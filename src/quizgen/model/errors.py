"""Errors that a user can mend. Anything else is a bug and keeps its traceback."""

from __future__ import annotations


class QuizgenError(Exception):
    """Shown as one line in Chinese; ends the command with ``exit_code``."""

    exit_code = 1
