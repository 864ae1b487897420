"""Rules on items beside each other: asked too often, told by one another (X1 C3), levels (L1)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

from rapidfuzz.fuzz import ratio

from quizgen.model import Item, PointSet, SingleChoice, kind_of

from .findings import Finding, Known, found
from .words import bare, choices

RUN = 12
"""Characters in a row that stem and trainee text may not share above the lowest level."""
_MOST = 3
_ALIKE = 94
_PIECE = 6
_CROWD = 12
_SHARED = 4
_RECALLED = {
    "M1",
    "M2",
    "M3",
    "M4",
    "M5",
    "M6",
    "M10",
    "M11",
    "P1",
    "P2",
    "P3",
    "P4",
    "P5",
    "V1",
    "V2",
    "S1",
}
_OURS = re.compile(
    r"根据《[^》]+》，?|下列各项中，?|下列情形中，?|讲话提出，?|按今天的规定，?|这一情节，涉及|案中"
)
_SLOT_GAP = re.compile(r"【[^】]*】")
_LAW = re.compile(r"《[^《》]*》")


def check_levels(items: Sequence[Item], known: Known) -> Iterator[Finding]:
    """L1: a stem that trainees have read, or a template that only recalls, is no more than memory.

    Slots, terms, titles and our own wording are taken off before stems are compared.
    """
    above = [each for each in items if each.level != "remember"]
    for item in above:
        if item.template in _RECALLED and item.origin == "points":
            yield found(item, "L1", f"{item.template} 只问清单、词、数，不能标成“{item.level}”")
        if item.level == "apply" and item.template in ("M7", "M8", "shows", "B1", "B2", "who"):
            yield found(item, "L1", f"{item.template} 一步归类，不能标成应用")
    taken = {each.id: _taken_off(each, known.by_id.get(each.by or "")) for each in known.sets}
    runs: dict[str, list[Item]] = defaultdict(list)
    for item in above:
        for run in _runs(_stripped(item, taken.get(item.set or "", []))):
            runs[run].append(item)
    told: set[str] = set()
    for text in known.words:
        for run in _runs(bare(text)):
            for item in runs.get(run, ()):
                if item.id not in told:
                    told.add(item.id)
                    yield found(item, "L1", f"题面“{run}”学员读过，只能算记忆")


def _slots(pointset: PointSet) -> Iterator[str]:
    slots = (
        pointset.say,
        pointset.of,
        pointset.scene,
        pointset.lack,
        pointset.basis,
        pointset.premise,
        pointset.event,
    )
    for slot in filter(None, slots):
        yield from (each for each in _SLOT_GAP.split(slot) if len(bare(each)) > 1)
    yield pointset.title
    yield from pointset.columns
    yield from (point.key for point in pointset.points)


def _taken_off(pointset: PointSet, graded: PointSet | None) -> list[str]:
    """Return what is no new word in a stem: slots, terms, and the measures of made-up events."""
    slots = {bare(each) for each in _slots(pointset)}
    if graded is not None:
        slots |= {bare(each) for each in _slots(graded)}
    return sorted(filter(None, slots), key=len, reverse=True)


def _stripped(item: Item, slots: Iterable[str]) -> str:
    text = _OURS.sub("|", item.stem)
    if item.stimulus is not None:
        text = f"{item.stimulus.text}|{text}"
    text = bare(_LAW.sub("|", text).replace("|", "\x00"))
    for slot in slots:
        text = text.replace(slot, "\x00")
    return text


def _runs(text: str) -> Iterator[str]:
    for part in text.split("\x00"):
        for at in range(len(part) - RUN + 1):
            yield part[at : at + RUN]


def check_repeats(items: Sequence[Item], known: Known) -> Iterator[Finding]:
    """X1: a fact asked more than three times or twice in one kind, or under two names."""
    facts: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        facts[item.fact].append(item)
    for group in facts.values():
        kinds = [kind_of(each) for each in group]
        for at, item in enumerate(group):
            if at >= _MOST:
                yield found(item, "X1", f"这个事实已有 {_MOST} 题")
            elif kinds[at] in kinds[:at]:
                yield found(item, "X1", "这个事实已有一道同样的题型")
    yield from _near(items)


def _near(items: Sequence[Item]) -> Iterator[Finding]:
    """Find stems that are nearly one, by the pieces they share; crowded pieces are wording."""
    texts = [_whole(each) for each in items]
    pieces: dict[int, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        for piece in _pieces(text):
            if len(pieces[piece]) <= _CROWD:
                pieces[piece].append(at)
    for at, text in enumerate(texts):
        for other in _sharing(at, text, pieces):
            if _comparable(items[at], items[other]) and ratio(text, texts[other]) >= _ALIKE:
                yield found(items[at], "X1", f"和 {items[other].id} 几乎是同一道题")
                break


def _sharing(at: int, text: str, pieces: dict[int, list[int]]) -> list[int]:
    """Return the earlier items that share most with this one."""
    shared: Counter[int] = Counter()
    for piece in _pieces(text):
        if len(pieces[piece]) <= _CROWD:
            shared.update(other for other in pieces[piece] if other < at)
    return [other for other, count in shared.most_common(3) if count >= _SHARED]


def _comparable(one: Item, other: Item) -> bool:
    if one.fact == other.fact or (one.stimulus and one.stimulus == other.stimulus):
        return False
    if one.origin == other.origin == "points" and one.set == other.set:
        return False  # different points of one set, in the one sentence of that set
    return kind_of(one) == kind_of(other) and choices(one)[0] == choices(other)[0]


def _whole(item: Item) -> str:
    return bare(item.stem) + "".join(sorted(bare(each) for each in choices(item)[0]))


def _pieces(text: str) -> set[int]:
    return {crc32(text[at : at + _PIECE].encode()) for at in range(max(1, len(text) - _PIECE + 1))}


def check_hints(items: Sequence[Item], known: Known) -> Iterator[Finding]:
    """C3: another stem of the same set gives the key away, and the two may meet on a paper."""
    by_set: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.set and item.use != "practice":
            by_set[item.set].append(item)
    for group in by_set.values():
        stems = {each.id: bare(each.stem) for each in group}
        for item in group:
            if not isinstance(item, SingleChoice) or item.template not in ("P1", "P2", "question"):
                continue
            whole = bare(_OURS.sub("", _filled(item)))
            for other in group:
                meets = other.id != item.id and other.id not in item.enemies
                if meets and len(whole) > 10 and whole in stems[other.id]:
                    yield found(item, "C3", f"{other.id} 的题干给出了这道题的答案")
                    break


def _filled(item: SingleChoice) -> str:
    right = next((each.text for each in item.options if each.correct), "")
    return re.sub(r"（[\s\u3000]*）", lambda _: right, item.stem)
