"""Moodle XML: all seven kinds, with feedback, tags and partial credit.

A wrong option of a multiple choice takes all, an ordering is right or wrong as a whole, each
gap and each pair earns its share: as :mod:`quizgen.grading` has it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, get_args
from xml.etree.ElementTree import Element

from quizgen.markup import plain, to_html
from quizgen.model import (
    BankHeader,
    Choice,
    Cloze,
    Item,
    Level,
    Matching,
    MultipleChoice,
    Ordering,
    Pair,
    QuizgenError,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    Use,
)

from .found import Reading, choice_item, cloze, short_answer, true_false
from .inline import from_html, from_plain
from .rubrics import read_rubric, rubric_text
from .shares import percent
from .stems import DRAWN, full_stem, gaps_fit, pieces, undrawn
from .xml_in import elements
from .xml_out import cdata, content

_TYPES = {
    "single_choice": "multichoice",
    "multiple_choice": "multichoice",
    "true_false": "truefalse",
    "cloze": "cloze",
    "matching": "matching",
    "ordering": "ordering",
    "short_answer": "essay",
}
_NAME = 60
_WORD = re.compile(r"([}~#\\\"/=%])")
_GAP = re.compile(r"\{\d*:([A-Z_]+):((?:\\.|[^\\}])*)\}", re.DOTALL)
_WORDS = re.compile(r"(?:^|~)(=|%-?[\d.]+%)?((?:\\.|[^\\~#])*)(?:#((?:\\.|[^\\~])*))?", re.DOTALL)
_SHORT = ("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC", "NUMERICAL", "NM")
_CHOICE = ("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S",
           "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS")  # fmt: skip


# out


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write items, a category before each lesson."""
    out.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n')
    lesson = None
    for item in items:
        if item.lesson != lesson:
            lesson = item.lesson
            out.write(_category(header, item).encode())
        out.write(_question(item).encode())
    out.write(b"</quiz>\n")


def refuses(item: Item) -> Iterator[str]:
    """Yield what of an item Moodle XML has no words for."""
    match item:
        case Cloze():
            if item.unordered:
                yield "Moodle 的填空题不能次序不限"
            elif not gaps_fit(item):
                yield "题干里的空和答案对不上"
        case Matching():
            if len(item.pairs) < 2:
                yield "Moodle 的连线题至少要有两对"


def _category(header: BankHeader, item: Item) -> str:
    names = [header.title, header.parts.get(item.part, ""), header.lessons.get(item.lesson, "")]
    path = "/".join(" ".join(each.replace("/", "//").split()) for each in names if each.strip())
    text = _text(f"$course$/top/{path}" if path else "$course$/top")
    return f'<question type="category">\n<category>{text}</category>\n</question>\n'


def _text(text: str) -> str:
    return f"<text>{content(text)}</text>"


def _rich(tag: str, text: str) -> str:
    return f'<{tag} format="html"><text>{cdata(to_html(text))}</text></{tag}>'


def _question(item: Item) -> str:
    stem = _gapped(item) if isinstance(item, Cloze) else to_html(full_stem(item))
    name = " ".join(plain(item.stem.replace("{{", "").replace("}}", "")).split())[:_NAME]
    kind = _TYPES[str(item.__struct_config__.tag)]
    tags = "".join(f"<tag>{_text(each)}</tag>" for each in (item.level, item.use))
    lines = (
        f'<question type="{kind}">',
        f"<name>{_text(name or item.id)}</name>",
        f'<questiontext format="html"><text>{cdata(stem)}</text></questiontext>',
        _rich("generalfeedback", item.explanation),
        f"<defaultgrade>{len(item.blanks) if isinstance(item, Cloze) else 1}</defaultgrade>",
        "<penalty>0</penalty>",
        "<hidden>0</hidden>",
        f"<idnumber>{content(item.id)}</idnumber>",
        *_answers(item),
        f"<tags>{tags}</tags>",
        "</question>\n",
    )
    return "\n".join(lines)


def _answers(item: Item) -> Iterator[str]:
    match item:
        case SingleChoice() | MultipleChoice():
            yield from _choice(item)
        case TrueFalse():
            for said in (True, False):
                fraction = 100 if said == item.answer else 0
                why = "" if said == item.answer else item.why
                yield _answer(fraction, _text(str(said).lower()), why, "moodle_auto_format")
        case Matching():
            yield "<shuffleanswers>true</shuffleanswers>"
            for pair in item.pairs:
                yield _pair(to_html(pair.left), pair.right)
            yield from (_pair("", each) for each in item.extra)
        case Ordering():
            yield "<layouttype>VERTICAL</layouttype>\n<selecttype>ALL</selecttype>"
            yield "<selectcount>0</selectcount>\n<gradingtype>ALL_OR_NOTHING</gradingtype>"
            yield "<showgrading>SHOW</showgrading>\n<numberingstyle>none</numberingstyle>"
            for place, step in enumerate(item.order, 1):
                yield _answer(place, f"<text>{cdata(to_html(step))}</text>", "")
        case ShortAnswer():
            yield "<responseformat>editor</responseformat>\n<responserequired>1</responserequired>"
            yield "<responsefieldlines>10</responsefieldlines>\n<attachments>0</attachments>"
            yield _rich("graderinfo", rubric_text(item.rubric))


