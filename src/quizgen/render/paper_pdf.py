"""A paper as Chinese training offices print it: A4, or A3 in two columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Literal

from quizgen.markup import plain, to_typst
from quizgen.model import Cloze, Matching, Ordering, Paper, ShortAnswer, Stimulus, TrueFalse

from .numbering import (
    Numbered,
    han,
    letter,
    numbered,
    options_of,
    score_text,
    section_head,
)
from .typesetting import quoted, to_pdf

Size = Literal["a4", "a3"]
_GAP = re.compile(r"\{\{(\d+)\}\}")
_SHORTEST, _LONGEST = 4, 14
"""Width of a gap in characters: one for all gaps of an item, so that it tells nothing."""
_LINES = (4, 10)
"""Fewest and most lines to write a short answer on; about one a mark."""


def theme() -> str:
    """Return the Typst source that papers, keys and sheets share."""
    return (files("quizgen.render") / "paper.typ").read_text(encoding="utf-8")


def paper_pdf(paper: Paper, code: str, size: Size = "a4") -> bytes:
    """Print a paper.

    Args:
        paper: the paper.
        code: its code, printed in the footer.
        size: ``a4``, or ``a3`` in two columns (8 开 style).
    """
    body = "\n".join(_body(paper))
    source = theme() + _page(paper, code, size) + _head(paper) + body
    return to_pdf(source, title=f"{paper.title}（{paper.form}卷）", keywords=code)


def footer(paper: Paper, code: str, said: str = "") -> str:
    """Return the footer: form, code, page of pages."""
    left = f"{paper.title}　{paper.form} 卷{said}"
    return (
        f"#set page(footer: context text(size: 8.5pt, grid(columns: (1fr, auto, 1fr), "
        f"[{to_typst(left)}], [第 #counter(page).display() 页　共 #counter(page).final().at(0) 页],"
        f" align(right)[试卷编号 {code}])))\n"
    )


def _page(paper: Paper, code: str, size: Size) -> str:
    fields = "单位#h(2pt)#blank(42mm)　姓名#h(2pt)#blank(28mm)　工号#h(2pt)#blank(28mm)　得分#h(2pt)#blank(20mm)"
    paper_size = (
        "width: 210mm, height: 297mm" if size == "a4" else "width: 420mm, height: 297mm, columns: 2"
    )
    return (
        f"#set page({paper_size}, margin: (left: 30mm, right: 18mm, top: 18mm, bottom: 20mm), "
        f"background: context if counter(page).get().at(0) == 1 "
        f"{{ seal([{fields}]) }})\n"
        f"#set columns(gutter: 16mm)\n{footer(paper, code)}"
    )


def _head(paper: Paper) -> str:
    facts = [f"满分 {score_text(paper.total)} 分", f"{score_text(paper.pass_mark)} 分及格"]
    if paper.minutes:
        facts.insert(0, f"考试时间 {paper.minutes} 分钟")
    labels = "".join(f"{quoted(han(index))}, " for index in range(len(paper.sections)))
    return (
        f'#align(center)[#text(font: hei, weight: "bold", size: 17pt)[{to_typst(paper.title)}]'
        f"#v(2pt)#text(size: 12pt)[（{paper.form} 卷）]#v(2pt){'　　'.join(facts)}]\n"
        f"#v(4pt)#score-table(({labels}))\n"
    )


def _body(paper: Paper) -> Iterator[str]:
    section = None
    shown: set[str] = set()
    index = -1
    for each in numbered(paper):
        if each.section is not section:
            section = each.section
            index += 1
            yield f"#section-head[{to_typst(section_head(index, section))}]"
        yield question(each, shown)


def question(each: Numbered, shown: set[str] | None = None) -> str:
    """Write an item; the text of a case stands before its first question."""
    item = each.item
    parts = [f"#question({each.number})[{stem(each)}]{answer_room(each)}"]
    if item.stimulus is not None and (shown is None or item.stimulus.id not in shown):
        if shown is not None:
            shown.add(item.stimulus.id)
        parts = [_with_case(item.stimulus, parts[0])]
    return "\n".join(parts)


def _with_case(stimulus: Stimulus, written: str) -> str:
    return f"#block(breakable: false, width: 100%)[#stimulus[{to_typst(stimulus.text)}]\n{written}]"


def stem(each: Numbered) -> str:
    """Write the stem, gaps as lines."""
    item = each.item
    text = item.stem
    if isinstance(item, TrueFalse) and not text.rstrip().endswith("（　　）"):
        text = f"{text}（　　）"
    written = to_typst(text)
    if isinstance(item, Cloze):
        longest = max(len(plain(gap.accept[0])) for gap in item.blanks)
        width = min(max(longest, _SHORTEST), _LONGEST) * 1.15 + 1
        written = _typst_gaps(written, f"#blank({width:.1f}em)")
    return written


def _typst_gaps(written: str, line: str) -> str:
    return re.sub(r"\\\{\\\{\d+\\\}\\\}", lambda _: line, written)


def answer_room(each: Numbered) -> str:
    """Write what stands below the stem: options, columns, lines."""
    item = each.item
    texts = [to_typst(text) for text in options_of(each.placed)]
    match item:
        case Matching():
            lefts = "".join(
                f"([{n}.], [{to_typst(pair.left)}（　　）]), "
                for n, pair in enumerate(item.pairs, 1)
            )
            rights = "".join(f"([{letter(n)}.], [{text}]), " for n, text in enumerate(texts))
            return f"[#two-columns(({lefts}), ({rights}))]"
        case Ordering():
            gaps = "→".join(["（　　）"] * len(texts))
            return f"[{_options(texts)}][答：{gaps}]"
        case ShortAnswer():
            fewest, most = _LINES
            total = round(each.section.score)
            return f"[#lines({min(max(total, fewest), most)})]"
    return f"[{_options(texts)}]" if texts else ""


def _options(texts: list[str]) -> str:
    return "#options(" + "".join(f"[{letter(n)}.~{text}], " for n, text in enumerate(texts)) + ")"
