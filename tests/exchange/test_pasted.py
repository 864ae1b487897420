"""Questions as trainers type and paste them: every habit that we know of is read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from quizgen.exchange import FORMATS, settle
from quizgen.exchange.settle import Settled
from quizgen.markup import plain
from quizgen.model import Cloze, Item, MultipleChoice, ShortAnswer, SingleChoice, TrueFalse


def read(text: str, encoding: str = "utf-8") -> Settled:
    """Read a pasted text."""
    return settle(FORMATS["text"].read(text.encode(encoding)), "x.txt")


def key(item: Item) -> str:
    """Return the letters of a choice's right options."""
    assert isinstance(item, SingleChoice | MultipleChoice)
    return "".join("ABCDEFGH"[n] for n, each in enumerate(item.options) if each.correct)


@pytest.mark.parametrize("colon", ["：", ":", " ： "])
@pytest.mark.parametrize("dot", [".", "、", "．", ")", "）", "："])
@pytest.mark.parametrize("said", ["AC", "A,C", "A、C", "A C", "ＡＣ", "ac", "A；C", "A，C"])
def test_marks_in_every_variation(colon: str, dot: str, said: str) -> None:
    """Colons, dots after letters, ways of writing two letters."""
    options = "\n".join(f"{name}{dot}选项{name}" for name in "ABCD")
    settled = read(f"1、属于四查的有（　　）。\n{options}\n答案{colon}{said}\n解析{colon}因为。")

    assert settled.troubles == ()
    assert key(settled.items[0]) == "AC"
    assert settled.items[0].explanation == "因为。"


@pytest.mark.parametrize("number", ["1.", "1、", "1．", "(1)", "（1）", "第1题", "1)", "第 1 题："])
def test_numbers_in_every_variation(number: str) -> None:
    """The number is no part of the stem."""
    settled = read(f"{number}问题\nA.甲\nB.乙\n答案：A")

    assert [each.stem for each in settled.items] == ["问题"]


@pytest.mark.parametrize(
    "letter",
    [
        "Ａ．甲\nＢ．乙",
        "(A)甲\n(B)乙",
        "（A） 甲\n（B） 乙",
        "a. 甲\nb. 乙",
        "A.甲　B.乙",
        "A、甲 B、乙",
    ],
)
def test_options_in_every_variation(letter: str) -> None:
    """Full width, in brackets, small, several on a line."""
    item = read(f"1.问题（　　）\n{letter}\n答案：B").items[0]

    assert isinstance(item, SingleChoice)
    assert [each.text for each in item.options] == ["甲", "乙"]
    assert key(item) == "B"


@pytest.mark.parametrize("said", ["正确", "对", "√", "T", "是", "（√）"])
def test_judgements_in_every_variation(said: str) -> None:
    """Five ways of saying yes."""
    item = read(f"1.要报告。\n答案：{said}").items[0]

    assert isinstance(item, TrueFalse)
    assert item.answer


def test_keys_in_the_brackets_of_the_stem() -> None:
    """As papers are handed on: the bracket is emptied."""
    items = read("1.属于四查的有（ ABC ）。\nA.甲\nB.乙\nC.丙\n\n2.可以不报。（×）").items

    assert key(items[0]) == "ABC"
    assert items[0].stem == "属于四查的有（　　）。"
    assert isinstance(items[1], TrueFalse)
    assert not items[1].answer


def test_keys_all_together_at_the_end() -> None:
    """By section, in ranges and one by one, with words for gaps."""
    settled = read(
        "安全知识题库\n\n一、单项选择题（每题2分）\n1.甲问\nA.a1\nB.b1\n2.乙问\nA.a2\nB.b2\n"
        "二、多项选择题\n1.丙问\nA.a3\nB.b3\nC.c3\n三、判断题\n1.丁话\n2.戊话\n"
        "四、填空题\n1.应在____内报告____。\n\n参考答案\n一、单项选择题\n1-2 BA\n"
        "二、多项选择题\n1.AC\n三、判断题\n1.√ 2.×\n四、填空题\n1.1小时；县级\n"
    )

    assert settled.troubles == ()
    assert [key(each) for each in settled.items[:3]] == ["B", "A", "AC"]
    assert [each.answer for each in settled.items if isinstance(each, TrueFalse)] == [True, False]
    last = settled.items[-1]
    assert isinstance(last, Cloze)
    assert [gap.accept for gap in last.blanks] == [("1小时",), ("县级",)]


def test_a_short_answer_with_a_numbered_list_is_one_question() -> None:
    """The list within the answer begins no question."""
    settled = read("8.简述四查。\n答案：\n1.查现场（2分）\n2.查责任（3分）\n\n9.要报告。\n答案：对")

    assert settled.troubles == ()
    assert isinstance(settled.items[0], ShortAnswer)
    assert [each.score for each in settled.items[0].rubric] == [2, 3]


def test_options_that_are_yes_and_no_make_a_judgement() -> None:
    """Many systems write them out."""
    item = read("1.要报告。\nA.正确\nB.错误\n答案：B").items[0]

    assert isinstance(item, TrueFalse)
    assert not item.answer


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_any_encoding_of_a_chinese_windows(encoding: str) -> None:
    """Notepad's old default too."""
    assert read("1.问题\r\nA.甲\r\nB.乙\r\n答案：A\r\n", encoding).items[0].stem == "问题"


def test_all_problems_of_a_file_are_told_with_their_lines() -> None:
    """Not the first alone."""
    settled = read(
        "1.问\nA.甲\nB.乙\n答案：D\n\n2.问\nA.甲\nB.乙\n\n3.应在____内报告____。\n答案：甲\n\n"
        "4.简述。\n答案：随便\n\n5.好题\nA.甲\nB.乙\n答案：B"
    )

    assert [each.line for each in settled.troubles] == [1, 6, 10, 13]
    assert [each.stem for each in settled.items] == ["好题"]


def test_numbers_and_letters_that_word_counts_itself_are_read() -> None:
    """Word files of trainers are full of automatic lists."""
    document = Document()
    numbering = document.part.numbering_part.element
    for number, form in (("91", "decimal"), ("92", "upperLetter")):
        _list(numbering, number, form)
    for text, number in (
        ("问题（　　）", "91"),
        ("甲", "92"),
        ("乙", "92"),
        ("答案：B", ""),
        ("要报告。", "91"),
        ("答案：对", ""),
    ):
        paragraph = document.add_paragraph(text)
        if number:
            _count(paragraph, number)
    out = io.BytesIO()
    document.save(out)
    settled = settle(FORMATS["docx"].read(out.getvalue()), "x.docx")

    assert settled.troubles == ()
    assert [plain(each.stem) for each in settled.items] == ["问题（　　）", "要报告。"]
    assert key(settled.items[0]) == "B"


def _element(name: str, **values: str) -> Any:
    made = OxmlElement(name)
    for key_, value in values.items():
        made.set(qn(f"w:{key_}"), value)
    return made


def _list(numbering: Any, number: str, form: str) -> None:
    abstract = _element("w:abstractNum", abstractNumId=number)
    level = _element("w:lvl", ilvl="0")
    for name, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", "%1.")):
        level.append(_element(name, val=value))
    abstract.append(level)
    numbering.insert(0, abstract)
    made = _element("w:num", numId=number)
    made.append(_element("w:abstractNumId", val=number))
    numbering.append(made)


def _count(paragraph: Any, number: str) -> None:
    look = paragraph._p.get_or_add_pPr()
    made = _element("w:numPr")
    made.append(_element("w:ilvl", val="0"))
    made.append(_element("w:numId", val=number))
    look.append(made)
