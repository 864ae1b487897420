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
from .cutting import LEAD, VERB, first_cut, last_cut, lead_ends, shared
from .phrases import Span, bare, clauses, levels, sentences

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
    r"我们|大家|同志|各级|各地|各位|这|那|但|而|并|也|还|又|在|对|一|因|所|为|如|是|有|的|其"
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
        series = _read_run(text, level, offset, run, whole=whole and not last_open, quoted=whole)
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


def _read_run(
    text: str, level: str, offset: int, run: list[Span], *, whole: bool, quoted: bool
) -> Series | None:
    """Find the members of a run: cut its ends, split its last chunk at 和."""
    chunks = [level[each.start : each.end] for each in run]
    if len(run) < 2 or any(not chunk for chunk in chunks):
        return None
    middles = chunks[1:-1]
    if any(len(chunk) > 40 for chunk in middles):
        return None
    last_said = text[offset + run[-1].start : offset + run[-1].end]
    told = _told(last_said, text[offset + run[0].start : offset + run[-2].end])
    limit = _before_told(last_said, told) if told else len(chunks[-1])
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
    last = limit if told else last_cut(chunks[-1], middles, first=chunks[0], whole=whole)
    first = first_cut(chunks[0], middles, chunks[-1][:last])
    if quoted and run[0].start == 0 and len(chunks[0]) <= 2 * max(map(len, middles)):
        first = 0
    members = [
        Span(run[0].start + first, run[0].end),
        *run[1:-1],
        Span(run[-1].start, run[-1].start + last),
    ]
    moved = tuple(Span(each.start + offset, each.end + offset) for each in members)
    if not _worthy([text[each.start : each.end] for each in moved]):
        return None
    moved = tuple(_without_joints(text, list(moved)))
    return Series(moved, told and told.moved(offset + run[-1].end - len(last_said)))


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
    verb = LEAD.fullmatch(lead[-2:]) or LEAD.fullmatch(lead) or lead[-1] in "做抓好"
    return None if verb and each.quoted else each


def _before_told(last: str, told: Announcement) -> int:
    """End the last member before the number and the words that lead to it (吸烟是三大主因)."""
    found = re.search("(?:是|为|这|等|共|的|构成|组成)+$", last[: told.start])
    return found.start() if found and found.start() else told.start


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
    front, back = shared([*middles, left])
    if front and len(middles) > 0 and not right.startswith(front):
        return False
    if back and back not in right:
        return False
    if front or back:
        return True
    near = min(lengths) - 1 <= len(bare(left)) <= max(lengths) + 1
    end = last_cut(right, [*middles, left])
    return near and "的" not in left and abs(len(bare(right[:end])) - median(lengths)) <= 2


def _fits_triple(first: str, left: str, right: str, *, strict: bool) -> bool:
    """Say whether A、B和C are three of a kind."""
    if len(left) > 14 or (("的" in left[:-1]) and "的" not in first) or _BREAK.search(left):
        return False
    end = last_cut(right, [left], first=first)
    start = first_cut(first, [left], right[:end])
    one, two, three = first[start:], left, right[:end]
    if strict:
        return _alike(one, two, strict=True) and _alike(two, three, strict=True)
    if one[:1].isdigit() != two[:1].isdigit() or two[:1].isdigit() != three[:1].isdigit():
        return False
    if _alike(one, two, strict=False) and _alike(two, three, strict=False):
        return True
    plain = len(bare(two)) <= 8 and "的" not in two and VERB.match(two) is None
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


_JOINT = re.compile("既[要是]?|又[要是]?|还[要是]?|也[要是]|更[要是]|并且?|同时")


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
    front, _ = shared([a, b])
    if len(front) >= 2 and not _STOP_PREFIX.match(front):
        return len(front)
    return None


def _tail_like(piece: str, base: str) -> int | None:
    """Find where in a clause a member like ``base`` begins; its lead is cut off."""
    if _likeness(piece, base) is not None:
        return 0
    for end in lead_ends(piece[:30]):
        rest = piece[end:]
        if rest and _likeness(rest, base) is not None:
            return end
    for size in (2, 3):
        at = piece.find(base[:size], 1)
        if at > 0 and _likeness(piece[at:], base) is not None:
            return at
    return None
