"""Reads printed pages back, and web pages as they would stand on paper."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import lxml.html
import pypdfium2
from pypdf import PdfReader
from pypdf.generic import ByteStringObject, ContentStream, IndirectObject, TextStringObject
from pypdfium2 import raw

_SCREEN_ONLY = (
    "//*[contains(@class, 'headerlink')]",
    "//*[contains(concat(' ', @class, ' '), ' qg-column ')]",
    "//*[contains(concat(' ', @class, ' '), ' qg-draw ')]",
    "//*[contains(concat(' ', @class, ' '), ' backrefs ')]",
    "//*[contains(concat(' ', @class, ' '), ' qg-progress ')]",
    "//script",
    "//style",
    "//svg",
    "//button",
)
"""What a page needs on a screen: links to itself, heads of stacked tables, drawings."""
_PAGE = re.compile(r"（第\d+页）")
_BLANK = re.compile(r"[\s\u200b\u00ad•]+")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]


def squeezed(text: str) -> str:
    """Leave out blanks, marks of lists and the pages that links name."""
    return _PAGE.sub("", _BLANK.sub("", text))


def printed_text(pdf: bytes) -> str:
    """Return the text of a print as a screen reader reads it.

    That is the order of its structure, without running heads, repeated heads of tables and
    drawings, which are no part of it.
    """
    marked = _marked(pdf)
    reader = PdfReader(io.BytesIO(pdf))
    pages = {each.indirect_reference: number for number, each in enumerate(reader.pages)}
    root: Any = reader.trailer["/Root"]
    order = _order(root["/StructTreeRoot"]["/K"], None)
    text = "".join(marked.pop((pages[page], mcid), "") for page, mcid in order)
    assert not marked, f"not in the structure: {marked}"
    return text


class Piece(NamedTuple):
    """A piece of text of one page as it was drawn."""

    page: int
    mcid: int
    """Its number in the structure; -1 for what is no part of it (running heads, drawings)."""
    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float


def pieces(pdf: bytes) -> Iterator[Piece]:
    """Yield all text of a file, places in points from the upper left corner."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for each in range(raw.FPDFPage_CountObjects(page)):
                found = raw.FPDFPage_GetObject(page, each)
                if raw.FPDFPageObj_GetType(found) == raw.FPDF_PAGEOBJ_TEXT:
                    yield _piece(number, page, text, found)
    finally:
        document.close()


