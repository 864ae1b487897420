"""Where the parts of a point stand in the tree. Harvest and the page writers read this."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docutils import nodes

from quizgen.model import EXAM_LABELS, LABELS, SetKind

from .text import line_of, raw_text

ListNode = nodes.bullet_list | nodes.enumerated_list
_IGNORED = (nodes.system_message, nodes.target, nodes.comment)
_LABEL = re.compile(rf"\s*({'|'.join(LABELS)})：\s*")
_EXAM_LABEL = re.compile(rf"\s*(?:{'|'.join(EXAM_LABELS)})([：:])")
_LONGEST_LABEL = 8
"""A text of more characters shows whether it begins with a label."""
_ASCII_LABEL = re.compile(rf"\s*({'|'.join(LABELS)}):")


@dataclass
class PointPart:
    """One point: the node that holds it and the inline nodes of its parts."""

    node: nodes.Element
    head: list[nodes.Node]
    """Inline nodes of the term; empty where it is missing."""
    gloss: list[nodes.Node] = field(default_factory=list)
    counterpart: list[nodes.Node] | None = None
    details: list[nodes.list_item] = field(default_factory=list)
    stray: list[nodes.Element] = field(default_factory=list)
    counterparts: int = 1
    line: int = 0


@dataclass
class TablePart:
    """A table's head cells and rows, as lists of inline nodes with their lines."""

    node: nodes.table
    head: list[list[nodes.Node]]
    rows: list[tuple[int, list[list[nodes.Node]]]]


@dataclass
class SetPart:
    """The body of a set: its list or table, and what is no part of it."""

    lists: list[nodes.Element] = field(default_factory=list)
    tables: list[nodes.table] = field(default_factory=list)
    stray: list[nodes.Element] = field(default_factory=list)


def body_of(block: nodes.Element) -> list[nodes.Element]:
    """Return the blocks of a directive's body: all children but the title."""
    return [
        child
        for child in block.children
        if isinstance(child, nodes.Element)
        and not isinstance(child, _IGNORED)
        and not (isinstance(child, nodes.rubric) and child.parent[0] is child)
    ]


def dissect(block: nodes.Element, kind: SetKind) -> SetPart:
    """Sort the blocks of a set into lists, tables and what belongs to neither."""
    part = SetPart()
    lists: tuple[type[nodes.Element], ...] = (nodes.bullet_list, nodes.enumerated_list)
    if kind in (SetKind.PAIRS, SetKind.RATIO):
        lists = (*lists, nodes.definition_list)
    for child in body_of(block):
        if isinstance(child, lists):
            part.lists.append(child)
        elif isinstance(child, nodes.table) and kind not in (SetKind.MEMBERS, SetKind.STEPS):
            part.tables.append(child)
        else:
            part.stray.append(child)
    return part


def list_points(found: nodes.Element) -> Iterator[PointPart]:
    """Read the points of a bullet or numbered list: strong head, gloss, details."""
    for item in found.children:
        if isinstance(item, nodes.list_item):
            yield _list_point(item)


def _list_point(item: nodes.list_item) -> PointPart:
    blocks = [child for child in item.children if isinstance(child, nodes.Element)]
    head, gloss = _split_head(blocks[0]) if blocks else ([], [])
    part = PointPart(item, head, gloss, line=line_of(item))
    for block in blocks[1:]:
        _sort_block(part, block)
    return part


def _split_head(paragraph: nodes.Element) -> tuple[list[nodes.Node], list[nodes.Node]]:
    if not isinstance(paragraph, nodes.paragraph):
        return [], []
    inline = list(paragraph.children)
    while inline and isinstance(inline[0], nodes.Text) and not str(inline[0]).strip():
        inline.pop(0)
    if inline and isinstance(inline[0], nodes.strong):
        return [inline[0]], inline[1:]
    return [], inline


def _sort_block(part: PointPart, block: nodes.Element) -> None:
    if isinstance(block, nodes.bullet_list):
        part.details += [each for each in block.children if isinstance(each, nodes.list_item)]
    elif isinstance(block, nodes.paragraph):
        part.gloss += [*([nodes.Text("\n")] if part.gloss else []), *block.children]
    elif not isinstance(block, _IGNORED):
        part.stray.append(block)