def _choice(item: SingleChoice | MultipleChoice) -> Iterator[str]:
    many = isinstance(item, MultipleChoice)
    right, wrong = (percent(item), "-100") if isinstance(item, MultipleChoice) else ("100", "0")
    yield f"<single>{str(not many).lower()}</single>"
    yield f"<shuffleanswers>{str(not item.fixed).lower()}</shuffleanswers>"
    yield "<answernumbering>ABCD</answernumbering>"
    for tag in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        yield f'<{tag} format="html"><text></text></{tag}>'
    for each in item.options:
        text = f"<text>{cdata(to_html(each.text))}</text>"
        yield _answer(right if each.correct else wrong, text, each.why)


def _answer(fraction: object, text: str, why: str, form: str = "html") -> str:
    feedback = f"\n{_rich('feedback', why)}" if why else ""
    return f'<answer fraction="{fraction}" format="{form}">{text}{feedback}</answer>'


def _pair(left: str, right: str) -> str:
    answer = f"<answer>{_text(plain(right))}</answer>"
    return f'<subquestion format="html"><text>{cdata(left)}</text>{answer}</subquestion>'


def _gapped(item: Cloze) -> str:
    """Write a stem with its answers inside; a brace of the text is no gap."""
    parts, numbers = pieces(to_html(full_stem(item)))
    parts = [each.replace("{", "&#123;") for each in parts]
    stem = parts[0]
    for part, at in zip(parts[1:], numbers, strict=True):
        words = "~".join(f"={_word(each)}" for each in item.blanks[at].accept)
        stem += f"{{1:SHORTANSWER:{words}}}{part}"
    return stem


def _word(text: str) -> str:
    r"""Write a word of a gap; ``\*`` is an asterisk and no joker."""
    word = plain(text).strip().replace("*", "\\*")
    return _WORD.sub(r"\\\1", html.escape(word, quote=False))


# in


def read(data: bytes) -> Reading:
    """Read a file of Moodle questions."""
    reading = Reading(unit="题")
    number = 0
    for element in elements(data, "question"):
        if element.get("type") == "category":
            continue
        number += 1
        try:
            reading.add(number, _item(element))
        except QuizgenError as problem:
            reading.blame(number, str(problem))
    if not number:
        raise QuizgenError("没有找到 Moodle 的题目（question 元素）")
    return reading


def _item(element: Element) -> Item:
    kind = element.get("type", "")
    readers = {
        "multichoice": _read_choice,
        "truefalse": _read_truth,
        "cloze": _read_cloze,
        "shortanswer": _read_short,
        "numerical": _read_short,
        "matching": _read_matching,
        "match": _read_matching,
        "ordering": _read_ordering,
        "essay": _read_essay,
    }
    if kind not in readers:
        raise QuizgenError(f"没有和 Moodle 题型 {kind[:40] or '（空）'} 对应的题型")
    named: dict[str, Any] = {"explanation": _words(element.find("generalfeedback"))}
    name = (element.findtext("idnumber") or "").strip()
    if name:
        named["id"] = name
    tags = {(each.findtext("text") or "").strip() for each in element.iterfind("tags/tag")}
    for field, values in (("level", get_args(Level)), ("use", get_args(Use))):
        named.update((field, each) for each in values if each in tags)
    return readers[kind](element, _words(element.find("questiontext")), named)


def _words(element: Element | None) -> str:
    """Read a text by its format."""
    if element is None:
        return ""
    raw = element.findtext("text") or ""
    form = element.get("format", "html")
    if form == "plain_text":
        return from_plain(raw.strip())
    return raw.strip() if form == "markdown" else from_html(raw)


def _fraction(element: Element) -> float:
    try:
        return float(element.get("fraction", "0"))
    except ValueError:
        return 0


