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
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from msgspec import Struct

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
from .packages import Package, Packer
from .pasted import read_lines
from .plaintext import key_of, refuses
from .stems import drawn, full_stem
from .xml_out import content

__all__ = ["read", "refuses", "write"]
_SONG, _HEI, _MONO = "宋体", "黑体", "Consolas"
_HAN = "一二三四五六七"
MOST_PARAGRAPHS = 400_000


# out


class _Look(Struct, frozen=True, kw_only=True):
    """A paragraph style: its name in Word and how it looks."""

    name: str
    size: float = 10.5
    east: str = _SONG
    indent: float = 0
    before: float = 0
    after: float = 0
    colour: str = ""
    bold: bool = False
    centre: bool = False
    keep: bool = True
    """Whether it stays with the next paragraph."""


_LOOKS = {
    "QTitle": _Look(name="题库标题", size=16, east=_HEI, after=10, bold=True, centre=True),
    "QKind": _Look(name="题型标题", size=12, east=_HEI, before=12, bold=True),
    "QStem": _Look(name="题干", before=6),
    "QOption": _Look(name="选项", indent=0.74),
    "QKey": _Look(name="答案", indent=0.74, colour="1F4E79", keep=False),
    "QTold": _Look(name="解析", indent=0.74, colour="595959", keep=False),
}
_BODY = b"<w:body>"


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write the list, a heading before each kind; every look is a style of the document."""
    held = io.BytesIO()
    _frame().save(held)
    old = Package(steady_zip(held.getvalue()))
    packer = Packer(out)
    for name in old.names:
        data = old.read(name)
        if name == "word/document.xml":
            before, _, after = data.partition(_BODY)
            data = before + _BODY + "".join(_body(header, items)).encode() + after
        packer.add(name, data)
    packer.close()


def _frame() -> Any:
    """Make an empty document with its page and its styles."""
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
    for name, look in _LOOKS.items():
        _add_style(document, name, look)
    return document


def _add_style(document: Any, name: str, look: _Look) -> None:
    style = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(qn("w:styleId"), name)
    form, font = style.paragraph_format, style.font
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.line_spacing, form.left_indent, form.keep_with_next = 1.25, Cm(look.indent), look.keep
    if look.centre:
        form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    font.name, font.size, font.bold = "Times New Roman", Pt(look.size), look.bold or None
    style.element.rPr.rFonts.set(qn("w:eastAsia"), look.east)
    if look.colour:
        font.color.rgb = RGBColor.from_string(look.colour)


def _body(header: BankHeader, items: Iterable[Item]) -> Iterator[str]:
    yield _paragraph("QTitle", [Run(f"{header.title}　题库" if header.title else "题库")])
    groups: dict[str, list[Item]] = {kind: [] for kind in KIND_NAMES}
    for item in items:
        groups[kind_of(item)].append(item)
    number = 0
    for place, (kind, group) in enumerate((k, g) for k, g in groups.items() if g):
        heading = f"{_HAN[place]}、{KIND_NAMES[kind]}（共 {len(group)} 题）"
        yield _paragraph("QKind", [Run(heading)])
        for item in group:
            number += 1
            yield from _item_paragraphs(item, number)


def _item_paragraphs(item: Item, number: int) -> Iterator[str]:
    options, key = key_of(item)
    lone = isinstance(item, MultipleChoice) and sum(o.correct for o in item.options) == 1
    stem = drawn(full_stem(item)) if isinstance(item, Cloze) else full_stem(item)
    head = f"{number}. {'【多选题】' if lone else ''}"
    yield _paragraph("QStem", [Run(head), *runs(stem.strip())])
    for place, text in enumerate(options):
        yield _paragraph("QOption", [Run(f"{letter(place)}. "), *runs(text.strip())])
    yield _paragraph("QKey", [Run(f"答案：{key}")])
    if told := item.explanation.strip():
        yield _paragraph("QTold", [Run("解析："), *runs(told)])


def _paragraph(style: str, parts: Iterable[Run]) -> str:
    words = "".join(map(_run, parts))
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{words}</w:p>'


def _run(part: Run) -> str:
    look = f'<w:rFonts w:ascii="{_MONO}" w:hAnsi="{_MONO}"/>' if part.code else ""
    look += f'<w:rFonts w:eastAsia="{_HEI}"/><w:b/>' if part.strong and not part.code else ""
    look += "<w:b/>" if part.strong and part.code else ""
    look += "<w:i/>" if part.emphasis else ""
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    lines = (f'<w:t xml:space="preserve">{content(line)}</w:t>' for line in part.text.split("\n"))
    return f"<w:r>{look}{'<w:br/>'.join(lines)}</w:r>"


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