def definition_points(found: nodes.definition_list) -> Iterator[PointPart]:
    """Read the pairs of a definition list: term, counterpart, gloss, details."""
    for item in found.children:
        if isinstance(item, nodes.definition_list_item):
            yield _definition_point(item)


def _definition_point(item: nodes.definition_list_item) -> PointPart:
    terms = [child for child in item.children if isinstance(child, nodes.term)]
    definitions = [child for child in item.children if isinstance(child, nodes.definition)]
    head = list(terms[0].children) if terms else []
    part = PointPart(item, head, line=line_of(item), counterparts=len(definitions))
    for definition in definitions:
        for block in definition.children:
            if not isinstance(block, nodes.Element):
                continue
            if part.counterpart is None and isinstance(block, nodes.paragraph):
                part.counterpart = list(block.children)
            else:
                _sort_block(part, block)
    return part


def read_table(found: nodes.table) -> TablePart:
    """Read a table's head and rows; the line of each row as the author sees it."""
    head: list[list[nodes.Node]] = []
    rows: list[nodes.row] = []
    for row in found.findall(nodes.row):
        if isinstance(row.parent, nodes.thead):
            head = _cells(row)
        else:
            rows.append(row)
    first = line_of(found)
    lines = [line_of(row) for row in rows]
    if len(set(lines)) <= 1:  # MyST gives each row the table's line
        lines = [first + 2 + number for number in range(len(rows))]
    return TablePart(found, head, list(zip(lines, map(_cells, rows), strict=True)))


def _cells(row: nodes.row) -> list[list[nodes.Node]]:
    return [_cell(entry) for entry in row.children if isinstance(entry, nodes.entry)]


def _cell(entry: nodes.entry) -> list[nodes.Node]:
    inline: list[nodes.Node] = []
    for block in entry.children:
        if isinstance(block, nodes.paragraph):
            inline += [*([nodes.Text("\n")] if inline else []), *block.children]
        elif isinstance(block, nodes.Element):
            inline.append(block)
    return inline


def detail_blocks(item: nodes.list_item) -> tuple[list[nodes.Node], list[nodes.Element]]:
    """Split a detail into the inline nodes of its paragraph and the blocks below it."""
    if len(item.children) == 1 and isinstance(item.children[0], nodes.paragraph):  # most are
        return list(item.children[0].children), []
    blocks = [
        child
        for child in item.children
        if isinstance(child, nodes.Element) and not isinstance(child, _IGNORED)
    ]
    if blocks and isinstance(blocks[0], nodes.paragraph):
        return list(blocks[0].children), blocks[1:]
    return [], blocks


def is_for_exam(item: nodes.list_item, colons: str = "：") -> bool:
    """Say whether a bullet begins with a label of the exam (试, 反, 考) and such a colon."""
    first = item.children[0] if item.children else None
    inline = first.children if isinstance(first, nodes.paragraph) else detail_blocks(item)[0]
    found = _EXAM_LABEL.match(beginning(inline))
    return found is not None and found[1] in colons


def detail_label(inline: Sequence[nodes.Node]) -> str:
    """Return the label a detail carries, or ``""``."""
    return find_label(beginning(inline))[0]


def beginning(inline: Sequence[nodes.Node]) -> str:
    """Return as much of a text as shows its label, where that spares reading all of it."""
    first = inline[0] if inline else None
    if isinstance(first, nodes.Text) and len(first) > _LONGEST_LABEL:
        return str(first)
    return raw_text(inline)


def find_label(text: str) -> tuple[str, int]:
    """Return the label of a text and how many characters it takes, colon and blanks included."""
    found = _LABEL.match(text)
    return (found[1], found.end()) if found else ("", 0)


def ascii_label(text: str) -> str | None:
    """Return a label that is followed by an ASCII colon."""
    found = _ASCII_LABEL.match(text)
    return found[1] if found else None
