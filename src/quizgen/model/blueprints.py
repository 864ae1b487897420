"""A blueprint: what a paper has to look like, before any item is chosen."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from .papers import ScoringRule

BLUEPRINT_SCHEMA = "quizgen.blueprint/1"
Count = Annotated[int, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, le=1)]
Kind = Literal[
    "single_choice",
    "multiple_choice",
    "true_false",
    "cloze",
    "matching",
    "ordering",
    "short_answer",
]


class Span(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many items at least and at most; an end that is not given does not bind."""

    min: Count = 0
    max: Count | None = None


class SectionPlan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A section: so many items of a kind, each worth ``score``."""

    kind: Kind
    count: Annotated[int, Meta(ge=1)]
    score: Annotated[float, Meta(gt=0)]
    title: str | None = None
    rule: ScoringRule = ScoringRule.ALL


class Coverage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Items from each part, lesson and topic."""

    parts: dict[str, Span] = field(default_factory=dict)
    lessons: dict[str, Span] = field(default_factory=dict)
    topics: dict[str, Span] = field(default_factory=dict)


class Levels(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Items of each cognitive level."""

    remember: Span = Span()
    understand: Span = Span()
    apply: Span = Span()


class Difficulty(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Mean of the a priori difficulties (0 easy, 1 hard) and their standard deviation."""

    mean: Share
    tolerance: Share = 0.05
    min_spread: Share = 0.0
    max_spread: Share = 1.0


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What keeps a paper varied (item-writing rules, section 7)."""

    point: Annotated[int, Meta(ge=1)] = 2
    set: Annotated[int, Meta(ge=1)] = 4
    lists: Share = 0.3
    """Share of items that only ask for the members of a list."""


class Blueprint(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All demands on a paper. ``shared`` is how many items two forms may have in common."""

    schema: str
    title: str
    sections: Annotated[tuple[SectionPlan, ...], Meta(min_length=1)]
    minutes: Count = 0
    pass_mark: Annotated[float, Meta(ge=0)] = 60
    forms: Annotated[int, Meta(ge=1, le=26)] = 1
    shared: Count = 0
    seed: int = 1
    coverage: Coverage = Coverage()
    levels: Levels = Levels()
    difficulty: Difficulty | None = None
    limits: Limits = Limits()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
