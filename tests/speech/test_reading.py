"""Files as they come, and one clear sentence for those that are no text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from quizgen.speech import UnreadableError, as_tree, read_bytes, read_file, read_outline
from quizgen.speech.text import clean

from .gold import FIXTURES
from .mess import hard, inputs

TEXT = (FIXTURES / "forest.txt").read_text(encoding="utf-8")
TREE = as_tree(read_outline(TEXT))


def pdf(lines: list[str]) -> bytes:
    """Write a PDF of one page with a Chinese text layer, the smallest that a reader accepts."""
    shown = b"\n".join(
        b"<" + line.encode("utf-16-be").hex().encode() + b"> Tj 0 -20 Td" for line in lines
    )
    stream = b"BT /F 12 Tf 40 800 Td\n" + shown + b"\nET"
    chars = sorted({char for line in lines for char in line})
    ranges = "\n".join(f"<{ord(c):04x}> <{ord(c):04x}>" for c in chars[:99])
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def "
        "1 begincodespacerange <0000> <ffff> endcodespacerange "
        f"{len(chars[:99])} beginbfchar\n{ranges}\nendbfchar endcmap"
    ).encode()
    font = b"<< /Type /Font /BaseFont /S /Subtype "
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        font + b"/Type0 /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        font + b"/CIDFontType2 /CIDSystemInfo << /Registry (A) /Ordering (I) /Supplement 0 >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
    ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(
        b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    )
    return out.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_any_usual_encoding_is_read(encoding: str) -> None:
    """With its mark or without."""
    assert as_tree(read_outline(read_bytes(TEXT.encode(encoding)))) == TREE


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_any_line_end_is_read(ending: str) -> None:
    """Windows and old Mac."""
    assert as_tree(read_outline(read_bytes(TEXT.replace("\n", ending).encode()))) == TREE


def test_a_text_that_was_cut_off_inside_a_character_is_read() -> None:
    """As a download that broke off leaves it."""
    assert read_bytes(TEXT.encode()[:-2]) == TEXT[:-1] or "森林" in read_bytes(TEXT.encode()[:-2])


def test_full_width_digits_and_straight_quotes_read_the_same() -> None:
    """What an input method or a web page makes of them."""
    wide = TEXT.replace("1.", "１．").replace("2.", "２．").replace("3.", "３．")

    assert as_tree(read_outline(wide.replace("“", '"').replace("”", '"'))) == TREE


def word(paragraphs: list[str]) -> docx.document.Document:
    """Write a Word file."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def saved(document: object) -> bytes:
    """Return the bytes of a Word file."""
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]  # python-docx has no common type
    return out.getvalue()


def test_word_is_read() -> None:
    """Paragraph by paragraph."""
    raw = read_bytes(saved(word(TEXT.splitlines())))

    assert [g.name for g in read_outline(raw).groups] == [g.name for g in read_outline(TEXT).groups]


def test_automatic_numbers_of_word_count_as_marks() -> None:
    """They are no part of the paragraph's text."""
    document = word(["检查方案", "要求如下："])
    for text in ("查现场环境和人的做法。", "查各岗位的责任。"):
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr()
        numbered = OxmlElement("w:numPr")
        for name, value in (("w:ilvl", "0"), ("w:numId", "1")):
            element = OxmlElement(name)
            element.set(qn("w:val"), value)
            numbered.append(element)
        properties.append(numbered)
    numbering = document.part.numbering_part.element
    (level,) = numbering.xpath(
        "./w:abstractNum[@w:abstractNumId=/w:numbering/w:num[@w:numId='1']"
        "/w:abstractNumId/@w:val]/w:lvl[@w:ilvl='0']"
    )
    level.find(qn("w:numFmt")).set(qn("w:val"), "chineseCounting")
    level.find(qn("w:lvlText")).set(qn("w:val"), "%1、")
    outline = read_outline(read_bytes(saved(document)))

    assert [item.key for item in outline.groups[0].items] == [
        "查现场环境和人的做法",
        "查各岗位的责任",
    ]


