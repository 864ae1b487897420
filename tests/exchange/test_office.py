"""Excel, Word and plain text: what openpyxl, python-docx and LibreOffice see, and what comes back."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from msgspec.structs import replace
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape

from items import ALL, SINGLE
from quizgen.exchange import FORMATS, settle
from quizgen.exchange.stems import GAP, full_stem
from quizgen.markup import plain
from quizgen.model import (
    KIND_NAMES,
    Cloze,
    Item,
    MultipleChoice,
    QuizgenError,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    kind_of,
)

from .everything import EVERYTHING
from .readers import carried, exported
from .same import facts

BOTH = ["text", "docx"]
LOST = {
    "xlsx": (True, ()),
    "kaoshibao": (False, ("why", "unordered")),
    "text": (False, ("why",)),
    "docx": (False, ("why",)),
}
"""What each format keeps: styles, and the fields it does not carry."""


def _cells(data: bytes) -> list[dict[str, Any]]:
    """Read a table the way a program of somebody else does: openpyxl, heading by heading."""
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    heads, *rows = ([str(cell.value or "") for cell in row] for row in sheet.iter_rows())
    shown = [[unescape(each).strip() for each in row] for row in rows]
    return [dict(zip(heads, row, strict=True)) for row in shown]


def _letters(item: SingleChoice | MultipleChoice) -> str:
    return "".join("ABCDEFGH"[n] for n, each in enumerate(item.options) if each.correct)


def _shown(text: str) -> str:
    return plain(text).strip()


def test_openpyxl_sees_every_text_of_our_table() -> None:
    """Stems, options, keys, explanations of all seven kinds, over the nasty corpus."""
    items = carried(FORMATS["xlsx"], EVERYTHING)
    rows = _cells(exported("xlsx", items))
    assert [row["题号"] for row in rows] == [each.id for each in items]

    for item, row in zip(items, rows, strict=True):
        assert row["题型"] == KIND_NAMES[kind_of(item)]
        assert row["解析"] == _shown(item.explanation)
        assert GAP.sub("____", row["题干"]) == _shown(GAP.sub(r"\_\_\_\_", item.stem))
        if isinstance(item, SingleChoice | MultipleChoice):
            assert row["答案"] == _letters(item)
            texts = [row[f"选项{each}"] for each in "ABCDEF"]
            assert [each for each in texts if each] == [_shown(o.text) for o in item.options]
        if isinstance(item, TrueFalse):
            assert row["答案"] == ("正确" if item.answer else "错误")
            assert row["选项说明"] == _shown(item.why)


def test_openpyxl_sees_what_kaoshibao_asks_for() -> None:
    """Headings letter for letter, keys without separators, judgements as marks."""
    items = carried(FORMATS["kaoshibao"], EVERYTHING)
    rows = _cells(exported("kaoshibao", items))
    assert list(rows[0])[:3] == ["题干（必填）", "题型 （必填）", "选项 A"]
    assert "正确答案\n（必填）" in rows[0]
    assert "选项E\n(勿删)" in rows[0]

    for item, row in zip(items, rows, strict=True):
        key = row["正确答案\n（必填）"]
        if isinstance(item, SingleChoice | MultipleChoice):
            assert key == _letters(item)
            assert row["题干（必填）"] == _shown(full_stem(item))
            assert [row[f"选项 {each}"] for each in "ABC"] == [
                _shown(each.text) for each in item.options[:3]
            ]
        if isinstance(item, TrueFalse):
            assert key == ("√" if item.answer else "×")
        if isinstance(item, Cloze):
            numbers = [int(each) - 1 for each in GAP.findall(item.stem)]
            assert key == "|".join(_shown(item.blanks[at].accept[0]) for at in numbers)
        if isinstance(item, ShortAnswer):
            assert key.startswith(_shown(item.rubric[0].text))


def _naive(text: str) -> list[dict[str, Any]]:
    """Read the plain form as small programs do: blocks, then the first letters of lines."""
    found = []
    for block in re.split(r"\n\n(?=\d+\. )", text.strip()):
        stem, *rest = re.split(r"\n(?=[A-Z]\. |答案：|解析：)", block)
        found.append(
            {
                "stem": re.sub(r"^\d+\. (?:【多选题】)?", "", stem),
                "options": [each[3:] for each in rest if re.match(r"[A-Z]\. ", each)],
                "key": next(each[3:] for each in rest if each.startswith("答案：")),
                "told": next((each[3:] for each in rest if each.startswith("解析：")), ""),
            }
        )
    return found


def _expect_plain(items: list[Item], found: list[dict[str, Any]]) -> None:
    for item, each in zip(items, found, strict=True):
        assert each["stem"] == _shown(GAP.sub(r"\_\_\_\_", full_stem(item)))
        assert each["told"] == _shown(item.explanation)
        if isinstance(item, SingleChoice | MultipleChoice):
            assert each["options"] == [_shown(o.text) for o in item.options]
            assert each["key"] == _letters(item)
        if isinstance(item, TrueFalse):
            assert each["key"] == ("正确" if item.answer else "错误")


def test_a_small_program_finds_the_same_in_plain_text() -> None:
    """The safe common form: what platforms' help pages describe."""
    items = carried(FORMATS["text"], EVERYTHING)

    _expect_plain(items, _naive(exported("text", items).decode()))


