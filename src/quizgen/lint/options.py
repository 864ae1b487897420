"""Rules on options: given away by words or by form, out of class, out of order (K1 C1 C2 D1–D3 S4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quizgen.model import Item, Matching, MultipleChoice, SingleChoice, TrueFalse, match_key

from .findings import Finding, Known, found
from .words import amounts, bare, choices, content_pairs, is_number, same_number

ABSOLUTE = re.compile(
    r"一律|必然|必定|绝对|任何|所有|一切|凡是?|只要.*就|永远|从不|从来不|百分之百|唯一"
)
"""Words that test-wise people take for wrong (S4); 应当、不得、必须 are the law's own."""
_ALL_OF_THEM = re.compile(
    r"以上(?:都|均|全|选项|各项|答案)|(?:都|均)(?:不)?(?:对|正确|是)$|^(?:无|没有)$"
)
_SCRIPT = re.compile(r"[“”‘’《》]")
_RATIO = 1.5
_TERM = 8
_COMMON = frozenset(
    {"安全", "责任", "事故", "生产", "单位", "人员", "部门", "工作", "管理", "应当", "负责", "主要"}
)
"""Words of the trade that stand everywhere and tell nothing."""


def check_options(item: Item, known: Known) -> Iterator[Finding]:
    """Look at the options of an item, or at its columns."""
    right, wrong = choices(item)
    if right or wrong:
        for code, message in _choice(item, right, wrong, known):
            yield found(item, code, message)
    if isinstance(item, Matching):
        yield from (found(item, code, message) for code, message in _columns(item))
    if isinstance(item, TrueFalse) and not item.answer:
        told = ABSOLUTE.search(item.stem)
        if told and not ABSOLUTE.search(item.why + item.explanation):
            yield found(item, "S4", f"错的说法里有“{told[0]}”，一看就错")


def _are_terms(item: Item, texts: Sequence[str], known: Known) -> bool:
    """Say whether all options are terms of one set: each is the key of other items in its turn."""
    pointset = known.by_id.get(item.set or "")
    terms = {bare(point.key) for point in pointset.points} if pointset else set()
    return all(bare(each) in terms for each in texts)


def _choice(
    item: Item, right: list[str], wrong: list[str], known: Known
) -> Iterator[tuple[str, str]]:
    yield from _double(item, right, wrong)
    yield from _told_by_words(item, right, wrong, known)
    yield from _told_by_form(right, wrong, terms=_are_terms(item, [*right, *wrong], known))
    yield from _class(right, wrong)
    yield from _order(item, [*right, *wrong])
    yield from _absolute(right, wrong)


def _double(item: Item, right: list[str], wrong: list[str]) -> Iterator[tuple[str, str]]:
    """K1 as far as forms tell: two options that are one, or no single key."""
    texts = [bare(each) for each in (*right, *wrong)]
    if len(set(texts)) < len(texts):
        yield "K1", "两个选项是一回事"
    if not right:
        yield "K2", "没有对的选项"
    if isinstance(item, SingleChoice) and len(right) > 1:
        yield "K1", f"单选题有 {len(right)} 个对的选项"
    for each in right:
        for other in wrong:
            if same_number(each, other):
                yield "K1", f"“{each}”和“{other}”是同一个数"


def _without_slots(item: Item, known: Known) -> str:
    """Return a stem without the words that every item of its set has, whatever its key."""
    pointset = known.by_id.get(item.set or "")
    stem = item.stem
    if pointset is None or item.origin == "question":
        return stem
    slots = filter(None, (pointset.of, pointset.scene, pointset.lack, pointset.premise))
    pieces = [words for slot in slots for words in re.split(r"【[^】]*】", slot) if len(words) > 1]
    for words in sorted(pieces, key=len, reverse=True):
        stem = stem.replace(words, "　")
    return stem


def _told_by_words(
    item: Item, right: list[str], wrong: list[str], known: Known
) -> Iterator[tuple[str, str]]:
    """C1: stem and key share a word that no other option has.

    Where the options are terms one word is enough; sentences that speak of the same thing share
    some, so there it takes a run of three characters, of four beside a case.
    """
    if not isinstance(item, SingleChoice) or not right or not wrong or is_number(right[0]):
        return
    context = content_pairs(_without_slots(item, known))
    if item.stimulus is not None and item.template == "shows":
        context |= content_pairs(item.stimulus.text)
    others = frozenset().union(*(content_pairs(each) for each in wrong))
    told = sorted((context & content_pairs(right[0])) - others - _COMMON)
    written = item.origin == "case" and item.template != "shows"
    terms = len(bare(right[0])) <= _TERM and not written
    if told and (terms or _longest_run(told) > (3 if written else 2)):
        yield "C1", f"题干和答案都有“{told[0]}”，别的选项没有"


def _longest_run(pairs: Sequence[str]) -> int:
    """Return how many characters in a row the pairs make."""
    ends: dict[str, int] = {}
    for _ in pairs:
        for pair in pairs:
            ends[pair[1]] = max(ends.get(pair[1], 2), min(ends.get(pair[0], 1) + 1, len(pairs) + 1))
    return max(ends.values(), default=0)


