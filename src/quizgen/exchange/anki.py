"""Anki decks: a note an item with a GUID of its id, so that a mended item stays the same card.

Gaps are cloze cards, one a gap; lists get a second note that hides all of them at once
(overlapping cloze). Decks are named by course and lesson.
"""

from __future__ import annotations

import hashlib
import html
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import genanki  # type: ignore[import-untyped]  # no stubs

from quizgen.markup import to_html
from quizgen.model import (
    KIND_NAMES,
    BankHeader,
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
from quizgen.render.packed import steady_zip

from .answers import NO, YES
from .found import letter
from .stems import gaps_fit, pieces

TIME = 1_000_000_000.0
"""When every note was made, so that the file is the same every time."""
_CSS = """.card { font-family: "Noto Sans SC", "Microsoft YaHei", sans-serif; font-size: 20px;
 text-align: left; line-height: 1.6; } .kind { color: #666; font-size: 14px; }
.told { color: #444; font-size: 17px; } .cloze { font-weight: bold; color: #0645ad; }
ol.letters { list-style: upper-alpha; }"""
_BACK = '{{FrontSide}}<hr id="answer">{{答案}}<div class="told">{{解析}}</div>'
BASIC = genanki.Model(
    1_607_392_319,
    "quizgen 问答",
    fields=[{"name": each} for each in ("题干", "答案", "解析", "题号")],
    templates=[{"name": "卡片", "qfmt": "{{题干}}", "afmt": _BACK}],
    css=_CSS,
)
CLOZE = genanki.Model(
    1_607_392_320,
    "quizgen 填空",
    fields=[{"name": each} for each in ("文字", "解析", "题号")],
    templates=[
        {
            "name": "填空",
            "qfmt": "{{cloze:文字}}",
            "afmt": '{{cloze:文字}}<hr><div class="told">{{解析}}</div>',
        }
    ],
    css=_CSS,
    model_type=genanki.Model.CLOZE,
)


def write(header: BankHeader, items: Iterable[Item], out: BinaryIO) -> None:
    """Write a package."""
    decks: dict[str, genanki.Deck] = {}
    for item in items:
        title = header.title or "题库"
        lesson = header.lessons.get(item.lesson, "")
        name = "::".join(each.replace("::", "：") for each in (title, lesson) if each)
        deck = decks.setdefault(name, genanki.Deck(_number(name), name))
        for note in _notes(item):
            deck.add_note(note)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(list(decks.values())).write_to_file(str(path), timestamp=TIME)
        out.write(steady_zip(path.read_bytes()))


def refuses(item: Item) -> Iterator[str]:
    """Yield what of an item cards have no place for."""
    if isinstance(item, Cloze) and not gaps_fit(item):
        yield "题干里的空和答案对不上"


def _number(name: str) -> int:
    """Return the number of a deck: of its name, so that it is the same deck next time."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") >> 1 | 1 << 30


def _notes(item: Item) -> Iterator[Any]:
    tags = [item.level, item.use, KIND_NAMES[kind_of(item)]]
    told = to_html(item.explanation)
    guid = genanki.guid_for(item.id)
    if not isinstance(item, Cloze):
        front, back, more = _sides(item)
        head = f'<div class="kind">{KIND_NAMES[kind_of(item)]}</div>{_case(item)}'
        whole = f"{told}{more}"
        fields = [f"{head}{front}", back, whole, item.id]
        yield genanki.Note(model=BASIC, fields=fields, guid=guid, tags=tags)
        return
    fields = [_case(item) + _gapped(item, one=False), told, item.id]
    yield genanki.Note(model=CLOZE, fields=fields, guid=guid, tags=tags)
    if item.unordered and len(item.blanks) > 1:
        fields = [_case(item) + _gapped(item, one=True), told, f"{item.id} 全部"]
        guid = genanki.guid_for(item.id, "all")
        yield genanki.Note(model=CLOZE, fields=fields, guid=guid, tags=tags)


def _case(item: Item) -> str:
    return f"<p>{to_html(item.stimulus.text)}</p>" if item.stimulus else ""


def _listed(texts: Iterable[str]) -> str:
    return f'<ol class="letters">{"".join(f"<li>{to_html(each)}</li>" for each in texts)}</ol>'


def _sides(item: Item) -> tuple[str, str, str]:
    """Return question, answer, and what is told beside the explanation."""
    stem = to_html(item.stem)
    match item:
        case SingleChoice() | MultipleChoice():
            key = "".join(letter(n) for n, each in enumerate(item.options) if each.correct)
            whys = (
                f"<li>{letter(n)}：{to_html(each.why)}</li>"
                for n, each in enumerate(item.options)
                if each.why
            )
            told = "".join(whys)
            return stem + _listed(each.text for each in item.options), key, _list(told)
        case TrueFalse():
            return stem, YES if item.answer else NO, f"<p>{to_html(item.why)}</p>" * bool(item.why)
        case Matching():
            rights = sorted({*(each.right for each in item.pairs), *item.extra})
            left = "".join(f"<li>{to_html(each.left)}</li>" for each in item.pairs)
            back = "".join(
                f"<li>{to_html(each.left)} → {to_html(each.right)}</li>" for each in item.pairs
            )
            return f"{stem}{_list(left)}{_listed(rights)}", _list(back), ""
        case Ordering():
            back = "".join(f"<li>{to_html(each)}</li>" for each in item.order)
            return stem + _listed(sorted(item.order)), f"<ol>{back}</ol>", ""
        case ShortAnswer():
            lines = (f"<li>{to_html(e.text)}（{e.score} 分）</li>" for e in item.rubric)
            return stem, _list("".join(lines)), ""
    return stem, "", ""


def _list(lines: str) -> str:
    return f"<ul>{lines}</ul>" if lines else ""


def _guarded(text: str) -> str:
    """Keep what Anki takes for a cloze's own marks."""
    return text.replace("{{", "{&#123;").replace("}}", "}&#125;").replace("::", ":&#58;")


def _gapped(item: Cloze, *, one: bool) -> str:
    """Write the gaps as clozes: each its own card, or all on ``one``."""
    parts, numbers = pieces(to_html(item.stem))
    stem = _guarded(parts[0])
    for card, (part, at) in enumerate(zip(parts[1:], numbers, strict=True), 1):
        first, *others = (_guarded(to_html(each)) for each in item.blanks[at].accept)
        word = first.replace("}", "&#125;")
        also = f"（{html.escape('也可答')}：{' / '.join(others)}）" if others else ""
        stem += f"{{{{c{1 if one else card}::{word}{also}}}}}{_guarded(part)}"
    return stem
