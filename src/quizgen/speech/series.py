"""Series of three or more parallel members: 不打折扣、不留死角、不走过场; A、B和C; clause after clause.

The members in the middle are exact, for a mark stands on both sides of them. They tell where the
first one begins and the last one ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from .announce import Announcement, announcements
from .phrases import MASK, Span, bare, clauses, levels, sentences

_LEADS = (
    "推动|推进|加强|强化|做到|做好|实现|落实好|落实到|落实|开展|坚持|坚守|形成|营造|提高|提升|增强|建立健全|建立起|建立|健全|"
    "完善|深化|抓好|抓实|抓住|突出|围绕|聚焦|紧扣|紧盯|严格|严厉|查处|打击|整治|包括|涉及|采用|采取|运用|利用|通过|"
    "依靠|依托|按照|根据|遵循|履行|树立|树牢|把握|处理|解决|克服|杜绝|防止|防范|遏制|避免|发生|存在着|存在|出现|"
    "具有|具备|体现|反映|表现为|表现在|分为|分成|划分为|即|就是|分别是|分别为|主要是|主要有|如|比如|例如|诸如|像|对于|对|向|"
    "从|在|以|把|将|为了|为|由于|因|由|与|同|和|及|或|的|了|着|到|于|至|给|让|使|令|被|要|应|须|"
    "作为|成为|变成|转为|列入|纳入|构建|打造|创建|组织|协调|统筹|召集|邀请|针对|着眼|着力|重点|切实|认真|坚决|全面|"
    "深入|扎实|持续|不断|进一步|继续|加快|加大|积极|大力|努力|始终|主动|自觉|牢固|请|凡是|凡|不论|无论|不管|含|"
    "覆盖|贯穿|渗透|延伸到|深入到|细化到|分解到|传导到|听取|审议|讨论|研究|通报|学习|传达|检查|排查|督促|要求|"
    "强调|指出|提出|明确|规范|完成|争取|确保|保障|保证|保持|弘扬|发扬|践行|培育|发挥|摸清|掌握|熟悉|了解|懂得|"
    "配备|配齐|准备|携带|佩戴|穿戴|使用|购置|储备|张贴|发放|设置|安装|收集|整理|统计|上报|填写|提交|是|有|无|"
    "是指|指|负责|分管|主管|其中|查|抓|防|重点查|重点看|重点抓|重点防|严查|严防|严控|狠抓|"
    "又|既|也|并|还|更|而|等|后|前|时|中|上|下|里|内"
)
_LONGEST = "|".join(sorted(_LEADS.split("|"), key=len, reverse=True))
LEAD = re.compile(rf"(?:{_LONGEST})(?:好|了|着|起|到)?")
_ONE_LEAD = re.compile(_LONGEST)
_VERB = re.compile("|".join(word for word in _LONGEST.split("|") if len(word) > 1))
_TAIL = re.compile(
    r"等|的|之|要|应(?![急对])|须|必须|是|为|在|前后|(?<!前)后|前|中|上|下|时|期间|不|有|无|没|将|把|对|由|从|以|并|都|均|也|已|可|能|"
    r"进行|开展|实行|实施|给予|方面|联动|结合|并举|并重|一体|统筹|共同|分别|认真|切实|严格|坚决|积极|全力|"
    r"全面|及时|依法|统一|协调|相互|负责|参加|参与|出席|主持|组成|构成|之间|之内|之中|以上|以下|以内|"
    r"明显|显著|大幅|逐步|持续|进一步|得到|取得|达到|发挥|形成|同步|联合|配合|齐|需|仍|还|存在|开始|抓|"
    r"逐一|逐项|逐级|全部|全|向|到|于|给|让|使|来|去|代替|说了算|组织|共|共计|合计|两|[二三四五六七八九十]|"
    r"至少|每|按|按照|通过|工作人员|“"
)
_CLASS = re.compile(
    "(?:常识|知识|工作|问题|情况|措施|制度|政策|能力|水平|技能|环节|领域|部位|行为|现象|作风|标准|要求|部门|单位|"
    "人员|设备|设施|行业|企业|场所|事故|隐患|风险|资金|经费|手段|方式|方法|渠道|机制|体系|建设|管理|服务|教育|"
    "活动|项目|任务|资料|材料|因素|原则|原因|方面|关系|作用|力量|队伍|保障|培训|检查)$"
)
"""Nouns of a class that stand once, behind the last member, for all: 出行、用火、用电常识."""
_JOIN = re.compile(
    r"以及|(?<![普涉危顾触波推提遍])及(?![时早格其])|(?<![平谐共总温调缓饱柔])和(?![谐平气睦解蔼])|"
    r"(?<!参)与(?![会时其])|或者|或(?!许)"
)
_BREAK = re.compile(
    r"等[^，]{0,8}(?:要|应|须|对|将|负责|进行|开展)|"
    r"(?<![主重必需首只摘纪想])要(?![害素点求领员职闻事件道务])[^，]|应当|必须[^，]|"
    r".(?:负责|对[^口][^，]*|将[^，]{3})"
)
_PLAIN = re.compile(
    r"第?[\d.:：一二三四五六七八九十百零〇-]+[年月日时分天周次人名元万亿吨米条款项%‰度个季号点]{0,4}"
    r"|(?:\d{1,4}年)?\d{1,2}月(?:\d{1,2}日)?"
)
_STOP_PREFIX = re.compile(
    r"我们|大家|同志|各级|各地|各位|这|那|但|而|并|也|还|又|要|在|对|一|因|所|为|如|是|有|的|其"
)


@dataclass(frozen=True)
class Series:
    """A series and where its members stand in the paragraph."""

    members: tuple[Span, ...]
    announced: Announcement | None = None
    commas: bool = False

    @property
    def start(self) -> int:
        """Where the first member begins."""
        return self.members[0].start

    @property
    def end(self) -> int:
        """Where the last member ends."""
        return self.members[-1].end


def find_series(text: str, start: int, end: int) -> list[Series]:
    """Find every series in a part of a paragraph, quoted ones included, in their order."""
    found: list[Series] = []
    for level, offset, depth in levels(text, start, end):
        for sentence in sentences(level):
            found += _in_sentence(text, level, offset, sentence, whole=depth > 0)
    found.sort(key=lambda each: (each.start, -each.end))
    return found


def _in_sentence(
    text: str, level: str, offset: int, sentence: Span, *, whole: bool
) -> Iterator[Series]:
    spans = list(clauses(level, sentence))
    parallel = list(_parallel_clauses(text, level, offset, spans))
    yield from parallel
    for span in spans:
        if "、" not in level[span.start : span.end]:
            continue
        for each in _listed(text, level, offset, span, whole=whole):
            if not any(
                p.start <= each.start and each.end <= p.end + 2 and _same(p, each) for p in parallel
            ):
                yield each


def _same(one: Series, other: Series) -> bool:
    return any(a.start == b.start for a in one.members for b in other.members[1:-1])


# members between 、


def _listed(text: str, level: str, offset: int, span: Span, *, whole: bool) -> Iterator[Series]:
    """Read the runs of 、 in a clause."""
    for run, last_open in _runs(level, span):
        series = _read_run(text, level, offset, run, whole=whole and not last_open)
        if series is not None:
            yield series


def _runs(level: str, span: Span) -> Iterator[tuple[list[Span], bool]]:
    """Cut a clause at 、; a chunk that holds a verb of its own ends one run and begins the next."""
    parts = level[span.start : span.end].split("、")
    usual = median(len(part) for part in parts[1:]) if len(parts) > 1 else 0
    verbal = sum(bool(_BREAK.search(part[1:])) for part in parts if len(part) > 5)
    run: list[Span] = []
    at = span.start
    for number, part in enumerate(parts):
        chunk = Span(at, at + len(part))
        at = chunk.end + 1
        run.append(chunk)
        inside = 0 < number < len(parts) - 1
        if inside and len(part) > 5 and _breaks(part, usual, common=verbal * 5 >= 4 * len(parts)):
            yield run, True
            run = [chunk]
    yield run, False


def _breaks(part: str, usual: float, *, common: bool) -> bool:
    """Say whether a chunk holds the end of one series and the beginning of the next."""
    if any(each.start and each.number and each.end < len(part) for each in announcements(part)):
        return True
    if _BREAK.search(part[1:]):
        return not common
    return len(part) > 2.2 * usual + 2 and re.search("[是的在]", part[1:-1]) is not None


def _read_run(text: str, level: str, offset: int, run: list[Span], *, whole: bool) -> Series | None:
    """Find the members of a run: cut its ends, split its last chunk at 和."""
    chunks = [level[each.start : each.end] for each in run]
    if len(run) < 2 or any(not chunk for chunk in chunks):
        return None
    middles = chunks[1:-1]
    if any(len(chunk) > 40 for chunk in middles):
        return None
    last_said = text[offset + run[-1].start : offset + run[-1].end]
    told = _told(last_said, text[offset + run[0].start : offset + run[-2].end])
    limit = told.start if told else len(chunks[-1])
    split = _split_last(chunks, limit)
    if split is not None:
        at = run[-1].start
        left, right = split
        run = [*run[:-1], Span(at, at + left), Span(at + right, run[-1].end)]
        limit -= right
        chunks = [level[each.start : each.end] for each in run]
        middles = chunks[1:-1]
    if len(run) < 3 or _lopsided(chunks):
        return None
    last = limit if told else _last_cut(chunks[-1], middles, whole=whole)
    first = _first_cut(chunks[0], middles, chunks[-1][:last])
    members = [
        Span(run[0].start + first, run[0].end),
        *run[1:-1],
        Span(run[-1].start, run[-1].start + last),
    ]
    moved = tuple(Span(each.start + offset, each.end + offset) for each in members)
    if not _worthy([text[each.start : each.end] for each in moved]):
        return None
    if told:
        told = announcements(last_said, offset + run[-1].end - len(last_said))[0]
    return Series(moved, told)


def _told(last: str, before: str) -> Announcement | None:
    """Find a number right after the last member: 人防、物防和技防三结合."""
    found = [
        each
        for each in announcements(last)
        if each.start > 0 and each.number and (each.numerals or each.noun not in each.name[:3])
    ]
    if not found or announcements(before):
        return None
    each = found[0]
    lead = last[: each.start]
    if LEAD.fullmatch(lead[-2:]) or LEAD.fullmatch(lead) or lead[-1] in "做抓好":
        return None
    return each


def _worthy(members: Sequence[str]) -> bool:
    """Dates, amounts and paragraphs of a law side by side are no series."""
    if any(not bare(each) for each in members):
        return False
    return not all(_PLAIN.fullmatch(each) for each in members)


def _lopsided(chunks: Sequence[str]) -> bool:
    """Two pairs that meet in the middle (个别领域、个别行业有令不行、有禁不止) are no series."""
    if len(chunks) != 3:
        return False
    first, middle, last = (len(bare(each)) for each in chunks)
    return middle >= 7 and middle >= 1.8 * first and middle >= 1.8 * last


def _shared(texts: Sequence[str]) -> tuple[str, str]:
    """Return what all texts begin with and end with."""
    first = texts[0]
    short = min(map(len, texts))
    front = 0
    while front < short and all(text[front] == first[front] for text in texts):
        front += 1
    back = 0
    while back < short - front and all(text[-1 - back] == first[-1 - back] for text in texts):
        back += 1
    return first[:front], first[len(first) - back :]


def _split_last(chunks: Sequence[str], limit: int) -> tuple[int, int] | None:
    """Split the last chunk at 和 where both sides look like members: (end of left, start of right)."""
    last = chunks[-1][:limit]
    middles = list(chunks[1:-1])
    for found in _JOIN.finditer(last[:60]):
        left, right = last[: found.start()], last[found.end() :]
        if not left or not right:
            continue
        if middles:
            if _fits_run(left, right, middles):
                return found.span()
        elif _fits_triple(chunks[0], left, right, strict=found[0] == "与"):
            return found.span()
    return None


def _fits_run(left: str, right: str, middles: Sequence[str]) -> bool:
    lengths = [len(bare(each)) for each in middles]
    front, back = _shared([*middles, left])
    if front and len(middles) > 0 and not right.startswith(front):
        return False
    if back and back not in right:
        return False
    if front or back:
        return True
    near = min(lengths) - 1 <= len(bare(left)) <= max(lengths) + 1
    end = _last_cut(right, [*middles, left], whole=False)
    return near and "的" not in left and abs(len(bare(right[:end])) - median(lengths)) <= 2


def _fits_triple(first: str, left: str, right: str, *, strict: bool) -> bool:
    """Say whether A、B和C are three of a kind."""
    if len(left) > 14 or (("的" in left[:-1]) and "的" not in first) or _BREAK.search(left):
        return False
    end = _last_cut(right, [left], whole=False)
    start = _first_cut(first, [left], right[:end])
    one, two, three = first[start:], left, right[:end]
    if strict:
        return _alike(one, two, strict=True) and _alike(two, three, strict=True)
    if one[:1].isdigit() != two[:1].isdigit() or two[:1].isdigit() != three[:1].isdigit():
        return False
    if _alike(one, two, strict=False) and _alike(two, three, strict=False):
        return True
    plain = len(bare(two)) <= 8 and "的" not in two and _VERB.match(two) is None
    return plain and len(bare(one)) <= 10 and len(bare(three)) <= max(8, 2 * len(bare(two)) + 4)


def _alike(one: str, other: str, *, strict: bool) -> bool:
    one, other = bare(one), bare(other)
    if not one or not other:
        return False
    if one[0].isdigit() != other[0].isdigit():
        return False
    if one[0].isdigit():
        return True
    near = abs(len(one) - len(other)) <= 2
    if (one[-1] == other[-1] or one[0] == other[0]) and near:
        return True
    return len(one) == len(other) and not strict


def _first_cut(chunk: str, middles: Sequence[str], last: str) -> int:
    """Find where the first member begins in its chunk."""
    window = max(0, len(chunk) - 60)
    tail = chunk[window:]
    sample = [*middles[:50]]
    front, _ = _shared([*sample, last] if len(sample) == 1 else sample)
    sample.append(last)
    usual = median(len(bare(each)) for each in sample)
    if front:
        cut = _by_front(tail, front, usual)
        if cut is not None:
            return window + cut
    if all(each[0].isdigit() for each in sample) and (digits := re.findall(r"\d[\d.,]*", tail)):
        return window + tail.rfind(digits[-1])
    even = len({len(bare(each)) for each in sample}) == 1
    verbs = any(_VERB.match(each) for each in sample)
    penalty = 0.0 if verbs else 1.0 if even and len(bare(tail)) == usual else 3.0
    options = [(_cost(tail, usual, penalty), 0)] if not window else []
    for found in _lead_ends(tail):
        if found < len(tail):
            short = 0.3 if _VERB.match(tail, max(0, found - 2)) else 0.6
            options.append((_cost(tail[found:], usual, penalty) + short, found))
    size = round(usual)
    even = even and not re.search(r"\d", tail[-size:])
    if even and size >= 2 and len(tail) > size and MASK not in tail[-size:]:
        options.append((2.5, len(tail) - size))
    if not options:
        return window
    return window + min(options)[1]


def _lead_ends(text: str) -> Iterator[int]:
    """Yield the ends of every word after which a member may begin."""
    for at in range(len(text)):
        for found in (LEAD.match(text, at), _ONE_LEAD.match(text, at)):
            if found:
                yield found.end()


def _cost(rest: str, usual: float, penalty: float) -> float:
    length = len(bare(rest))
    if not length:
        return 99.0
    cost = _off(length, usual)
    if penalty and len(rest) > 2 and (_VERB.match(rest) or rest[0] in "要对把将在以从的了着"):
        cost += penalty
    return cost


def _by_front(tail: str, front: str, usual: float) -> int | None:
    best: tuple[float, int] | None = None
    at = tail.find(front)
    while at >= 0:
        off = abs(len(bare(tail[at:])) - usual)
        room = max(2.0, usual) if len(front) > 1 else max(1.5, 0.5 * usual)
        if off <= room and (best is None or off <= best[0]):
            best = off, at
        at = tail.find(front, at + 1)
    return best[1] if best else None


def _last_cut(chunk: str, middles: Sequence[str], *, whole: bool) -> int:
    """Find where the last member ends in its chunk."""
    if whole:
        return len(chunk)
    tail = chunk[:60]
    sample = [*middles[:50]]
    usual = median(len(bare(each)) or len(each) for each in sample)
    closing = re.search("等(?![级候于待])", tail)
    if closing and closing.start():
        return closing.start()
    _, back = _shared(sample) if len(sample) > 1 else ("", sample[0][-1:])
    if back:
        at = tail.find(back)
        while at >= 0:
            if abs(len(bare(tail[: at + len(back)])) - usual) <= max(1.0, 0.34 * usual):
                return at + len(back)
            at = tail.find(back, at + 1)
    options: list[tuple[float, int]] = []
    foreign = False
    for found in _tail_starts(tail):
        word = found[0]
        if any(word in each for each in sample):
            continue
        foreign = True
        size = len(bare(tail[: found.start()]))
        options.append((_off(size, usual) + 0.3, found.start()))
    noun = _CLASS.search(chunk) if len(chunk) <= 60 else None
    if noun and noun.start() and not any(each.endswith(noun[0]) for each in sample):
        options.append((_off(len(bare(chunk[: noun.start()])), usual) + 0.2, noun.start()))
    options.append((_off(len(bare(chunk)), usual) + (1.5 if foreign else 0), len(chunk)))
    return min(options)[1]


def _off(size: int, usual: float) -> float:
    """Weigh a length: a member that is cut short is worse than one that runs on."""
    return size - usual if size >= usual else 1.7 * (usual - size)


def _tail_starts(text: str) -> Iterator[re.Match[str]]:
    for at in range(1, len(text)):
        found = _TAIL.match(text, at)
        if found:
            yield found


# clause after clause of one build


def _parallel_clauses(
    text: str, level: str, offset: int, spans: Sequence[Span]
) -> Iterator[Series]:
    """Find three or more neighbouring clauses of one build (，or 、 between them)."""
    if len(spans) < 2:
        return
    yielded: list[Series] = []
    for pieces in (spans, [*_finer(level, spans)]):
        at = 0
        while at + 2 < len(pieces):
            run = _grow(text, offset, pieces, at)
            if run is None:
                at += 1
                continue
            members, at = run
            if not any(y.start <= members[0].start < y.end for y in yielded):
                yielded.append(Series(tuple(members), commas=True))
    yield from yielded


def _finer(level: str, spans: Sequence[Span]) -> Iterator[Span]:
    for span in spans:
        at = span.start
        for part in level[span.start : span.end].split("、"):
            yield Span(at, at + len(part))
            at += len(part) + 1


def _grow(text: str, offset: int, pieces: Sequence[Span], at: int) -> tuple[list[Span], int] | None:
    """Take pieces from ``at`` on as long as they are built alike."""

    def said(number: int) -> str:
        each = pieces[number]
        return text[offset + each.start : offset + each.end]

    def commas(first: int, last: int) -> bool:
        between = text[offset + pieces[first].start : offset + pieces[last].end]
        return "，" in between

    base = said(at + 1)
    if len(bare(base)) < 4:
        return None
    like = _likeness(base, said(at + 2))
    if like is None:
        return None
    stop = at + 3
    while stop < len(pieces) and _likeness(base, said(stop)) is not None:
        stop += 1
    first = _tail_like(said(at), base)
    start = at if first is not None else at + 1
    if stop - start < 3 or not commas(start, stop - 1):
        return None
    members = [Span(offset + p.start, offset + p.end) for p in pieces[start:stop]]
    if first:
        members[0] = Span(members[0].start + first, members[0].end)
    return _without_joints(text, members), stop


_JOINT = re.compile("(?:既|又|还|也|更|而且)要?|并且?|同时")


def _without_joints(text: str, members: list[Span]) -> list[Span]:
    """Cut 既要…又要…还要 off members that all begin so."""
    found = [_JOINT.match(text, each.start, each.end) for each in members]
    if not all(found):
        return members
    return [Span(match.end(), m.end) for match, m in zip(found, members, strict=True) if match]


def _likeness(one: str, other: str) -> int | None:
    """Say how alike two clauses are built: shared front, or characters in the same places."""
    a, b = bare(one), bare(other)
    if not a or not b or a == b:
        return None
    if len(a) == len(b):
        same = sum(x == y for x, y in zip(a, b, strict=True))
        if same >= max(2, -(-len(a) // 4)) and same < len(a) and _STOP_PREFIX.match(a[:2]) is None:
            return same
        return same if same >= max(3, -(-len(a) // 3)) and same < len(a) else None
    if max(len(a), len(b)) > 2.2 * min(len(a), len(b)):
        return None
    front, _ = _shared([a, b])
    if len(front) >= 2 and not _STOP_PREFIX.match(front):
        return len(front)
    return None


def _tail_like(piece: str, base: str) -> int | None:
    """Find where in a clause a member like ``base`` begins; its lead is cut off."""
    if _likeness(piece, base) is not None:
        return 0
    for end in _lead_ends(piece[:30]):
        rest = piece[end:]
        if rest and _likeness(rest, base) is not None:
            return end
    for size in (2, 3):
        at = piece.find(base[:size], 1)
        if at > 0 and _likeness(piece[at:], base) is not None:
            return at
    return None
