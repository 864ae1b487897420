"""CSV with the columns of our Excel table, for programs and for a quick look in Excel.

A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from quizgen.markup import plain
from quizgen.model import BankHeader, Item

from .xlsx import heads, parts_count, refuses, row_of

__all__ = ["refuses", "write"]
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write a heading and a row an item, in UTF-8 with the mark that Excel wants."""
    items = list(items)
    most = max(map(parts_count, items), default=0)
    out.write(b"\xef\xbb\xbf")
    for row in _rows(items, most):
        held = io.StringIO()
        csv.writer(held, lineterminator="\r\n").writerow([_safe(each) for each in row])
        out.write(held.getvalue().encode())


def _rows(items: Sequence[Item], most: int) -> Iterator[list[str]]:
    yield heads(most)
    for item in items:
        yield [plain(each) for each in row_of(item, most)]


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_RISKY) else text
