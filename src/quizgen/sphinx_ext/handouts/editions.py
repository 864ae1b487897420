"""What each print shows: the trainee's handout, the trainer's, the book."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinx.util.tags import Tags

from ..editions import TRAINER

if TYPE_CHECKING:
    from sphinx.builders import Builder


@dataclass(frozen=True)
class Edition:
    """One way of printing the lessons."""

    name: str
    trainer: bool
    """Whether it holds what an exam asks."""
    gaps: bool
    """Whether words worth remembering are lines to fill in."""
    analyses: bool
    """Whether cases are followed by what they show."""
    answers: bool
    """Whether questions are followed by their answers, self-checks by a list at the end."""


TRAINEE = Edition("学员版", trainer=False, gaps=True, analyses=False, answers=False)
TRAINERS = Edition("讲师版", trainer=True, gaps=False, analyses=True, answers=True)
BOOK = Edition("读本", trainer=False, gaps=False, analyses=True, answers=False)
"""The book is read, not filled in: trainee text with all words and the analyses of its cases."""


@contextmanager
def reading_as(edition: Edition, builder: Builder) -> Iterator[None]:
    """Let ``only`` and our own transforms see the tags of an edition.

    Tags remember what conditions came to, so another edition needs tags of its own.
    """
    app = builder._app
    before = app.tags
    tags = Tags(set(before))
    (tags.add if edition.trainer else tags.remove)(TRAINER)
    app.tags = builder.tags = tags
    try:
        yield
    finally:
        app.tags = builder.tags = before
