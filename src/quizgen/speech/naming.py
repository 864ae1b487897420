"""Which announced number belongs to which group, and whether it keeps its word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .announce import KNOWN, Announcement, announcements
from .cutting import LEAD
from .phrases import sentences
from .series import Series

_GAP_BEFORE = re.compile(
    r"[”）]?[：，（“—]*(?:即|就是|也就是|包括|分别是|分别为|是|做到|指|指的是|具体是|主要是|为|有|坚持|实现|达到|要)?[：，“（]*"
)
_PLAIN_GAP = re.compile(
    r"[”）]?(?:[：（—]|，?(?:即|就是|也就是|包括|分别是|分别为|指的是|具体是))[：，“（]*"
)
_GAP_AFTER = re.compile(
    r"[”）]?，?(?:真正|切实|努力|全面|坚决)?(?:做到|实现|确保|这|即|也就是|统称|简称|称为|形成|落实|构成|达到|要|就是|的)?(?:“|$)?"
)


_GENERIC = frozenset(
    {
        *(
            "点",
            "条",
            "句话",
            "方面",
            "件事",
            "部分",
            "层面",
            "内容",
            "问题",
            "事情",
            "体会",
            "看法",
        ),
        *("意见", "要求", "建议", "希望", "工作", "任务", "措施"),
    }
)
_ABOVE = re.compile("(?:以上|上述|这)(?=[两二三四五六七八九十几])")


@dataclass(frozen=True)
class Lead:
    """A stretch of text before a list; ``heading`` where it is the head of the list's owner."""

    text: str
    heading: bool = False
    joined: bool = False
    """Whether the list goes on in the same paragraph."""


@dataclass(frozen=True)
class Link:
    """A group's name and announced number."""

    name: str | None = None
    number: int | None = None
    noun: str = ""


def link_list(leads: Sequence[Lead], heads: Sequence[str], label: str, taken: set[str]) -> Link:
    """Choose among the numbers announced before a list the one that means it.

    Args:
        leads: the texts before the list, the nearest last.
        heads: head phrases of the members.
        label: how the members are marked; 四查 is told by 一查.
        taken: names that belong to other lists of the same place.
    """
    count = len(heads)
    best: tuple[float, Link] = (0.0, Link())
    for away, lead in enumerate(reversed(leads[-4:])):
        said = [lead.text[s.start : s.end] for s in sentences(lead.text)][-4:]
        for back, sentence in enumerate(reversed(said)):
            last = away == 0 and back == 0
            close = last and (lead.joined or sentence.endswith("："))
            for each in announcements(sentence):
                if each.name in taken:
                    continue
                score = _score(each, heads, label, count, last=last, close=close, lead=lead)
                score -= 0.4 * away + 0.1 * back
                if score > best[0]:
                    number = each.other if each.other == count else each.number
                    best = score, Link(each.name, number, each.noun)
    if best[1].name is None:
        return _rough_name(leads)
    return best[1]


def _score(
    each: Announcement,
    heads: Sequence[str],
    label: str,
    count: int,
    *,
    last: bool,
    close: bool,
    lead: Lead,
) -> float:
    """Weigh one announcement; nothing or less means that it is none of this list."""
    hits = sum(each.noun in head for head in heads) if each.noun else 0
    noun = hits * 2 > count or (label not in "是要" and label in each.name)
    if each.name in KNOWN and not (noun and each.fits(count)):
        return 0
    if each.number is None:
        return 2.5 if last else 1.5
    ends = lead.text.rstrip("。：；，”").endswith(each.name)
    leading = noun and sum(head.startswith(each.noun) for head in heads) * 2 > count
    score = 3.0 * noun + 1.5 * leading + each.quoted + 2.0 * last + lead.heading + ends
    generic = each.noun in _GENERIC
    if each.fits(count):
        near = last or noun or lead.heading or each.quoted or (generic and lead.joined)
        return score + 4 if near else 0
    close = close or (last and generic and ends)
    if close or (noun and (last or lead.heading)) or (each.quoted and lead.heading and ends):
        return score + 0.5 if each.numerals or close else 0
    return 0


def _rough_name(leads: Sequence[Lead]) -> Link:
    """Name a list after the clause that leads to it: 附件, 主要原因有."""
    if leads:
        text = leads[-1].text.rstrip("：")
        if leads[-1].text.endswith("：") and len(text) <= 12 and text:
            return Link(re.sub("(?:如下|包括|主要有|有|是|为)$", "", text) or None)
    return Link()


def link_above(text: str, count: int) -> Link | None:
    """Read 以上三点 in the text behind a list."""
    if not _ABOVE.match(text):
        return None
    found = announcements(text[:20])
    if not found or found[0].number is None or found[0].start > 2 or not found[0].numerals:
        return None
    return Link(found[0].name, found[0].number, found[0].noun)


def link_series(text: str, series: Series, start: int, end: int) -> Link:
    """Find the number that stands right before or right after a series."""
    count = len(series.members)
    told = series.announced
    if told is not None:
        if told.fits(count):
            number = told.other if told.other == count else told.number
            return Link(told.name, number, told.noun)
        between = text[series.end : series.end + 2]
        if between.startswith("等") or not told.numerals or told.name in KNOWN:
            return Link()
        return Link(told.name, told.number, told.noun)
    members = [text[m.start : m.end] for m in series.members]
    return _before(text, series, start, members) or _after(text, series, end, members) or Link()


def _before(text: str, series: Series, start: int, members: Sequence[str]) -> Link | None:
    begin = max(start, series.start - 30)
    found = announcements(text[begin : series.start], begin)
    if not found or found[-1].number is None:
        return None
    each = found[-1]
    gap = text[each.end : series.start]
    hits = each.noun and all(each.noun in member for member in members)
    short = len(gap) <= (16 if "。" not in gap else 8 * each.quoted * each.fits(len(members)))
    if hits and each.name not in KNOWN and short:
        number = each.other if each.other == len(members) else each.number
        return Link(each.name, number, each.noun)
    bridged = _GAP_BEFORE.fullmatch(gap) or LEAD.fullmatch(gap.strip("，：“”（"))
    if each.fits(len(members)) and bridged:
        return Link(each.name, each.other if each.other == len(members) else each.number, each.noun)
    if each.name in KNOWN or each.other or not each.numerals or not _PLAIN_GAP.fullmatch(gap):
        return None
    after = text[series.end : series.end + 1]
    return None if after == "等" else Link(each.name, each.number, each.noun)


def _after(text: str, series: Series, end: int, members: Sequence[str]) -> Link | None:
    stop = min(end, series.end + 24)
    for each in announcements(text[series.end : stop], series.end)[:1]:
        if each.number is None or not _GAP_AFTER.fullmatch(text[series.end : each.start]):
            continue
        hits = each.noun and all(each.noun in member for member in members)
        beside = text[series.end : each.start] in ("”", "”的")
        if beside and each.numerals and each.name not in KNOWN:
            return Link(each.name, each.number, each.noun)
        if each.fits(len(members)) and (
            each.quoted or hits or "这" in text[series.end : each.start]
        ):
            return Link(each.name, each.number, each.noun)
        if hits and each.name not in KNOWN:
            return Link(each.name, each.number, each.noun)
    return None


def mismatch(link: Link, count: int) -> str | None:
    """Say where an announced number is not what was found."""
    if link.number is None or link.number == count:
        return None
    return f"“{link.name}”说有 {link.number} 项，这里找到 {count} 项"
