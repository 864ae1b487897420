"""Papers read back: PDFs with pdfplumber and pypdfium2, Office files with their own readers."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import docx
import numpy as np
import openpyxl
import pdfplumber
import pypdf
import pypdfium2
import pytest
from docx.oxml.ns import qn
from msgspec.structs import replace

from items import ALL, MULTIPLE, SHORT, SINGLE, TRUE_FALSE, paper
from quizgen.bank.files import paper_code
from quizgen.markup import plain
from quizgen.model import Choice, Item, Paper, PaperItem, PaperSection
from quizgen.render.numbering import key_of, numbered, options_of
from quizgen.render.paper import prints
from quizgen.render.sheet import PAGE, sheet_of
from quizgen.render.sheet_pdf import sheet_pdf

PAPER = paper()
CODE = paper_code(PAPER)


@cache
def printed(name: str) -> bytes:
    """Make a file of the paper once."""
    made = dict(prints(PAPER, CODE))
    return next(make() for each, make in made.items() if each.endswith(name))


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF without blanks."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return squeezed("".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    """Drop blanks and differences of width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("name", ["试卷.pdf", "试卷-A3.pdf"])
def test_every_item_is_printed_in_order_with_all_its_options(name: str) -> None:
    """Nothing is lost on the way to paper."""
    text = text_of(printed(name))
    at = 0
    for each in numbered(PAPER):
        words = [part for part in re.split(r"\{\{\d+\}\}", plain(each.item.stem)) if part]
        for part in [*words, *map(plain, options_of(each.placed))]:
            found = text.find(squeezed(part))
            assert found >= 0, part
        first = text.find(squeezed(words[0]), at)
        assert first >= at, each.item.stem
        at = first
    assert CODE in text
    assert "第1页共2页" in text or "第1页共1页" in text


@pytest.mark.parametrize("name", ["试卷.pdf", "试卷-A3.pdf", "试卷.docx", "答题卡.pdf"])
def test_a_paper_holds_no_key_and_no_explanation(name: str) -> None:
    """Not even in its properties."""
    data = printed(name)
    text = text_of(data) if name.endswith("pdf") else squeezed(word_text(data))
    for item in ALL:
        if item.explanation:
            assert squeezed(item.explanation) not in text
    assert "参考答案" not in text
    assert "60分钟" not in text.replace("考试时间60分钟", "")  # an accepted wording of a gap


def word_text(data: bytes) -> str:
    """Return all text of a Word file, tables included."""
    file = docx.Document(io.BytesIO(data))
    return "\n".join(
        node.text or "" for node in file.element.body.iter() if node.tag.endswith("}t")
    )


def test_the_key_says_every_answer_and_why() -> None:
    """As the options stand on this paper."""
    text = text_of(printed("答案.pdf"))
    for each in numbered(PAPER):
        if each.section.kind not in ("true_false",):
            assert squeezed(key_of(each.placed)) in text
        assert squeezed(plain(each.item.explanation)) in text
    assert key_of(PAPER.sections[1].items[0]) == "ABD"  # options 2, 0, 3, 1: the wrong one third


def test_fonts_are_embedded_and_cut_to_what_is_used() -> None:
    """A printer's shop has none of ours; strong words are in a bold Hei."""
    reader = pypdf.PdfReader(io.BytesIO(printed("试卷.pdf")))
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]  # untyped
            base = font.get_object()
            inner = base["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            fonts[str(base["/BaseFont"])] = any(
                name in inner for name in ("/FontFile", "/FontFile2", "/FontFile3")
            )
    assert fonts
    assert all(fonts.values())
    assert all(re.match(r"/[A-Z]{6}\+", name) for name in fonts)  # a subset's name
    assert len(printed("试卷.pdf")) < 200_000


def test_strong_words_are_bold_on_paper() -> None:
    """A missing weight is silent: count the ink."""
    heavy, light = (
        ink(f"**{word}**" if strong else word) for word, strong in (("安全", True), ("安全", False))
    )
    assert heavy > 1.4 * light


