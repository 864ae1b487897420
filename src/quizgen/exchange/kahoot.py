"""Kahoot's spreadsheet: headings in row 8, questions from row 9, columns B to H."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from quizgen.markup import plain
from quizgen.model import BankHeader, Item, MultipleChoice, SingleChoice, TrueFalse
from quizgen.render.packed import steady_zip

from .answers import NO, YES
from .stems import full_stem

STEM, OPTION, SECONDS = 120, 75, 30
HEADS = (
    "Question - max 120 characters",
    *(f"Answer {n} - max 75 characters" for n in range(1, 5)),
    "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
    "Correct answer(s) - choose at least one",
)
FIRST = 8


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write the sheet."""
    book = Workbook()
    book.properties.creator = ""
    book.properties.created = book.properties.modified = datetime.datetime(2000, 1, 1)
    sheet: Any = book.active
    sheet.title = "Sheet1"
    _put(sheet, 2, 2, header.title or "题库")
    for column, head in enumerate(HEADS, 2):
        _put(sheet, FIRST, column, head)
        sheet.cell(FIRST, column).font = Font(bold=True)
        sheet.column_dimensions["ABCDEFGH"[column - 1]].width = 48 if column == 2 else 24
    for row, item in enumerate(items, FIRST + 1):
        options, rights = _options(item)
        cells = [" ".join(full(item).split()), *options, *[""] * (4 - len(options))]
        for column, text in enumerate(cells, 2):
            _put(sheet, row, column, text)
        sheet.cell(row, 7).value = SECONDS
        _put(sheet, row, 8, ",".join(map(str, rights)))
    held = io.BytesIO()
    book.save(held)
    out.write(steady_zip(held.getvalue()))


def full(item: Item) -> str:
    """Return the stem with its case, as plain text."""
    return plain(full_stem(item)).strip()


def refuses(item: Item) -> Iterator[str]:
    """Yield what is too long with the case before the stem."""
    if len(full(item)) > STEM:
        yield f"题干连同材料 {len(full(item))} 字，最多 {STEM} 字"


def _options(item: Item) -> tuple[list[str], list[int]]:
    match item:
        case SingleChoice() | MultipleChoice():
            rights = [n for n, each in enumerate(item.options, 1) if each.correct]
            return [" ".join(plain(each.text).split()) for each in item.options], rights
        case TrueFalse():
            return [YES, NO], [1 if item.answer else 2]
    return [], []


def _put(sheet: Any, row: int, column: int, text: str) -> None:
    """Write text; what begins like a formula stays text."""
    cell = sheet.cell(row, column)
    if not text:
        return
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.alignment = Alignment(wrap_text=True, vertical="top")
