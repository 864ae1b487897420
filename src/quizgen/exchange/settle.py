"""What was read becomes items of the bank: checked, named for good, compared with what is there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz, process

from quizgen.bank.files import revised
from quizgen.grading.normal import normal
from quizgen.markup import plain
from quizgen.model import (
    Cloze,
    Item,
    Matching,
    MultipleChoice,
    Ordering,
    ShortAnswer,
    SingleChoice,
    TrueFalse,
    kind_of,
)

from .found import MOST_TEXT, Found, Reading, Trouble, letter, texts_of
from .lines import parts_of
from .stems import full_stem, gaps_fit, joined, pieces

_ID = re.compile(r"[a-z][a-z0-9.-]{0,119}")
"""Ids as files of items may have them."""
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
NEAR = 95
"""Likeness of two stems, of 100, from which a person should look."""


class Twin(Struct, frozen=True):
    """An item that is there already, or nearly."""

    line: int
    id: str
    stem: str
    exact: bool


class Settled(Struct, frozen=True):
    """The outcome of an import: nothing of it is written while there are troubles."""

    items: tuple[Item, ...]
    twins: tuple[Twin, ...]
    troubles: tuple[Trouble, ...]
    unit: str
    lines: dict[str, int]
    """Where each item stands in the file, by its id."""


def settle(reading: Reading, origin: str, known: Iterable[Item] = ()) -> Settled:
    """Check and name what was read.

    Args:
        reading: what a reader found.
        origin: the name of the file, kept with every item.
        known: the items that the bank has already.
    """
    there = {content_key(each): each for each in known}
    taken = {each.id for each in there.values()}
    stems = [plain(each.stem) for each in there.values()]
    ids = [each.id for each in there.values()]
    items, twins, troubles = [], [], list(reading.troubles)
    lines: dict[str, int] = {}
    for found in reading.found:
        wrong = [Trouble(found.line, said) for said in flaws(found.item)]
        troubles += wrong
        key = content_key(found.item)
        if twin := there.get(key):
            twins.append(Twin(found.line, twin.id, plain(twin.stem), True))
        elif not wrong:
            if near := _near(plain(found.item.stem), stems):
                twins.append(Twin(found.line, ids[near[1]], near[0], False))
            item = _named(found, key, taken, origin)
            items.append(item)
            lines[item.id] = found.line
            there[key] = item
            taken.add(item.id)
    troubles.sort(key=_line)
    return Settled(tuple(items), tuple(twins), tuple(troubles), reading.unit, lines)


def _line(trouble: Trouble) -> int:
    return trouble.line


def _near(stem: str, stems: list[str]) -> tuple[str, int] | None:
    best = process.extractOne(stem, stems, scorer=fuzz.ratio, score_cutoff=NEAR)
    return (best[0], best[2]) if best else None


def _named(found: Found, key: str, taken: set[str], origin: str) -> Item:
    """Keep a name that can stay; else make one of the content."""
    name = found.item.id
    if not _ID.fullmatch(name) or name in taken:
        name = f"imported.{key[:8]}"
        if name in taken:
            name = f"imported.{key[:16]}"
    fact = found.item.fact or f"{name}.asked"
    return revised(replace(_renumbered(found.item), id=name, fact=fact, origin=origin))


def _renumbered(item: Item) -> Item:
    """Give gaps the numbers in which they stand in the stem."""
    if not isinstance(item, Cloze):
        return item
    parts, numbers = pieces(item.stem)
    blanks = tuple(item.blanks[at] for at in numbers)
    return replace(item, stem=joined(parts), blanks=blanks)


def content_key(item: Item) -> str:
    """Return a hash of what an item asks, in words as answers are compared."""
    match item:
        case SingleChoice() | MultipleChoice():
            parts = sorted(f"{normal(plain(o.text))}{o.text}={o.correct}" for o in item.options)
        case TrueFalse():
            parts = [str(item.answer)]
        case Cloze():
            parts = ["|".join(sorted(map(normal, gap.accept))) for gap in item.blanks]
        case Matching():
            parts = sorted(f"{plain(each.left)}={plain(each.right)}" for each in item.pairs)
        case _:
            parts = [plain(each) for each in parts_of(item)]
    stem = " ".join(plain(full_stem(item)).split())
    whole = "\x1f".join([kind_of(item), stem, *parts])
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()


def flaws(item: Item) -> Iterator[str]:
    """Yield what makes an item unfit for use."""
    if not plain(item.stem).strip():
        yield "没有题干"
    for name, text in texts_of(item):
        if len(text) > MOST_TEXT:
            yield f"{name}有 {len(text)} 字，最多 {MOST_TEXT} 字"
        if bad := _BAD.search(text):
            yield f"{name}里有控制字符 U+{ord(bad[0]):04X}"
    yield from _own_flaws(item)


def _own_flaws(item: Item) -> Iterator[str]:
    """Yield what a kind has to be checked for."""
    match item:
        case SingleChoice() | MultipleChoice():
            yield from _choice_flaws(item)
        case Cloze():
            yield from _cloze_flaws(item)
        case Matching():
            yield from _matching_flaws(item)
        case Ordering():
            yield from _several("步骤", item.order, 3)
        case ShortAnswer():
            if not item.rubric or not all(line.text.strip() for line in item.rubric):
                yield "简答题没有评分要点"


def _choice_flaws(item: SingleChoice | MultipleChoice) -> Iterator[str]:
    yield from _several("选项", [each.text for each in item.options])
    rights = sum(each.correct for each in item.options)
    if not rights:
        yield "没有正确选项"
    elif rights > 1 and isinstance(item, SingleChoice):
        marked = "".join(letter(n) for n, o in enumerate(item.options) if o.correct)
        yield f"单选题有 {rights} 个正确选项（{marked}）"


def _several(name: str, texts: Iterable[str], least: int = 2) -> Iterator[str]:
    bare = [plain(each).strip() for each in texts]
    if len(bare) < least:
        yield f"{name}至少要有 {least} 个，这里有 {len(bare)} 个"
    if not all(bare):
        yield f"有空的{name}"
    for text in dict.fromkeys(each for each in bare if each and bare.count(each) > 1):
        yield f"{name}“{text}”重复"


def _cloze_flaws(item: Cloze) -> Iterator[str]:
    if not item.blanks:
        yield "填空题没有空（空写成 ____）"
    elif not gaps_fit(item):
        yield f"题干里的空和 {len(item.blanks)} 个答案对不上"
    if not all(gap.accept and all(each.strip() for each in gap.accept) for gap in item.blanks):
        yield "有的空没有答案"


def _matching_flaws(item: Matching) -> Iterator[str]:
    yield from _several("左边", [each.left for each in item.pairs])
    yield from _several("右边", [*(each.right for each in item.pairs), *item.extra])