def _read_choice(element: Element, stem: str, named: dict[str, Any]) -> Item:
    options = [
        Choice(_words(each), _fraction(each) > 0, _words(each.find("feedback")))
        for each in element.iterfind("answer")
    ]
    many = (element.findtext("single") or "true").strip() in ("false", "0")
    shuffled = (element.findtext("shuffleanswers") or "true").strip()
    fixed = shuffled in ("false", "0")
    return choice_item(stem, options, many=many, fixed=fixed, **named)


def _read_truth(element: Element, stem: str, named: dict[str, Any]) -> Item:
    answers = {
        (each.findtext("text") or "").strip().lower(): each for each in element.iterfind("answer")
    }
    rights = [said for said, each in answers.items() if _fraction(each) > 0]
    if len(rights) != 1 or rights[0] not in ("true", "false"):
        raise QuizgenError("判断题要有 true 和 false 两个答案，其中一个 fraction 为 100")
    whys = (_words(each.find("feedback")) for each in answers.values())
    return true_false(stem, rights[0] == "true", next(filter(None, whys), ""), **named)


def _read_short(element: Element, stem: str, named: dict[str, Any]) -> Item:
    words = []
    for each in element.iterfind("answer"):
        tolerance = (each.findtext("tolerance") or "0").strip()
        if _fraction(each) != 100 or tolerance.strip("0."):
            raise QuizgenError("部分给分的答案、带误差的数值没有对应的题型")
        words.append(from_plain((each.findtext("text") or "").strip().replace("\\*", "*")))
    gapped, count = undrawn(stem)
    if count > 1:
        raise QuizgenError("题干里有几个空，答案却只有一组")
    return cloze(gapped if count else f"{stem}{{{{1}}}}", [words], **named)


def _read_matching(element: Element, stem: str, named: dict[str, Any]) -> Item:
    pairs, extra = [], []
    for each in element.iterfind("subquestion"):
        left = _words(each)
        right = from_plain((each.findtext("answer/text") or "").strip())
        if left:
            pairs.append(Pair(left, right))
        else:
            extra.append(right)
    more = {"id": "", "fact": "", "template": "import"} | named
    return Matching(stem=stem, pairs=tuple(pairs), extra=tuple(extra), **more)


def _read_ordering(element: Element, stem: str, named: dict[str, Any]) -> Item:
    answers = list(element.iterfind("answer"))
    places = [_fraction(each) for each in answers]
    if len(set(places)) == len(places):
        answers.sort(key=_fraction)
    more = {"id": "", "fact": "", "template": "import"} | named
    return Ordering(stem=stem, order=tuple(map(_words, answers)), **more)


def _read_essay(element: Element, stem: str, named: dict[str, Any]) -> Item:
    rubric = read_rubric(_words(element.find("graderinfo")))
    if not rubric:
        raise QuizgenError("简答题要在 graderinfo 里写评分要点，如“写出……（2分）”")
    return short_answer(stem, rubric, **named)


def _read_cloze(element: Element, _: str, named: dict[str, Any]) -> Item:
    raw = element.findtext("questiontext/text") or ""
    gaps = list(_GAP.finditer(raw))
    kinds = {each[1] for each in gaps}
    if not gaps:
        raise QuizgenError("完形填空里没有空（{1:SHORTANSWER:=……}）")
    if kinds <= set(_SHORT):
        stem = from_html(_numbered(raw, gaps))
        return cloze(stem, [_gap_words(each[2]) for each in gaps], **named)
    if len(gaps) == 1 and kinds <= set(_CHOICE):
        stem = from_html(raw.replace(gaps[0][0], DRAWN)).replace(DRAWN, "（　　）", 1)
        return choice_item(stem, _gap_options(gaps[0][2]), many=False, **named)
    raise QuizgenError("完形填空里有填的空又有选的空，没有对应的题型")


def _numbered(raw: str, gaps: list[re.Match[str]]) -> str:
    text, end = "", 0
    for number, gap in enumerate(gaps, 1):
        text += f"{raw[end : gap.start()]}{{{{{number}}}}}"
        end = gap.end()
    return text + raw[end:]


def _bare(word: str) -> str:
    """Undo the escapes of a gap's word, entities and jokers."""
    unescaped = re.sub(r"\\([}~#\\\"/=%])", r"\1", word)
    return from_plain(html.unescape(unescaped).strip().replace("\\*", "*"))


def _gap_words(inside: str) -> list[str]:
    words = []
    for sign, word, _ in _WORDS.findall(inside):
        if sign not in ("=", "%100%"):
            raise QuizgenError("填空题的答案不能只给部分分")
        words.append(_bare(word))
    return words


def _gap_options(inside: str) -> list[Choice]:
    return [
        Choice(_bare(word), sign in ("=", "%100%"), _bare(why))
        for sign, word, why in _WORDS.findall(inside)
    ]