def _told_by_form(right: list[str], wrong: list[str], *, terms: bool) -> Iterator[tuple[str, str]]:
    """C2: the key alone is much longer or shorter, or set in other signs.

    Terms of a set have the length they have, and each is a wrong option elsewhere.
    """
    if not right or len(wrong) < 2:
        return
    keys, others = [len(bare(e)) for e in right], [len(bare(e)) for e in wrong]
    if terms:
        return
    if min(keys) > _RATIO * max(others) and min(keys) - max(others) > 2:
        yield "C2", "答案比别的选项都长得多"
    if max(keys) * _RATIO < min(others) and min(others) - max(keys) > 2:
        yield "C2", "答案比别的选项都短得多"
    for name, form in (("引号", _SCRIPT), ("句末标点", re.compile(r"[。；，]$"))):
        mine = {bool(form.search(each)) for each in right}
        theirs = {bool(form.search(each)) for each in wrong}
        if len(mine) == len(theirs) == 1 and mine != theirs:
            yield "C2", f"只有答案{'有' if mine == {True} else '没有'}{name}"


def _class(right: list[str], wrong: list[str]) -> Iterator[tuple[str, str]]:
    """D1, D2 as far as forms tell: a number among words, 以上都对."""
    texts = [*right, *wrong]
    numbers = [is_number(each) for each in texts]
    if any(numbers) and not all(numbers):
        odd = [each for each, number in zip(texts, numbers, strict=True) if not number]
        if len(odd) == 1 and not re.search(r"立即|当场|不计|长期|终身|随时|无期限|\d", odd[0]):
            yield "D1", f"别的选项是数，“{odd[0]}”不是"
    for each in texts:
        if _ALL_OF_THEM.search(each):
            yield "D2", f"“{each}”不是一个像样的选项"


def _order(item: Item, texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """D3: numbers out of order or in different units; one option holds another."""
    if not isinstance(item, SingleChoice | MultipleChoice):
        return
    shown = [each.text for each in item.options]
    read = [amounts(each) for each in shown]
    if all(is_number(each) for each in shown) and all(read):
        units = {unit for each in read for _, unit in each if unit}
        values = [_lower(text, each) for text, each in zip(shown, read, strict=True)]
        if len(units) > 1:
            yield "D3", f"单位不一：{'、'.join(sorted(units))}"
        elif values != sorted(values):
            yield "D3", "数字选项没有由小到大"
        yield from _crossing(shown, read)
        return
    for each in texts if item.template != "P1" else ():
        if any(_holds(each, other) for other in texts if other != each):
            yield "D3", f"“{each}”包住了另一个选项"
            return


def _holds(long: str, short: str) -> bool:
    """Say whether an option is another one and something more: 罚款 in 罚款并拘留."""
    rest = match_key(long).removeprefix(match_key(short))
    return rest != match_key(long) and bool(re.match(r"和|及|并|或|、|，|以及|还", rest))


def _lower(text: str, read: list[tuple[float, str]]) -> tuple[float, ...]:
    values = tuple(value for value, _ in read)
    return (0.0, *values) if len(values) == 1 and re.search(r"以下|不超过|不足", text) else values


def _crossing(
    shown: Sequence[str], read: Sequence[list[tuple[float, str]]]
) -> Iterator[tuple[str, str]]:
    """Intervals without lower end hold each other: 10人以下, 3人以下."""
    below = [
        text for text, each in zip(shown, read, strict=True) if len(each) == 1 and "以下" in text
    ]
    asks_which = any("事故" in each or "人" in each for each in shown)
    if len(below) > 1 and asks_which:
        yield "D3", f"“{below[0]}”和“{below[1]}”互相包住"


def _absolute(right: list[str], wrong: list[str]) -> Iterator[tuple[str, str]]:
    """S4: absolute words stand in wrong options only."""
    told = [each for each in wrong if ABSOLUTE.search(each)]
    if told and not any(ABSOLUTE.search(each) for each in right):
        word = ABSOLUTE.search(told[0])
        yield "S4", f"只有错项有“{word[0] if word else ''}”"


def _columns(item: Matching) -> Iterator[tuple[str, str]]:
    rights = [bare(each) for each in (*(pair.right for pair in item.pairs), *item.extra)]
    lefts = [bare(pair.left) for pair in item.pairs]
    if len(set(rights)) < len(rights) or len(set(lefts)) < len(lefts):
        yield "K1", "同一栏里有两项是一回事"
    if not item.extra:
        yield "C3", "右栏没有多余项，最后一对靠排除就能得出"
    for pair in item.pairs:
        others = frozenset().union(
            *(
                content_pairs(each)
                for each in (*(p.right for p in item.pairs if p != pair), *item.extra)
            )
        )
        told = sorted((content_pairs(pair.left) & content_pairs(pair.right)) - others)
        if told:
            yield "C1", f"“{pair.left}”和它的右边都有“{told[0]}”"
