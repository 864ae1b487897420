"""Chinese numerals, and the number that a title announces."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = r"[零〇一二两三四五六七八九十百千]+|\d+"
_PARENTHESES = re.compile(r"（[^（）]*）|\([^()]*\)")
_ORDINAL = re.compile(rf"第\s*(?:{_NUMERAL})\s*[条款项章节批次个届]?(?:之[一二三四五六七八九十])?")
_YEAR = re.compile(r"(?:\d{2,4}|[零〇一二三四五六七八九]{4})\s*年(?:代|度)?")
_UNIT_WORDS = "种|笔|个|项|条|点|句|类|层|级|步|招|本|张|道|关|把|方面"
_NOUN = re.compile(rf"^(?:{_NUMERAL})({_UNIT_WORDS})([\u4e00-\u9fff]{{1,6}})$")


def chinese_number(text: str) -> int | None:
    """Read a whole number in Chinese numerals or digits: 十五 → 15, 二百零三 → 203.

    Returns ``None`` for what is no well-formed number (三三).
    """
    text = unicodedata.normalize("NFKC", text)
    if text.isdecimal():
        return int(text)
    total, digit = 0, None
    for char in text:
        if char in _UNITS:
            if digit is None and total:
                return None
            total += (1 if digit is None else digit) * _UNITS[char]
            digit = None
        elif char in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[char]
        else:
            return None
    return total + (digit or 0)


def announced_number(title: str) -> int | None:
    """Find how many points a title announces: its first number word from 2 up.

    Parentheses, 第…条 and years do not count; 双 is no number word.
    """
    bare = _PARENTHESES.sub(" ", title)
    bare = _ORDINAL.sub(" ", _YEAR.sub(" ", bare))
    for word in re.findall(_NUMERAL, bare):
        if word[0] in "百千零〇":
            continue
        number = chinese_number(word)
        if number is None:
            number = chinese_number(word[0])
        if number is not None and number >= 2:
            return number
    return None


def unit_and_noun(title: str) -> tuple[str, str] | None:
    """Split 四种意识 into its measure word and class noun; nothing where that is not clear."""
    bare = _PARENTHESES.sub("", title).strip().strip("“”‘’")
    found = _NOUN.match(bare)
    return (found[1], found[2]) if found else None
