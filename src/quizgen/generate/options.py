"""The options of a choice: which wrong ones, in what order, how hard they make it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from quizgen.model import Choice, match_key

from .context import Course
from .numbers import ascending

MOST = 4
"""Options of a choice, as a rule; three where only two good wrong ones exist."""
_DIGIT = re.compile(r"\d")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_PAIR = re.compile(r"(?=([\u3400-\u9fff]{2}))")
_EMPTY = set(
    "的了是在和与及或对从由把被将应当进行及其有为以上下不要人员安全生产单位部门工作管理责任"
)


def alike(one: str, other: str) -> bool:
    """Say whether a lent term may be another name of a set's own: the same, or one holds the other."""
    first, second = match_key(one), match_key(other)
    return first == second or (len(min(first, second, key=len)) > 3 and _holds(first, second))


def _holds(first: str, second: str) -> bool:
    return (first in second or second in first) and not _DIGIT.search(first + second)


def _clash(one: str, other: str) -> bool:
    """Say whether two options can't stand side by side: the same, or one is the other and more.

    重大事故 and 特别重大事故 can; 罚款 and 罚款并拘留 can't.
    """
    short, long = match_key(one), match_key(other)
    if len(short) > len(long):
        short, long = long, short
    return short == long or (long.startswith(short) and long[len(short)] in "和及并或、，以还")


def choose(course: Course, key: str, right: str, wrong: Iterable[str]) -> list[str]:
    """Choose up to three wrong options for an item.

    Those of like length come first (flaw C2: the longest at most 1.5 times the shortest),
    then by a hash of item and candidate, so that a new lesson changes few items.
    """
    kept: list[str] = []
    ranked = course.order(key, dict.fromkeys(wrong))
    ranked.sort(key=lambda each: _misfit(right, each))
    for each in ranked:
        if not any(_clash(each, other) for other in (right, *kept)):
            kept.append(each)
    return kept[: MOST - 1]


def _misfit(right: str, other: str) -> int:
    long, short = sorted((len(right), len(other)), reverse=True)
    return 0 if long <= 1.5 * max(short, 1) or long - short <= 2 else 1


def window(course: Course, key: str, right: str, wrong: Iterable[str]) -> list[str] | None:
    """Choose wrong numbers around the right one; the place of the key goes by the item's hash.

    Numeric options ascend and are never shuffled, so the window of values moves instead.
    Nothing where the values are not numbers of one form.
    """
    others = [each for each in dict.fromkeys(wrong) if each != right]
    values = ascending([right, *others])
    if values is None:
        return None
    at = values.index(right)
    size = min(MOST, len(values))
    first = range(max(0, at - size + 1), min(at, len(values) - size) + 1)
    start = first[course.number("window", key) % len(first)]
    return [each for each in values[start : start + size] if each != right]


def arranged(
    course: Course, key: str, right: str, wrong: Sequence[str], whys: Mapping[str, str]
) -> tuple[tuple[Choice, ...], bool]:
    """Put the options into order and say whether that order is fixed.

    Where the key of others goes is settled when all items are there.
    """
    values = ascending([right, *wrong])
    if values is None:
        values = [right, *course.order(f"{key}/options", wrong)]
        fixed = False
    else:
        fixed = True
    options = tuple(Choice(each, each == right, whys.get(each, "")) for each in values)
    return options, fixed


def shuffled(course: Course, key: str, options: Sequence[Choice]) -> tuple[Choice, ...]:
    """Put authored options of a choice into the order of the seed."""
    by_text = {each.text: each for each in options}
    return tuple(by_text[each] for each in course.order(f"{key}/options", by_text))


_EMPTY_LETTERS = frozenset("的了不是有在一人上下中出到要和与用没个这那来去把被就")
"""Characters of any sentence."""


@lru_cache(maxsize=1 << 16)
def pairs_of(text: str) -> frozenset[str]:
    """Return every two neighbouring Chinese characters of a text that mean something."""
    found = _HAN_PAIR.findall(match_key(text))
    return frozenset(each for each in found if each[0] not in _EMPTY or each[1] not in _EMPTY)


def tells(stem: str, right: str, wrong: Sequence[str]) -> str | None:
    """Return a word that stem and key share and no other option has (flaw C1)."""
    said = match_key(stem)
    told = [each for each in pairs_of(right) if each in said]
    told = [each for each in told if not any(each in match_key(other) for other in wrong)]
    return min(told) if told else None


def tells_letter(text: str, right: str, wrong: Sequence[str]) -> str | None:
    """Return a single character that a sentence and the key share and no other option has.

    练完…改掉 leads to 演练 as surely as a word would (flaw C1); characters that stand in any
    sentence do not count.
    """
    others = "".join(wrong)
    told = sorted(
        char
        for char in set(right) & set(text)
        if _HAN.match(char) and char not in _EMPTY_LETTERS and char not in others
    )
    return told[0] if told else None


def difficulty(right: Sequence[str], wrong: Sequence[str], level: str) -> float:
    """Guess how hard a choice is, 0 to 1, before anyone has answered it.

    More options and wrong ones that look like the right one make it harder; the level adds
    a little (item-writing rules, section 7).
    """
    close = [max(ratio(each, key) for key in right) / 100 for each in wrong] or [0.0]
    base = {"remember": 0.15, "understand": 0.3, "apply": 0.45}[level]
    spread = 0.05 * min(len(right) + len(wrong), 5) + 0.3 * sum(close) / len(close)
    return round(min(base + spread, 1.0), 2)
