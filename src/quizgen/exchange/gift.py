r"""GIFT, Moodle's plain text format.

Stems, options and feedback are HTML (``[html]``), so a ``->`` on the left of a pair is no
arrow; words of gaps and right sides of pairs are plain. ``~ = # { } : \`` are escaped. A
weight has at most two digits, so a wrong option of a multiple choice costs 90 %, not all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from quizgen.markup import plain, to_html
from quizgen.model import (
    BankHeader,
    Choice,
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Pair,
    QuizgenError,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

from .found import Reading, choice_item, cloze, short_answer, true_false
from .inline import from_html, from_plain
from .rubrics import in_words, out_of_words
from .shares import percent
from .stems import full_stem, gaps_fit, pieces
from .texts import decoded

_SPECIAL = re.compile(r"([~=#{}:\\])")
_ESCAPED = re.compile(r"\\[~=#{}:\\n]")
_LEADING = re.compile(r"^(?:[%\[]|//)")
_NO_WORD = re.compile(r"^\s*(?:[%\[]|//)|->")
_TAG = re.compile(r"<(?:/?(?:b|strong|i|em|code|p|div|span|ul|ol|li|sub|sup|br)\b[^<>]*)>|&#?\w+;")
_TITLE = re.compile(r"::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|markdown|plain|moodle)\]")
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_TRUTH = re.compile(r"^(TRUE|T|FALSE|F)(?=\s*(?:#|$))")


# out


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write items, a category line before each lesson."""
    lesson = None
    for item in items:
        if item.lesson != lesson:
            lesson = item.lesson
            out.write(_category(header, item).encode())
        out.write(_question(item).encode())


def refuses(item: Item) -> Iterator[str]:
    """Yield what of an item GIFT has no words for."""
    match item:
        case Cloze():
            if len(item.blanks) != 1 or not gaps_fit(item):
                yield "GIFT 的填空题只能有一个空（多个空用 moodle-xml）"
            elif any(_NO_WORD.search(plain(word)) for word in item.blanks[0].accept):
                yield "GIFT 填空的答案不能有 ->，不能以 %、[ 或 // 开头"
        case Matching():
            if len(item.pairs) < 2:
                yield "GIFT 的连线题至少要有两对"


def _category(header: BankHeader, item: Item) -> str:
    names = [header.title, header.parts.get(item.part, ""), header.lessons.get(item.lesson, "")]
    path = "/".join(" ".join(each.replace("/", "//").split()) for each in names if each.strip())
    return f"$CATEGORY: $course$/{path}\n\n" if path else ""


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def _rich(text: str) -> str:
    """Write a text as HTML; what would be read as a weight, format or comment is an entity."""
    words = to_html(text).strip()
    if _LEADING.match(words):
        words = f"&#{ord(words[0])};{words[1:]}"
    return _escaped(words)


def _word(text: str) -> str:
    r"""Write a word of a gap: plain, and ``*`` is no joker."""
    return _escaped(plain(text).strip().replace("*", "\\*"))


def _question(item: Item) -> str:
    before, after = full_stem(item), ""
    if isinstance(item, Cloze):
        (before, after), _ = pieces(to_html(before))
        before, after = _escaped(before.strip()), _escaped(after.strip())
        after = f"&\\#47;{after[1:]}" if after.startswith("//") else after
    else:
        before = _rich(before)
    body = "\n".join([*_answers(item), *_explained(item)])
    tags = "".join(f" [tag:{each}]" for each in (item.level, item.use))
    name = _escaped(item.id)
    return f"// [id:{item.id}]{tags}\n::{name}::[html]{before} {{{body}}} {after}".rstrip() + "\n\n"


def _explained(item: Item) -> list[str]:
    told = item.explanation
    if isinstance(item, ShortAnswer):
        told = in_words(item.rubric, told)
    return [f"####{_rich(told)}"] if told.strip() else []


