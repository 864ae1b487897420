"""A paper as it is printed and sat, and the answers given to it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from .items import Item

PAPER_SCHEMA = "quizgen.paper/1"


class ScoringRule(StrEnum):
    """What an incomplete answer to a multiple choice is worth. A wrong option always costs all."""

    ALL = "all"
    """All or nothing."""
    HALF = "half"
    """Half the score where right options are missing."""
    EACH = "each"
    """The share of the right options that were chosen."""


class PaperItem(Struct, frozen=True, kw_only=True):
    """An item on a paper.

    ``shown`` is the order of what may be permuted, as indices into the item's own order:
    options of a choice, right column of a matching item (pairs, then extra), steps of an
    ordering item; empty for the other kinds.
    """

    item: Item
    score: float
    shown: tuple[int, ...] = ()


class PaperSection(Struct, frozen=True, kw_only=True):
    """Items of one kind, under one heading; ``score`` is that of each item."""

    title: str
    kind: str
    score: float
    rule: ScoringRule = ScoringRule.ALL
    items: tuple[PaperItem, ...]


class Paper(Struct, frozen=True, kw_only=True):
    """A paper: all that printing, sitting and marking need. ``minutes`` 0 means no limit.

    Its code (a hash of its JSON) is its name in files, sessions and records.
    """

    schema: str = PAPER_SCHEMA
    title: str
    form: str = "A"
    minutes: int = 0
    pass_mark: float = 60
    total: float
    sections: tuple[PaperSection, ...]
    blueprint: str = ""
    seed: int = 0
    checked: str | None = None
    lessons: dict[str, str] = {}
    """Title of each lesson that an item comes from, by docname."""


class ChoiceAnswer(Struct, frozen=True, tag="choice", tag_field="type"):
    """The options chosen, as indices into the item's own order, ascending."""

    chosen: tuple[int, ...]


class TrueFalseAnswer(Struct, frozen=True, tag="true_false", tag_field="type"):
    """What a statement was taken for."""

    said: bool


class ClozeAnswer(Struct, frozen=True, tag="cloze", tag_field="type"):
    """The words written into the gaps, in order; ``""`` for an empty one."""

    words: tuple[str, ...]


class MatchingAnswer(Struct, frozen=True, tag="matching", tag_field="type"):
    """For each left entry the right one it was joined to, -1 for none.

    Right entries count through the pairs in the item's own order, then the extra ones.
    """

    joined: tuple[int, ...]


class OrderingAnswer(Struct, frozen=True, tag="ordering", tag_field="type"):
    """The steps in the order given, as indices into the item's right order."""

    order: tuple[int, ...]


class TextAnswer(Struct, frozen=True, tag="text", tag_field="type"):
    """Words written; ``score`` is what a marker gave, ``None`` while nobody has."""

    text: str
    score: float | None = None


Answer = ChoiceAnswer | TrueFalseAnswer | ClozeAnswer | MatchingAnswer | OrderingAnswer | TextAnswer