def ink(text: str) -> int:
    """Count the dark pixels of a text."""
    from quizgen.markup import to_typst
    from quizgen.render.typesetting import to_pdf

    pdf = to_pdf(f"#set page(width: 60mm, height: 20mm, margin: 2mm)\n{to_typst(text)}")
    return int((raster(pdf, 0, 200) < 128).sum())


def raster(pdf: bytes, page: int, dpi: int) -> Any:
    """Rasterise a page in grey."""
    bitmap = pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72, grayscale=True)
    pixels = bitmap.to_numpy()
    return pixels[:, :, 0] if pixels.ndim == 3 else pixels


def test_no_item_breaks_over_pages_and_nothing_leaves_the_page() -> None:
    """Forty long items: each has its number and all its options on one page."""
    items = tuple(
        PaperItem(item=replace(SINGLE, id=f"x{n}", stem=f"第{n}问：" + SINGLE.stem * 3, options=tuple(
            Choice(f"第{n}问的选项{k}" + "长" * (n % 30), k == 0) for k in range(4)
        )), score=1)
        for n in range(1, 41)
    )  # fmt: skip
    long = paper(
        sections=(PaperSection(title="单选", kind="single_choice", score=1, items=items),), total=40
    )
    pdf = next(make() for name, make in prints(long, "ABCD1234") if name.endswith("试卷.pdf"))
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        pages = [squeezed(page.extract_text()) for page in file.pages]
        for page in file.pages:
            assert all(c["x0"] >= 0 and c["x1"] <= page.width for c in page.chars)
            assert all(c["top"] >= 20 and c["bottom"] <= page.height - 15 for c in page.chars)
    for n in range(1, 41):
        at = [k for k, text in enumerate(pages) if f"第{n}问:" in text]
        assert at
        assert all(f"第{n}问的选项{k}" in pages[at[0]] for k in range(4))


PLAIN: tuple[tuple[str, Item], ...] = (
    ("single_choice", SINGLE),
    ("multiple_choice", MULTIPLE),
    ("true_false", TRUE_FALSE),
)


