"""The answer sheet: where every bubble lies, in millimetres from the upper left corner.

The geometry comes first; the PDF is drawn from it, and a scanner reads it from ``sheet.json``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from quizgen.model import (
    Cloze,
    Matching,
    MultipleChoice,
    Ordering,
    Paper,
    SingleChoice,
    TrueFalse,
)

from .numbering import Numbered, letter, numbered

SHEET_SCHEMA = "quizgen.sheet/1"
PAGE = (210.0, 297.0)
MARK = 6.0
MARKS = ((10.0, 10.0), (194.0, 10.0), (10.0, 281.0), (194.0, 281.0))
"""Upper left corners of the four black squares that a scanner aligns the page by."""
RADIUS = 1.9
LEFT, RIGHT, BOTTOM = 20.0, 190.0, 274.0
ROW, STEP, NUMBER = 5.6, 5.2, 9.0
"""Distance of rows, of bubbles in a row, and room for the number of the question."""
DIGITS = 8
"""Bubbles for the personnel number: so many digits."""
HEAD = {0: 98.0}
"""Where the bubbles begin: below the fields on the first page, below the marks on others."""


class Bubble(Struct, frozen=True):
    """A circle to fill in: its middle; what it means is told by its block and labels."""

    label: str
    choice: str
    x: float
    y: float


class Block(Struct, frozen=True, kw_only=True):
    """Rows of bubbles alike: a grid from ``origin``, the middle of its first bubble."""

    page: int
    kind: str
    choices: tuple[str, ...]
    labels: tuple[str, ...]
    origin: tuple[float, float]
    bubble_gap: float
    row_gap: float
    sizes: tuple[int, ...] = ()
    """How many choices each row has, where not all of them."""
    vertical: bool = False
    """Whether the choices run downwards and the labels across (digits of a number)."""


class Writing(Struct, frozen=True, kw_only=True):
    """An area to write in, for items that no bubble answers."""

    page: int
    label: str
    x: float
    y: float
    width: float
    height: float


class Sheet(Struct, frozen=True, kw_only=True):
    """The geometry of an answer sheet; lengths in millimetres."""

    schema: str = SHEET_SCHEMA
    code: str
    form: str
    title: str
    pages: int
    page_size: tuple[float, float] = PAGE
    radius: float = RADIUS
    mark: float = MARK
    marks: tuple[tuple[float, float], ...] = MARKS
    qr: tuple[float, float, float] = (160.0, 22.0, 24.0)
    blocks: tuple[Block, ...]
    bubbles: tuple[tuple[int, Bubble], ...]
    """Every bubble with its page, from 0."""
    writing: tuple[Writing, ...]


class _Row(Struct, frozen=True):
    """A row of bubbles of one question (or of a part of one, such as 31-2)."""

    label: str
    kind: str
    choices: tuple[str, ...]


def _rows(each: Numbered) -> Iterator[_Row]:
    item = each.item
    kind = each.section.kind
    match item:
        case SingleChoice() | MultipleChoice():
            size = len(item.options)
            yield _Row(str(each.number), kind, tuple(letter(n) for n in range(size)))
        case TrueFalse():
            yield _Row(str(each.number), kind, ("√", "×"))
        case Matching():
            choices = tuple(letter(n) for n in range(len(item.pairs) + len(item.extra)))
            for part in range(1, len(item.pairs) + 1):
                yield _Row(f"{each.number}-{part}", kind, choices)
        case Ordering():
            choices = tuple(letter(n) for n in range(len(item.order)))
            for part in range(1, len(item.order) + 1):
                yield _Row(f"{each.number}-{part}", kind, choices)


class _Flow:
    """Sets rows into columns and columns onto pages."""

    def __init__(self) -> None:
        self.page, self.x, self.top = 0, LEFT, HEAD[0]
        self.y = self.top
        self.right = LEFT
        """How far the blocks of the column in hand reach."""

    def room(self) -> int:
        """Return how many rows still fit below each other."""
        return int((BOTTOM - self.y) / ROW)

    def next_column(self, width: float) -> None:
        """Go on in the next column, or on the next page where none fits."""
        self.x, self.y = self.right + 4, self.top
        if self.x + width > RIGHT:
            self.page += 1
            self.x, self.top = LEFT, HEAD.get(self.page, 24.0)
            self.y = self.top
        self.right = self.x


def sheet_of(paper: Paper, code: str) -> Sheet:
    """Lay out the answer sheet of a paper."""
    items = list(numbered(paper))
    rows = [row for each in items for row in _rows(each)]
    flow = _Flow()
    blocks = [_number_block()]
    for kind, group in groupby(rows, key=lambda row: row.kind):
        blocks += _blocks(flow, kind, list(group))
    writing = list(_writing(flow, items))
    return Sheet(
        code=code,
        form=paper.form,
        title=paper.title,
        pages=max([flow.page, *(each.page for each in writing)]) + 1,
        blocks=tuple(blocks),
        bubbles=tuple((block.page, each) for block in blocks for each in bubbles_of(block)),
        writing=tuple(writing),
    )


def _number_block() -> Block:
    labels = tuple(f"N{digit}" for digit in range(1, DIGITS + 1))
    digits = tuple(str(digit) for digit in range(10))
    return Block(
        page=0,
        kind="number",
        choices=digits,
        labels=labels,
        origin=(110.0, 40.0),
        bubble_gap=STEP,
        row_gap=STEP,
        vertical=True,
    )


def _blocks(flow: _Flow, kind: str, rows: Sequence[_Row]) -> Iterator[Block]:
    """Set the rows of a kind below each other, over as many columns as they need."""
    choices = max((row.choices for row in rows), key=len)
    width = NUMBER + len(choices) * STEP
    left = list(rows)
    while left:
        if not flow.room() or flow.x + width > RIGHT:
            flow.next_column(width)
        here, left = left[: flow.room()], left[flow.room() :]
        yield Block(
            page=flow.page,
            kind=kind,
            choices=choices,
            labels=tuple(row.label for row in here),
            sizes=tuple(len(row.choices) for row in here),
            origin=(round(flow.x + NUMBER + RADIUS, 3), round(flow.y + ROW / 2, 3)),
            bubble_gap=STEP,
            row_gap=ROW,
        )
        flow.y += (len(here) + 0.6) * ROW
        flow.right = max(flow.right, flow.x + width)


def bubbles_of(block: Block) -> Iterator[Bubble]:
    """Yield the bubbles of a block."""
    x, y = block.origin
    for row, label in enumerate(block.labels):
        size = block.sizes[row] if block.sizes else len(block.choices)
        for place, choice in enumerate(block.choices[:size]):
            across, down = (row, place) if block.vertical else (place, row)
            gaps = (block.row_gap, block.bubble_gap)
            right, below = gaps if block.vertical else gaps[::-1]
            yield Bubble(label, choice, round(x + across * right, 3), round(y + down * below, 3))


def _writing(flow: _Flow, items: Sequence[Numbered]) -> Iterator[Writing]:
    """Give room to write to what no bubble answers: below the bubbles, then on pages of its own."""
    written = [each for each in items if not list(_rows(each))]
    if not written:
        return
    page, y = flow.page + 1, 26.0
    for each in written:
        height = 9.0 * len(each.item.blanks) if isinstance(each.item, Cloze) else 50.0
        if y + height > BOTTOM:
            page, y = page + 1, 26.0
        label = str(each.number)
        yield Writing(page=page, label=label, x=LEFT, y=y, width=RIGHT - LEFT, height=height)
        y += height + 4
