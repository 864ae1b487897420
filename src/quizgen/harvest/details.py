"""Nested bullets to details."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from docutils import nodes

from quizgen.model import VALUE_LABELS, Detail
from quizgen.problems import Code, Severity

from .anatomy import ascii_label, detail_blocks, find_label
from .nodes import blank_word
from .options import Options, check_numbers
from .text import line_of, read_text, split_facts

ARROW = re.compile(r"\s*(?:→|->|⇒)\s*")


def read_details(options: Options, items: Sequence[nodes.list_item]) -> tuple[Detail, ...]:
    """Read the details of a point, each 考 behind its 误区."""
    found: list[Detail] = []
    for item in items:
        detail = read_detail(options, item)
        if detail is None:
            continue
        if detail.label == "考":
            options.tell(
                Code.STRAY_EXAM_SENTENCE, "“考：”要缩进一层，写在它的“误区：”下面", detail.line
            )
        found.append(detail)
        found += _below(options, item, detail)
    return tuple(found)


def _below(options: Options, item: nodes.list_item, detail: Detail) -> list[Detail]:
    """Read what stands below a detail: the 考 of a 误区, and nothing else."""
    exam: list[Detail] = []
    for block in detail_blocks(item)[1]:
        nested = block.children if isinstance(block, nodes.bullet_list) else ()
        inner = [read_detail(options, each) for each in nested if isinstance(each, nodes.list_item)]
        for each in filter(None, inner):
            if detail.label == "误区" and each.label == "考":
                exam.append(each)
            else:
                options.tell(
                    Code.DEEP_LIST, "细目下面只能有“误区”的“考：”，请提到上一层", each.line
                )
        if not nested:
            options.tell(Code.STRAY_BLOCK, "细目只写一段，这一段请移出去", line_of(block))
    return exam


def read_detail(options: Options, item: nodes.list_item) -> Detail | None:
    """Read one bullet: label, text, blanks, fact numbers."""
    inline, _ = detail_blocks(item)
    line = line_of(item)
    text, numbers = split_facts(read_text(inline))
    check_numbers(options, numbers, line)
    label, cut = find_label(text.text)
    text = text.cut(cut).strip()
    if half := ascii_label(text.text) if not label else None:
        options.tell(Code.ASCII_LABEL, f"“{half}”后面要用全角的“：”", line)
    if not text.text:
        options.tell(Code.EMPTY_DETAIL, "这条细目是空的", line)
        return None
    if label in ("误区", "考"):
        _check_sides(options, label, text.text, line)
    if label in VALUE_LABELS and not text.blanks:
        options.tell(
            Code.VALUE_WITHOUT_BLANK,
            f"“{label}：”里的值没有用 {{blank}} 标出，出不了题",
            line,
            Severity.NOTE,
        )
    return Detail(label=label, text=text.text, facts=numbers, blanks=text.blanks, line=line)


def _check_sides(options: Options, label: str, text: str, line: int) -> None:
    sides = [side.strip() for side in ARROW.split(text)]
    if len(sides) != 2 or not all(sides):
        options.tell(
            Code.BAD_MISCONCEPTION, f"“{label}：”要写成“错的说法 → 对的说法”，两边都是整句", line
        )
    elif sides[0] == sides[1]:
        options.tell(Code.BAD_MISCONCEPTION, f"“{label}：”的两边一样", line)


def check_blanks(options: Options, words: Iterable[blank_word]) -> None:
    """Report blanks without a right value and wrong values that are none."""
    for word in words:
        right, wrong = word.astext(), list(word["wrong"])
        line = line_of(word.parent)
        if not right:
            options.tell(Code.BAD_BLANK, "{blank} 的第一个值（对的）是空的", line)
        elif right in wrong:
            options.tell(Code.BAD_BLANK, f"{{blank}} 的错值里有对的值“{right}”", line)
        elif not all(wrong) or len(set(wrong)) < len(wrong):
            options.tell(
                Code.BAD_BLANK, f"{{blank}} 的错值有空的或重复的：{'；'.join(wrong)}", line
            )
