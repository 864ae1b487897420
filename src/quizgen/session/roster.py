"""The roster: an Excel file with 工号, 姓名, 部门 and, if one likes, 岗位 and 用工类型."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

from quizgen.model import QuizgenError

from . import people
from .service import Person

COLUMNS = {
    "number": ("工号", "编号", "员工编号", "学号", "证号"),
    "name": ("姓名", "名字", "学员", "学员姓名"),
    "department": ("部门", "单位", "班组", "车间", "科室"),
    "role": ("岗位", "人员类别", "职务", "工种"),
    "employment": ("用工类型", "用工形式"),
}
_HEAD_ROWS = 10
_MOST_ROWS = 20_000


def open_sheet(path: Path, what: str) -> Any:
    """Open the first sheet of an Excel file, values only.

    Raises:
        QuizgenError: where it is none.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, data_only=True)
        sheet = book.worksheets[0]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError) as problem:
        raise QuizgenError(
            f"{path}：这不是 .xlsx 文件，读不了{what}；请在 Excel 里另存为“Excel 工作簿 (*.xlsx)”"
        ) from problem
    except OSError as problem:
        raise QuizgenError(f"{path}：读不了{what}（{problem.strerror or problem}）") from problem
    if sheet.max_row > _MOST_ROWS:
        raise QuizgenError(f"{path}：超过 {_MOST_ROWS} 行，不像{what}")
    return sheet


def cell_text(value: Any) -> str:
    """Return a cell as text: a number typed as 1001 is read as 1001, not 1001.0."""
    if value is None:
        return ""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip()


def heading(sheet: Any, path: Path) -> tuple[int, dict[str, int]]:
    """Find the row of headings: its number and the column of each field."""
    for row in range(1, min(sheet.max_row, _HEAD_ROWS) + 1):
        found: dict[str, int] = {}
        for column in range(1, sheet.max_column + 1):
            text = people.key(cell_text(sheet.cell(row, column).value))
            for name, words in COLUMNS.items():
                if text in words:
                    found.setdefault(name, column)
        if "name" in found:
            return row, found
    raise QuizgenError(f"{path}：前 {_HEAD_ROWS} 行里没有“姓名”一栏；表头要有 工号、姓名、部门")


def read_person(sheet: Any, row: int, columns: dict[str, int]) -> Person | None:
    """Read a row; ``None`` for an empty one.

    Raises:
        ValueError: says in Chinese what is wrong.
    """
    texts = {name: cell_text(sheet.cell(row, column).value) for name, column in columns.items()}
    if not any(texts.values()):
        return None
    said = {name: words[0] for name, words in COLUMNS.items()}
    return Person(
        **{
            name: people.clean(text, said[name], wanted=name == "name")
            for name, text in texts.items()
        }
    )


def read_roster(path: Path) -> list[Person]:
    """Read a roster.

    Raises:
        QuizgenError: lists every row that is wrong.
    """
    sheet = open_sheet(path, "名单")
    first, columns = heading(sheet, path)
    found: dict[str, int] = {}
    roster: list[Person] = []
    wrong: list[str] = []
    for row in range(first + 1, sheet.max_row + 1):
        try:
            person = read_person(sheet, row, columns)
        except ValueError as problem:
            wrong.append(f"{path}:{row}：{problem}")
            continue
        if person is None:
            continue
        if person.who in found:
            how = f"工号 {person.number}" if person.number else f"“{person.name}”（没有工号）"
            wrong.append(f"{path}:{row}：{how} 在第 {found[person.who]} 行已有")
        found.setdefault(person.who, row)
        roster.append(person)
    if wrong:
        raise QuizgenError("名单要改：\n" + "\n".join(wrong))
    if not roster:
        raise QuizgenError(f"{path}：名单里一个人也没有")
    return roster
