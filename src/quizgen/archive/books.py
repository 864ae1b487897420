"""The sheets of an archive as Excel files. Every cell that holds text is text, never a formula."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from quizgen.render.packed import steady_zip

from .analysis import Analysis
from .documents import about_rows, hours_line, note, paper_rows, remark
from .persons import Record
from .results import Outcome, moment
from .wording import answer_text, between, chosen_text, judged, key_text

Cell = str | float | int | None
_LINE = Side(style="thin", color="999999")
_LONG_AGO = datetime.datetime(2000, 1, 1)
_HEAD = PatternFill("solid", fgColor="E8EEF4")


class Book:
    """A workbook whose bytes depend on its content alone."""

    def __init__(self) -> None:
        self._book = Workbook()
        self._book.properties.creator = ""
        self._book.properties.created = self._book.properties.modified = _LONG_AGO
        self._first = True

    def sheet(
        self,
        name: str,
        head: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        widths: Sequence[float],
        above: Sequence[str] = (),
    ) -> None:
        """Add a sheet: lines of text, headings, rows."""
        sheet: Any = self._book.active if self._first else self._book.create_sheet()
        self._first = False
        sheet.title = name
        for row, text in enumerate(above, 1):
            _put(sheet, row, 1, text)
        top = len(above) + 1
        for column, text in enumerate(head, 1):
            _put(sheet, top, column, text, head=True)
        for row, values in enumerate(rows, top + 1):
            for column, value in enumerate(values, 1):
                _put(sheet, row, column, value, boxed=True)
        for column, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = sheet.cell(top + 1, 1)
        sheet.print_title_rows = f"{top}:{top}"
        sheet.page_setup.paperSize = 9
        sheet.page_setup.orientation = "landscape" if sum(widths) > 95 else "portrait"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True

    def saved(self) -> bytes:
        """Return the file."""
        out = io.BytesIO()
        self._book.save(out)
        return steady_zip(out.getvalue())


def _put(
    sheet: Any, row: int, column: int, value: Cell, *, head: bool = False, boxed: bool = False
) -> None:
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        if value:
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000]
            cell.data_type = "s"  # what begins with = is no formula here
            cell.quotePrefix = True  # nor where someone edits it
            cell.number_format = "@"
    elif value is not None:
        cell.value = value
    cell.font = Font(name="宋体", bold=head, size=10)
    cell.alignment = Alignment(vertical="center", wrap_text=head or boxed)
    if head or boxed:
        cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
    if head:
        cell.fill = _HEAD


def session_xlsx(
    outcome: Outcome,
    analysis: Analysis,
    log: Sequence[tuple[str, str, str, str]],
    zone: datetime.tzinfo | None,
) -> bytes:
    """Write a session: about, attendance, scores, every answer, analysis, what was done when."""
    book = Book()
    book.sheet("培训信息", ("项目", "内容"), about_rows(outcome, zone), (16, 80))
    rows: list[Sequence[Cell]] = [
        (
            n,
            each.person.name,
            each.person.number,
            each.person.department,
            each.person.role,
            each.person.employment,
            moment(each.signed, zone, "%Y-%m-%d %H:%M:%S") if each.signed is not None else "未到",
            "",
        )
        for n, each in enumerate(outcome.people, 1)
    ]
    head = ("序号", "姓名", "工号", "部门", "岗位", "用工类型", "签到时间", "本人签名")
    book.sheet("签到表", head, rows, (6, 14, 12, 18, 14, 10, 20, 16))
    _scores(book, outcome)
    _answers(book, outcome)
    add_analysis(book, analysis)
    book.sheet("过程记录", ("时间", "做了什么", "谁", "说明"), log, (20, 16, 18, 50))
    return book.saved()


def _scores(book: Book, outcome: Outcome) -> None:
    rows: list[Sequence[Cell]] = []
    for n, each in enumerate(outcome.people, 1):
        absent = each.signed is None
        rows.append(
            (
                n,
                each.person.name,
                each.person.number,
                each.person.department,
                None if absent else each.sheet.score,
                "缺考" if absent else judged(each.passed),
                remark(each),
            )
        )
    head = ("序号", "姓名", "工号", "部门", "得分", "结果", "备注")
    book.sheet("成绩汇总", head, rows, (6, 14, 12, 18, 9, 10, 24))


def _answers(book: Book, outcome: Outcome) -> None:
    head = ("姓名", "工号", "题号", "作答", "作答文字", "答案", "得分", "满分")
    rows: list[Sequence[Cell]] = [
        (
            each.person.name,
            each.person.number,
            marked.each.number,
            answer_text(marked.each, marked.answer),
            chosen_text(marked.each, marked.answer),
            key_text(marked.each),
            marked.graded.score,
            marked.each.placed.score,
        )
        for each in outcome.present
        for marked in each.sheet.items
    ]
    book.sheet("逐题作答", head, rows, (14, 12, 7, 22, 40, 30, 8, 8))


def add_analysis(book: Book, analysis: Analysis) -> None:
    """Add the sheets of the analysis."""
    items: list[Sequence[Cell]] = [
        (
            each.number,
            each.kind,
            each.stem,
            each.n,
            each.answered,
            each.facility,
            each.right,
            between(each.low, each.high),
            "–" if each.discrimination is None else each.discrimination,
            each.lesson,
            "、".join(each.points),
            "；".join(each.flags),
        )
        for each in analysis.items
    ]
    head = (
        "题号", "题型", "题干", "人数", "作答", "难度", "全对人数", "全对率区间", "区分度", "课", "要点", "提示",
    )  # fmt: skip
    widths = (6, 12, 60, 7, 7, 9, 9, 14, 9, 24, 30, 40)
    book.sheet("试卷分析", ("项目", "数值"), paper_rows(analysis), (16, 60), (note(analysis),))
    book.sheet("逐题分析", head, items, widths)
    options: list[Sequence[Cell]] = [
        (
            each.number,
            option.text,
            option.count,
            option.share,
            "对" if option.right else "",
            option.mean,
        )
        for each in analysis.items
        for option in each.options
    ]
    book.sheet(
        "选项分布",
        ("题号", "选项或填写", "人数", "比例", "正确", "这些人的平均分"),
        options,
        (6, 60, 8, 8, 8, 14),
    )
    weak: list[Sequence[Cell]] = [
        (
            kind,
            each.title,
            each.lesson,
            "、".join(map(str, each.items)),
            each.facility,
            between(each.low, each.high),
        )
        for kind, found in (("课", analysis.lessons), ("要点", analysis.points))
        for each in found
    ]
    book.sheet(
        "薄弱点", ("层次", "名称", "课", "题号", "得分率", "区间"), weak, (8, 30, 26, 16, 9, 16)
    )


def stats_xlsx(analysis: Analysis) -> bytes:
    """Write the analysis alone."""
    book = Book()
    add_analysis(book, analysis)
    return book.saved()


def records_xlsx(records: Sequence[Record], caveat: str) -> bytes:
    """Write the records of people: one line each, and one line each training."""
    book = Book()
    people: list[Sequence[Cell]] = [
        (
            each.person.name,
            each.person.number,
            each.person.department,
            each.person.role,
            len(each.trainings),
            each.hours_this_year,
            each.hours_total,
            hours_line(each),
        )
        for each in records
    ]
    head = ("姓名", "工号", "部门", "岗位", "次数", "本年学时", "累计学时", "与要求相比")
    book.sheet("人员", head, people, (14, 12, 18, 16, 7, 9, 9, 60), (caveat,))
    trainings: list[Sequence[Cell]] = [
        (
            each.person.name, each.person.number, one.day, one.session, one.topic, one.category,
            one.lecturer, one.hours, one.how, one.score, one.total, judged(one.passed),
        )
        for each in records
        for one in each.trainings
    ]  # fmt: skip
    heads = (
        "姓名",
        "工号",
        "日期",
        "场次",
        "主题",
        "类别",
        "讲师",
        "学时",
        "考核方式",
        "得分",
        "满分",
        "结果",
    )
    book.sheet("培训", heads, trainings, (14, 12, 12, 10, 30, 12, 12, 8, 12, 8, 8, 10))
    return book.saved()