def _piece(number: int, page: Any, text: Any, found: Any) -> Piece:
    size = raw.FPDFTextObj_GetText(found, text, None, 0)
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFTextObj_GetText(found, text, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    box = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(found, *box)
    left, low, right, high = (each.value for each in box)
    points = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(found, points)
    words = buffer.raw.decode("utf-16-le").rstrip("\0")
    height = page.get_height()
    return Piece(
        number, _mcid(found), words, left, height - high, right, height - low, points.value
    )


def _mcid(found: Any) -> int:
    """Return the innermost number in the structure among the marks around a piece."""
    number = ctypes.c_int()
    for each in reversed(range(raw.FPDFPageObj_CountMarks(found))):
        mark = raw.FPDFPageObj_GetMark(found, each)
        if raw.FPDFPageObjMark_GetParamIntValue(mark, b"MCID", number):
            return number.value
    return -1


def _marked(pdf: bytes) -> dict[tuple[int, int], str]:
    """Return the text of each marked piece of each page."""
    found: dict[tuple[int, int], str] = {}
    for each in pieces(pdf):
        if each.mcid >= 0:
            key = each.page, each.mcid
            found[key] = found.get(key, "") + each.text
    return found


def _order(node: Any, page: Any) -> Iterator[tuple[Any, int]]:
    """Walk the structure of a file; yield its marked pieces, each with its page."""
    if isinstance(node, list):
        for each in node:
            yield from _order(each, page)
        return
    if isinstance(node, IndirectObject):
        node = node.get_object()
        yield from _order(node, page)
        return
    if isinstance(node, int):
        yield page, int(node)
        return
    here = node.raw_get("/Pg") if "/Pg" in node else page
    if "/MCID" in node:
        yield here, int(node["/MCID"])
    elif "/K" in node:
        yield from _order(node["/K"], here)


def page_text(path: Path, *, trainer: bool) -> str:
    """Return the text of a page as its handout must have it.

    Args:
        path: the page.
        trainer: whether the trainer's handout is meant; the trainee's has neither the words of
            blanks nor answers.
    """
    tree = lxml.html.parse(str(path)).getroot()
    (article,) = tree.xpath("//article[@role='main'] | //div[@role='main']")
    for each in _SCREEN_ONLY:
        _drop(article.xpath("." + each))
    if not trainer:
        _drop(article.xpath(".//*[contains(concat(' ', @class, ' '), ' qg-blank ')]"))
        _drop(article.xpath(".//details[contains(@class, 'qg-fold')]"))
    for each in article.xpath(".//*[contains(@class, 'qg-check')][@data-lesson]"):
        each.getparent().text = QUIZ
        each.drop_tree()
    return "".join(_texts(article))


QUIZ = "\ue000"
"""Stands in a page's text where a self-check is: on paper it is laid out as on an exam."""


def differs(pdf: bytes, path: Path, *, trainer: bool) -> str:
    """Say where a handout says something else than its page; nothing where it does not.

    What stands between self-checks has to be the same to the letter; a self-check has to
    print all its stems and options, in order of the questions; answers follow at the end, for
    trainers only.
    """
    told = squeezed(printed_text(pdf))
    at = 0
    checks = list(_checks(path))
    parts = squeezed(page_text(path, trainer=trainer)).split(QUIZ)
    for number, part in enumerate(parts):
        found = told.find(part, at)
        if found < 0 or (number == 0 and found):
            return _first_difference(told[at:], part)
        if number:
            lost = [word for word in checks[number - 1] if word not in told[at:found]]
            if lost:
                return f"self-check {number} lacks {lost}"
        at = found + len(part)
    rest = told[at:]
    if trainer and any(checks):
        return "" if rest.startswith("自测答案") else f"no answers but {rest[:60]!r}"
    return f"more than the page: {rest[:60]!r}" if rest else ""


def _first_difference(told: str, wanted: str) -> str:
    for length in range(len(wanted), 0, -20):
        if wanted[:length] in told:
            return (
                f"after {wanted[max(0, length - 30) : length]!r}: {wanted[length : length + 40]!r}"
            )
    return f"nowhere: {wanted[:60]!r}"


def _checks(path: Path) -> Iterator[list[str]]:
    """Yield the words of each self-check: stems and options, without what a screen adds."""
    for check in (
        lxml.html.parse(str(path)).getroot().xpath("//*[contains(@class, 'qg-selfcheck')]")
    ):
        words = []
        for fieldset in check.xpath(".//fieldset"):
            _drop(fieldset.xpath("./legend"))
            words += [squeezed(str(each)) for each in fieldset.xpath(".//text()")]
        yield [each for each in words if len(each) > 2 and each not in _SCREEN_WORDS]


_SCREEN_WORDS = {"正确", "错误"}


def _drop(found: list[Any]) -> None:
    for each in found:
        each.drop_tree()


def _texts(node: Any) -> Iterator[str]:
    """Yield the text of a node with what style sheets and browsers add to it."""
    if not isinstance(node.tag, str):
        return
    yield from _before(node)
    text = node.text or ""
    if node.tag == "summary":
        text = text.removeprefix("看")
    yield text
    for child in node:
        yield from _texts(child)
        yield child.tail or ""
    yield from _after(node)


def _before(node: Any) -> Iterator[str]:
    parent = node.getparent()
    if node.tag != "li" or parent is None:
        return
    classes = (parent.get("class") or "").split()
    items = [each for each in parent if each.tag == "li"]
    number = items.index(node) + int(parent.get("start") or 1)
    if parent.tag == "ol":
        bare = "qg-points" in classes
        yield _numeral(number, classes) + ("" if bare else ".")
    elif "qg-points" in classes and parent.xpath("ancestor::*[contains(@class, 'qg-steps')]"):
        yield str(number)


def _numeral(number: int, classes: list[str]) -> str:
    if "upperalpha" in classes:
        return _LETTERS[number - 1]
    if "loweralpha" in classes:
        return _LETTERS[number - 1].lower()
    if "lowerroman" in classes:
        return _ROMAN[number - 1]
    if "upperroman" in classes:
        return _ROMAN[number - 1].upper()
    return str(number)


def _after(node: Any) -> Iterator[str]:
    """Yield what paper adds: the address of a link, what an abbreviation stands for."""
    href = node.get("href") or ""
    if node.tag == "a" and re.match(r"(https?|mailto|tel):", href):
        said = node.text_content().strip()
        bare = href if href.startswith("http") else unquote(href.partition(":")[2])
        if said not in (href, bare):
            yield f"（{bare}）"
    if node.tag == "abbr" and node.get("title"):
        yield f"（{node.get('title')}）"


# ---------------------------------------------------------------- what else a file holds


def bookmarks(pdf: bytes) -> list[tuple[int, str]]:
    """Return the bookmarks of a file with their depth."""
    reader = PdfReader(io.BytesIO(pdf))

    def walk(found: Any, depth: int) -> Iterator[tuple[int, str]]:
        for each in found:
            if isinstance(each, list):
                yield from walk(each, depth + 1)
            else:
                yield depth, str(each.title)

    return list(walk(reader.outline, 0))


def fonts(pdf: bytes) -> dict[str, bool]:
    """Return the fonts of a file: whether each is embedded and holds only what is shown."""
    found: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for each in page["/Resources"].get("/Font", {}).values():  # type: ignore[attr-defined]
            font = each.get_object()["/DescendantFonts"][0].get_object()
            name = str(font["/BaseFont"]).removeprefix("/")
            held = font["/FontDescriptor"].get_object()
            whole = {"/FontFile", "/FontFile2", "/FontFile3"} & set(held)
            subset = re.match(r"[A-Z]{6}\+", name)
            found[name.partition("+")[2] or name] = bool(whole and subset)
    return found


def missing_glyphs(pdf: bytes) -> list[int]:
    """Return the pages that show the empty box of a character that no font has."""
    reader = PdfReader(io.BytesIO(pdf))
    return [
        number
        for number, page in enumerate(reader.pages, 1)
        if any(b"\0\0" in _glyphs(text) for text in _shown(page, reader))
    ]


def _glyphs(text: bytes) -> bytes:
    """Mark glyph 0 among glyphs of two bytes."""
    pairs = [text[at : at + 2] for at in range(0, len(text), 2)]
    return b"\0\0" if b"\0\0" in pairs else b""


def _shown(page: Any, reader: PdfReader) -> Iterator[bytes]:
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"Tj", b"TJ"):
            for each in operands[0] if isinstance(operands[0], list) else operands:
                if isinstance(each, ByteStringObject | TextStringObject):
                    yield each.original_bytes
