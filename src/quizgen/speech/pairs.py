"""Pairs and ratios: department ↔ duty, problem ↔ measure, account ↔ consequence, 1∶29∶300."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .phrases import Span, bare, clauses, masked
from .series import Series

_BODY = (
    "部门|单位|企业|公司|政府|党委|党组|支部|委员会|办公室|人员|负责人|干部|成员|书记|员工|职工|教师|班主任|党员|群众|"
    "政协|人大|工会|团委|妇联|学校|医院|社区|街道|乡镇|镇|村|车间|班组|科室|处室|机构|组织|机关|团队|小组|班长|组长|"
    "主任|经理|站长|局长|队长|部长|厂长|校长|院长|班子|一把手”|家长|学生|居民|业主|司机|驾驶员|操作工|监护人|"
    "安全员|[局委办组处科站所队部院校厂会长师员]"
)
_DUTY = re.compile(
    rf"(?P<who>[^，。；：、]{{0,12}}(?:[、和及][^，。；：、]{{1,12}}){{0,4}}?(?<![主需])(?:{_BODY})(?:[（(][^）)]{{1,8}}[）)])?)"
    r"(?:也|还|都)?(?P<must>必须|应当|应|要|负责|须|承担|牵头)(?!求)(?P<what>[^。；]{2,})"
)
_NO_BODY = re.compile(
    r"^(?:各级各部门|各级|各部门|大家|我们|全体|全县|全市|全省|各地|所有|同时|对|把|将|在|其|会议|这些|有关|相关)"
)
_FOR = re.compile(
    r"(?:对于?|凡|凡是|遇到|发现|针对)(?P<what>[^，；。]{2,60}?)(?:的)?，(?P<then>[^；。]{2,60})"
)
_MEASURE = re.compile(
    r"(?P<measure>[^，]{2,16})，(?:着力|切实|重点|努力)?(?P<verb>解决|破解|克服|纠正|消除)好?(?P<problem>[^，。]{2,20}问题)$"
)
_ACCOUNT = re.compile(
    r"(?P<lead>[^“，]{0,6})“(?P<term>[^”]{1,10})”(?P<rest>[^，]{0,4})，(?P<what>[^，。；]{2,8})(?:[。；，]|$)"
)
_NAMED = re.compile(r"(?P<who>[^，。；：、“”（）]{2,12})：(?P<what>[^：]{2,})")
_EVERY = re.compile(
    r"每[一1]?(?P<unit>[起次个例件人])(?P<what>[\u4e00-\u9fff]{2,12}?)(?:的?背后|之后|之中|里|中|，|必然|就|，|$)"
)
_NUMBERED = re.compile(
    r"(?P<gap>[^\d、，]*[、，]?[^\d、，]*?)(?P<number>\d[\d,]*)(?P<unit>[起次个例件人])"
    r"(?P<what>(?:(?!以及|和|及)[^、，\d])+)"
)
_RATIO = re.compile(r"(?P<first>\d+(?:\.\d+)?)(?P<more>(?:[:：∶]\d+(?:\.\d+)?){2,})")
_LAW = re.compile(r"“?([\u4e00-\u9fff]{2,8}?(?:法则|定律|定理|比例|原理|金字塔))”?")


@dataclass(frozen=True)
class Pair:
    """A term and its counterpart, and where the pair stands."""

    key: str
    value: str
    at: int


def duty(text: str) -> Pair | None:
    """Read ``宣传部门要…``: who and what."""
    found = _DUTY.match(text)
    if not found or _NO_BODY.match(found["who"]):
        return None
    what = (found["must"] if found["must"] in ("负责", "承担", "牵头") else "") + found["what"]
    return Pair(found["who"], re.split("[，。；]", what, maxsplit=1)[0], 0)


def named(text: str) -> Pair | None:
    """Read ``综合组：负责…``."""
    found = _NAMED.match(text)
    if not found or not re.match("负责|主要负责|承担|牵头|职责", found["what"]):
        return None
    return Pair(found["who"], re.split("[，。；]", found["what"], maxsplit=1)[0], 0)


def duties_inside(text: str, start: int, end: int) -> list[Pair]:
    """Find sentences of one paragraph that each give a body its duty."""
    hidden, _ = masked(text, start, end)
    found: list[Pair] = []
    for sentence in re.finditer("[^。；！？]+", hidden):
        said = text[start + sentence.start() : start + sentence.end()]
        each = duty(said) or named(said)
        if each is not None:
            found.append(Pair(each.key, each.value, start + sentence.start()))
    keys = {each.key for each in found}
    if len(keys) == len(found) >= 3:
        return found
    return _duties_by_clause(text, hidden, start)


def _duties_by_clause(text: str, hidden: str, start: int) -> list[Pair]:
    """Find a sentence whose clauses each give a body its duty: A部门负责…，B部门负责…."""
    for sentence in re.finditer("[^。；！？]+", hidden):
        found: list[Pair] = []
        for clause in re.finditer("[^，：]+", sentence[0]):
            at = start + sentence.start() + clause.start()
            each = duty(text[at : at + len(clause[0])])
            if each is None and found:
                break
            if each is not None:
                found.append(Pair(each.key, each.value, at))
        if len({each.key for each in found}) == len(found) >= 3:
            return found
    return []


def treated(text: str, members: Sequence[Span]) -> list[Pair]:
    """Read ``对A的，B；对C的，D``: every clause a case and what is done about it."""
    found: list[Pair] = []
    for each in members:
        said = text[each.start : each.end]
        match = _FOR.match(said)
        if match:
            found.append(Pair(match["what"], match["then"].rstrip("。；"), each.start))
            continue
        other = re.fullmatch(r"(?:对于?)(?P<what>.{2,60}?的)(?P<then>要.{2,60}?)[。；]?", said)
        if not other:
            return []
        found.append(Pair(other["what"], other["then"].removeprefix("要"), each.start))
    return found


def measures(heads: Sequence[str]) -> list[Pair]:
    """Read ``必须…，解决…的问题`` off every head of a list: problem and measure."""
    found: list[Pair] = []
    for each in heads:
        match = _MEASURE.fullmatch(each.strip("，。；："))
        if not match:
            return []
        found.append(Pair(match["problem"], match["measure"], 0))
    return found if len({each.key for each in found}) == len(found) >= 3 else []


def accounts(texts: Sequence[str]) -> list[Pair]:
    """Read ``算好“亲情账”，伤不起`` off every member: what is quoted and its consequence."""
    found: list[Pair] = []
    for each in texts:
        match = _ACCOUNT.match(each[:60])
        if not match:
            return []
        found.append(Pair(match["term"], match["what"], 0))
    lengths = [len(each.value) for each in found]
    if len(found) < 3 or max(lengths) - min(lengths) > 1:
        return []
    alike = all(each.value[-1] == found[0].value[-1] for each in found)
    return found if alike or all(each.value[0] == found[0].value[0] for each in found) else []


def every_ratio(text: str, start: int, end: int) -> list[list[Pair]]:
    """Read ``每起…背后，有29起…、300起…``: what and how many, sentence by sentence."""
    found: list[list[Pair]] = []
    if not _EVERY.search(text, start, end):
        return found
    for sentence in re.finditer("[^。！？；]+", text[start:end]):
        said, begin = sentence[0], start + sentence.start()
        every = _EVERY.search(said)
        if not every:
            continue
        parts = [*_NUMBERED.finditer(said, every.end() - 1)]
        if len(parts) < 2 or any(len(part["gap"]) > 6 for part in parts[1:]):
            continue
        members = [Pair(every["what"], f"1 {every['unit']}", begin + every.start())]
        members += [
            Pair(part["what"], f"{part['number']} {part['unit']}", begin + part.start("number"))
            for part in parts
        ]
        found.append(members)
    return found


def law_name(text: str, at: int) -> str | None:
    """Name the rule that a ratio stands under, where the text does shortly before."""
    found = [*_LAW.finditer(text[max(0, at - 120) : at])]
    return found[-1][1] if found else None


def written_ratio(
    text: str, start: int, end: int, known: Sequence[Series]
) -> tuple[int, list[Pair]] | None:
    """Read ``A、B、C的比例为1：29：300``: members from the series before it."""
    found = _RATIO.search(text, start, end)
    if not found:
        return None
    numbers = re.split("[:：∶]", found[0])
    for each in reversed(known):
        near = each.end <= found.start() <= each.end + 16 and len(each.members) == len(numbers)
        if near:
            keys = [text[m.start : m.end] for m in each.members]
            return each.start, [
                Pair(key, number, m.start)
                for key, number, m in zip(keys, numbers, each.members, strict=True)
            ]
    return None


def clause_heads(text: str) -> list[str]:
    """Return the clauses of a head phrase."""
    return [text[each.start : each.end] for each in clauses(text, Span(0, len(text))) if bare(text)]
