"""考试宝's Excel template, as three public generators write it; the official one was not seen.

Several gaps stand in the option columns and, with | between them, in the key; only the first
wording of a gap is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from quizgen.markup import plain
from quizgen.model import (
    BankHeader,
    Choice,
    Cloze,
    Item,
    MultipleChoice,
    QuizgenError,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

from .alike import alike
from .answers import letters_in, truth_of
from .found import Reading, choice_item, cloze, letter, short_answer, true_false
from .rubrics import read_rubric, rubric_text
from .sheets import Column, Grid, rows, unwritable
from .stems import drawn, emptied, full_stem, in_order, undrawn

KINDS = {
    "single_choice": "单选题",
    "multiple_choice": "多选题",
    "true_false": "判断题",
    "cloze": "填空题",
    "short_answer": "简答题",
}
COLUMNS = (
    Column("题干（必填）", 56),
    Column("题型 （必填）", 10, tuple(KINDS.values()), centred=True),
    *(Column(f"选项 {each}", 18) for each in "ABCD"),
    *(Column(f"选项{each}\n(勿删)", 12) for each in "EFGH"),
    Column("正确答案\n（必填）", 16, centred=True),
    Column("解析\n（勿删）", 40),
    Column("章节\n（勿删）", 18),
    Column("难度", 8, centred=True),
)
OPTIONS = 8


# out


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write the table."""
    grid = Grid("题目", COLUMNS)
    for item in items:
        chapter = header.lessons.get(item.lesson, "")
        grid.add([*_row(item), chapter, _difficulty(item.difficulty)], styled=False)
    grid.save(out)


def refuses(item: Item) -> Iterator[str]:
    """Yield why a row would not read back as the item it was."""
    if why := unwritable(_row(item)):
        yield why
        return
    try:
        again = _item(dict(zip(_HEADS, map(str.strip, _row(item)), strict=False)))
    except QuizgenError as problem:
        yield f"写进表格就读不回来：{problem}"
        return
    if not alike(_bare(item), again, styled=False, whys=False):
        yield "写进表格就分不清空和答案（____ 或 | 夹在文字里）"


def _bare(item: Item) -> Item:
    """Return what is carried of an item: the case in its stem, one wording a gap."""
    if isinstance(item, Cloze):
        stem = undrawn(drawn(full_stem(item)))[0]
        return cloze(stem, [words[:1] for words in in_order(item)], explanation=item.explanation)
    from msgspec.structs import replace

    return replace(item, stem=full_stem(item), stimulus=None)


def _difficulty(value: float) -> str:
    return "简单" if value < 1 / 3 else "困难" if value > 2 / 3 else "适中"


def _row(item: Item) -> list[str]:
    """Write all columns but chapter and difficulty, as plain text."""
    stem = full_stem(item)
    options: list[str] = []
    key = ""
    match item:
        case SingleChoice() | MultipleChoice():
            options = [each.text for each in item.options]
            key = "".join(letter(n) for n, each in enumerate(item.options) if each.correct)
        case TrueFalse():
            key = "√" if item.answer else "×"
        case Cloze():
            words = [each[0] for each in in_order(item) if each]
            stem, options = drawn(stem), words if len(words) > 1 else []
            key = "|".join(map(plain, words))
        case ShortAnswer():
            key = plain(rubric_text(item.rubric))
    options += [""] * (OPTIONS - len(options))
    kind = KINDS[str(item.__struct_config__.tag)]
    return [plain(stem), kind, *map(plain, options), key, plain(item.explanation)]


# in


def _head(text: str) -> str:
    """Return the name of a column: without blanks, line breaks and what stands in brackets."""
    return re.sub(r"[（(].*?[)）]|\s", "", text).upper()


_HEADS = [_head(each.head) for each in COLUMNS]


def read(data: bytes) -> Reading:
    """Read the table; columns are found by their headings, wherever the header row is."""
    reading = Reading()
    heads: list[str] = []
    for number, cells in rows(data):
        if not heads:
            names = [_head(plain(each)) for each in cells]
            if "题干" in names and "题型" in names and "正确答案" in names:
                heads = names
            continue
        row = dict(zip(heads, cells, strict=False))
        if not row.get("题干") and not row.get("题型"):
            continue
        try:
            reading.add(number, _item(row))
        except QuizgenError as problem:
            reading.blame(number, str(problem))
    if not heads:
        raise QuizgenError("没有找到标题行（题干、题型、正确答案）")
    return reading


def _item(row: Mapping[str, str]) -> Item:
    kind = plain(row.get("题型", "")).strip()
    stem, told = row.get("题干", ""), _told(row)
    key = plain(row.get("正确答案", "")).strip()
    options = [row.get(f"选项{letter(n)}", "") for n in range(OPTIONS)]
    while options and not options[-1].strip():
        options.pop()
    match kind.removesuffix("题"):
        case "单选" | "单项选择" | "多选" | "多项选择" | "不定项" | "不定项选择":
            many = not kind.startswith("单")
            rights = letters_in(key, len(options))
            choices = [Choice(text, n in rights) for n, text in enumerate(options)]
            return choice_item(stem, choices, many=many, **told)
        case "判断":
            return true_false(stem, _truth(key, options), **told)
        case "填空":
            words = options or key.split("|")
            return cloze(_gapped(stem), [[each.strip()] for each in words], **told)
        case "简答" | "问答" | "论述":
            rubric = read_rubric(row.get("正确答案", ""))
            if not rubric:
                raise QuizgenError("简答题的正确答案要写成“要点（2分）；要点（3分）”")
            return short_answer(stem, rubric, **told)
    raise QuizgenError(f"题型“{kind[:20]}”没有，可以写：{'、'.join(KINDS.values())}")


def _told(row: Mapping[str, str]) -> dict[str, Any]:
    return {"explanation": row.get("解析", "")}


def _truth(key: str, options: list[str]) -> bool:
    """Read a judgement, or the letter of one that stands among the options."""
    if len(options) == 2 and key in ("A", "B"):
        return truth_of(plain(options[key == "B"]))
    return truth_of(key)


def _gapped(stem: str) -> str:
    text, count = undrawn(stem)
    return text if count else undrawn(emptied(stem))[0]
