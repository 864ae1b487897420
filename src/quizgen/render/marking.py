"""The marking sheet: an Excel file with a row a person and a column an item.

``quizgen records import`` reads it back; it finds the paper by the code in cell B2.
"""

from __future__ import annotations

import datetime
import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from quizgen.model import Cloze, Matching, Ordering, Paper, ShortAnswer, TrueFalse

from .numbering import Numbered, numbered, score_text

PEOPLE = ("工号", "姓名", "部门")
FIRST_ROW = 5
"""Row of the first person; above it the title, the code, how to fill in, the headings."""
ROWS = 60
_EPOCH = datetime.datetime(2000, 1, 1)
_LINE = Side(style="thin", color="999999")


def how_to_fill(each: Numbered) -> str:
    """Say what is written into an item's column."""
    match each.item:
        case TrueFalse():
            return "√ 或 ×"
        case Cloze():
            return "答案，空与空之间用；"
        case Matching():
            return "依次写字母，不选写 -"
        case Ordering():
            return "依次写字母"
        case ShortAnswer():
            return f"得分 0—{score_text(each.section.score)}"
    return "字母"


def marking_xlsx(paper: Paper, code: str) -> bytes:
    """Write the marking sheet of a paper."""
    book = Workbook()
    book.properties.creator = ""
    book.properties.created = book.properties.modified = _EPOCH
    sheet: Any = book.active
    sheet.title = "登分表"
    items = list(numbered(paper))
    _put(sheet, 1, 1, f"{paper.title}　{paper.form} 卷　登分表", bold=True, size=14)
    _put(sheet, 2, 1, "试卷编号")
    _put(sheet, 2, 2, code, bold=True)
    _put(sheet, 2, 3, "每人一行；没有作答的格子空着。填好后用 quizgen records import 读入。")
    for column, name in enumerate([*PEOPLE, *(str(each.number) for each in items)], 1):
        _put(sheet, 4, column, name, bold=True, boxed=True, fill="E8EEF4")
    for column, each in enumerate(items, len(PEOPLE) + 1):
        _put(sheet, 3, column, how_to_fill(each), size=8)
        sheet.cell(3, column).alignment = Alignment(wrap_text=True, horizontal="center")
    for row in range(FIRST_ROW, FIRST_ROW + ROWS):
        for column in range(1, len(PEOPLE) + len(items) + 1):
            _put(sheet, row, column, None, boxed=True)
    _widths(sheet, len(items))
    return _saved(book)


def _put(
    sheet: Any,
    row: int,
    column: int,
    value: str | None,
    *,
    bold: bool = False,
    size: int = 10,
    boxed: bool = False,
    fill: str | None = None,
) -> None:
    """Write a cell as text: what begins with = is no formula here."""
    cell = sheet.cell(row, column)
    if value is not None:
        cell.value = value
        cell.data_type = "s"
    cell.number_format = "@"
    cell.font = Font(name="宋体", bold=bold, size=size)
    if boxed:
        cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
        cell.alignment = Alignment(horizontal="center")
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)


def _widths(sheet: Any, items: int) -> None:
    for column in range(1, len(PEOPLE) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 13
    for column in range(len(PEOPLE) + 1, len(PEOPLE) + items + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 8
    sheet.row_dimensions[3].height = 34
    sheet.freeze_panes = sheet.cell(FIRST_ROW, len(PEOPLE) + 1)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "4:4"


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
