"""A question list in Word: headed by kind, numbered through, the key below each question.

Read back, it is the plain form of :mod:`quizgen.exchange.pasted`; numbers and letters that
Word counts by itself are counted here too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from quizgen.markup import Run, runs
from quizgen.model import (
    KIND_NAMES,
    BankHeader,
    Cloze,
    Item,
    MultipleChoice,
    QuizgenError,
    kind_of,
)
from quizgen.render.packed import steady_zip

from .found import Reading, letter
from .inline import from_runs
from .packages import Package
from .pasted import read_lines
from .plaintext import key_of, refuses
from .stems import drawn, full_stem

__all__ = ["read", "refuses", "write"]
_SONG, _HEI, _MONO = "宋体", "黑体", "Consolas"
_HAN = "一二三四五六七"
MOST_PARAGRAPHS = 400_000


# out


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write the list, a heading before each kind."""
    document = _document(header)
    groups: dict[str, list[Item]] = {kind: [] for kind in KIND_NAMES}
    for item in items:
        groups[kind_of(item)].append(item)
    number = 0
    for place, (kind, group) in enumerate((k, g) for k, g in groups.items() if g):
        heading = f"{_HAN[place]}、{KIND_NAMES[kind]}（共 {len(group)} 题）"
        _line(document, [Run(heading, strong=True)], size=12, font=_HEI, before=12, keep=True)
        for item in group:
            number += 1
            _write_item(document, item, number)
    held = io.BytesIO()
    document.save(held)
    out.write(steady_zip(held.getvalue()))


def _document(header: BankHeader) -> Any:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _SONG)
    language = normal.element.rPr.makeelement(qn("w:lang"), {qn("w:eastAsia"): "zh-CN"})
    normal.element.rPr.append(language)
    document.core_properties.author = ""
    title = f"{header.title}　题库" if header.title else "题库"
    _line(document, [Run(title, strong=True)], size=16, font=_HEI, centre=True, after=10)
    return document


def _write_item(document: Any, item: Item, number: int) -> None:
    options, key = key_of(item)
    lone = isinstance(item, MultipleChoice) and sum(o.correct for o in item.options) == 1
    stem = drawn(full_stem(item)) if isinstance(item, Cloze) else full_stem(item)
    head = f"{number}. {'【多选题】' if lone else ''}"
    _line(document, [Run(head), *runs(stem.strip())], before=6, keep=True)
    for place, text in enumerate(options):
        _line(document, [Run(f"{letter(place)}. "), *runs(text.strip())], indent=0.74, keep=True)
    told = item.explanation.strip()
    _line(document, [Run(f"答案：{key}")], indent=0.74, colour="1F4E79", keep=bool(told))
    if told:
        _line(document, [Run("解析："), *runs(told)], indent=0.74, colour="595959")


def _line(
    document: Any,
    parts: Iterable[Run],
    *,
    size: float = 10.5,
    font: str = _SONG,
    indent: float = 0,
    before: float = 0,
    after: float = 0,
    colour: str = "",
    centre: bool = False,
    keep: bool = False,
) -> None:
    """Write a paragraph; it stays with the next one where ``keep``."""
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.25
    form.left_indent, form.keep_with_next = Cm(indent), keep
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for part in parts:
        run = paragraph.add_run(part.text)
        run.bold, run.italic = part.strong or None, part.emphasis or None
        run.font.size = Pt(size)
        east = _HEI if part.strong else font
        run.font.name = _MONO if part.code else "Times New Roman"
        run._element.rPr.rFonts.set(qn("w:eastAsia"), east)
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)


# in


def read(data: bytes) -> Reading:
    """Read a Word file; places are paragraphs, counted from 1."""
    package = Package(data)
    if "word/document.xml" not in package:
        raise QuizgenError("不是 Word 的 .docx 文件（旧的 .doc 请先另存为 .docx）")
    for name in package.names:
        if name.endswith((".xml", ".rels")):
            part = package.read(name)
            if b"<!DOCTYPE" in part or b"<!ENTITY" in part or b"\0" in part:
                raise QuizgenError(f"{name} 里有 DTD 或实体声明，为安全起见不读")
            if part.count(b"<w:p") > MOST_PARAGRAPHS:
                raise QuizgenError("段落太多，请分成几个文件")
    try:
        document = Document(io.BytesIO(data))
        lines = list(_lines(document))
    except Exception as problem:  # python-docx has no error of its own for files it cannot read
        raise QuizgenError(f"不是能读的 Word 文件（{type(problem).__name__}）") from problem
    reading = read_lines(lines)
    reading.unit = "段"
    return reading