def many(count: int) -> Paper:
    """Make a paper of so many single, multiple and true/false items."""
    thirds = (count - 2 * (count // 4), count // 4, count // 4)
    sections = tuple(
        PaperSection(
            title=kind,
            kind=kind,
            score=1,
            items=tuple(
                PaperItem(item=replace(item, id=f"{item.id}{n}"), score=1) for n in range(size)
            ),
        )
        for (kind, item), size in zip(PLAIN, thirds, strict=True)
    )
    return paper(sections=sections, total=count)


@pytest.mark.parametrize("count", [20, 50, 100])
def test_the_geometry_of_the_sheet_is_that_of_its_print(count: int) -> None:
    """Every bubble is found in the picture within 0.2 mm of where the JSON says."""
    made = many(count)
    sheet = sheet_of(made, "ABCD1234")
    pdf, dpi = sheet_pdf(made, sheet), 300
    scale = dpi / 25.4
    pages = [raster(pdf, page, dpi) < 150 for page in range(sheet.pages)]

    assert len({(each.label) for _, each in sheet.bubbles if each.label.isdecimal()}) == count
    for page, each in sheet.bubbles:
        x, y, reach = each.x * scale, each.y * scale, (sheet.radius + 0.4) * scale
        left, top = round(x - reach), round(y - reach)
        window = pages[page][top : round(y + reach) + 1, left : round(x + reach) + 1]
        columns, rows = np.flatnonzero(window.any(axis=0)), np.flatnonzero(window.any(axis=1))
        middle = (left + (columns[0] + columns[-1] + 1) / 2, top + (rows[0] + rows[-1] + 1) / 2)
        assert abs(middle[0] - x) < 0.2 * scale, each
        assert abs(middle[1] - y) < 0.2 * scale, each
        assert abs((columns[-1] - columns[0]) / 2 - sheet.radius * scale) < 0.3 * scale, each
    for x, y in sheet.marks:
        middle_x, middle_y = round((x + 3) * scale), round((y + 3) * scale)
        assert all(each[middle_y, middle_x] for each in pages)


def test_no_two_bubbles_touch_and_all_lie_on_the_page() -> None:
    """For a paper with items of every kind too."""
    for made in (PAPER, many(100)):
        sheet = sheet_of(made, CODE)
        places = [(page, each.x, each.y) for page, each in sheet.bubbles]
        assert len(set(places)) == len(places)
        for n, (page, x, y) in enumerate(places):
            assert 15 < x < PAGE[0] - 15
            assert 15 < y < PAGE[1] - 15
            for other_page, other_x, other_y in places[n + 1 :]:
                apart = (x - other_x) ** 2 + (y - other_y) ** 2
                assert page != other_page or apart >= (2 * sheet.radius + 0.8) ** 2


def style_of(paragraph: Any) -> str:
    """Return the name of a paragraph's style."""
    return str(paragraph.style.name)


def test_a_word_file_has_the_same_items_styles_and_numbering() -> None:
    """It opens, and can be edited: Word counts the items and lists the headings."""
    file = docx.Document(io.BytesIO(printed("试卷.docx")))
    items = [each for each in file.paragraphs if style_of(each) == "试题"]
    heads = [each for each in file.paragraphs if style_of(each) == "Heading 1"]

    assert len(items) == len(ALL)
    assert len(heads) == len(PAPER.sections)
    elements: list[Any] = [each._p for each in [*items, *heads]]
    assert all(list(each.iter(qn("w:numPr"))) for each in elements)
    text = squeezed(word_text(printed("试卷.docx")))
    for each in numbered(PAPER):
        assert all(squeezed(plain(option)) in text for option in options_of(each.placed))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["试卷.docx", "答案.docx", "登分表.xlsx"])
def test_libreoffice_opens_the_office_files(tmp_path: Path, name: str) -> None:
    """And shows the same text."""
    path = tmp_path / f"in{Path(name).suffix}"
    path.write_bytes(printed(name))
    wanted = "MS Word 2007 XML" if name.endswith("docx") else "Calc MS Excel 2007 XML"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         f"--infilter={wanted}", "--convert-to", "pdf", "--outdir", tmp_path, path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = text_of((tmp_path / "in.pdf").read_bytes())
    assert squeezed(PAPER.title) in text
    if name == "试卷.docx":
        letters = re.sub(r"\W", "", text)  # it sets quotation marks as runs of their own
        stems = [re.sub(r"\W", "", plain(each.item.stem)[:12]) for each in numbered(PAPER)]
        assert [stem for stem in stems if stem not in letters] == []


def test_the_marking_sheet_has_a_column_an_item() -> None:
    """And names the paper."""
    sheet = openpyxl.load_workbook(io.BytesIO(printed("登分表.xlsx"))).active
    assert sheet is not None
    heads = [cell.value for cell in sheet[4]]

    assert sheet["B2"].value == CODE
    assert heads == ["工号", "姓名", "部门", *(str(n) for n in range(1, len(ALL) + 1))]
    assert sheet.freeze_panes == "D5"


def test_the_same_paper_gives_the_same_bytes() -> None:
    """No clock in any file."""
    for name, make in prints(PAPER, CODE):
        assert make() == make(), name


def test_a_short_answer_has_room_to_write() -> None:
    """At least four lines, in Word too."""
    alone = paper(
        sections=(
            PaperSection(title="简答", kind="short_answer", score=6, items=(PaperItem(item=SHORT, score=6),)),
        ),
        total=6,
    )  # fmt: skip
    made = dict(prints(alone, "ABCD1234"))
    pdf = made["ABCD1234-A-试卷.pdf"]()
    with pdfplumber.open(io.BytesIO(pdf)) as file:
        lines = [each for each in file.pages[0].lines + file.pages[0].rects if each["width"] > 300]
    assert len(lines) >= 6
    assert word_text(made["ABCD1234-A-试卷.docx"]()).count("＿" * 38) == 6
