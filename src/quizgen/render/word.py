"""Papers and keys as Word files: real styles and real numbering, so that they can be edited."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from quizgen.markup import plain, runs
from quizgen.model import Cloze, Matching, Ordering, Paper, ShortAnswer, TrueFalse

from .numbering import (
    Numbered,
    han,
    key_of,
    letter,
    numbered,
    options_of,
    score_text,
    section_head,
)

SONG, HEI = "宋体", "黑体"
_EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_GAP = re.compile(r"\{\{\d+\}\}")
_FOUR_COLUMNS, _TWO_COLUMNS = 8, 20
"""Longest option, in characters, of which four or two stand in a line."""


class _Writer:
    """A Word document with the styles and numberings of a paper."""

    def __init__(self, title: str, code: str) -> None:
        self.file: Any = docx.Document()
        core = self.file.core_properties
        core.title, core.keywords, core.author = title, code, ""
        core.created = core.modified = _EPOCH  # no clock: the same paper, the same file
        core.last_modified_by, core.revision = "", 1
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin, section.right_margin = Cm(2.5), Cm(2)
        section.top_margin, section.bottom_margin = Cm(2), Cm(2)
        self._styles()
        self.sections = self._numbering("chineseCountingThousand", "%1、", 0)
        self.items = self._numbering("decimal", "%1.", 420)

    def _styles(self) -> None:
        styles = self.file.styles
        _font(styles["Normal"], SONG, 10.5)
        styles["Normal"].paragraph_format.space_after = Pt(3)
        _font(styles["Title"], HEI, 18)
        _speak_chinese(styles.element)
        for border in list(styles["Title"].element.iter(qn("w:pBdr"))):
            border.getparent().remove(border)
        styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _font(styles["Heading 1"], HEI, 12)
        styles["Heading 1"].paragraph_format.space_before = Pt(12)
        for name, indent in (("试题", 0), ("选项", 420), ("案例", 420), ("解析", 420)):
            style = styles.add_style(name, 1)  # a paragraph style
            style.base_style = styles["Normal"]
            style.paragraph_format.left_indent = Pt(indent / 20)
            style.paragraph_format.keep_together = True
        styles["试题"].paragraph_format.space_before = Pt(6)
        styles["试题"].paragraph_format.keep_with_next = True

    def _numbering(self, form: str, text: str, hanging: int) -> int:
        """Add a numbering to the document; return its number."""
        root = self.file.part.numbering_part.element
        number = 1 + max(
            (int(each.get(qn("w:abstractNumId"))) for each in root.findall(qn("w:abstractNum"))),
            default=0,
        )
        abstract = _element("w:abstractNum", abstractNumId=number)
        level = _element("w:lvl", ilvl=0)
        for tag, value in (
            ("w:start", 1),
            ("w:numFmt", form),
            ("w:suff", "nothing" if not hanging else "tab"),
            ("w:lvlText", text),
            ("w:lvlJc", "left"),
        ):
            level.append(_element(tag, val=value))
        place = _element("w:pPr")
        place.append(_element("w:ind", left=hanging, hanging=hanging))
        level.append(place)
        abstract.append(level)
        first = root.find(qn("w:num"))
        if first is None:
            root.append(abstract)
        else:
            first.addprevious(abstract)
        num = _element("w:num", numId=number + 100)
        num.append(_element("w:abstractNumId", val=number))
        root.append(num)
        return number + 100

    def add(self, text: str, style: str, number: int | None = None) -> Any:
        """Add a paragraph of inline MyST; with a numbering, Word counts it."""
        paragraph = self.file.add_paragraph(style=style)
        write_runs(paragraph, text)
        if number is not None:
            properties = paragraph._p.get_or_add_pPr()
            numbering = _element("w:numPr")
            numbering.append(_element("w:ilvl", val=0))
            numbering.append(_element("w:numId", val=number))
            properties.append(numbering)
        return paragraph

    def data(self) -> bytes:
        """Return the file."""
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()


def _element(tag: str, **attributes: object) -> Any:
    found = OxmlElement(tag)
    for name, value in attributes.items():
        found.set(qn(f"w:{name}"), str(value))
    return found


def _font(style: Any, name: str, size: float) -> None:
    """Set a font for Chinese and Latin alike; headings of Word's template lose their colour."""
    style.font.name, style.font.size = name, Pt(size)
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for side in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{side}"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _speak_chinese(styles: Any) -> None:
    """Set the language of all text, so that punctuation takes its simplified forms."""
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def write_runs(paragraph: Any, text: str) -> None:
    """Write inline MyST as runs."""
    for run in runs(text):
        written = paragraph.add_run(run.text)
        written.bold = run.strong or None
        written.italic = run.emphasis or None


def paper_docx(paper: Paper, code: str) -> bytes:
    """Write a paper as a Word file."""
    writer = _Writer(f"{paper.title}（{paper.form}卷）", code)
    _head(writer, paper, code)
    shown: set[str] = set()
    for section, items in _by_section(paper):
        _section(writer, section)
        for each in items:
            case = each.item.stimulus
            if case is not None and case.id not in shown:
                shown.add(case.id)
                writer.add(f"**案例**　{case.text}", "案例")
            _item(writer, each)
    return writer.data()


