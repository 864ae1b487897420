"""Chinese numerals, and the number that a title announces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.harvest.numbers import announced_number, chinese_number, unit_and_noun

DIGITS = "零一二三四五六七八九"


def spell(number: int) -> str:
    """Write a number below 10,000 as Chinese does: 15 → 十五, 203 → 二百零三."""
    if number < 10:
        return DIGITS[number]
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            out += ("零" if zero else "") + DIGITS[digit] + name
            zero = False
        elif out:
            zero = True
    return out.removeprefix("一") if 10 <= number < 20 else out


@given(st.integers(0, 9999))
def test_every_number_is_read_as_it_is_spelled(number: int) -> None:
    """A title may announce any number."""
    assert chinese_number(spell(number)) == number
    assert chinese_number(str(number)) == number


@given(st.integers(2, 9999))
def test_a_title_announces_its_first_number(number: int) -> None:
    """Whatever stands in parentheses, in 第…条 or in a year is none."""
    title = f"安法第二十一条（三项）2021年起{spell(number)}项职责"

    assert announced_number(title) == number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("四查", 4),
        ("四不两直", 4),
        ("三管三必须", 3),
        ("一票否决的四种情形", 4),
        ("一盘棋", None),
        ("双重预防机制", None),
        ("双控两张网", 2),
        ("“四笔账”", 4),
        ("十五条措施", 15),
        ("海因里希比例（1931年的估计）", None),
        ("主要负责人七项职责（安法第二十一条）", 7),
        ("安法第一百一十四条", None),
        ("第二批", None),
        ("二〇一五年会议", None),
        ("3个必须", 3),
        ("１２项", 12),
        ("查错、补漏、纠弊", None),
        ("三三制", 3),
    ],
)
def test_what_a_title_announces(title: str, number: int | None) -> None:
    """As people read it."""
    assert announced_number(title) == number


@pytest.mark.parametrize(
    ("title", "split"),
    [
        ("四种意识", ("种", "意识")),
        ("四笔账", ("笔", "账")),
        ("三个监管", ("个", "监管")),
        ("四项行动（2015年）", ("项", "行动")),
        ("四查", None),
        ("三管三必须", None),
        ("三个“问题”来看安全", None),
    ],
)
def test_measure_word_and_noun_are_taken_where_they_are_clear(
    title: str, split: tuple[str, str] | None
) -> None:
    """Never guessed."""
    assert unit_and_noun(title) == split
