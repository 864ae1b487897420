"""Tables: columns by what they hold, heads repeated on every page, rows kept whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Any

from docutils import nodes

from ..pointsets import short_columns
from .blocks import caption
from .inline import passed
from .typst_code import NOTHING, array, boolean, call, content, seq
from .writer import Writer, has_class, plain_length

_WHOLE = 420
"""A cell of up to so many characters is not broken over pages."""
_NARROWEST, _WIDEST = 3.0, 24.0
"""Bounds of a column's weight, in characters."""


def table(writer: Writer, node: nodes.Element) -> str:
    """Write a table."""
    found: list[str] = []
    for group in node.children:
        if isinstance(group, nodes.tgroup):
            found.append(_group(writer, group))
        elif isinstance(group, nodes.title):
            found.append(caption(writer, group))
        else:
            found.append(writer.write(group))
    return writer.placed(node, seq(found))


def _group(writer: Writer, group: nodes.Element) -> str:
    stubs = [bool(each.get("stub")) for each in group.findall(nodes.colspec)]
    rows: list[str] = []
    for part in group.children:
        if isinstance(part, nodes.thead):
            cells = [cell for row in _rows(part) for cell in _cells(writer, row, stubs, head=True)]
            rows.append(call("table.header", *cells))
        elif isinstance(part, nodes.tbody):
            rows += [cell for row in _rows(part) for cell in _cells(writer, row, stubs)]
    return call("sheet", array(widths(group)), *rows)


def _rows(part: nodes.Element) -> Iterator[nodes.row]:
    yield from (row for row in part.children if isinstance(row, nodes.row))


def _entries(row: nodes.row) -> list[nodes.entry]:
    return [cell for cell in row.children if isinstance(cell, nodes.entry)]


def _cells(
    writer: Writer, row: nodes.row, stubs: Sequence[bool], *, head: bool = False
) -> Iterator[str]:
    """Write the cells of a row; the row's place goes into the first."""
    place = writer.anchors(row)
    for number, cell in enumerate(_entries(row)):
        body = seq([place, writer.anchors(cell), writer.children(cell)])
        place = NOTHING
        if head or (number == 0 and stubs and stubs[0]):
            body = call("bold", body)
        named = {"breakable": boolean(plain_length(cell) > _WHOLE)}
        if cell.get("morecols"):
            named["colspan"] = str(cell["morecols"] + 1)
        if cell.get("morerows"):
            named["rowspan"] = str(cell["morerows"] + 1)
        if head:
            named["fill"] = "luma(228)"
        yield call("table.cell", content(body), **named)


def widths(group: nodes.Element) -> list[str]:
    """Give the columns the widths of their author, else by what they hold.

    Short entries (terms, numbers, articles of law) are never broken, where there is room.
    """
    given = [float(each.get("colwidth") or 1) for each in group.findall(nodes.colspec)]
    chosen = len({round(each) for each in given}) > 1
    lengths = _lengths(group, len(given))
    short = short_columns([max(each, default=1) for each in lengths])
    if chosen and not (any(short) and has_class(group.parent, "qg-pairs-table")):
        return [f"{each:.3g}fr" for each in given]
    return [
        "auto" if is_short else f"{_weight(each):.3g}fr"
        for is_short, each in zip(short, lengths, strict=True)
    ]


def _lengths(group: nodes.Element, count: int) -> list[list[int]]:
    """Count the characters of every cell, column by column."""
    lengths: list[list[int]] = [[] for _ in range(count)]
    for row in group.findall(nodes.row):
        at = 0
        for cell in _entries(row):
            if not cell.get("morecols") and at < count:
                lengths[at].append(_shown_length(cell))
            at += 1 + cell.get("morecols", 0)
    return lengths


def _shown_length(cell: nodes.entry) -> int:
    hidden = [each for each in cell.findall(nodes.inline) if has_class(each, "qg-column")]
    return plain_length(cell) - sum(map(plain_length, hidden))


def _weight(lengths: Sequence[int]) -> float:
    longest = max(lengths, default=1)
    usual = sum(lengths) / max(1, len(lengths))
    natural = longest if longest <= 12 else max(10.0, 2.2 * sqrt(usual * longest) ** 0.8)
    return min(max(natural, _NARROWEST), _WIDEST) + 1.5


TABLES: dict[str, Any] = {
    "docutils.table": table,
    **{f"docutils.{name}": passed for name in ("tgroup", "thead", "tbody", "row", "entry")},
}
"""Parts of tables; those below a table are written by it."""
