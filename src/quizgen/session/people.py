"""What people write about themselves, made fit to compare and to keep."""

from __future__ import annotations

import unicodedata

LONGEST_NAME = 40
_FORBIDDEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str, what: str, longest: int = LONGEST_NAME, *, wanted: bool = True) -> str:
    """Return a name of any script in one form, outer and doubled blanks dropped.

    Raises:
        ValueError: says in Chinese what is wrong.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if wanted and not name:
        raise ValueError(f"请填写{what}。")
    if len(name) > longest:
        raise ValueError(f"{what}最多 {longest} 个字。")
    if any(unicodedata.category(char) in _FORBIDDEN or char in _BIDI for char in name):
        raise ValueError(f"{what}里有不能用的字符。")
    if wanted and not any(unicodedata.category(char)[0] in "LNM" for char in name):
        raise ValueError(f"{what}里没有文字。")
    return name


def key(text: str) -> str:
    """Return the form in which names and numbers are compared: width, case, blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("・", "·")
