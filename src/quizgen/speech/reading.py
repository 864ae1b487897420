"""Files as they come: plain text in any usual encoding, Word, PDF with a text layer."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from pathlib import Path

from quizgen.model import QuizgenError

_HAN = re.compile("[\u3400-\u9fff]")
_KINDS = (
    (
        b"\xd0\xcf\x11\xe0",
        "是旧版 Word 或 Excel 文件（.doc、.xls），请在 Word 里另存为 .docx 或纯文本再试",
    ),
    (b"{\\rtf", "是 RTF 文件，请在 Word 里另存为 .docx 或纯文本再试"),
    (b"\x89PNG", "是图片，里面没有可以读取的文字，请先作文字识别"),
    (b"\xff\xd8\xff", "是图片，里面没有可以读取的文字，请先作文字识别"),
    (b"GIF8", "是图片，里面没有可以读取的文字，请先作文字识别"),
    (b"Rar!", "是压缩包，请先解压"),
    (b"7z\xbc\xaf", "是压缩包，请先解压"),
    (b"\x1f\x8b", "是压缩包，请先解压"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WANTED = "这里要的是一篇中文讲话、通知或方案"


class UnreadableError(QuizgenError):
    """A file that is no text of ours; says so in one sentence."""


def read_file(path: Path) -> str:
    """Read the text of a file.

    Raises:
        UnreadableError: where there is no Chinese text to be had from it.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(f"没有找到文件 {path}") from None
    except IsADirectoryError:
        raise UnreadableError(f"{path} 是文件夹，请给出其中的一个文件") from None
    except OSError as problem:
        raise UnreadableError(f"打不开文件 {path}：{problem.strerror or problem}") from None
    return read_bytes(data, str(path))


def read_bytes(data: bytes, name: str = "输入") -> str:
    """Read the text in the bytes of a file; ``name`` is for the error."""
    if not data.strip():
        raise UnreadableError(f"{name} 是空的，没有文字可读")
    for magic, said in _KINDS:
        if data.startswith(magic):
            raise UnreadableError(f"{name} {said}")
    if data.startswith(b"PK\x03\x04"):
        text = _read_zip(data, name)
    elif data.lstrip()[:5] == b"%PDF-":
        text = _read_pdf(data, name)
    else:
        text = _decode(data, name)
    _check(text, name)
    return text


def _read_zip(data: bytes, name: str) -> str:
    """Read a Word file; anything else in a ZIP is told by its name."""
    try:
        members = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise UnreadableError(f"{name} 已经损坏，打不开") from None
    if any(each.startswith("xl/") for each in members):
        raise UnreadableError(f"{name} 是 Excel 表格；{_WANTED}")
    if any(each.startswith("ppt/") for each in members):
        raise UnreadableError(f"{name} 是演示文稿；请把其中的文字另存为纯文本再试")
    if "word/document.xml" not in members:
        raise UnreadableError(f"{name} 是压缩包或别的格式；{_WANTED}，可以是 txt、docx 或 pdf")
    import docx

    try:
        document = docx.Document(io.BytesIO(data))
        return "\n".join(_docx_lines(document))
    except Exception:  # noqa: BLE001 -- python-docx lets through whatever its XML reader raises
        raise UnreadableError(f"{name} 不是完好的 Word 文件，打不开") from None