def _by_kind(items: list[Item]) -> list[Item]:
    return [each for kind in KIND_NAMES for each in items if kind_of(each) == kind]


def test_python_docx_sees_the_same_in_word() -> None:
    """Paragraph by paragraph, after the title, without the headings."""
    items = carried(FORMATS["docx"], EVERYTHING)
    lines = [p.text for p in Document(io.BytesIO(exported("docx", items))).paragraphs][1:]
    blocks = [
        each for each in lines if not re.match(r"[一二三四五六七]、.{2,5}题（共 \d+ 题）$", each)
    ]
    text = re.sub(r"\n(?=\d+\. )", "\n\n", "\n".join(blocks))

    _expect_plain(_by_kind(items), _naive(text))


@pytest.mark.parametrize("name", LOST)
def test_what_a_format_carries_comes_back_the_same(name: str) -> None:
    """Export and import, and nothing is lost but what the table says."""
    items = carried(FORMATS[name], EVERYTHING)
    back = settle(FORMATS[name].read(exported(name, items)), name)
    assert back.troubles == ()
    assert [each for each in back.twins if each.exact] == []

    styled, without = LOST[name]
    for item, again in zip(_by_kind(items) if name == "docx" else items, back.items, strict=True):
        item, said = _in_order(item, name), facts(again, styled=styled, without=without)
        assert said == facts(item, styled=styled, without=without)
        if name == "xlsx":
            kept = (
                "id",
                "use",
                "level",
                "difficulty",
                "lesson",
                "part",
                "topic",
                "facts",
            )
            assert [getattr(again, each) for each in kept] == [getattr(item, each) for each in kept]


def _in_order(item: Item, name: str) -> Item:
    """Keep what 考试宝 keeps: it takes one wording a gap."""
    if name != "kaoshibao" or not isinstance(item, Cloze):
        return item
    blanks = tuple(type(gap)(gap.accept[:1]) for gap in item.blanks)
    return replace(item, blanks=blanks)


def test_the_table_is_made_to_be_edited() -> None:
    """Frozen head, lists to choose from, wrapped text cells."""
    sheet = load_workbook(io.BytesIO(exported("xlsx", ALL))).worksheets[0]

    assert sheet.freeze_panes == "A2"
    lists = {
        str(each.sqref).split("2")[0]: each.formula1
        for each in sheet.data_validations.dataValidation
    }
    assert "单项选择题,多项选择题" in lists["B"]
    assert all(cell.alignment.wrap_text for cell in sheet[2])
    assert all(cell.number_format == "@" for cell in sheet[2])


@pytest.mark.parametrize("name", ["xlsx", "kaoshibao", "csv"])
@pytest.mark.parametrize(
    "start", ["=1+1", "+86", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1"]
)
def test_no_cell_is_ever_a_formula(name: str, start: str) -> None:
    """A bank from a stranger runs nothing on a trainer's machine."""
    options = tuple(replace(each, text=f"{start}{each.text}") for each in SINGLE.options)
    data = exported(name, [replace(SINGLE, stem=start, explanation=start, options=options)])

    if name == "csv":
        import csv

        cells = [each for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for each in row]
        assert not [each for each in cells if each.startswith(("=", "+", "-", "@", "\t", "\r"))]
        return
    for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows():
        for cell in row:
            assert cell.data_type in ("inlineStr", "s", "n")
            assert not isinstance(cell.value, int | float)
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                assert cell.quotePrefix


def _soffice(tmp_path: Path, data: bytes, suffix: str, *to: str) -> Path:
    """Convert with LibreOffice, and look whether a file came out."""
    if not shutil.which("soffice"):
        pytest.skip("needs LibreOffice")
    source = tmp_path / f"export{suffix}"
    source.write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        *to,
        "--outdir",
        str(tmp_path / "out"),
        str(source),
    ]
    ran = subprocess.run(command, capture_output=True, timeout=120, check=False)
    made = sorted((tmp_path / "out").glob("export*"))
    assert made, ran.stderr.decode()
    return made[0]


