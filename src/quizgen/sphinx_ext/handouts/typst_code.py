"""Pieces of Typst code. Text is always a string of code, so no character of it is ever markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

NOTHING = ""
"""What a node that leaves no trace becomes."""
EMPTY = '""'
_LINE_END = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_AMOUNT = r"[0-9][0-9.]*[万亿]?[元%年月日时人级天倍条]?"
_RANGE = re.compile(rf"{_AMOUNT}[—–]{_AMOUNT}")
_BLANKS = re.compile(r"[ \t]{2,}")


def string(text: str) -> str:
    """Write text as a Typst string, character by character the same."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "") + '"'


def words(text: str) -> str:
    """Write running text: a line end that is left is a blank, as in HTML."""
    return string(_BLANKS.sub(" ", _LINE_END.sub(" ", text)))


def running(text: str) -> str:
    """Write running text in which no line ends inside of a range: 1万元—5万元."""
    at = 0
    pieces = []
    for found in _RANGE.finditer(text):
        pieces += [words(text[at : found.start()]), call("box", words(found[0]))]
        at = found.end()
    return seq([*pieces, words(text[at:])])


def seq(parts: Iterable[str]) -> str:
    """Join pieces of content."""
    kept = [part for part in parts if part and part != EMPTY]
    if len(kept) == 1:
        return kept[0]
    return "{\n" + "\n".join(kept) + "\n}" if kept else NOTHING


def content(part: str) -> str:
    """Return a piece that may stand as an argument, where there is nothing too."""
    return part or "[]"


def call(function: str, *arguments: str, **named: str) -> str:
    """Write a call; arguments are code already."""
    given = [content(each) for each in arguments]
    given += [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return f"{function}({', '.join(given)})"


def boolean(value: object) -> str:
    """Write a truth value."""
    return "true" if value else "false"


def array(parts: Iterable[str]) -> str:
    """Write an array; one of a single entry needs its comma."""
    return "(" + "".join(f"{part}, " for part in parts) + ")"