def _answers(item: Item) -> Iterator[str]:
    match item:
        case SingleChoice():
            for each in item.options:
                yield f"{'=' if each.correct else '~'}{_rich(each.text)}{_why(each.why)}"
        case MultipleChoice():
            right = percent(item)
            for each in item.options:
                weight = f"~%{right if each.correct else '-90'}%"
                yield f"{weight}{_rich(each.text)}{_why(each.why)}"
        case TrueFalse():
            yield f"{'T' if item.answer else 'F'}{_why(item.why)}"
        case Cloze():
            yield from (f"={_word(word)}" for word in item.blanks[0].accept)
        case Matching():
            yield from (f"={_rich(each.left)} -> {_flat(each.right)}" for each in item.pairs)
            yield from (f"= -> {_flat(each)}" for each in item.extra)


def _why(text: str) -> str:
    return f"#{_rich(text)}" if text.strip() else ""


def _flat(text: str) -> str:
    return _escaped(plain(text).strip())


# in


def read(data: bytes) -> Reading:
    """Read a GIFT file."""
    reading = Reading()
    for line, block in _blocks(decoded(data)):
        try:
            item = _item(block)
        except QuizgenError as problem:
            reading.blame(line, str(problem))
            continue
        if item is not None:
            reading.add(line, item)
    return reading


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield what stands between blank lines, without comments, with its first line."""
    lines: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if not line.strip():
            if lines:
                yield first, "\n".join(lines)
            lines = []
        elif not line.lstrip().startswith("//"):
            if line.startswith("$CATEGORY:"):
                continue
            first = first if lines else number
            lines.append(line)


class _Cut:
    """A text beside a copy in which escaped characters are masked: structure is found there."""

    def __init__(self, text: str, masked: str | None = None) -> None:
        self.text = text
        self.masked = _ESCAPED.sub("\0\0", text) if masked is None else masked

    def __getitem__(self, span: slice) -> _Cut:
        return _Cut(self.text[span], self.masked[span])

    def bare(self) -> str:
        """Return the text with its escapes undone."""
        return _ESCAPED.sub(lambda m: "\n" if m[0][1] == "n" else m[0][1], self.text).strip()


def _item(block: str) -> Item | None:
    cut = _Cut(block.strip())
    name = ""
    if title := _TITLE.match(cut.masked):
        name = cut[slice(*title.span(1))].bare()
        cut = cut[title.end() :]
    form = "moodle"
    if found := _FORMAT.match(cut.masked):
        form, cut = found[1], cut[found.end() :]
    opened, closed = cut.masked.find("{"), cut.masked.rfind("}")
    if opened < 0 or closed < opened:
        raise QuizgenError("没有用花括号写答案（说明文字不能成为题目）")
    body = cut[opened + 1 : closed]
    before, after = cut[:opened].bare(), cut[closed + 1 :].bare()
    told = ""
    if (at := body.masked.find("####")) >= 0:
        told, body = _text(body[at + 4 :], form), body[:at]
    named: dict[str, Any] = {"id": name} if name else {}
    return _read_body(_Body(body, form, before, after, told), named)


class _Body:
    """What stands in the braces of a question, and around them."""

    def __init__(self, cut: _Cut, form: str, before: str, after: str, told: str) -> None:
        self.cut, self.form, self.before, self.after, self.told = cut, form, before, after, told

    def stem(self) -> str:
        """Return the stem; a text after the braces makes it a sentence with a line."""
        line = "" if not self.after else "____"
        return _styled(f"{self.before}{line}{self.after}", self.form)


def _styled(text: str, form: str) -> str:
    if form == "html" or (form == "moodle" and _TAG.search(text)):
        return from_html(text)
    return text if form == "markdown" else from_plain(text)


def _text(cut: _Cut, form: str) -> str:
    if found := _FORMAT.match(cut.masked):
        form, cut = found[1], cut[found.end() :]
    return _styled(cut.bare(), form)


def _read_body(body: _Body, named: dict[str, Any]) -> Item:
    masked = body.cut.masked.strip()
    if not masked:
        rubric, told = out_of_words(body.told)
        if not rubric:
            raise QuizgenError("简答题要在 #### 后面写“评分要点：……（2分）”")
        return short_answer(body.stem(), rubric, explanation=told, **named)
    if truth := _TRUTH.match(masked):
        start = body.cut.masked.index(truth[1]) + len(truth[1])
        whys = _feedbacks(body.cut[start:], body.form)
        why = next((each for each in whys if each), "")
        return true_false(body.stem(), truth[1][0] == "T", why, explanation=body.told, **named)
    if masked.startswith("#"):
        return _numeric(body, named)
    entries = list(_entries(body.cut))
    if not entries:
        entries = [("=", body.cut)]
    if all(sign == "=" and "->" in cut.masked for sign, cut in entries):
        return _matching(body, entries, named)
    if all(sign == "=" for sign, _ in entries):
        return _gap(body, [_plain_word(cut) for _, cut in entries], named)
    return _choice(body, entries, named)


def _entries(cut: _Cut) -> Iterator[tuple[str, _Cut]]:
    places = [each.start() for each in re.finditer("[=~]", cut.masked)]
    if places and cut.masked[: places[0]].strip():
        raise QuizgenError("花括号里第一个答案前面有多余的文字")
    for start, end in zip(places, [*places, len(cut.masked)][1:], strict=True):
        yield cut.masked[start], cut[start + 1 : end]


def _feedbacks(cut: _Cut, form: str) -> list[str]:
    places = [each.start() for each in re.finditer("#", cut.masked)]
    ends = [*places, len(cut.masked)][1:]
    return [_text(cut[a + 1 : b], form) for a, b in zip(places, ends, strict=True)]


def _choice(body: _Body, entries: list[tuple[str, _Cut]], named: dict[str, Any]) -> Item:
    options, weighted = [], 0
    for sign, cut in entries:
        right = sign == "="
        if weight := _WEIGHT.match(cut.masked):
            weighted += not right
            right, cut = right or float(weight[1]) > 0, cut[weight.end() :]
        at = cut.masked.find("#")
        text, why = (cut, "") if at < 0 else (cut[:at], _text(cut[at + 1 :], body.form))
        options.append(Choice(_text(text, body.form), right, why))
    many = weighted > 0 and not any(sign == "=" for sign, _ in entries)
    return choice_item(body.stem(), options, many=many, explanation=body.told, **named)


def _plain_word(cut: _Cut) -> str:
    if weight := _WEIGHT.match(cut.masked):
        if float(weight[1]) < 100:
            raise QuizgenError("填空题的答案不能只给部分分")
        cut = cut[weight.end() :]
    at = cut.masked.find("#")
    return from_plain((cut if at < 0 else cut[:at]).bare().replace("\\*", "*"))


def _gap(body: _Body, words: list[str], named: dict[str, Any]) -> Item:
    stem = _styled(f"{body.before}{{{{1}}}}{body.after}", body.form)
    return cloze(stem, [words], explanation=body.told, **named)


def _numeric(body: _Body, named: dict[str, Any]) -> Item:
    found = re.fullmatch(r"\s*#\s*=?\s*(-?\d+(?:\.\d+)?)(?::0+(?:\.0+)?)?\s*", body.cut.masked)
    if not found:
        raise QuizgenError("带误差或几个答案的数值题没有对应的题型")
    return _gap(body, [found[1]], named)


def _matching(body: _Body, entries: list[tuple[str, _Cut]], named: dict[str, Any]) -> Item:
    pairs, extra = [], []
    for _, cut in entries:
        at = cut.masked.index("->")
        left, right = _text(cut[:at], body.form), from_plain(cut[at + 2 :].bare())
        if left:
            pairs.append(Pair(left, right))
        else:
            extra.append(right)
    return Matching(
        stem=body.stem(),
        pairs=tuple(pairs),
        extra=tuple(extra),
        explanation=body.told,
        fact="",
        template="import",
        **({"id": ""} | named),
    )