def _by_section(paper: Paper) -> Iterator[tuple[str, list[Numbered]]]:
    items = list(numbered(paper))
    for index, section in enumerate(paper.sections):
        head = section_head(index, section).removeprefix(f"{han(index)}、")
        yield head, [each for each in items if each.section is section]


def _section(writer: _Writer, head: str) -> None:
    writer.add(head, "Heading 1", writer.sections)


def _head(writer: _Writer, paper: Paper, code: str) -> None:
    writer.add(paper.title, "Title")
    time = f"考试时间 {paper.minutes} 分钟　" if paper.minutes else ""
    said = f"（{paper.form} 卷）　{time}满分 {score_text(paper.total)} 分　{score_text(paper.pass_mark)} 分及格"
    writer.add(said, "Normal").alignment = WD_ALIGN_PARAGRAPH.CENTER
    fields = "单位：＿＿＿＿＿＿＿　姓名：＿＿＿＿＿　工号：＿＿＿＿＿　日期：＿＿＿＿＿"
    writer.add(fields, "Normal").alignment = WD_ALIGN_PARAGRAPH.CENTER
    labels = ["题号", *(han(n) for n in range(len(paper.sections))), "总分"]
    table = writer.file.add_table(rows=3, cols=len(labels), style="Table Grid")
    table.alignment = 1  # centred
    for column, label in enumerate(labels):
        table.cell(0, column).text = label
    table.cell(1, 0).text, table.cell(2, 0).text = "得分", "阅卷人"
    footer = writer.file.sections[0].footer.paragraphs[0]
    footer.text = f"{paper.title}　{paper.form} 卷　试卷编号 {code}　第 "
    for word, after in (("PAGE", " 页　共 "), ("NUMPAGES", " 页")):
        _field(footer, word)
        footer.add_run(after)
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _field(paragraph: Any, code: str) -> None:
    """Add a field that Word counts: PAGE or NUMPAGES."""
    run = paragraph.add_run()._r
    run.append(_element("w:fldChar", fldCharType="begin"))
    text = OxmlElement("w:instrText")
    text.text = code
    run.append(text)
    run.append(_element("w:fldChar", fldCharType="end"))


def _item(writer: _Writer, each: Numbered) -> None:
    item = each.item
    text = item.stem
    if isinstance(item, TrueFalse) and not text.rstrip().endswith("（　　）"):
        text += "（　　）"
    if isinstance(item, Cloze):
        longest = max(len(plain(gap.accept[0])) for gap in item.blanks)
        text = _GAP.sub("＿" * min(max(longest + 1, 4), 12), text)
    writer.add(text, "试题", writer.items)
    if isinstance(item, Matching):
        _columns(writer, each, item)
    elif isinstance(item, Ordering):
        _options(writer, each)
        writer.add("答：" + "→".join(["（　　）"] * len(item.order)), "选项")
    elif isinstance(item, ShortAnswer):
        for _ in range(min(max(round(each.section.score), 4), 10)):
            writer.add("＿" * 38, "选项")
    else:
        _options(writer, each)


def _options(writer: _Writer, each: Numbered) -> None:
    """Write the options, four, two or one in a line, set by tab stops."""
    texts = options_of(each.placed)
    if not texts:
        return
    longest = max(len(plain(text)) for text in texts)
    across = (
        4 if longest <= _FOUR_COLUMNS and len(texts) <= 4 else 2 if longest <= _TWO_COLUMNS else 1
    )
    lettered = [f"{letter(n)}. {text}" for n, text in enumerate(texts)]
    for start in range(0, len(lettered), across):
        row = lettered[start : start + across]
        paragraph = writer.add("\t".join(row), "选项")
        paragraph.paragraph_format.keep_with_next = start + across < len(lettered)
        for stop in range(1, across):
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.74 + 15.5 / across * stop))


def _columns(writer: _Writer, each: Numbered, item: Matching) -> None:
    rights = options_of(each.placed)
    table = writer.file.add_table(rows=len(rights), cols=2)
    for row, right in enumerate(rights):
        left, other = table.rows[row].cells
        if row < len(item.pairs):
            write_runs(left.paragraphs[0], f"{row + 1}. {item.pairs[row].left}（　　）")
        write_runs(other.paragraphs[0], f"{letter(row)}. {right}")


def key_docx(paper: Paper, code: str) -> bytes:
    """Write the key of a paper as a Word file."""
    writer = _Writer(f"{paper.title}（{paper.form}卷）参考答案", code)
    writer.add(f"{paper.title}　参考答案", "Title")
    said = f"（{paper.form} 卷　编号 {code}　仅供阅卷）"
    writer.add(said, "Normal").alignment = WD_ALIGN_PARAGRAPH.CENTER
    for section, items in _by_section(paper):
        _section(writer, section)
        for each in items:
            paragraph = writer.add("", "试题", writer.items)
            paragraph.add_run(key_of(each.placed)).bold = True
            if each.item.explanation:
                writer.add(f"解析：{each.item.explanation}", "解析")
    return writer.data()
