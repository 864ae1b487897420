"""Files that nobody would write: mutated exports, grammar crumbs, plain noise."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache

from quizgen.exchange import FORMATS, readable, settle
from quizgen.model import QuizgenError

from .corpus import NASTY_ITEMS
from .readers import carried, exported

CRUMBS: dict[str, tuple[str, ...]] = {
    "gift": ("{", "}", "=", "~", "#", "####", "->", "%50%", "%-", "::", "\\", "\\=", "//", "\n\n",
             "\n", "T", "F", "[html]", "$CATEGORY: a", "{#1:0.1}", "字", " ", "<b>", "&#0;"),
    "text": ("1. ", "2、", "（1）", "A. ", "B、", "C．", "(D)", "答案：", "答案:", "【答案】", "参考答案",
             "解析：", "\n", "\n\n", "（ A ）", "____", "（　　）", "一、单选题", "二、判断题", "√", "对",
             "1-5 ABCDA", "1.A 2.B", "；", " / ", "（2分）", "【多选题】", "字", "*", "\\", "第1题", "|"),
    "xml": ("<question type=\"multichoice\">", "<question type=\"cloze\">", "</question>", "<text>",
            "</text>", "<answer fraction=\"100\">", "</answer>", "<![CDATA[", "]]>", "{1:SHORTANSWER:=a~%50%b}",
            "{1:MULTICHOICE:=a~b}", "<questiontext format=\"html\">", "</questiontext>", "&lt;", "&amp;",
            "<quiz>", "</quiz>", "<subquestion>", "</subquestion>", "<!DOCTYPE a>", "&x;", "字", "<single>false</single>",
            "<choiceInteraction responseIdentifier=\"RESPONSE\">", "</choiceInteraction>", "<value>A</value>",
            "<simpleChoice identifier=\"A\">", "</simpleChoice>", "<textEntryInteraction responseIdentifier=\"R\"/>"),
}  # fmt: skip
"""Pieces that mean something to a reader, in no order."""
_KINDS = {"gift": "gift", "text": "text", "moodle-xml": "xml", "qti21": "xml"}
NAMES = [each.name for each in readable()]


@cache
def _seed(name: str) -> tuple[bytes, ...]:
    """Return good files to start from: small ones, each of a few items."""
    items = carried(FORMATS[name], NASTY_ITEMS)
    return tuple(exported(name, items[at : at + 2]) for at in range(0, len(items), 12))


def _mutated(rng: random.Random, data: bytes, name: str) -> bytes:
    """Change a few places of a file."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(found) + 1) if found else 0
        length = rng.choice((0, 1, 1, 2, 5, 30))
        match rng.randrange(4):
            case 0:
                found[at : at + length] = rng.randbytes(rng.randint(0, 3))
            case 1:
                del found[at : at + length]
            case 2:
                other = rng.randrange(len(found) + 1)
                found[at:at] = found[other : other + rng.choice((3, 20, 100))]
            case _:
                crumbs = CRUMBS[_KINDS.get(name, "text")]
                found[at:at] = rng.choice(crumbs).encode()
    return bytes(found)


def _packed(rng: random.Random, data: bytes, name: str) -> bytes:
    """Change a member of a package, or the package itself."""
    if rng.random() < 0.2:
        return _mutated(rng, data, name)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        liked = [n for n in names if n.startswith(("items/", "word/document", "xl/worksheets"))]
        victim = rng.choice(liked or names) if rng.random() < 0.8 else rng.choice(names)
        for each in names:
            part = old.read(each)
            new.writestr(each, _mutated(rng, part, name) if each == victim else part)
    return out.getvalue()


def sample(name: str, seed: object) -> bytes:
    """Return an input of a seed, the same one every time."""
    rng = random.Random(f"{name}/{seed}")
    if name in ("xlsx", "kaoshibao", "docx", "qti21"):
        return _packed(rng, rng.choice(_seed(name)), name)
    match rng.randrange(10):
        case 0:
            return rng.randbytes(rng.randint(0, 200))
        case 1 | 2 | 3:
            crumbs = CRUMBS[_KINDS[name]]
            return "".join(rng.choices(crumbs, k=rng.randint(1, 60))).encode()
    return _mutated(rng, rng.choice(_seed(name)), name)


def survive(name: str, data: bytes) -> int:
    """Read an input the way an import does: items or clean errors, nothing else."""
    try:
        settled = settle(FORMATS[name].read(data), "fuzz")
    except QuizgenError as problem:
        assert str(problem)
        return 0
    assert all(each.message for each in settled.troubles)
    return len(settled.items)
