"""Words and numbers in items, read for the rules (and for the rules only)."""

from __future__ import annotations

import re
from functools import lru_cache

from quizgen.markup import plain
from quizgen.model import Item, Matching, MultipleChoice, SingleChoice, match_key

GAP = "（　　）"
_GAPS = re.compile(r"（[\s\u3000]*）|\(\s*\)|\{\{\d+\}\}|_{2,}")
_SIGNS = re.compile(r"[\s\u3000，。；：、？！,.;:?!“”‘’\"'（）()《》〈〉—…·*`-]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_FORMAL = set("的了是在和与及或对从由把被将应当进行其有为以上下不要中个之")
_POINTING = set("这那他她它我你们里")
_NUMBER = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|半(?=[年天日小个]))\s*(?P<s>[百千]?[万亿]?)\s*(?P<u>%|％|元|人|小时|分钟|日|天|周|个月|月|年|次|倍|起|名|学时|项)?"
)
_SCALE = {"": 1.0, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "百万": 1e6, "千万": 1e7}
_YEARS = {"当年": 0, "次年": 1, "后年": 2}
_MINUTES = {
    "分钟": 1.0,
    "小时": 60.0,
    "日": 1440.0,
    "天": 1440.0,
    "周": 10080.0,
    "个月": 43800.0,
    "月": 43800.0,
    "年": 525600.0,
}


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """Return the letters and digits of a text alone."""
    return _SIGNS.sub("", plain(_GAPS.sub("", text)))


def same(one: str, other: str) -> bool:
    """Say whether two texts read the same but for signs."""
    return bare(one) == bare(other)


def gaps(text: str) -> int:
    """Count the gaps of a stem."""
    return len(_GAPS.findall(text))


def put(stem: str, words: str) -> str:
    """Put words into the gap of a stem."""
    return _GAPS.sub(lambda _: words, stem, count=1)


@lru_cache(maxsize=65536)
def content_pairs(text: str) -> frozenset[str]:
    """Return neighbouring Chinese characters that carry meaning."""
    letters = match_key(plain(text))
    pairs = (letters[at : at + 2] for at in range(len(letters) - 1))
    return frozenset(
        each
        for each in pairs
        if all(_HAN.match(char) for char in each) and not all(char in _FORMAL for char in each)
    )


def amounts(text: str) -> list[tuple[float, str]]:
    """Return the numbers of a text in plain units, with the unit's class (时 for times)."""
    read = []
    for word, years in _YEARS.items():
        text = text.replace(word, f"{years}年")
    for each in _NUMBER.finditer(text):
        unit = (each["u"] or "").replace("％", "%").replace("名", "人")
        value = (0.5 if each["n"] == "半" else float(each["n"])) * _SCALE.get(each["s"], 1.0)
        read.append((value * _MINUTES.get(unit, 1.0), "时" if unit in _MINUTES else unit))
    return read


def is_number(text: str) -> bool:
    """Say whether a text is mainly a number with its unit."""
    read = _NUMBER.search(text)
    rest = bare(re.sub(r"以上|以下|以内|不少于|不超过|不足|至", "", _NUMBER.sub("", text)))
    return read is not None and len(rest) <= 2


def same_number(one: str, other: str) -> bool:
    """Say whether two options are one number in two forms: 1小时, 60分钟."""
    if not is_number(one) or not is_number(other) or amounts(one) != amounts(other):
        return False
    return _NUMBER.sub("", bare(one)) == _NUMBER.sub("", bare(other))


def choices(item: Item) -> tuple[list[str], list[str]]:
    """Return the right and the wrong options of a choice, both empty for other kinds."""
    if not isinstance(item, SingleChoice | MultipleChoice):
        return [], []
    right = [each.text for each in item.options if each.correct]
    return right, [each.text for each in item.options if not each.correct]


def all_texts(item: Item) -> list[str]:
    """Return what whoever answers sees: stem, stimulus, options, both columns."""
    texts = [item.stem]
    if item.stimulus is not None:
        texts.append(item.stimulus.text)
    if isinstance(item, SingleChoice | MultipleChoice):
        texts += [each.text for each in item.options]
    if isinstance(item, Matching):
        texts += [side for pair in item.pairs for side in (pair.left, pair.right)]
    return texts
