"""Enumerated points: what a lesson lists and what questions are made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import cache, lru_cache

from msgspec import Struct, msgpack

VALUE_LABELS = ("谁", "时限", "数额", "频次")
"""Details that hold a typed value."""
EXAM_LABELS = ("试", "反", "考")
"""Details of the trainer's edition: a trainee never sees them."""
LABELS = ("共", "界限", "例", *EXAM_LABELS, "误区", *VALUE_LABELS)
"""Every label that a detail may carry (design, "The grammar of a lesson")."""


class SetKind(StrEnum):
    """The six kinds of point sets."""

    MEMBERS = "members"
    STEPS = "steps"
    PAIRS = "pairs"
    TABLE = "table"
    RATIO = "ratio"
    BANDS = "bands"


class SourceRef(Struct, frozen=True, gc=False):
    """A place in a source file; ``line`` counts from 1, 0 means the whole file."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


class Blank(Struct, frozen=True, gc=False):
    """A word worth remembering inside a text.

    ``at`` is the offset, in characters, of ``value`` in the text that holds it;
    ``wrong`` are the author's wrong values, shown nowhere but among options.
    """

    at: int
    value: str
    wrong: tuple[str, ...] = ()


class Detail(Struct, frozen=True, gc=False, kw_only=True):
    """One nested bullet. ``label`` is one of LABELS, or ``""`` for a bare feature."""

    label: str
    text: str
    facts: tuple[str, ...] = ()
    blanks: tuple[Blank, ...] = ()
    line: int = 0


class Value(Struct, frozen=True, gc=False):
    """A named value of a table row."""

    name: str
    text: str
    blanks: tuple[Blank, ...] = ()


class Bound(Struct, frozen=True, gc=False, kw_only=True):
    """The interval of one measure of one grade, in the unit of the table's head.

    An open end is ``None``; ``text`` is the cell in the law's own words.
    """

    measure: str
    unit: str
    min: float | None
    min_in: bool
    max: float | None
    max_in: bool
    text: str


class Point(Struct, frozen=True, gc=False, kw_only=True):
    """One enumerated point: its term, and what the lesson says about it."""

    key: str
    value: str | None = None
    quantity: float | None = None
    unit: str = ""
    """Unit of the quantity, as written."""
    values: tuple[Value, ...] = ()
    gloss: str = ""
    details: tuple[Detail, ...] = ()
    bounds: tuple[Bound, ...] = ()
    blanks: tuple[Blank, ...] = ()
    """Blanks of the gloss."""
    line: int = 0


class Wrong(Struct, frozen=True, gc=False):
    """A plausible wrong term or value, and why it is wrong (may be empty)."""

    text: str
    why: str = ""


class Target(Struct, frozen=True, gc=False):
    """A reference to a set, or to one term of it."""

    set: str
    term: str | None = None

    def __str__(self) -> str:
        return self.set if self.term is None else f"{self.set}/{self.term}"


class PointSet(Struct, frozen=True, gc=False, kw_only=True):
    """A named set of points, as one ``points`` directive gives it."""

    id: str
    title: str
    kind: SetKind
    points: tuple[Point, ...]
    status: str = "current"
    ask: str = "full"
    announced: int | None = None
    topic: str | None = None
    part_of: Target | None = None
    by: str | None = None
    source: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    say: str | None = None
    of: str | None = None
    scene: str | None = None
    lack: str | None = None
    noun: str | None = None
    unit: str | None = None
    terms: str | None = None
    values: str | None = None
    counts: str = "term"
    basis: str | None = None
    premise: str | None = None
    called: str | None = None
    about: str | None = None
    event: str | None = None
    compute: str | None = None
    edges: str | None = None
    decide: str | None = None
    columns: tuple[str, ...] = ()
    """Names of a table's value columns, or of the measures of bands."""
    wrong_terms: tuple[Wrong, ...] = ()
    wrong_values: tuple[Wrong, ...] = ()
    same: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(term or counterpart or measure, its other right wordings)."""
    was: tuple[tuple[str, str], ...] = ()
    """(new term, old term)."""
    confuse: tuple[str, ...] = ()
    """Ids of sets whose terms may be right here too, so never lent as distractors."""
    lesson: str = ""
    line: int = 0

    def __reduce__(self) -> tuple[Callable[[bytes], PointSet], tuple[bytes]]:
        """Pickle as one piece: a set, its points and details one by one take ten times longer."""
        return _unpickle, (msgpack.encode(self),)


@cache
def _decoder() -> msgpack.Decoder[PointSet]:
    return msgpack.Decoder(PointSet)


def _unpickle(data: bytes) -> PointSet:
    return _decoder().decode(data)


_QUOTES = str.maketrans("", "", "“”‘’「」『』\"'")


@lru_cache(maxsize=1 << 16)
def match_key(text: str) -> str:
    """How a term is compared with a reference to it: no quotation marks, no blanks."""
    bare = unicodedata.normalize("NFC", text).translate(_QUOTES)
    return "".join(bare.split())