def _docx_lines(document: object) -> list[str]:
    """Return the paragraphs of a Word file, those in tables and automatic numbers included."""
    from docx.document import Document
    from docx.table import Table

    assert isinstance(document, Document)
    lines: list[str] = []
    counters: dict[tuple[str, int], int] = {}
    formats = _numbering(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            cells = [cell.text for row in block.rows for cell in row.cells]
            lines += [text for text in cells if len(text) > 20]
            continue
        lines.append(
            "　　" * bool(block.text.strip()) + _number(block, formats, counters) + block.text
        )
    return lines


def _numbering(document: object) -> dict[tuple[str, int], tuple[str, str]]:
    """Read how the automatic numbers of a Word file are written: (list, level) to format and text."""
    from docx.document import Document
    from docx.oxml.ns import qn

    assert isinstance(document, Document)
    try:
        root = document.part.numbering_part.element
    except (KeyError, NotImplementedError, AttributeError):
        return {}
    abstract = {each.get(qn("w:abstractNumId")): each for each in root.iter(qn("w:abstractNum"))}
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for num in root.iter(qn("w:num")):
        link = num.find(qn("w:abstractNumId"))
        kind = abstract.get(link.get(qn("w:val"))) if link is not None else None
        for level in kind.iter(qn("w:lvl")) if kind is not None else ():
            form, text = level.find(qn("w:numFmt")), level.find(qn("w:lvlText"))
            if form is not None and text is not None:
                key = (str(num.get(qn("w:numId"))), int(level.get(qn("w:ilvl"), "0")))
                found[key] = (form.get(qn("w:val"), ""), text.get(qn("w:val"), ""))
    return found


def _number(
    block: object,
    formats: dict[tuple[str, int], tuple[str, str]],
    counters: dict[tuple[str, int], int],
) -> str:
    """Write the automatic number of a paragraph, which is no part of its text."""
    from docx.text.paragraph import Paragraph

    from .numerals import in_words

    assert isinstance(block, Paragraph)
    found = block._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")
    if not found:
        return ""
    level = int((block._p.xpath("./w:pPr/w:numPr/w:ilvl/@w:val") or ["0"])[0])
    key = (str(found[0]), level)
    form, text = formats.get(key, ("", ""))
    if not text or form in ("bullet", "none"):
        return ""
    for other in [each for each in counters if each[0] == key[0] and each[1] > level]:
        del counters[other]
    counters[key] = counters.get(key, 0) + 1
    number = counters[key]
    chinese = form.startswith(("chinese", "japanese", "taiwanese", "ideograph"))
    said = ("二" if number == 2 else in_words(number)) if chinese else str(number)
    written = text.replace(f"%{level + 1}", said)
    return "" if "%" in written else written


def _read_pdf(data: bytes, name: str) -> str:
    """Read the text layer of a PDF."""
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError(f"{name} 是加了密码的 PDF，请先去掉密码")
        text = "\n".join(page.extract_text() or "" for page in reader.pages)
    except UnreadableError:
        raise
    except Exception:  # noqa: BLE001 -- pypdf lets through whatever a broken file makes it stumble over
        raise UnreadableError(f"{name} 不是完好的 PDF 文件，打不开") from None
    if not text.strip():
        raise UnreadableError(f"{name} 是扫描的 PDF，没有文字层，请先作文字识别")
    return text


def _decode(data: bytes, name: str) -> str:
    """Decode plain text: by its mark, else UTF-8, UTF-16 or GB18030, whichever it can be."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    wide = _unmarked_utf16(data)
    if wide:
        return data.decode(wide, errors="replace")
    if b"\0" in data:
        raise UnreadableError(f"{name} 不是文字文件；{_WANTED}")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as problem:
            if problem.start >= len(data) - 3 and problem.start > 0:  # cut off in a character
                return data[: problem.start].decode(encoding)
    text = max(
        (data.decode(encoding, errors="replace") for encoding in ("utf-8", "gb18030")),
        key=lambda said: -said.count("\ufffd"),
    )
    if text.count("\ufffd") > 0.02 * len(text):
        raise UnreadableError(f"{name} 不是文字文件，或者编码认不出来，请另存为 UTF-8 再试")
    return text


def _unmarked_utf16(data: bytes) -> str | None:
    """Tell UTF-16 without a mark: read that way it is mostly Chinese, line ends and all."""
    sample = data[: 4000 - 4000 % 2]
    if len(sample) < 4 or (b"\n" not in sample and b"\0" not in sample):
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, errors="replace")
        common = len(re.findall("[的是在和要一不人有、，。：\n\r]", text))
        if len(_HAN.findall(text)) > 0.5 * len(text) and common > 0.08 * len(text):
            return encoding
    return None


def _check(text: str, name: str) -> None:
    """Refuse what is no Chinese running text."""
    if not text.strip("\ufeff \t\r\n\u3000"):
        raise UnreadableError(f"{name} 是空的，没有文字可读")
    control = sum(text.count(chr(code)) for code in (*range(1, 9), *range(14, 27)))
    if control > 0.01 * len(text) + 2 or text.count("\ufffd") > 0.05 * len(text) + 2:
        raise UnreadableError(f"{name} 不是文字文件；{_WANTED}")
    if text.lstrip()[:200].lower().startswith(("<!doctype html", "<html", "<?xml")):
        raise UnreadableError(f"{name} 是网页源文件，请把正文复制到纯文本文件里再试")
    if _is_table(text):
        raise UnreadableError(f"{name} 像是一张表格；{_WANTED}")
    if len(_HAN.findall(text[:20000])) < 10:
        raise UnreadableError(f"{name} 里没有读到中文正文；{_WANTED}")


def _is_table(text: str) -> bool:
    """Say whether nearly every line is cut into the same number of cells."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()]
    if len(lines) < 3:
        return False
    for mark in ("\t", ",", "|", ";"):
        counts = [line.strip().count(mark) for line in lines]
        most = max(sorted(set(counts)), key=counts.count)
        same = counts.count(most) >= 0.8 * len(lines)
        if most >= 1 and same and "。" not in text[:200_000].replace("。\n", "\n"):
            return True
        if most >= 2 and same and text.count("。") < len(lines) / 2:
            return True
    return False
