"""Chinese numerals as headings and announcements use them."""

from __future__ import annotations

import re

NUMERAL = "[一二三四五六七八九十]{1,3}"
"""What can be a number from 1 to 99; :func:`ordinal` says whether it is one."""
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_FORM = re.compile(r"(?:([二三四五六七八九])?(十))?([一二两三四五六七八九])?")
_CIRCLED = {chr(ord("①") + number): number + 1 for number in range(20)}


def ordinal(text: str) -> int | None:
    """Read 1 to 99 in numerals, digits or as a circled digit; nothing for 五一 or 十四五."""
    if text in _CIRCLED:
        return _CIRCLED[text]
    if text.isascii() and text.isdecimal() and len(text) <= 3:
        return int(text) or None
    found = _FORM.fullmatch(text) if text else None
    if not found:
        return None
    tens = _DIGITS[found[1]] if found[1] else 1
    return (tens * 10 if found[2] else 0) + (_DIGITS[found[3]] if found[3] else 0)


def in_words(number: int) -> str:
    """Write a number up to 99 the way a title does: 2 → 两, 12 → 十二."""
    if number == 2:
        return "两"
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    return (
        ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
    )