def _lines(document: Any) -> Iterator[tuple[int, str]]:
    """Yield the lines of all paragraphs, tables too, as inline MyST."""
    counted = _Counted(document)
    for number, paragraph in enumerate(document.element.body.iter(qn("w:p")), 1):
        parts = list(_runs(paragraph))
        if all(part.strong for part in parts if part.text.strip()):
            parts = [Run(part.text, False, part.emphasis, part.code) for part in parts]
        text = from_runs(parts)
        label = counted.label(paragraph) if text.strip() else ""
        for line in f"{label}{text}".split("\n"):
            yield number, line


def _runs(paragraph: Any) -> Iterator[Run]:
    """Yield the runs of a paragraph, those in links too; deleted text has other tags."""
    for run in paragraph.iter(qn("w:r")):
        words = "".join(_char(child) for child in run)
        if words:
            look = run.find(qn("w:rPr"))
            yield Run(words, _on(look, "w:b"), _on(look, "w:i"), _mono(look))


def _char(child: Any) -> str:
    tag = child.tag
    if tag == qn("w:t"):
        return str(child.text or "")
    if tag in (qn("w:br"), qn("w:cr")):
        return "\n"
    return "\t" if tag == qn("w:tab") else ""


def _on(look: Any, name: str) -> bool:
    found = None if look is None else look.find(qn(name))
    return found is not None and found.get(qn("w:val"), "1") not in ("0", "false", "off")


def _mono(look: Any) -> bool:
    fonts = None if look is None else look.find(qn("w:rFonts"))
    return fonts is not None and fonts.get(qn("w:ascii")) == _MONO


_COUNTS = {
    "decimal": "{n}",
    "upperLetter": "{upper}",
    "lowerLetter": "{lower}",
    "chineseCounting": "{han}",
    "chineseCountingThousand": "{han}",
    "japaneseCounting": "{han}",
    "ideographDigital": "{han}",
    "decimalFullWidth": "{n}",
    "decimalEnclosedCircle": "{n}",
}


class _Counted:
    """Counts the numbers and letters that Word shows and does not store in the text."""

    def __init__(self, document: Any) -> None:
        self.forms: dict[tuple[str, str], tuple[str, str, int]] = {}
        self.counts: dict[tuple[str, str], int] = {}
        self.styles: dict[str, Any] = {}
        for style in document.styles.element.iterfind(qn("w:style")):
            found = style.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if found is not None:
                self.styles[style.get(qn("w:styleId"))] = found
        try:
            self._read(document.part.numbering_part.element)
        except (KeyError, NotImplementedError, AttributeError):
            return  # no lists in this file

    def _read(self, numbering: Any) -> None:
        levels: dict[str, dict[str, tuple[str, str, int]]] = {}
        for abstract in numbering.iterfind(qn("w:abstractNum")):
            levels[abstract.get(qn("w:abstractNumId"))] = {
                level.get(qn("w:ilvl")): (
                    _val(level, "w:numFmt"),
                    _val(level, "w:lvlText"),
                    int(_val(level, "w:start") or 1),
                )
                for level in abstract.iterfind(qn("w:lvl"))
            }
        for number in numbering.iterfind(qn("w:num")):
            for level, form in levels.get(_val(number, "w:abstractNumId"), {}).items():
                self.forms[number.get(qn("w:numId")), level] = form

    def label(self, paragraph: Any) -> str:
        """Return the number that Word shows before a paragraph."""
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            found = self.styles.get(style.get(qn("w:val"))) if style is not None else None
        if found is None:
            return ""
        key = (_val(found, "w:numId"), _val(found, "w:ilvl") or "0")
        if key not in self.forms or self.forms[key][0] not in _COUNTS:
            return ""
        form, text, start = self.forms[key]
        self.counts[key] = self.counts.get(key, start - 1) + 1
        for deeper in [each for each in self.counts if each[0] == key[0] and each[1] > key[1]]:
            del self.counts[deeper]
        return _label(form, text, self.counts[key])


def _label(form: str, text: str, count: int) -> str:
    shown = _COUNTS[form].format(
        n=count,
        upper=letter(count - 1),
        lower=letter(count - 1).lower(),
        han=_HAN[count - 1] if count <= len(_HAN) else str(count),
    )
    label = re.sub(r"%\d", shown, text, count=1)
    return f"{label if re.search(r'[.．、)）:：]$', label) else label + '.'} "


def _val(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return "" if found is None else str(found.get(qn("w:val"), ""))
