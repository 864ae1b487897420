"""Excel sheets: rows of texts in and out, formulas never."""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from msgspec import Struct
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from quizgen.markup import Run, plain, runs
from quizgen.model import QuizgenError
from quizgen.render.packed import steady_zip

from .found import MOST_ITEMS
from .inline import from_plain, from_runs
from .packages import Package

MOST_CELLS = 600_000
MOST_COLUMNS = 80
CELL_LIMIT = 32_767
"""Characters that Excel allows in a cell."""
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TAKEN = re.compile(r"_x00[01][0-9A-Fa-f]_|x005F_")
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_LINE = Side(style="thin", color="BFC7CF")
_EPOCH = datetime.datetime(2000, 1, 1)
_MONO = "Consolas"


class Column(Struct, frozen=True):
    """A column: its heading, its width in characters, and the values to choose from."""

    head: str
    width: float = 12
    choices: tuple[str, ...] = ()
    centred: bool = False


class Grid:
    """An Excel file of one table, written row by row."""

    def __init__(self, title: str, columns: Sequence[Column], *, plain_head: bool = False) -> None:
        self.book = Workbook(write_only=True)
        self.book.properties.creator = ""
        self.book.properties.created = self.book.properties.modified = _EPOCH
        self.sheet: Any = self.book.create_sheet(title)
        self.columns = columns
        self.rows = 1
        for number, column in enumerate(columns, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = column.width
        self.sheet.freeze_panes = "A2"
        self._page()
        self._styles = {centred: _Style(self.sheet, centred=centred) for centred in (False, True)}
        self.sheet.row_dimensions[1].height = 30
        self.sheet.append([_head(self.sheet, each.head, bare=plain_head) for each in columns])

    def _page(self) -> None:
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.page_setup.paperSize = 9  # A4
        self.sheet.page_setup.fitToWidth, self.sheet.page_setup.fitToHeight = 1, 0
        self.sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self.sheet.print_title_rows = "1:1"

    def add(self, values: Sequence[str], *, styled: bool = True) -> None:
        """Add a row of texts (inline MyST where ``styled``, else plain text)."""
        self.rows += 1
        self._height(values)
        self.sheet.append(
            [
                self._styles[column.centred].cell(value, styled)
                for column, value in zip(self.columns, values, strict=True)
            ]
        )

    def _height(self, values: Sequence[str]) -> None:
        """Make a row as high as its longest cell: not every program does so by itself."""
        cells = zip(self.columns, values, strict=True)
        lines = max(_lines(value, column.width) for column, value in cells)
        self.sheet.row_dimensions[self.rows].height = min(4 + 13.5 * lines, 400)

    def save(self, out: BinaryIO) -> None:
        """Write the file, the same bytes every time."""
        for number, column in enumerate(self.columns, 1):
            if column.choices:
                self._validate(get_column_letter(number), column)
        self.sheet.auto_filter.ref = f"A1:{get_column_letter(len(self.columns))}{self.rows}"
        held = io.BytesIO()
        self.book.save(held)
        out.write(steady_zip(held.getvalue()))

    def _validate(self, letter: str, column: Column) -> None:
        rule = DataValidation(
            type="list",
            formula1=f'"{",".join(column.choices)}"',
            allow_blank=True,
            showErrorMessage=True,
            errorTitle=column.head,
            error="请从下拉列表里选一项。",
        )
        rule.add(f"{letter}2:{letter}{self.rows + 1000}")
        self.sheet.data_validations.append(rule)


def _lines(text: str, width: float) -> int:
    """Guess how many lines a text takes: a Chinese character is two wide."""
    if len(text) * 2 < width and "\n" not in text:
        return 1
    return sum(
        1 + int((len(line) + sum(char > "\u2e80" for char in line)) / (width - 1))
        for line in text.split("\n")
    )


def _head(sheet: Any, text: str, *, bare: bool) -> Any:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(name="微软雅黑", bold=True, size=10)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    if not bare:
        cell.fill = PatternFill("solid", fgColor="E3EBF3")
        cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    return cell


class _Style:
    """Makes cells of one look: the look is worked out once."""

    def __init__(self, sheet: Any, *, centred: bool) -> None:
        self.sheet = sheet
        self.looks = {}
        for risky in (False, True):
            cell = WriteOnlyCell(sheet, "")
            cell.font = Font(name="宋体", size=10)
            cell.number_format = "@"
            cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
            across = "center" if centred else "left"
            cell.alignment = Alignment(horizontal=across, vertical="top", wrap_text=True)
            cell.quotePrefix = risky
            self.looks[risky] = cell._style  # type: ignore[attr-defined]  # not in the stubs

    def cell(self, value: str, styled: bool) -> Any:
        """Make a text cell; what begins like a formula is marked as text for Excel too."""
        text: Any = _value(value) if styled else _escaped(value)
        cell: Any = WriteOnlyCell(self.sheet, text)
        cell.data_type = "s"
        cell._style = self.looks[value.startswith(_RISKY)]
        return cell


def _escaped(text: str) -> str:
    """Keep ``_x0041_`` from becoming an A in Excel."""
    return _ESCAPE.sub("_x005F_", text)


def _value(text: str) -> str | CellRichText:
    parts = runs(text)
    if not any(run.strong or run.emphasis or run.code for run in parts):
        return _escaped("".join(run.text for run in parts))
    return CellRichText(*(_block(run) for run in parts))


def _block(run: Run) -> TextBlock:
    font = InlineFont(
        rFont=_MONO if run.code else "宋体",
        sz=10,
        b=run.strong or None,
        i=run.emphasis or None,
    )
    return TextBlock(font, _escaped(run.text))


def first_row(data: bytes) -> list[str]:
    """Return the headings of the first sheet."""
    return next(rows(data), (1, []))[1]


def rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty with its number, as inline MyST.

    Raises:
        QuizgenError: where it is no Excel file, or one that would do harm.
    """
    package = Package(data)
    _guard(package)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl mends by itself is no news to a user
            book = load_workbook(io.BytesIO(data), rich_text=True, data_only=True, keep_links=False)
        sheet: Any = next((s for s in book.worksheets if s.sheet_state == "visible"), None)
        if sheet is None:
            raise QuizgenError("里面没有工作表")
        found = _texts(sheet)
    except QuizgenError:
        raise
    except Exception as problem:  # openpyxl has no error of its own for files it cannot read
        raise QuizgenError(f"不是能读的 Excel 文件（{type(problem).__name__}）") from problem
    yield from found


def _guard(package: Package) -> None:
    if "[Content_Types].xml" not in package or "xl/workbook.xml" not in package:
        raise QuizgenError("不是 Excel 的 .xlsx 文件（旧的 .xls 请先另存为 .xlsx）")
    cells = 0
    for name in package.names:
        if name.endswith((".xml", ".rels")):
            part = package.read(name)
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part:
                raise QuizgenError(f"{name} 里有 DTD 或实体声明，为安全起见不读")
            cells += part.count(b"<c ") + part.count(b"<c>") + part.count(b"<row")
    if cells > MOST_CELLS:
        raise QuizgenError(f"单元格超过 {MOST_CELLS} 个，请分成几个文件")


def _texts(sheet: Any) -> list[tuple[int, list[str]]]:
    """Read the cells that are there; a sheet that says it is endless costs nothing."""
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), cell in sheet._cells.items():
        if column <= MOST_COLUMNS and (text := _text(cell)).strip():
            by_row.setdefault(row, {})[column] = text.strip()
    if len(by_row) > MOST_ITEMS:
        raise QuizgenError(f"超过 {MOST_ITEMS} 行，请分成几个文件")
    return [
        (row, [cells.get(column, "") for column in range(1, max(cells) + 1)])
        for row, cells in sorted(by_row.items())
    ]


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, CellRichText):
        return from_runs(_run(part) for part in value)
    if isinstance(value, bool):
        return "正确" if value else "错误"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format))
    return from_plain(_unescaped(str(value)))


def _run(part: Any) -> Run:
    if isinstance(part, str):
        return Run(_unescaped(part))
    font = part.font
    return Run(_unescaped(part.text), bool(font.b), bool(font.i), font.rFont == _MONO)


def _unescaped(text: str) -> str:
    """Undo what Excel makes of a carriage return; openpyxl undoes ``_x005F_`` itself."""
    return text.replace("_x000D_", "")


def unwritable(row: Sequence[str]) -> str:
    """Say why a row of inline MyST cannot stand in a sheet; nothing where it can."""
    texts = list(map(plain, row))
    if max(map(len, texts)) > CELL_LIMIT:
        return f"有一格超过 Excel 的 {CELL_LIMIT} 字"
    found = next(filter(None, map(_TAKEN.search, texts)), None)
    return f"有一格含 {found[0]}，Excel 会当成控制字符" if found else ""


def _number(value: float, form: str) -> str:
    if "%" in form:
        return f"{value * 100:g}%"
    return str(int(value)) if value == int(value) else repr(value)
