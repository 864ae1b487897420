"""Rules on what an item rests: law only where it was read, edges only where written (K3 K4 T2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from quizgen.model import Item, SetKind

from .findings import Finding, Known, found
from .words import all_texts, amounts, choices

_BASIS = re.compile(r"(?:根据|按照|依照|依据)《[^》]+》")
_EDGE_RULE = re.compile(
    r"以上[”’]?(?:[^。]{0,6})(?:包括|含)[^。]{0,12}以下[”’]?[^。]{0,6}(?:不包括|不含)"
)
_SPEECH = re.compile(r"^(?:\*\*)?讲话(?:提出|要求|希望|把)|^按今天的规定|讲话")
_RANGE = re.compile(r"(\d+)(?:[万亿]?[^\d]{0,2})(?:[—–~～至-]|以上)(\d+)")


def check_law(item: Item, known: Known) -> Iterator[Finding]:
    """Look at what an item says it rests on."""
    yield from (found(item, "K3", each) for each in _unfounded(item, known))
    yield from (found(item, "K4", each) for each in _edges(item, known))
    yield from (found(item, "T2", each) for each in _speech(item, known))


def _unfounded(item: Item, known: Known) -> Iterator[str]:
    """K3: 根据《…》 over a fact that nobody read in the text of the law."""
    if not _BASIS.search(item.stem) or not known.cited:
        return
    numbers = [each for each in item.facts if not each.startswith("13-")]
    loose = [each for each in numbers if each not in known.sound]
    if loose:
        yield f"题干写了“根据”，依据 {'、'.join(loose)} 却没有核到条文"
    elif not numbers:
        yield "题干写了“根据”，却没有记依据的编号"


def _edges(item: Item, known: Known) -> Iterator[str]:
    """K4: 以上含、以下不含 belongs to the rule that says so; intervals that share a number."""
    pointset = known.by_id.get(item.set or "")
    edged = pointset is not None and (
        (pointset.kind is SetKind.BANDS and pointset.edges) or pointset.topic in known.edged_topics
    )
    for text in (*all_texts(item), item.explanation):
        if _EDGE_RULE.search(text) and not edged and not re.search(r"不要|不能|照搬|只属于", text):
            yield "把“以上含、以下不含”用在没有这样规定的地方"
            break
    right, wrong = choices(item)
    ranges = [found_range for each in (*right, *wrong) if (found_range := _both_in(each))]
    ranges.sort()
    for low, high in pairwise(ranges):
        if low[1] >= high[0] and low != high and not edged and _asks_where(item):
            yield f"区间交叉：{low[0]:g}—{low[1]:g} 和 {high[0]:g}—{high[1]:g} 都含 {high[0]:g}"
            break
    if item.template in ("B1", "B2", "B3") and not edged:
        yield "点集没有写 :edges:，不能取界值"


def _both_in(text: str) -> tuple[float, float] | None:
    """Read an interval that says nothing of its ends: 3—10人."""
    if not _RANGE.search(text) or re.search("以下|不足|元|倍|%", text):
        return None
    read = [value for value, _ in amounts(re.sub(r"[—–~～-]", " ", text))]
    return (read[0], read[1]) if len(read) == 2 else None


def _asks_where(item: Item) -> bool:
    """Say whether a number has to be put into one of the intervals."""
    return bool(re.search(r"\d|属于|为（|是（", item.stem))


def _speech(item: Item, known: Known) -> Iterator[str]:
    """T2: what a speech said stands as its word, beside what holds today."""
    pointset = known.by_id.get(item.set or "")
    if pointset is None or pointset.status != "dated" or item.origin != "points":
        return
    if not _SPEECH.search(item.stem) and not re.search(r"今天|现行|现在", item.stem):
        yield "讲话的口径没有写明“讲话提出”"
    if _BASIS.search(item.stem):
        yield "讲话的口径写成了“根据《…》”"
    if item.template != "M8" and not re.search(r"今天|现行", item.explanation):
        yield "解析没有说今天怎么规定"
