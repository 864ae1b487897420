"""When two written words are the same answer.

Widths, blanks, quotation marks, final punctuation and the ways of writing a number do not
matter: 1小时 ＝ 一小时 ＝ １ 小时, 60% ＝ 百分之六十. What an author lists as accepted is compared
in the same way.
"""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(r"[\s“”‘’「」『』\"'。．，,、；;：:！!？?（）()《》·]")
_DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
_SCALED = re.compile(r"([0-9]{1,12}(?:\.[0-9]{1,6})?)([万亿])")
_MOST_DIGITS = 20
"""Longer rows of number words are no number that anybody means."""
_PERCENT = re.compile(r"百分之([0-9.]+)")
_DASHES = str.maketrans(dict.fromkeys("—–－~～至", "-"))


def _value(words: str) -> int | None:
    """Read a Chinese number; ``None`` where it is none (二一 is a list, not a number)."""
    total = section = digit = 0
    last = ""
    for char in words:
        if char in _DIGITS:
            if last in _DIGITS and last not in ("零", "〇"):
                return None
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (digit or (1 if section == 0 and not last else digit)) * _UNITS[char]
            if digit == 0 and char == "十" and last and last not in "万亿零〇":
                return None
            digit = 0
        else:
            scale = 10_000 if char == "万" else 100_000_000
            if section + digit == 0:
                return None
            total = (total + section + digit) * scale
            section = digit = 0
        last = char
    return total + section + digit


def _number(found: re.Match[str]) -> str:
    words = found[0]
    if len(words) > _MOST_DIGITS:
        return words
    if words in ("万", "亿", "百", "千", "十"):
        return "10" if words == "十" else words
    value = _value(words)
    return words if value is None else str(value)


def normal(text: str) -> str:
    """Return the form in which answers are compared."""
    bare = unicodedata.normalize("NFKC", text).lower()
    bare = _DROPPED.sub("", bare).translate(_DASHES)
    bare = _NUMBER.sub(_number, bare)
    bare = _SCALED.sub(_scaled, bare)
    return _PERCENT.sub(r"\1%", bare)


def _scaled(found: re.Match[str]) -> str:
    value = float(found[1]) * (10_000 if found[2] == "万" else 100_000_000)
    return str(int(value)) if value == int(value) else str(value)


def same_words(given: str, wanted: str) -> bool:
    """Say whether two words are the same answer."""
    return normal(given) == normal(wanted)
