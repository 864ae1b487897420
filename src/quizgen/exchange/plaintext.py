"""The plain form that every Chinese question system reads: 答案：, 解析：, a blank line between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from msgspec.structs import replace

from quizgen.markup import plain
from quizgen.model import (
    BankHeader,
    Cloze,
    Item,
    MultipleChoice,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
)

from .alike import alike
from .answers import NO, YES
from .found import Reading, cloze, letter
from .inline import from_plain
from .pasted import read_lines
from .rubrics import rubric_text
from .stems import drawn, full_stem, in_order, undrawn
from .texts import decoded

UNORDERED = "（次序不限）"


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write numbered items."""
    out.writelines(
        ("\n".join(lines_of(item, number)) + "\n\n").encode()
        for number, item in enumerate(items, 1)
    )


def lines_of(item: Item, number: int) -> list[str]:
    """Write an item as lines of plain text."""
    options, key = key_of(item)
    lone = isinstance(item, MultipleChoice) and sum(o.correct for o in item.options) == 1
    stem = drawn(full_stem(item)) if isinstance(item, Cloze) else full_stem(item)
    lines = [f"{number}. {'【多选题】' if lone else ''}{plain(stem).strip()}"]
    lines += [f"{letter(n)}. {plain(text).strip()}" for n, text in enumerate(options)]
    lines.append(f"答案：{key}")
    if item.explanation.strip():
        lines.append(f"解析：{plain(item.explanation).strip()}")
    return lines


def key_of(item: Item) -> tuple[list[str], str]:
    """Return what is lettered, and the key in plain text."""
    match item:
        case SingleChoice() | MultipleChoice():
            key = "".join(letter(n) for n, each in enumerate(item.options) if each.correct)
            return [each.text for each in item.options], key
        case TrueFalse():
            return [], YES if item.answer else NO
        case Cloze():
            words = [" / ".join(plain(w).strip() for w in gap) for gap in in_order(item)]
            return [], "；".join(words) + (UNORDERED if item.unordered else "")
        case ShortAnswer():
            return [], plain(rubric_text(item.rubric))
    return [], ""


def refuses(item: Item) -> Iterator[str]:
    """Yield why an item would not read back as what it was."""
    text = "\n".join(lines_of(item, 1))
    reading = read_lines((n, from_plain(line)) for n, line in enumerate(text.split("\n"), 1))
    whole = len(reading.found) == 1 and not reading.troubles
    if not whole or not alike(carried(item), reading.found[0].item, styled=False, whys=False):
        yield "写成文字就会被读错（某一行像题号、选项或答案，或者分隔符夹在文字里）"


def carried(item: Item) -> Item:
    """Return what is carried of an item: the case in its stem, gaps in their order."""
    if isinstance(item, Cloze):
        stem, _ = undrawn(drawn(full_stem(item)))
        gaps = in_order(item)
        return cloze(stem, gaps, unordered=item.unordered, explanation=item.explanation)
    return replace(item, stem=full_stem(item), stimulus=None)


def read(data: bytes) -> Reading:
    """Read a text file."""
    lines = decoded(data).split("\n")
    return read_lines((number, from_plain(line)) for number, line in enumerate(lines, 1))