def test_the_text_layer_of_a_pdf_is_read() -> None:
    """Lines that the page broke are joined."""
    lines = ["检查方案", "一、查现场。看环境、看人员、看设备。", "二、查责任。", "- 1 -"]
    outline = read_outline(read_bytes(pdf(lines)))

    assert [item.key for item in outline.groups[0].items] == ["查现场", "查责任"]
    assert outline.title == "检查方案"


def zipped(name: str) -> bytes:
    """Write a ZIP with one member."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "空的"),
        (b" \r\n\t", "空的"),
        ("\ufeff　　\n".encode(), "空的"),
        (b"\x00\x01\x02" * 50, "不是文字文件"),
        (bytes(range(256)) * 4, "不是文字文件"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "图片"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "旧版 Word"),
        (b"{\\rtf1 x}", "RTF"),
        (b"PK\x03\x04broken", "损坏"),
        (zipped("xl/workbook.xml"), "Excel"),
        (zipped("ppt/presentation.xml"), "演示文稿"),
        (zipped("word/document.xml"), "不是完好的 Word"),
        (zipped("a.txt"), "压缩包"),
        (b"%PDF-1.4 broken", "PDF"),
        (b"Nothing Chinese in here, just a few words.", "没有读到中文正文"),
        ("<html><body>讲话讲话讲话讲话讲话讲话</body></html>".encode(), "网页源文件"),
        ("姓名\t单位\t成绩\n甲\t一车间\t90\n乙\t二车间\t88\n丙\t三车间\t92\n".encode(), "表格"),
        (
            "姓名,单位,成绩\n甲某某,一车间,90\n乙某某,二车间,88\n丙某某,三车间,92\n".encode(
                "gb18030"
            ),
            "表格",
        ),
    ],
)
def test_what_is_no_text_gets_one_sentence(data: bytes, said: str) -> None:
    """That names the file and says what to do."""
    with pytest.raises(UnreadableError) as problem:
        read_bytes(data, "某文件")

    assert said in str(problem.value)
    assert str(problem.value).startswith("某文件 ")
    assert "\n" not in str(problem.value)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    """By their names."""
    with pytest.raises(UnreadableError, match="没有找到"):
        read_file(tmp_path / "无.txt")
    with pytest.raises(UnreadableError, match="文件夹"):
        read_file(tmp_path)


BOILERPLATE = """某某文库
会员群：  免费QQ群：123
www.example.com

在座谈会上的讲话
来源：本站  浏览次数：12

同志们：
　　要做到人到位、物到位、责任到位。
- 1 -
　　一要早动手，二要早见效。

上一篇：没有了
版权所有，转载请注明、出处、作者、时间
"""


def test_the_web_page_around_a_text_is_cut_off() -> None:
    """At both ends; page numbers too."""
    _, paragraphs = clean(BOILERPLATE)

    assert [each.text for each in paragraphs] == [
        "同志们：",
        "要做到人到位、物到位、责任到位。",
        "一要早动手，二要早见效。",
    ]


def test_lines_that_a_page_broke_are_joined() -> None:
    """Every line of the same width, running heads in between."""
    text = (
        "各级各部门要切实提高认识认真履行职责，把各项工作任务抓紧抓实，不折不扣完成好全年的目标。"
    )
    pages = [text.replace("认识", word) for word in ("站位", "标准", "效率")]
    lines = ["工作会议讲话"]
    for number, said in enumerate(pages, 1):
        lines += [said[:20], said[20:40]]
        lines += ["内部资料", f"— {number} —", said[40:]]
    _, paragraphs = clean("\n".join(lines))

    assert [each.text for each in paragraphs] == pages


def test_random_inputs_never_crash() -> None:
    """A small sample; ``make soak`` feeds fifty thousand."""
    read = 0
    for data in inputs(300, 1):
        try:
            read_outline(read_bytes(data))
            read += 1
        except UnreadableError as problem:
            assert str(problem)
    assert read > 100


@pytest.mark.parametrize("name", [name for name, _ in hard(10)])
def test_hard_texts_are_read(name: str) -> None:
    """Whatever comes a thousand times."""
    assert read_outline(dict(hard(3000))[name]) is not None
