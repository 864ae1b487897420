"""Marks that begin a member of a list: 一、 （一） 1. ① 第一， 一是 一要 一查 首先 一方面."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from .numerals import NUMERAL, ordinal
from .text import Paragraph

LAST = 0
"""The number of 最后, which closes a list whatever came before."""
RANK = {"部": -4, "编": -3, "章": -2, "节": -1, "cn": 1, "cnp": 2, "ar": 3, "arp": 4, "circled": 5}
"""The order in which official texts nest their written numbers."""
_BOUNDARY = "。！？；：，、…—”’）》】"
_FIRST = {
    "首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": LAST,
    "其一": 1, "其二": 2, "其三": 3, "其四": 4, "其五": 5, "其六": 6,
}  # fmt: skip
_MARK = re.compile(
    rf"(?P<ch>^第(?P<chn>{NUMERAL}|\d{{1,2}})(?P<chl>编|章|节|部分|单元|讲|课|篇))(?=[\u4e00-\u9fff“：])[：、]?"
    r"|(?P<bullet>^(?:——|—|[-•·●◆■▲★※○□◇△➢✓]))(?=[\u4e00-\u9fff“])|"
    rf"(?P<di>第(?P<din>{NUMERAL}|\d{{1,2}})(?P<dil>[个条点步项种]?(?:方面|句话|部分|环节|阶段)?)"
    rf"(?:[，、：:,.]|是(?!否)|就是|(?<=[步条])))"
    rf"|（(?P<pn>{NUMERAL})）[、.，]?|(?P<hn>{NUMERAL})）"
    r"|（(?P<an>\d{1,2})）[、.，]?|(?P<bn>\d{1,2})）"
    r"|(?P<circ>[①-⑳])[、.，]?"
    r"|(?P<dn>\d{1,2})[.、](?!\d)"
    rf"|(?P<cn>{NUMERAL})(?:[、.]|[，,](?=[\u4e00-\u9fff]))"
    r"|(?P<first>首先|其次|再次|再者|最后|其[一二三四五六])(?P<firstsep>[，：、]?)"
    r"|(?P<side>(?:另|再)?一方面|二方面|三方面)[，：]?"
    r"|(?:另|再|还有)?一(?P<each>[个条句本种项类点件笔步招张样])(?:就)?是(?!否)[，：]?"
    rf"|(?P<nw>{NUMERAL})(?P<nwl>[类种个条项点]?是(?!否)|方面是|要(?!么|不)|则|来(?=[\u4e00-\u9fff，]))[：，]?"
    r"|(?P<vn>[一二三四五六七八九十])(?P<v>[\u4e00-\u9fff])(?=[\u4e00-\u9fff“，])"
)
_NO_VERB = set(
    "个种项条点件年月日时分天周期次人名元万亿千百十一二三四五六七八九般些定律旦样起切直致线体级把盘票岗带"
    "同共再向贯手面边旁批系度届季层等类句位代流家线道路经味概朝举心意方见边下子口气生世头半成股阵场番回"
    "片块段张份支座栋辆台架艘只匹根本部首幅刀身脸眼步车厂区县市省村镇会中全大小国军院室"
)


@dataclass(frozen=True)
class Mark:
    """A place where a member may begin."""

    family: str
    label: str
    number: int
    para: int
    at: int
    """Where the mark begins in its paragraph."""
    end: int
    """Where the member's own words begin."""

    @property
    def block(self) -> bool:
        """Whether the mark opens its paragraph."""
        return self.at == 0


def find_marks(paragraphs: Sequence[Paragraph]) -> Iterator[Mark]:
    """Yield every mark in the order of the text; lists decide which of them count."""
    for number, paragraph in enumerate(paragraphs):
        text = paragraph.text
        yield from _plausible(_in_paragraph(number, text), text)


def _in_paragraph(number: int, text: str) -> Iterator[Mark]:
    at = 0
    titles = _titles(text)
    for_each = {unit for unit in "类种个条项点" if f"一{unit}是" in text and f"二{unit}是" in text}
    while found := _MARK.search(text, at):
        at = found.end() if found.end() > found.start() else found.start() + 1
        if any(a < found.start() < b for a, b in titles):
            continue
        mark = _read(found, number, text)
        if mark is not None and mark.family == "each" and mark.label[1] in for_each:
            mark = Mark("word", "是", 1, number, mark.at, mark.end)
        if mark is None:
            at = found.start() + 1
        else:
            yield mark


def _titles(text: str) -> list[tuple[int, int]]:
    """Where titles in 《》 stand: a number in them marks nothing."""
    if "《" not in text:
        return []
    return [found.span() for found in re.finditer("《[^《》]*》", text)]


def _read(found: re.Match[str], para: int, text: str) -> Mark | None:
    """Read one match; nothing where its place or its number makes it no mark."""
    start = found.start()
    before = text[start - 1 : start]
    family, label, digits = _kind(found)
    inside = bool(before)
    if inside and family not in ("arp", "circled") and before not in _BOUNDARY:
        return None
    if inside and not _may_stand_inside(family, label, before, text, start):
        return None
    number = _FIRST.get(digits, -1) if family == "di" and digits in _FIRST else ordinal(digits)
    if family == "side":
        number = 1 if digits == "一方面" else 2
    if number is None or number < 0:
        return None
    return Mark(family, label, number, para, start, found.end())


_FAMILIES = (
    ("pn", "cnp", "（）"),
    ("hn", "cnp", "）"),
    ("an", "arp", "（）"),
    ("bn", "arp", "）"),
    ("circ", "circled", "①"),
    ("dn", "ar", "."),
    ("cn", "cn", "、"),
)


def _kind(found: re.Match[str]) -> tuple[str, str, str]:
    """Name family, label and numeral of a match."""
    groups = found.groupdict()
    for name, family, label in _FAMILIES:
        if groups[name]:
            return family, label, groups[name]
    if groups["ch"]:
        return groups["chl"][0], groups["chl"], groups["chn"]
    if groups["bullet"]:
        return "bullet", groups["bullet"], "一"
    if groups["di"]:
        return "di", "第" + groups["dil"], groups["din"]
    if groups["first"]:
        said = groups["first"]
        return "di", "其一" if said[0] == "其" and said != "其次" else "首先", said
    return _word_kind(groups)


def _word_kind(groups: dict[str, str]) -> tuple[str, str, str]:
    """Name family, label and numeral of a mark that is a word: 一方面, 一个是, 一是, 一查."""
    if groups["side"]:
        return "side", "方面", groups["side"]
    if groups["each"]:
        return "each", f"一{groups['each']}是", "一"
    if groups["nw"]:
        return "word", groups["nwl"][-1], groups["nw"]
    return "word", groups["v"], groups["vn"]


def _may_stand_inside(family: str, label: str, before: str, text: str, at: int) -> bool:
    """Say whether a mark of this family may stand inside a paragraph, after ``before``."""
    if family in ("cn", "ar"):
        return before in "。；：！？”）"
    if family == "cnp":
        return before in "。；：！？，、”）"
    if label == "首先":
        return before in "。；：，！？”"
    return True


def _plausible(marks: Iterable[Mark], text: str) -> Iterator[Mark]:
    """Leave out words that only look like a counted verb (一旦, 一线)."""
    for mark in marks:
        if mark.family == "word" and mark.label not in "是要则来":
            if mark.label in _NO_VERB:
                continue
            if mark.number == 1 and not mark.block and text[mark.at - 1] == "、":
                continue
        yield mark