def test_libreoffice_opens_the_table(tmp_path: Path) -> None:
    """Every stem stands in what it shows, and no formula was worked out."""
    made = _soffice(
        tmp_path, exported("xlsx", ALL), ".xlsx", "--infilter=Calc MS Excel 2007 XML",
        "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true",
    )  # fmt: skip
    text = made.read_text(encoding="utf-8")

    assert all(plain(GAP.sub(r"\_\_\_\_", each.stem)) in text for each in ALL)


def test_libreoffice_opens_the_word_list(tmp_path: Path) -> None:
    """Every stem and option stands in what it shows."""
    items = carried(FORMATS["docx"], ALL)
    made = _soffice(
        tmp_path, exported("docx", items), ".docx", "--infilter=MS Word 2007 XML",
        "--convert-to", "txt:Text (encoded):UTF8",
    )  # fmt: skip
    text = made.read_text(encoding="utf-8-sig")

    for item in items:
        assert all(
            line in text for line in plain(GAP.sub(r"\_\_\_\_", full_stem(item))).split("\n")
        )


def _workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_all_that_is_wrong_with_a_table_is_told_with_its_row() -> None:
    """A trainer mends everything in one go."""
    data = _workbook(
        [
            ["题型", "题干", "选项A", "选项B", "答案", "用途"],
            ["单项选择题", "问", "甲", "乙", "C", ""],
            ["单选", "问", "甲", "乙", "A", ""],
            ["判断题", "话", None, None, "也许", ""],
            ["判断题", "话", None, None, True, "玩"],
            ["单选题", "问", "甲", "甲", "A", ""],
        ]
    )
    settled = settle(FORMATS["xlsx"].read(data), "x.xlsx")

    assert [each.line for each in settled.troubles] == [2, 3, 4, 5, 6]
    assert "答案里有 C，选项却只有 2 个" in settled.troubles[0].message


def test_numbers_percents_and_truths_in_cells_are_read_as_they_look() -> None:
    """Excel turns 60% into 0.6 and 2 into a number; the question means what was seen."""
    data = _workbook([["题型", "题干", "选项A", "选项B", "答案"], ["单选题", 5, 0.6, 2, "A"]])
    book = load_workbook(io.BytesIO(data))
    book.worksheets[0]["C2"].number_format = "0%"
    out = io.BytesIO()
    book.save(out)
    item = settle(FORMATS["xlsx"].read(out.getvalue()), "x").items[0]

    assert isinstance(item, SingleChoice)
    assert [item.stem, *(each.text for each in item.options)] == ["5", "60%", "2"]


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


HARMFUL = {
    "zip bomb": ({"[Content_Types].xml": b"x", "word/document.xml": b"0" * 30_000_000}, "异常地紧"),
    "too large": ({f"a{n}": b"0123456789" * 900_000 for n in range(7)}, "展开后超过"),
    "path escape": ({"../../etc/cron.d/x": b"x"}, "越出文件夹"),
    "absolute path": ({"/etc/passwd": b"x"}, "越出文件夹"),
    "backslash escape": ({"..\\..\\x": b"x"}, "越出文件夹"),
    "entity": (
        {
            "[Content_Types].xml": b"x",
            "word/document.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            "xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
            "imsmanifest.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        },
        "实体声明",
    ),
}


@pytest.mark.parametrize("name", ["xlsx", "kaoshibao", "docx", "qti21"])
@pytest.mark.parametrize("attack", HARMFUL)
def test_harmful_packages_are_refused_with_a_clear_message(name: str, attack: str) -> None:
    """No bomb, no escape from the folder, no entity."""
    members, said = HARMFUL[attack]
    with pytest.raises(QuizgenError, match=said):
        FORMATS[name].read(_zip(members))


@pytest.mark.parametrize("name", ["gift", "moodle-xml", "text"])
def test_files_beyond_the_limit_are_refused(name: str) -> None:
    """With the limit in the message."""
    with pytest.raises(QuizgenError, match="MB"):
        FORMATS[name].read(b"x" * 50_000_001)
