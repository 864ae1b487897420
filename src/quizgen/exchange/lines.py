"""Where a format draws the line: characters, lengths, counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from quizgen.markup import plain
from quizgen.model import (
    KIND_NAMES,
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    ShortAnswer,
    SingleChoice,
    kind_of,
)

from .found import texts_of

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Limits(Struct, frozen=True, kw_only=True):
    """What a format can hold; ``None`` where it draws no line."""

    stem: int | None = None
    option: int | None = None
    options: int | None = None
    """Options, gaps, pairs or steps of one item."""
    rights: tuple[int, int] | None = None
    """Right options of a multiple choice: least and most."""
    xml: bool = False
    """Whether texts have to be characters of XML (all Office files too)."""


class Refusal(Struct, frozen=True):
    """An item that a format cannot carry, and why."""

    id: str
    why: str


def parts_of(item: Item) -> list[str]:
    """Return what an item has several of: options, first words of gaps, right sides, steps."""
    match item:
        case SingleChoice() | MultipleChoice():
            return [each.text for each in item.options]
        case Cloze():
            return [gap.accept[0] if gap.accept else "" for gap in item.blanks]
        case Matching():
            return [*(pair.right for pair in item.pairs), *item.extra]
        case Ordering():
            return list(item.order)
        case ShortAnswer():
            return [line.text for line in item.rubric]
    return []


def over(item: Item, kinds: tuple[str, ...], limits: Limits) -> Iterator[str]:
    """Yield why a format cannot carry an item."""
    if kind_of(item) not in kinds:
        yield f"不收{KIND_NAMES[kind_of(item)]}"
        return
    if limits.stem and len(plain(item.stem)) > limits.stem:
        yield f"题干 {len(plain(item.stem))} 字，最多 {limits.stem} 字"
    parts = parts_of(item)
    if limits.options and len(parts) > limits.options:
        yield f"选项（空、步骤）{len(parts)} 个，最多 {limits.options} 个"
    if limits.option and (longest := max(map(len, map(plain, parts)), default=0)) > limits.option:
        yield f"选项 {longest} 字，最多 {limits.option} 字"
    if limits.rights and isinstance(item, MultipleChoice):
        rights = sum(each.correct for each in item.options)
        if not limits.rights[0] <= rights <= limits.rights[1]:
            yield f"多选题的正确选项有 {rights} 个，要 {limits.rights[0]}—{limits.rights[1]} 个"
    if limits.xml and _NOT_XML.search("".join(text for _, text in texts_of(item))):
        for name, text in texts_of(item):
            if bad := _NOT_XML.search(text):
                yield f"{name}里有 XML 容不下的字符 U+{ord(bad[0]):04X}"
