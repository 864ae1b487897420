"""Inputs that nobody wrote on purpose: spoiled copies, shuffled pieces, plain noise."""

from __future__ import annotations

import random
from collections.abc import Iterator

from .gold import FIXTURES

_PIECES = [
    "一、",
    "二、",
    "三、",
    "十一、",
    "（一）",
    "（二）",
    "(1)",
    "(2)",
    "1.",
    "2．",
    "3、",
    "①",
    "②",
    "第一，",
    "第二，",
    "第一章",
    "第三步",
    "首先",
    "其次",
    "最后",
    "一要",
    "二要",
    "一是",
    "二是",
    "三是",
    "一查",
    "二查",
    "一方面",
    "另一方面",
    "一个是",
    "——",
    "●",
    "、",
    "，",
    "。",
    "；",
    "：",
    "！",
    "“",
    "”",
    "‘",
    "’",
    '"',
    "'",
    "（",
    "）",
    "《",
    "》",
    "【",
    "】",
    "和",
    "以及",
    "与",
    "等",
    "的",
    "要",
    "对",
    "是",
    "四查",
    "“四查”",
    "四种意识",
    "三个坚持",
    "五个方面",
    "几点意见",
    "四不两直",
    "每起事故背后",
    "29起轻伤",
    "300起未遂",
    "1:29:300",
    "的比例为",
    "解决认识不到位的问题",
    "宣传部门要",
    "负责",
    "有的",
    "不打折扣",
    "不留死角",
    "不走过场",
    "加强",
    "落实",
    "坚持",
    "附件：",
    "同志们：",
    "https://a.cn",
    "QQ群",
    "第3页",
    "-",
    "3",
    "-",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "\u3000\u3000",
    "\x00",
    "\ufeff",
    "1.5",
    "%",
    "*",
    "_",
    "`",
    "#",
    "$",
    ":::",
    "{points}",
    "[a](b)",
    "<b>",
    "\\",
    "|",
    "🙂",
    "é",
    "ａ１２",
    "二〇二四年",
    "十月一日",
]
_ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


def texts() -> list[str]:
    """Return the texts of the fixtures."""
    return [path.read_text(encoding="utf-8") for path in sorted(FIXTURES.glob("*.txt"))]


def inputs(count: int, seed: int) -> Iterator[bytes]:
    """Yield that many inputs, the same ones for the same seed."""
    rng = random.Random(seed)
    known = texts()
    for number in range(count):
        kind = number % 5
        if kind == 0:
            yield rng.randbytes(rng.randrange(400))
        elif kind == 1:
            said = "".join(rng.choices(_PIECES, k=rng.randrange(1, 250)))
            yield said.encode(rng.choice(_ENCODINGS), errors="replace")
        else:
            yield _mutated(rng, known, kind).encode(rng.choice(_ENCODINGS), errors="replace")


def _mutated(rng: random.Random, known: list[str], kind: int) -> str:
    """Copy a known text and damage it."""
    text = rng.choice(known)
    start = rng.randrange(len(text))
    chars = list(text[start : start + rng.randrange(1, 900)])
    if kind == 2:
        lines = "".join(chars).split("\n")
        rng.shuffle(lines)
        return "\n".join(lines)
    for _ in range(rng.randrange(1, 40)):
        at = rng.randrange(len(chars) + 1)
        if kind == 3 and at < len(chars):
            del chars[at : at + rng.randrange(1, 4)]
        else:
            chars.insert(at, rng.choice(_PIECES))
        if not chars:
            break
    return "".join(chars)


def hard(size: int) -> Iterator[tuple[str, str]]:
    """Yield texts of about that many characters that would be slow for a careless reader."""
    for name, piece in (
        ("one mark again and again", "一是"),
        ("enumeration commas", "、"),
        ("members", "安全、"),
        ("quotation marks", "“"),
        ("closed quotations", "“甲、乙、丙”"),
        ("brackets", "（一）"),
        ("numbers", "1."),
        ("commas", "人人讲安全，"),
        ("semicolons", "对隐患，要整改；"),
        ("announcements", "四种意识"),
        ("one-character lines", "一\n"),
        ("headings", "一、抓人员\n二、抓设备\n"),
        ("duties", "宣传部门要宣传。"),
        ("months", "个月"),
        ("ratios", "每起事故背后有29起轻伤、"),
        ("blanks", "安 全 \n"),
        ("no stop", "安全生产重于泰山"),
    ):
        yield name, (piece * (size // len(piece) + 1))[:size]
    yield (
        "deep",
        "".join(
            f"{'一二三四五六七八九'[n % 9]}、（一）1.（1）①第一，一是一要"
            for n in range(size // 20)
        ),
    )
