"""问卷星's text for its web import, as a community sample has it: the key inside the stem.

Stems end （ A ） and [单选题] or [多选题]; judgements end (对) or (错); gaps are {答案}.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from quizgen.markup import plain
from quizgen.model import BankHeader, Cloze, Item, MultipleChoice, SingleChoice, TrueFalse

from .found import letter
from .stems import full_stem, gaps_fit

_EMPTY = re.compile(r"[（(]\s*[)）]")
_TAKEN = re.compile(r"\[(?:单选题|多选题)\]|[{}]")


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write numbered items with a blank line between."""
    out.writelines(
        f"{number}、{chr(10).join(_lines(item))}\n\n".encode()
        for number, item in enumerate(items, 1)
    )


def refuses(item: Item) -> Iterator[str]:
    """Yield what the text has no words for."""
    if isinstance(item, Cloze) and (item.unordered or not gaps_fit(item)):
        yield "问卷星文本的填空题不能次序不限"
    words = [word for gap in item.blanks for word in gap.accept] if isinstance(item, Cloze) else []
    texts = [full_stem(item), *words]
    if isinstance(item, SingleChoice | MultipleChoice):
        texts += [each.text for each in item.options]
    bare = [re.sub(r"\{\{\d+\}\}", "", plain(each)) for each in texts]
    if any(_TAKEN.search(each) for each in bare):
        yield "文字里的花括号会被当成空"
    if any("\n" in each.strip() for each in bare):
        yield "问卷星文本里一段不能换行"


def _lines(item: Item) -> list[str]:
    stem = plain(full_stem(item)).strip()
    match item:
        case SingleChoice() | MultipleChoice():
            key = "".join(letter(n) for n, each in enumerate(item.options) if each.correct)
            kind = "多选题" if isinstance(item, MultipleChoice) else "单选题"
            options = [f"{letter(n)}. {plain(o.text).strip()}" for n, o in enumerate(item.options)]
            return [f"{_keyed(stem, key)} [{kind}]", *options]
        case TrueFalse():
            bare = _EMPTY.sub("", stem).strip()
            return [f"{bare}({'对' if item.answer else '错'})"]
        case Cloze():
            for number, gap in enumerate(item.blanks, 1):
                stem = stem.replace(f"{{{{{number}}}}}", f"{{{plain(gap.accept[0]).strip()}}}", 1)
    return [stem]


def _keyed(stem: str, key: str) -> str:
    """Put the key into the last empty brackets, or behind the stem."""
    found = list(_EMPTY.finditer(stem))
    if not found:
        return f"{stem}（ {key} ）"
    return f"{stem[: found[-1].start()]}（ {key} ）{stem[found[-1].end() :]}"
