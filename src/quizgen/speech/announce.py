"""Numbers that a text announces: 四种意识, “四查”, 三点要求, 五个方面, 几点意见."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .numerals import ordinal

_UNITS = (
    "个方面|个|种|项|笔|条|点|句|类|层|级|步|招|本|张|道|关|把|大|方面|件|套|支|组|环|字|查|到位|结合|统一|同时|"
    "必须|坚持|确保|强化|提升|转变|突破|聚焦|严|防|化|清|有|抓|看|问|比|讲|知|不|责|员|心|制|会|定|基"
)
_WORD = re.compile(
    r"(?P<open>[“《]?)(?<![第零〇百千万亿年月0-9.一二三四五六七八九十])"
    r"(?P<number>[二三四五六七八九十两]|十[一二三四五六]|[2-9](?!\d)|1[0-9](?!\d)|几|若干)"
    rf"(?P<unit>{_UNITS})(?P<noun>“[\u4e00-\u9fff]{{1,4}}”|[\u4e00-\u9fff]{{0,8}})"
)
_BARE = re.compile(
    r"“(?P<number>[二三四五六七八九十两]|十[一二三四五六]|[2-9])(?P<unit>)"
    r"(?P<noun>(?![一二三四五六七八九十])[\u4e00-\u9fff]{1,7})”"
)
_ENDS = re.compile(
    r"(?:是|为|来|等|和|与|及|的|上|中|要|即|入手|着手|出发|展开|发力|讲|谈|分别|分|进行|开展|作|抓|做好|联动|齐|"
    r"工作的|同步|并|同志|方面|有|如下|推进|推动|一起|一体)"
)
QUANTITIES = re.compile(
    r"[年月日天时分秒周次人名元万亿吨米度岁倍成起家户台辆届届期批件套所座处亩公%]"
)
KNOWN = {
    "四个意识", "四个自信", "两个维护", "两个确立", "三个代表", "四个全面", "两个至上", "三严三实", "两个一百年",
    "三个务必", "两个毫不动摇", "三个区分开来", "四大班子", "两会", "两学一做", "五大发展", "三公", "四风", "三农",
    "二十大", "两手抓", "三会一课",
}  # fmt: skip
"""Sets that everyone knows: texts of every subject name them without listing them."""


@dataclass(frozen=True)
class Announcement:
    """A number of things that a text names."""

    name: str
    number: int | None
    """Nothing for 几点意见."""
    noun: str
    quoted: bool
    start: int
    end: int
    numerals: bool = True
    """Whether the number is written in Chinese."""
    other: int | None = None
    """The second reading of a double name: 四不两直 counts four and two."""

    def moved(self, by: int) -> Announcement:
        """Return it with its place counted from further ahead."""
        return replace(self, start=self.start + by, end=self.end + by)

    def fits(self, count: int) -> bool:
        """Say whether it may announce that many."""
        return count in (self.number, self.other)


def announcements(text: str, offset: int = 0) -> list[Announcement]:
    """Find every announced number in a text, in its order."""
    found: list[Announcement] = []
    taken = -1
    for match in sorted([*_WORD.finditer(text), *_BARE.finditer(text)], key=lambda m: m.start()):
        if match.start() < taken:
            continue
        each = _read(match, text, offset)
        if each is not None:
            found.append(each)
            taken = match.end()
    return found


def _read(match: re.Match[str], text: str, offset: int) -> Announcement | None:
    said, unit, noun = match["number"], match["unit"], match["noun"]
    number = None if said in ("几", "若干") else ordinal(said.replace("两", "二"))
    quoted = match[0].startswith("“")
    close = text.find("”", match.end() - (match[0][-1] == "”"), match.end() + 1) if quoted else -1
    bare = not unit
    if not unit and QUANTITIES.match(noun):
        return None
    if unit in ("大",) and number is not None and number > 9:
        return None
    if (
        not quoted
        and unit
        and len(unit) == 1
        and unit in "查严防化清有抓看问比讲知不责员心制会定基字"
    ):
        return None if noun and not _ENDS.match(noun) else _plain(match, number, unit, "", offset)
    if quoted:
        end = close if close >= 0 else match.end()
        name = text[match.start() + 1 : end].strip("“”")
        return Announcement(
            name, number, (unit + noun if bare or len(unit) > 1 else noun) or unit, True,
            match.start() + offset, end + (close >= 0) + offset, not said.isdecimal(), _double(name),
        )  # fmt: skip
    return _plain(match, number, unit, _cut(noun), offset)


def _plain(
    match: re.Match[str], number: int | None, unit: str, noun: str, offset: int
) -> Announcement:
    start = match.start() + len(match["open"])
    name = match["number"] + unit + noun
    numerals = not match["number"].isdecimal()
    return Announcement(
        name, number, noun or unit, False, start + offset, start + len(name) + offset, numerals
    )


def _cut(noun: str) -> str:
    """Cut what follows the noun: 三点要求是 → 要求."""
    found = _ENDS.search(noun)
    if found and (found.start() or found[0] not in ("有", "同志", "方面")):
        noun = noun[: found.start()]
    return noun


_DOUBLE = re.compile(r"[二三四五六七八九两]\D{1,2}([二三四五六七八九两])\D{1,3}")


def _double(name: str) -> int | None:
    """Count 四不两直 as six."""
    found = _DOUBLE.fullmatch(name)
    if not found:
        return None
    first, second = (ordinal(c.replace("两", "二")) or 0 for c in (name[0], found[1]))
    return first + second
